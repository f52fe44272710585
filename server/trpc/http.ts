import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { isOwnOrigin } from "#server/auth/index.ts";
import { createContext } from "./context.ts";
import { appRouter } from "./router.ts";

const ENDPOINT = "/api/trpc";
const MAX_BODY_BYTES = 256_000;
const MAX_BATCH = 20;

const refuse = (status: number, code: string) =>
  Response.json({ error: { message: code, code: -32600, data: { code, httpStatus: status } } }, { status });

/** Answers `/api/trpc/*` for staff pages: same-origin only, bounded, never cached. */
export async function handleTrpc(request: Request): Promise<Response> {
  if (request.method !== "GET" && !isOwnOrigin(request.headers)) return refuse(403, "FORBIDDEN");
  const body = await boundedBody(request);
  if (body === undefined) return refuse(413, "BODY_TOO_LARGE");
  const calls = new URL(request.url).pathname.slice(ENDPOINT.length).split(",").length;
  if (calls > MAX_BATCH) return refuse(400, "BATCH_TOO_LARGE");
  return fetchRequestHandler({
    endpoint: ENDPOINT,
    req: body,
    router: appRouter,
    createContext: () => createContext(request.headers),
    responseMeta: () => ({ headers: new Headers({ "cache-control": "private, no-store" }) }),
  });
}

/** The request with its body read, so that nothing longer than the limit is ever held; undefined when it is longer. */
async function boundedBody(request: Request): Promise<Request | undefined> {
  if (request.body === null) return request;
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) return undefined;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  const { method, headers, url, signal } = request;
  return new Request(url, { method, headers, signal, body: Buffer.concat(chunks) });
}
