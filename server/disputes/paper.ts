/** A document in the abstract: what a case file and an evidence pack say, before it becomes CSV or PDF. */

export type Column = { title: string /** Its share of the width. */; share: number };
export type Picture = { title: string /** JPEG bytes. */; bytes: Buffer; width: number; height: number };
export type Block = { title: string; note?: string } & (
  | { kind: "facts"; rows: readonly (readonly [label: string, value: string])[] }
  | { kind: "table"; columns: readonly Column[]; rows: readonly (readonly string[])[]; empty: string }
  | { kind: "text"; paragraphs: readonly string[] }
  | { kind: "pictures"; pictures: readonly Picture[] }
);
export type Paper = {
  title: string;
  subtitle: string;
  blocks: readonly Block[];
  /** On every page, before the page's number. */
  foot: string;
  page(n: number, of: number): string;
  /** The CSV's four columns: section, row, item, content. */
  headings: readonly [string, string, string, string];
};

/** One text of a paper at most; more is cut and says so by an ellipsis. */
export const MAX_TEXT = 2_000;

/**
 * Text as a paper may hold it: without control characters, without those that turn writing direction around or hide, and
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
