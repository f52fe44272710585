import { handleAuth } from "#server/auth/index.ts";
import { clientAddress } from "#server/http/index.ts";

export const dynamic = "force-dynamic";

const handle = (request: Request) => handleAuth(request, clientAddress(request.headers));

export { handle as GET, handle as POST };
