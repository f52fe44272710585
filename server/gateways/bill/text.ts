import { billError } from "./limits.ts";

const HEAD_BYTES = 4_096;

/** Reads on until there are `HEAD_BYTES`, and gives those back together with all bytes, head included. */
export async function peek(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ head: Buffer; bytes: AsyncGenerator<Uint8Array> }> {
  const source = bytes[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  for (let size = 0; size < HEAD_BYTES; ) {
    const { done, value } = await source.next();
    if (done) break;
    chunks.push(value);
    size += value.byteLength;
  }
  const head = Buffer.concat(chunks);
  async function* all() {
    try {
      if (head.length > 0) yield head;
      for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
    } finally {
      await source.return?.();
    }
  }
  return { head: head.subarray(0, HEAD_BYTES), bytes: all() };
}

/** UTF-8 where the beginning is UTF-8, else GBK: Alipay and many epay sites export that. */
export function encodingOf(head: Buffer): "utf-8" | "gbk" {
  try {
    // `stream` lets the last character be cut in two by the end of the head.
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    return "utf-8";
  } catch {
    return "gbk";
  }
}

/** Decodes bytes as they come. @throws GatewayError BILL_MALFORMED where they are not of the encoding */
export async function* decoded(bytes: AsyncIterable<Uint8Array>, encoding: "utf-8" | "gbk"): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
    const rest = decoder.decode();
    if (rest) yield rest;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw billError("BILL_MALFORMED", `the file has bytes that are not ${encoding.toUpperCase()}`, error);
  }
}
