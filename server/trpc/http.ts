import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { isOwnOrigin } from "#server/auth/index.ts";
import { type Ctx, may } from "#server/core/context.ts";
import { DomainError } from "#server/core/errors.ts";
import { readBytes } from "#server/http/index.ts";
import { createContext } from "./context.ts";
import type { Meta } from "./init.ts";
import { appRouter } from "./router.ts";

const ENDPOINT = "/api/trpc";
const MAX_BODY_BYTES = 256_000;
const MAX_BATCH = 20;

const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { meta?: Meta } } | undefined>;

const refuse = (status: number, code: string) =>
  Response.json({ error: { message: code, code: -32600, data: { code, httpStatus: status } } }, { status });

/** Answers `/api/trpc/*` for staff pages: same-origin only, bounded, never cached. */
export async function handleTrpc(request: Request): Promise<Response> {
  if (request.method !== "GET" && !isOwnOrigin(request.headers)) return refuse(403, "FORBIDDEN");
  const paths = new URL(request.url).pathname.slice(ENDPOINT.length + 1).split(",");
  if (paths.length > MAX_BATCH) return refuse(400, "BATCH_TOO_LARGE");
  const context = createContext(request.headers);
  // Where that fails, tRPC says so below in its own form; until then nobody is signed in.
  const caller = await context.then(
    ({ staff }) => staff,
    () => null,
  );
  const bounded = await boundedBody(request, bodyLimit(caller, paths)).catch((error: unknown) => {
    if (error instanceof DomainError) return refuse(error.status, error.code);
    throw error;
  });
  if (bounded instanceof Response) return bounded;
  return fetchRequestHandler({
    endpoint: ENDPOINT,
    req: bounded,
    router: appRouter,
    createContext: () => context,
    responseMeta: () => ({ headers: new Headers({ "cache-control": "private, no-store" }) }),
  });
}

/**
 * How long the body of these calls may be, in bytes. More than forms need is taken only where every procedure called
 * says so and the caller may call it, so that nobody else makes the process hold it.
 * @param caller who is signed in
 * @param paths names of the procedures in the address
 */
export function bodyLimit(caller: Ctx | null, paths: string[]): number {
  const limits = paths.map((path) => {
    const meta = procedures[path]?._def.meta;
    if (!meta?.maxBodyBytes || !caller) return MAX_BODY_BYTES;
    const allowed = meta.permission === "signed-in" || may(caller.actor, meta.permission);
    return allowed ? meta.maxBodyBytes : MAX_BODY_BYTES;
  });
  return Math.min(...limits);
}

/** The request with its body read, so that nothing longer than the limit is ever held. */
async function boundedBody(request: Request, maxBytes: number): Promise<Request> {
  if (request.body === null) return request;
  const body = await readBytes(request, maxBytes);
  const { method, headers, url, signal } = request;
  return new Request(url, { method, headers, signal, body: new Uint8Array(body) });
}
