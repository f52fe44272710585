import { env } from "#server/core/env.ts";
import type { PictureReading } from "../schemas.ts";
import { Reader } from "./reader.ts";

const DEFAULT_TIMEOUT_MS = 20_000;

/** Next.js loads modules more than once in a process; one child is enough for all of them. */
const KEY = Symbol.for("daozhang.reading.reader");
const shared = globalThis as { [KEY]?: Reader };

/** How a picture is read; all bounded. */
export type ReadOptions = {
  /** For waiting and reading together. */
  timeoutMs?: number;
  /** When more pictures than this stand in line, the answer is `busy` at once. */
  maxWaiting?: number;
  /** Fills in the year where a date has none. */
  now?: Date;
};

/**
 * Reads letters and codes of a picture, in a process of its own.
 * @param bytes a picture as we store it (decoded once and encoded by us)
 * @returns what was read, best reading of each name first; `status` says why nothing was. Never throws for what the picture is
 */
export function readPicture(bytes: Uint8Array, options: ReadOptions = {}): Promise<PictureReading> {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, maxWaiting = Number.POSITIVE_INFINITY, now = new Date() } = options;
  if (!env().OCR) return Promise.resolve({ status: "off", fields: [], text: "", codes: [], tookMs: 0 });
  shared[KEY] ??= new Reader();
  return shared[KEY].read({ bytes, timeoutMs, maxWaiting, now });
}

/** Ends the reading process, when one runs. */
export function closeReading(): void {
  shared[KEY]?.close();
}
