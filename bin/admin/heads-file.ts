import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** A file of heads grows for ever. Its end is enough: a head vouches for all before it. This is about eighteen thousand. */
const END_BYTES = 4 * 1024 * 1024;

/**
 * The end of a file of heads, from where a line begins; `notesIn` finds the heads that are whole in it.
 * @param limit how many bytes of it are read at most
 */
export function endOf(file: string, limit = END_BYTES): string {
  const handle = openSync(file, "r");
  try {
    const { size } = fstatSync(handle);
    const bytes = Buffer.alloc(Math.min(size, limit));
    readSync(handle, bytes, 0, bytes.length, size - bytes.length);
    const text = bytes.toString("utf8");
    // A line that was cut off; what is left of its head then is no head to anybody.
    const cut = size > limit ? text.indexOf("\n") + 1 : 0;
    return text.slice(cut);
  } finally {
    closeSync(handle);
  }
}
