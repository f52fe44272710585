import { DomainError, invalid } from "#server/core/errors.ts";

/** Enough of a file to tell what it is. */
export const HEAD_BYTES = 4_096;

const starts = (head: Uint8Array, ...bytes: number[]) => bytes.every((byte, i) => head[i] === byte);
/** The first entry of every Office document. */
const OFFICE = "[Content_Types].xml";
const LOCAL_NAME_AT = 30;

/**
 * Judges by a file's first bytes whether it can be a bill: a zip, or text with commas.
 * @returns which
 * @throws DomainError 415 BILL_TYPE_NOT_ALLOWED, 422 FILE_EMPTY, BILL_ENCODING
 */
export function judgeHead(head: Uint8Array): "zip" | "csv" {
  if (head.byteLength === 0) throw invalid("FILE_EMPTY", "The file is empty.");
  const text = Buffer.from(head).toString("latin1");
  if (starts(head, 0x50, 0x4b, 0x03, 0x04)) {
    if (text.startsWith(OFFICE, LOCAL_NAME_AT)) throw notAllowed("an Office document: save it as CSV");
    return "zip";
  }
  if (starts(head, 0x50, 0x4b, 0x05, 0x06)) throw invalid("FILE_EMPTY", "The zip is empty.");
  if (starts(head, 0xff, 0xfe) || starts(head, 0xfe, 0xff)) {
    throw invalid("BILL_ENCODING", "The file is in UTF-16: save it as CSV in UTF-8 or GBK.");
  }
  if (text.includes("\u0000") || starts(head, 0x1f, 0x8b) || starts(head, 0xd0, 0xcf, 0x11, 0xe0)) {
    throw notAllowed("a binary file");
  }
  if (/^\s*[<{[%]/.test(text) || !/[,\t]/.test(text)) throw notAllowed("no table with commas");
  return "csv";
}

const notAllowed = (what: string) =>
  new DomainError(415, "BILL_TYPE_NOT_ALLOWED", `Send the bill as CSV or as a zip with CSV in it; this is ${what}.`);
