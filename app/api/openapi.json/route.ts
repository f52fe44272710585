import { methodNotAllowed } from "#server/http/index.ts";
import { openApiDocument } from "../v1/_rest/index.ts";

export const dynamic = "force-dynamic";

/** The outside surface as OpenAPI 3.1. */
export function GET(): Response {
  const headers = { "Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*" };
  return Response.json(openApiDocument(), { headers });
}

const refuse = methodNotAllowed("GET", "HEAD");

export { refuse as POST, refuse as PATCH, refuse as PUT, refuse as DELETE };
