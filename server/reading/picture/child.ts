/**
 * The process that reads pictures: letters by OCR, QR and bar codes. It is started by `reader.ts` with no settings, no
 * secrets, and leave to read its own program only. It ends when its parent does.
 */
import { setPriority } from "node:os";
import sharp from "sharp";
import type { PictureReading } from "../schemas.ts";
import { readCodes } from "./codes.ts";
import { fieldsOfCodes } from "./fields/code-fields.ts";
import { fieldsOfLines } from "./fields/read-fields.ts";
import type { OcrLine } from "./lines.ts";
import { loadOcr, type Ocr } from "./ocr.ts";
import type { ChildAnswer, ChildOrder } from "./wire.ts";

const MAX_TEXT = 8_000;

sharp.cache(false);
sharp.concurrency(1);
try {
  // People waiting for a page come first.
  setPriority(5);
} catch {
  // Not allowed here: it reads at normal priority.
}

let loading: Promise<Ocr> | undefined;

process.on("message", (order: ChildOrder) => {
  void answerTo(order).then((answer) => process.send?.(answer));
});
process.on("disconnect", () => process.exit(0));

async function answerTo({ id, bytes, now }: ChildOrder): Promise<ChildAnswer> {
  const rss = () => process.memoryUsage.rss();
  loading ??= loadOcr();
  let ocr: Ocr;
  try {
    ocr = await loading;
  } catch (error) {
    return { id, rss: rss(), unavailable: String(error).slice(0, 500) };
  }
  try {
    const lines = await ocr.read(bytes);
    const codes = await readCodes(bytes);
    return { id, rss: rss(), read: readingOf(lines, codes, new Date(now)) };
  } catch (error) {
    return { id, rss: rss(), failed: String(error).slice(0, 500) };
  }
}

function readingOf(lines: readonly OcrLine[], codes: PictureReading["codes"], now: Date): ChildAnswer["read"] {
  const letters = fieldsOfLines(lines, now);
  const coded = fieldsOfCodes(codes, letters);
  const text = lines
    .map((line) => line.text)
    .join("\n")
    .slice(0, MAX_TEXT);
  return { fields: [...coded, ...letters].slice(0, 40), text, codes };
}
