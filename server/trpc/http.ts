import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { isOwnOrigin } from "#server/auth/index.ts";
import { type Ctx, may } from "#server/core/context.ts";
import { DomainError } from "#server/core/errors.ts";
import {
  type Budget,
  clientAddress,
  consume,
  noStream,
  noteRefusal,
  openStream,
  rateLimitHeaders,
  readBytes,
  statusHeaders,
  whenOver,
} from "#server/http/index.ts";
import { createContext } from "./context.ts";
import type { Meta } from "./init.ts";
import { appRouter } from "./router.ts";

const ENDPOINT = "/api/trpc";
const MAX_BODY_BYTES = 256_000;
const MAX_BATCH = 20;
/** Calls of one person, wherever they come from, and of those who are not signed in, by address. */
export const personBudget: Budget = { name: "staff", points: 1_200, windowS: 60 };
export const strangerBudget: Budget = { name: "not-signed-in", points: 120, windowS: 60 };
const LIVE = "live.desk";
/** Tabs that one person has open with the desk in them. */
const MAX_LIVE = 10;

const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { meta?: Meta } } | undefined>;

function refuse(status: number, code: string, headers: Record<string, string> = {}): Response {
  const error = { message: code, code: -32600, data: { code, httpStatus: status } };
  return Response.json({ error }, { status, headers: { ...headers, "cache-control": "private, no-store" } });
}

const refused = (error: unknown): Response => {
  if (error instanceof DomainError) return refuse(error.status, error.code, statusHeaders(error));
  throw error;
};

async function count({ headers }: Request, staff: Ctx | null): Promise<Record<string, string>> {
  if (staff) return rateLimitHeaders(await consume(personBudget, staff.actor.id));
  return rateLimitHeaders(await consume(strangerBudget, clientAddress(headers)));
}

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
  const limits = await count(request, caller).catch(refused);
  if (limits instanceof Response) return limits;
  const bounded = await boundedBody(request, bodyLimit(caller, paths)).catch(refused);
  if (bounded instanceof Response) return bounded;
  const answer = () =>
    fetchRequestHandler({
      onError: ({ error: { cause }, path }) => {
        if (cause instanceof DomainError)
          noteRefusal(cause, request.method, `${ENDPOINT}/${path ?? ""}`, request.headers);
      },
      endpoint: ENDPOINT,
      req: bounded,
      router: appRouter,
      createContext: () => context,
      responseMeta: () => ({ headers: new Headers({ "cache-control": "private, no-store", ...limits }) }),
    });
  if (!paths.includes(LIVE)) return answer();
  const key = `desk:${caller?.actor.id ?? "nobody"}`;
  const close = openStream({ key, address: clientAddress(request.headers), mostPerKey: MAX_LIVE });
  return close ? whenOver(await answer(), request.signal, close) : noStream();
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
