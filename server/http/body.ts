import { DomainError, type FieldError, invalid } from "#server/core/errors.ts";

/** A client that trickles its body is let go after this. */
const BODY_TIMEOUT_MS = 30_000;
/** How much of a refused body is still taken from the wire. */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;
/** Nesting beyond this serves nobody and overflows stacks. */
const MAX_DEPTH = 32;

const tooLarge = (maxBytes: number) =>
  new DomainError(413, "PAYLOAD_TOO_LARGE", `The body is larger than ${maxBytes} bytes.`, { details: { maxBytes } });

/**
 * Refuses a body that is not of one of these media types (parameters such as charset do not matter).
 * @returns the media type, in lower case
 * @throws DomainError 415 UNSUPPORTED_MEDIA_TYPE
 */
export function requireMediaType(request: Request, ...accepted: string[]): string {
  const sent = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const encoding = request.headers.get("content-encoding") ?? "identity";
  if (accepted.includes(sent) && encoding.toLowerCase() === "identity") return sent;
  throw new DomainError(415, "UNSUPPORTED_MEDIA_TYPE", `Send ${accepted.join(" or ")}, without content encoding.`, {
    details: { accepted },
  });
}

/**
 * Reads a body, at most `maxBytes` of it: what is longer is refused when the limit is crossed, not after it was read.
 * @throws DomainError 413 PAYLOAD_TOO_LARGE, 408 BODY_TIMEOUT, 400 BODY_INTERRUPTED
 */
export async function readBytes(request: Request, maxBytes: number, timeoutMs = BODY_TIMEOUT_MS): Promise<Buffer> {
  if (!request.body) return Buffer.alloc(0);
  const reader = request.body.getReader();
  const announced = Number(request.headers.get("content-length") ?? 0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DomainError(408, "BODY_TIMEOUT", "The body took too long.")), timeoutMs);
  });
  try {
    if (announced > maxBytes) throw tooLarge(maxBytes);
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), late]);
      if (done) return Buffer.concat(chunks);
      size += value.byteLength;
      if (size > maxBytes) throw tooLarge(maxBytes);
      chunks.push(value);
    }
  } catch (error) {
    void discard(reader);
    if (error instanceof DomainError) throw error;
    throw new DomainError(400, "BODY_INTERRUPTED", "The body ended early.", { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** A body that is passed on piece by piece. */
export type BodyStream = {
  /** To be read once. Ends the request with 408 BODY_TIMEOUT when nothing comes for a while, 400 BODY_INTERRUPTED when it breaks off. */
  bytes: AsyncIterable<Uint8Array>;
  /** For a body that is refused: lets the rest of it run out. */
  discard(): void;
};

/** Gives a body as it comes, for what is too large to be held; who reads it bounds it. */
export function streamBody(request: Request, idleMs = BODY_TIMEOUT_MS): BodyStream {
  const reader = request.body?.getReader();
  let ended = reader === undefined;
  const discardRest = () => {
    if (!ended && reader) void discard(reader);
    ended = true;
  };
  async function* bytes() {
    try {
      while (!ended && reader) {
        const { done, value } = await inTime(reader.read(), idleMs);
        ended ||= done;
        if (value) yield value;
      }
    } finally {
      discardRest();
    }
  }
  return { bytes: bytes(), discard: discardRest };
}

async function inTime<T>(reading: Promise<T>, idleMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DomainError(408, "BODY_TIMEOUT", "The body took too long.")), idleMs);
  });
  const read = reading.catch((error: unknown) => {
    throw new DomainError(400, "BODY_INTERRUPTED", "The body ended early.", { cause: error });
  });
  return Promise.race([read, late]).finally(() => clearTimeout(timer));
}

/**
 * Lets the rest of a refused body run out, kept nowhere: a client reads our answer only when it could finish sending, and
 * cancelling would reset its connection. What is longer than anybody honest sends is cut off.
 */
async function discard(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  const until = Date.now() + BODY_TIMEOUT_MS;
  try {
    for (let size = 0; size <= MAX_DISCARDED_BYTES && Date.now() < until; ) {
      const { done, value } = await reader.read();
      if (done) return;
      size += value.byteLength;
    }
    await reader.cancel();
  } catch {
    // The connection is gone: there is nobody left to answer.
  }
}

/** Parses JSON text. @throws DomainError 400 MALFORMED_JSON */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8")) as unknown;
  } catch {
    throw new DomainError(400, "MALFORMED_JSON", "The body is not valid JSON.");
  }
}

/**
 * Reads a JSON body that a verb may be given.
 * @throws DomainError 415, 413, 400 MALFORMED_JSON, 422 VALIDATION_FAILED for text or nesting no database would keep
 */
export async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  requireMediaType(request, "application/json");
  const value = parseJson(await readBytes(request, maxBytes));
  const problem = inspectJson(value);
  if (problem) throw invalid("VALIDATION_FAILED", "The body is not acceptable.", { errors: [problem] });
  return value;
}

/**
 * Reads a multipart form of a bounded size.
 * @throws DomainError 415, 413, 400 MALFORMED_FORM
 */
export async function readForm(request: Request, maxBytes: number): Promise<FormData> {
  requireMediaType(request, "multipart/form-data");
  const bytes = await readBytes(request, maxBytes);
  const type = request.headers.get("content-type") ?? "";
  try {
    return await new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData();
  } catch {
    throw new DomainError(400, "MALFORMED_FORM", "The body is not a valid multipart form.");
  }
}

/**
 * Looks for what JSON can say and a database cannot keep: NUL characters, half surrogate pairs, bottomless nesting.
 * @returns the first such place, or undefined
 */
export function inspectJson(value: unknown, maxDepth = MAX_DEPTH): FieldError | undefined {
  const open: { value: unknown; path: string[] }[] = [{ value, path: [] }];
  for (let next = open.pop(); next; next = open.pop()) {
    const at = (message: string): FieldError => ({ path: next.path.slice(0, 8).join("."), message });
    if (typeof next.value === "string" && !storable(next.value)) {
      return at("must not contain NUL or unpaired surrogates");
    }
    if (typeof next.value !== "object" || next.value === null) continue;
    if (next.path.length >= maxDepth) return at(`must not be nested deeper than ${maxDepth}`);
    for (const [key, child] of Object.entries(next.value)) {
      if (!storable(key)) return at("must not have names with NUL or unpaired surrogates");
      open.push({ value: child, path: [...next.path, key] });
    }
  }
  return undefined;
}

const storable = (text: string) => !text.includes("\u0000") && text.isWellFormed();
