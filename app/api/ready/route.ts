import { methodNotAllowed } from "#server/http/index.ts";
import { handleReady } from "./handler.ts";

export const dynamic = "force-dynamic";

export const GET = handleReady;

const refuse = methodNotAllowed("GET", "HEAD");

export { refuse as POST, refuse as PATCH, refuse as PUT, refuse as DELETE };
