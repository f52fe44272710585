import { methodNotAllowed, noStore } from "#server/http/index.ts";
import { version } from "../version.ts";

export const dynamic = "force-dynamic";

/** Says that the process lives. What it needs to work is `/api/ready`'s business. */
export function GET(): Response {
  return Response.json({ status: "ok", version, uptimeS: Math.floor(process.uptime()) }, { headers: noStore });
}

const refuse = methodNotAllowed("GET", "HEAD");

export { refuse as POST, refuse as PATCH, refuse as PUT, refuse as DELETE };
