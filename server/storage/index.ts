import { fileURLToPath } from "node:url";
import { env } from "#server/core/env.ts";
import { openFiles } from "./files.ts";
import type { Storage } from "./storage.ts";

export { openFiles } from "./files.ts";
export { type Storage, StorageError } from "./storage.ts";

let opened: { url: string; storage: Storage } | undefined;

/** The storage of this process, by `STORAGE_URL`. */
export function storage(): Storage {
  const url = env().STORAGE_URL;
  if (opened?.url !== url) opened = { url, storage: openStorage(url) };
  return opened.storage;
}

/** Opens the storage at `url`: `file:./relative`, `file:/absolute` or `file:///absolute`. */
export function openStorage(url: string): Storage {
  if (!url.startsWith("file:")) throw new Error("STORAGE_URL must start with file:");
  return openFiles(url.startsWith("file:///") ? fileURLToPath(url) : url.slice("file:".length));
}
