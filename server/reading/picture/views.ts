import sharp from "sharp";
import type { Box } from "../schemas.ts";

const MAX_PIXELS = 50_000_000;
const TIMEOUT_S = 10;
/** A crop shows a line or two; a box around everything is made this small. */
const MAX_WIDTH_PX = 960;
const MAX_HEIGHT_PX = 480;

/**
 * Cuts a box and a little around it out of a picture.
 * @returns a PNG of at most 960 × 480 pixels
 */
export async function cropPicture(bytes: Uint8Array, box: Box, options: { margin?: number } = {}): Promise<Uint8Array> {
  const image = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: "error", pages: 1 }).timeout({
    seconds: TIMEOUT_S,
  });
  const { autoOrient } = await image.metadata();
  const { width, height } = autoOrient;
  const margin = (options.margin ?? 0.35) * Math.max(1, box.height * height);
  const left = Math.floor(Math.min(width - 1, Math.max(0, box.x * width - margin)));
  const top = Math.floor(Math.min(height - 1, Math.max(0, box.y * height - margin)));
  const right = Math.ceil(Math.min(width, (box.x + box.width) * width + margin));
  const bottom = Math.ceil(Math.min(height, (box.y + box.height) * height + margin));
  return image
    .autoOrient()
    .extract({ left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) })
    .resize({ width: MAX_WIDTH_PX, height: MAX_HEIGHT_PX, fit: "inside", withoutEnlargement: true })
    .png({ compressionLevel: 6 })
    .toBuffer();
}

const HASH_SIDE = 32;
/** Compression alone makes even areas differ by a few shades. */
const NOISE = 3;

/**
 * A perceptual hash: what is lighter than its right neighbour, on a picture of 33 × 32. Pictures that look alike have hashes
 * that differ in few bits. Bills of one app all look alike, so it never says more than "look here".
 * @returns 1,024 bits in hex
 */
export async function hashPicture(bytes: Uint8Array): Promise<string> {
  // In two steps: shrinking while a JPEG is decoded makes another small picture than shrinking a PNG.
  const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: "error", pages: 1 })
    .timeout({ seconds: TIMEOUT_S })
    .autoOrient()
    .flatten({ background: "#ffffff" })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pixels = await sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } })
    .resize({ width: HASH_SIDE + 1, height: HASH_SIDE, fit: "fill" })
    .raw()
    .toBuffer();
  let hex = "";
  for (let y = 0; y < HASH_SIDE; y++) {
    for (let x = 0; x < HASH_SIDE; x += 4) {
      let nibble = 0;
      for (let i = 0; i < 4; i++) {
        const at = y * (HASH_SIDE + 1) + x + i;
        nibble =
          nibble * 2 + ((pixels[at * info.channels] ?? 0) > (pixels[(at + 1) * info.channels] ?? 0) + NOISE ? 1 : 0);
      }
      hex += nibble.toString(16);
    }
  }
  return hex;
}

/** In how many bits two hashes differ. */
export function hashDistance(a: string, b: string): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let bits = 0;
  for (let i = 0; i < a.length; i++) {
    const different = Number.parseInt(a[i] ?? "0", 16) ^ Number.parseInt(b[i] ?? "0", 16);
    bits += [0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4][different] ?? 0;
  }
  return bits;
}
