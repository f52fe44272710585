import type { TurnedBox } from "./find-boxes.ts";

/** RGB, three bytes a pixel, rows from the top. */
export type Pixels = { data: Uint8Array; width: number; height: number };

/** The height that the recognition model reads. */
export const LINE_HEIGHT_PX = 48;
const MIN_WIDTH_PX = 32;
/** A line of some hundred letters; what is longer is no line of a bill. */
export const MAX_LINE_WIDTH_PX = 2_400;

/** How wide a line is once it is {@link LINE_HEIGHT_PX} high. */
export function lineWidth({ width, height }: TurnedBox): number {
  const scaled = Math.round((width / Math.max(1, height)) * LINE_HEIGHT_PX);
  return Math.min(MAX_LINE_WIDTH_PX, Math.max(MIN_WIDTH_PX, scaled));
}

/**
 * Cuts a turned line out of a picture, straight and scaled, as the recognition model wants it: planes of blue, green and red
 * from -1 to 1.
 * @param into the planes to fill, each {@link lineWidth} wide
 */
export function cutLine(pixels: Pixels, box: TurnedBox, into: Float32Array): void {
  const columns = into.length / 3 / LINE_HEIGHT_PX;
  const [cos, sin] = [Math.cos(box.angle), Math.sin(box.angle)];
  const plane = LINE_HEIGHT_PX * columns;
  for (let row = 0; row < LINE_HEIGHT_PX; row++) {
    const v = ((row + 0.5) / LINE_HEIGHT_PX - 0.5) * box.height;
    for (let column = 0; column < columns; column++) {
      const u = ((column + 0.5) / columns - 0.5) * box.width;
      const target = row * columns + column;
      sample(pixels, box.cx + u * cos - v * sin - 0.5, box.cy + u * sin + v * cos - 0.5, into, target, plane);
    }
  }
}

/** The colour between four pixels; beyond the edge, that of the edge. */
function sample({ data, width, height }: Pixels, x: number, y: number, into: Float32Array, at: number, plane: number) {
  const cx = Math.min(width - 1, Math.max(0, x));
  const cy = Math.min(height - 1, Math.max(0, y));
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const x1 = Math.min(width - 1, x0 + 1);
  const y1 = Math.min(height - 1, y0 + 1);
  const [fx, fy] = [cx - x0, cy - y0];
  const [a, b, c, d] = [(y0 * width + x0) * 3, (y0 * width + x1) * 3, (y1 * width + x0) * 3, (y1 * width + x1) * 3];
  for (let channel = 0; channel < 3; channel++) {
    const top = (data[a + channel] ?? 0) * (1 - fx) + (data[b + channel] ?? 0) * fx;
    const bottom = (data[c + channel] ?? 0) * (1 - fx) + (data[d + channel] ?? 0) * fx;
    into[at + (2 - channel) * plane] = (top * (1 - fy) + bottom * fy) / 127.5 - 1;
  }
}
