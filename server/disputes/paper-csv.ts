import { csvBytes } from "#server/core/csv.ts";
import type { Block, Paper } from "./paper.ts";

export { csvBytes, csvCell } from "#server/core/csv.ts";

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
