/** Text and tables for files that people download. */

/** One text at most; more is cut and says so by an ellipsis. */
const MAX_TEXT = 2_000;

/**
 * Text as a file may hold it: without control characters, without those that turn writing direction around or hide, and
 * of a bounded length.
 */
export function plain(text: string, max: number = MAX_TEXT): string {
  const shown = text
    .replaceAll(/\r\n?/g, "\n")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "")
    .replaceAll("\t", " ")
    .toWellFormed();
  return shown.length > max ? `${shown.slice(0, max).toWellFormed()}…` : shown;
}

/** What makes a spreadsheet read a cell as a formula, also as it is typed on a Chinese keyboard; and one that was marked before. */
const FORMULA = /^'*\s*[=+\-@＝＋－＠]/;
/** Spreadsheets keep 15 digits of a number and show 12 as a power of ten: a tab behind them makes it a text. */
const LONG_NUMBER = /^\d{12,}$/;

/** One cell by RFC 4180, safe to open in a spreadsheet. */
export const csvCell = (value: string): string => csvCellUpTo(value, MAX_TEXT);

/** {@link csvCell} of a length that is bounded otherwise. */
export function csvCellUpTo(value: string, max: number): string {
  const text = plain(value, max);
  const safe = FORMULA.test(text) ? `'${text}` : LONG_NUMBER.test(text) ? `${text}\t` : text;
  return /[",\n\r\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A table as CSV bytes: UTF-8 with the mark by which Excel knows it, lines ended by CRLF. */
export function csvBytes(rows: readonly (readonly string[])[]): Buffer {
  return Buffer.from(`\uFEFF${rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("")}`, "utf8");
}
