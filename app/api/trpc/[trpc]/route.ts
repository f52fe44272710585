import { handleTrpc } from "#server/trpc/index.ts";

export const dynamic = "force-dynamic";
export { handleTrpc as GET, handleTrpc as POST };
