import { GatewayError, type GatewayErrorCode } from "../gateway.ts";

/** The bounds of reading a bill. */
export type BillLimits = {
  /** As it comes: compressed, where it is. */
  maxFileBytes: number;
  /** Once unpacked: what a small zip may grow to. */
  maxBytes: number;
  maxLines: number;
  maxLineBytes: number;
  maxZipEntries: number;
};
export const defaultBillLimits: BillLimits = {
  maxFileBytes: 512 * 1024 * 1024,
  maxBytes: 1024 * 1024 * 1024,
  maxLines: 5_000_000,
  maxLineBytes: 64 * 1024,
  maxZipEntries: 20,
};

export const billError = (code: GatewayErrorCode, message: string, cause?: unknown) =>
  new GatewayError(code, message, { sent: true, cause });
export const malformed = (line: number, what: string) => billError("BILL_MALFORMED", `line ${line}: ${what}`);

/** Passes bytes on and refuses more than `maxBytes` of them. */
export async function* capped(bytes: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.byteLength;
    if (size > maxBytes) throw billError("BILL_TOO_LARGE", `the bill is larger than ${maxBytes} bytes`);
    yield chunk;
  }
}
