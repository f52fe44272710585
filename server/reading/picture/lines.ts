import type { Box } from "../schemas.ts";

/** One line of letters as the model read it. */
export type OcrLine = {
  text: string;
  /** 0 to 1, the mean over its letters. */
  confidence: number;
  /** The upright box around it, for showing. */
  box: Box;
  /** Where it stands once the picture is turned straight, for telling which value belongs to which label. */
  place: Box;
  /**
   * Where each UTF-16 unit of the text ends, as a fraction of the line's length: a label and its value often are one line
   * to the model, and the crop shows the value alone.
   */
  ends: number[];
};

/** The part of a line's box that the letters from `start` to `end` take. */
export function partOfBox({ box, ends }: Pick<OcrLine, "box" | "ends">, start: number, end: number): Box {
  const from = start === 0 ? 0 : (ends[start - 1] ?? 0);
  const to = ends[end - 1] ?? 1;
  // The model places letters to within about half a letter.
  const slack = ends.length > 0 ? 0.5 / ends.length : 0;
  const left = Math.max(0, from - slack);
  const right = Math.min(1, Math.max(to + slack, left));
  return { x: box.x + left * box.width, y: box.y, width: (right - left) * box.width, height: box.height };
}

/** The smallest box around both. */
export function around(a: Box, b: Box): Box {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  const width = Math.max(a.x + a.width, b.x + b.width) - x;
  const height = Math.max(a.y + a.height, b.y + b.height) - y;
  return { x, y, width, height };
}
