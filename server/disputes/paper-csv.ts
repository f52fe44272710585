import { type Block, type Paper, plain } from "./paper.ts";

/** What makes a spreadsheet read a cell as a formula, also as it is typed on a Chinese keyboard. */
const FORMULA = /^\s*[=+\-@＝＋－＠]/;
/** Spreadsheets keep 15 digits of a number and show 12 as a power of ten: a tab behind them makes it a text. */
const LONG_NUMBER = /^\d{12,}$/;

/** One cell by RFC 4180, safe to open in a spreadsheet. */
export function csvCell(value: string): string {
  const text = plain(value);
  const safe = FORMULA.test(text) ? `'${text}` : LONG_NUMBER.test(text) ? `${text}\t` : text;
  return /[",\n\r\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A table as CSV bytes: UTF-8 with the mark by which Excel knows it, lines ended by CRLF. */
export function csvBytes(rows: readonly (readonly string[])[]): Buffer {
  return Buffer.from(`\uFEFF${rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("")}`, "utf8");
}

/** A paper as CSV: one line an item, in four columns, so that every program can read it back. */
export function paperCsv(paper: Paper): Buffer {
  return csvBytes([[...paper.headings], ["", "", paper.title, paper.subtitle], ...paper.blocks.flatMap(linesOf)]);
}

function linesOf(block: Block): string[][] {
  const { title } = block;
  switch (block.kind) {
    case "facts":
      return block.rows.map(([label, value]) => [title, "", label, value]);
    case "table":
      return block.rows.length === 0
        ? [[title, "", "", block.empty]]
        : block.rows.flatMap((row, i) =>
            block.columns.map((column, c) => [title, String(i + 1), column.title, row[c] ?? ""]),
          );
    case "text":
      return block.paragraphs.map((paragraph, i) => [title, String(i + 1), "", paragraph]);
    case "pictures":
      return [];
  }
}
