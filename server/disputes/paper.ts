/** A document in the abstract: what a case file and an evidence pack say, before it becomes CSV or PDF. */

export { plain } from "#server/core/csv.ts";

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
