import { createReadStream } from "node:fs";
import { type BillLine, GatewayError } from "../gateway.ts";
import type { GatewayKind } from "../schemas.ts";
import { alipayBill } from "./alipay-bill.ts";
import { epayBill } from "./epay-bill.ts";
import { type BillLimits, billError, capped, defaultBillLimits } from "./limits.ts";
import { type BillReader, billLines } from "./rows.ts";
import { decoded, encodingOf, peek } from "./text.ts";
import { wechatpayBill } from "./wechatpay-bill.ts";
import { csvEntries, isZip, spool, withTemporaryFile } from "./zip.ts";

const readers: { [K in GatewayKind]: () => BillReader } = {
  alipay: alipayBill,
  wechatpay: wechatpayBill,
  epay: epayBill,
};

/**
 * Reads a bill, a line at a time and never all of it: Alipay's and epay's CSV in GBK or UTF-8, WeChat Pay's in UTF-8, each also in
 * a zip (which is put aside in a temporary file, since its table of contents is at its end).
 *
 * Some faults show only at the end (a bill that was cut off): what was read counts only when the iteration ended by itself.
 * @param fileName for messages; the content alone decides how it is read
 * @throws GatewayError BILL_MALFORMED (naming the line), BILL_TRUNCATED, BILL_TOO_LARGE
 */
export async function* readBill(
  kind: GatewayKind,
  stream: AsyncIterable<Uint8Array>,
  fileName: string,
  limits: BillLimits = defaultBillLimits,
): AsyncGenerator<BillLine> {
  try {
    const { head, bytes } = await peek(stream);
    if (!isZip(head)) return yield* csvLines(kind, capped(bytes, limits.maxBytes), limits, { lines: 0 });
    yield* withTemporaryFile(async function* (path) {
      await spool(bytes, path, limits.maxFileBytes);
      yield* zippedLines(kind, path, limits);
    });
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    throw billError(error.code, `${fileName}: ${error.message}`, error);
  }
}

/** {@link readBill} of a file that lies on the disk already. */
export async function* readBillFile(kind: GatewayKind, path: string, limits: BillLimits): AsyncGenerator<BillLine> {
  const { head, bytes } = await peek(createReadStream(path) as AsyncIterable<Uint8Array>);
  if (!isZip(head)) return yield* csvLines(kind, capped(bytes, limits.maxBytes), limits, { lines: 0 });
  await bytes.return(undefined);
  yield* zippedLines(kind, path, limits);
}

async function* zippedLines(kind: GatewayKind, path: string, limits: BillLimits): AsyncGenerator<BillLine> {
  const count = { lines: 0 };
  let found = false;
  for await (const entry of csvEntries(path, limits)) {
    const { head, bytes } = await peek(entry);
    if (isSummary(head)) {
      await bytes.return(undefined);
      continue;
    }
    found = true;
    yield* csvLines(kind, bytes, limits, count, head);
  }
  if (!found) throw billError("BILL_MALFORMED", "the zip holds no CSV with payments");
}

/** Alipay packs its summary beside the details. */
const isSummary = (head: Buffer) =>
  new TextDecoder(encodingOf(head)).decode(head).slice(0, 40).includes("业务汇总查询");

async function* csvLines(
  kind: GatewayKind,
  source: AsyncIterable<Uint8Array>,
  limits: BillLimits,
  count: { lines: number },
  known?: Buffer,
): AsyncGenerator<BillLine> {
  const { head, bytes } = known ? { head: known, bytes: source } : await peek(source);
  yield* billLines(decoded(bytes, encodingOf(head)), readers[kind](), limits, count);
}
