import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { crc32 } from "node:zlib";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { type BillLimits, billError, capped } from "./limits.ts";

/** Runs `use` with a path in a folder of its own, which is gone afterwards. */
export async function* withTemporaryFile<T>(use: (path: string) => AsyncIterable<T>): AsyncGenerator<T> {
  const folder = await mkdtemp(join(tmpdir(), "daozhang-bill-"));
  try {
    yield* use(join(folder, randomUUID()));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes bytes to a file, at most `maxBytes`. */
export async function spool(bytes: AsyncIterable<Uint8Array>, path: string, maxBytes: number): Promise<void> {
  await pipeline(capped(bytes, maxBytes), createWriteStream(path, { mode: 0o600, flags: "wx" }));
}

export const isZip = (head: Uint8Array): boolean => Buffer.from(head.subarray(0, 4)).equals(Buffer.from("PK\x03\x04"));

/**
 * The CSV files in a zip, one after the other; each must be read to its end or left before the next. What an entry grows to is
 * counted as it is unpacked, whatever its header announces, and its checksum is compared.
 */
export async function* csvEntries(path: string, limits: BillLimits): AsyncGenerator<AsyncIterable<Uint8Array>> {
  // Names are in GBK, and nothing is ever written under them.
  const zip = await openPromise(path, { decodeStrings: false, autoClose: false }).catch(notAZip);
  const budget = { bytes: limits.maxBytes };
  try {
    if (zip.entryCount > limits.maxZipEntries) {
      throw billError("BILL_TOO_LARGE", `the zip holds more than ${limits.maxZipEntries} files`);
    }
    for (const entry of await entriesOf(zip)) {
      if (/\.(csv|txt)$/i.test(entry.fileNameRaw.toString("latin1"))) yield unpacked(zip, entry, budget, limits);
    }
  } finally {
    zip.close();
  }
}

function notAZip(error: unknown): never {
  throw billError("BILL_MALFORMED", "the file begins like a zip and is none", error);
}

async function entriesOf(zip: ZipFile): Promise<Entry[]> {
  const entries: Entry[] = [];
  await new Promise<void>((resolve, reject) => {
    zip.on("entry", (entry: Entry) => {
      entries.push(entry);
      zip.readEntry();
    });
    zip.on("end", resolve);
    zip.on("error", reject);
    zip.readEntry();
  }).catch(notAZip);
  return entries;
}

async function* unpacked(zip: ZipFile, entry: Entry, budget: { bytes: number }, limits: BillLimits) {
  let sum = 0;
  try {
    const stream = await zip.openReadStreamPromise(entry);
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      budget.bytes -= chunk.length;
      if (budget.bytes < 0) throw billError("BILL_TOO_LARGE", `the zip unpacks to more than ${limits.maxBytes} bytes`);
      sum = crc32(chunk, sum);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof Error && error.name === "GatewayError") throw error;
    throw billError("BILL_MALFORMED", "the zip is damaged", error);
  }
  if (sum !== entry.crc32) throw billError("BILL_MALFORMED", "the zip is damaged: a checksum differs");
}
