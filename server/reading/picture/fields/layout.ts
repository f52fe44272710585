import type { Box } from "../../schemas.ts";
import { around, type OcrLine, partOfBox } from "../lines.ts";

/** One piece of text on the page, in NFKC. */
export type Cell = OcrLine & { row: number };
export type Page = {
  /** From top to bottom, each from left to right. */
  rows: Cell[][];
  /** The middle height of a line, as a fraction of the page. */
  lineHeight: number;
};

/** Puts lines that stand side by side into rows. */
export function layOut(lines: readonly OcrLine[]): Page {
  const cells = lines.map(normalised).filter((line) => line.text !== "");
  const heights = cells.map((cell) => cell.place.height).toSorted((a, b) => a - b);
  const lineHeight = heights[Math.floor(heights.length / 2)] ?? 0.03;
  const rows: Cell[][] = [];
  for (const line of cells.toSorted((a, b) => middle(a.place) - middle(b.place))) {
    const row = rows.at(-1);
    const cell = { ...line, row: rows.length };
    const first = row?.[0];
    // A large sum beside a small label is on the label's row when the label lies within its height.
    const near =
      first &&
      Math.abs(middle(first.place) - middle(line.place)) <
        0.5 * Math.min(Math.max(first.place.height, lineHeight), Math.max(line.place.height, lineHeight));
    if (
      row &&
      near &&
      !row.some((other) => overlapX(other.place, line.place) > 0.3 * Math.min(other.place.width, line.place.width))
    ) {
      row.push({ ...cell, row: rows.length - 1 });
    } else rows.push([cell]);
  }
  return { rows: rows.map((row) => joined(row.toSorted((a, b) => a.place.x - b.place.x))), lineHeight };
}

const letterWidth = ({ place, text }: OcrLine) => place.width / Math.max(1, text.length);

/** Pieces with less than a letter between them are one text that the model cut in two. */
function joined(row: readonly Cell[]): Cell[] {
  const pieces: Cell[] = [];
  for (const cell of row) {
    const before = pieces.at(-1);
    const between = before ? cell.place.x - (before.place.x + before.place.width) : 0;
    if (before && between < 0.8 * Math.max(letterWidth(before), letterWidth(cell)))
      pieces[pieces.length - 1] = join(before, cell);
    else pieces.push(cell);
  }
  return pieces;
}

function join(a: Cell, b: Cell): Cell {
  const box = around(a.box, b.box);
  const glue = /[a-z.]$/i.test(a.text) && /^[a-z]/i.test(b.text) ? " " : "";
  const at = (cell: Cell, end: number) => (cell.box.x + end * cell.box.width - box.x) / Math.max(box.width, 1e-6);
  const ends = [...a.ends.map((end) => at(a, end)), ...(glue ? [at(a, 1)] : []), ...b.ends.map((end) => at(b, end))];
  const confidence = Math.min(a.confidence, b.confidence);
  return { ...a, text: a.text + glue + b.text, confidence, ends, box, place: around(a.place, b.place) };
}

const middle = ({ y, height }: Box) => y + height / 2;
export const overlapX = (a: Box, b: Box): number => Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);

/** Full-width letters and signs become plain ones, and the places of the letters follow. */
function normalised(line: OcrLine): OcrLine {
  let text = "";
  const ends: number[] = [];
  let unit = 0;
  for (const letter of line.text) {
    unit += letter.length;
    const plain = letter.normalize("NFKC").replace(/\p{Cf}|\p{Cc}/gu, "");
    text += plain;
    for (let i = 0; i < plain.length; i++) ends.push(line.ends[unit - 1] ?? 1);
  }
  const blanks = text.length - text.trimStart().length;
  const trimmed = text.trim();
  return { ...line, text: trimmed, ends: ends.slice(blanks, blanks + trimmed.length) };
}

/** A text of the page with the way back to where its letters stand. */
export type Strip = {
  text: string;
  confidence: number;
  /** Where the second and later pieces begin. */
  breaks: number[];
  boxOf(start: number, end: number): Box;
};

/** Several pieces read as one text, as lines of prose are. */
export function stripOf(cells: readonly Cell[], glue = ""): Strip {
  const starts: number[] = [];
  let text = "";
  for (const [i, cell] of cells.entries()) {
    if (i > 0) text += glue;
    starts.push(text.length);
    text += cell.text;
  }
  return {
    text,
    confidence: Math.min(1, ...cells.map((cell) => cell.confidence)),
    breaks: starts.slice(1),
    boxOf(start, end) {
      let box: Box | undefined;
      for (const [i, cell] of cells.entries()) {
        const at = starts[i] ?? 0;
        const [from, to] = [Math.max(0, start - at), Math.min(cell.text.length, end - at)];
        if (from >= to) continue;
        const part = partOfBox(cell, from, to);
        box = box ? around(box, part) : part;
      }
      return box ?? cells[0]?.box ?? { x: 0, y: 0, width: 1, height: 1 };
    },
  };
}

/** The part of one piece from `start` on. */
export function tailOf(cell: Cell, start: number): Cell {
  if (start === 0) return cell;
  const from = cell.ends[start - 1] ?? 0;
  const scale = 1 - from > 0.001 ? 1 / (1 - from) : 1;
  const part = partOfBox(cell, start, cell.text.length);
  const place = { ...cell.place, x: cell.place.x + from * cell.place.width, width: (1 - from) * cell.place.width };
  const ends = cell.ends.slice(start).map((end) => (end - from) * scale);
  return { ...cell, text: cell.text.slice(start), ends, box: part, place };
}
