import type { Readable } from "node:stream";
import { type Dispatcher, request as send } from "undici";
import { inTransaction } from "#db/client.ts";
import { assertAllowedUrl, guardedAgent, OutboundError } from "./outbound-guard.ts";

export {
  assertAllowedUrl,
  isPrivateAddress,
  type OutboundCode,
  OutboundError,
  outboundCodes,
} from "./outbound-guard.ts";

export type OutboundCall = {
  url: string;
  method?: "GET" | "POST" | "PUT" | "DELETE";
  /** Names in any case. `host` and `content-length` are set for you. */
  headers?: Readonly<Record<string, string>>;
  body?: Buffer | string;
  /** For the whole call: looking up, connecting, sending, and reading the answer to its end. */
  timeoutMs: number;
  /** How long the body of the answer may be. */
  maxBytes: number;
  /** Whether private and loopback addresses may be called (`ALLOW_PRIVATE_URLS`). */
  allowPrivate: boolean;
  signal?: AbortSignal;
};
export type OutboundAnswer = { status: number; headers: Record<string, string>; body: Buffer };
/** The body must be read to its end or left with `break`: an abandoned one holds its connection until the time-out. */
export type OutboundStream = Omit<OutboundAnswer, "body"> & { body: AsyncIterable<Uint8Array> };

const agents = { guarded: guardedAgent(false), open: guardedAgent(true) };

/**
 * The one way to call an address that somebody else chose: no redirects, no private addresses unless allowed, and bounds on
 * time and size. Any status is an answer.
 * @throws OutboundError; Error inside a transaction
 */
export async function callOut(call: OutboundCall): Promise<OutboundAnswer> {
  const { body, ...answer } = await callOutStream(call);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return { ...answer, body: Buffer.concat(chunks) };
}

/**
 * Like {@link callOut}, with the body as it comes. Reading it throws OutboundError when it breaks off, takes too long or is
 * longer than `maxBytes`.
 */
export async function callOutStream(call: OutboundCall): Promise<OutboundStream> {
  if (inTransaction()) throw new Error("nothing outside is called inside a transaction");
  const url = assertAllowedUrl(call.url, call.allowPrivate);
  if (call.signal?.aborted)
    throw new OutboundError("ABORTED", "the call was given up before it began", { sent: false });
  const late = AbortSignal.timeout(call.timeoutMs);
  const signal = call.signal ? AbortSignal.any([late, call.signal]) : late;
  let answer: Dispatcher.ResponseData;
  try {
    answer = await send(url, {
      dispatcher: call.allowPrivate ? agents.open : agents.guarded,
      method: call.method ?? "GET",
      headers: { "accept-encoding": "identity", "user-agent": "daozhang", ...call.headers },
      body: call.body ?? null,
      headersTimeout: call.timeoutMs,
      bodyTimeout: call.timeoutMs,
      signal,
    });
  } catch (error) {
    throw outboundError(error, late, call.signal);
  }
  return {
    status: answer.statusCode,
    headers: flat(answer.headers),
    body: bounded(answer.body, call.maxBytes, (error) => outboundError(error, late, call.signal)),
  };
}

async function* bounded(body: Readable, maxBytes: number, translate: (error: unknown) => OutboundError) {
  let size = 0;
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > maxBytes) {
        throw new OutboundError("ANSWER_TOO_LARGE", `the answer is longer than ${maxBytes} bytes`, { sent: true });
      }
      yield chunk;
    }
  } catch (error) {
    throw translate(error);
  }
}

function outboundError(error: unknown, late: AbortSignal, given?: AbortSignal): OutboundError {
  if (error instanceof OutboundError) return error;
  if (given?.aborted) return new OutboundError("ABORTED", "the call was given up", { sent: true, cause: error });
  if (late.aborted || (error instanceof Error && /TimeoutError$/.test(error.name))) {
    return new OutboundError("TIMED_OUT", "there was no answer in time", { sent: true, cause: error });
  }
  const text = error instanceof Error ? error.message : String(error);
  return new OutboundError("BROKEN_OFF", text, { sent: true, cause: error });
}

const flat = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(", ") : value]],
    ),
  );
