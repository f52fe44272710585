import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import sharp from "sharp";

// The fonts of the documents we print: tests need none from the machine.
const fonts = join(dirname(createRequire(import.meta.url).resolve("@embedpdf/fonts-sc")), "..", "fonts");
const family = { regular: "Noto Sans S Chinese", bold: "Noto Sans S Chinese Bold" };
const files = { regular: join(fonts, "NotoSansHans-Regular.otf"), bold: join(fonts, "NotoSansHans-Bold.otf") };

export type Words = {
  text: string;
  /** Where they begin, end or have their middle, by `align`; `y` is the top. */
  x: number;
  y: number;
  size: number;
  color: string;
  align?: "left" | "center" | "right";
  bold?: boolean;
};

export type Drawing = {
  width: number;
  height: number;
  background: string;
  words: Words[];
  /** Filled areas under the words. */
  areas?: { x: number; y: number; width: number; height: number; color: string; radius?: number }[];
  /** Pictures over everything (codes). */
  pictures?: { png: Uint8Array; x: number; y: number }[];
};

/** A drawing as PNG. */
export async function draw({ width, height, background, words, areas = [], pictures = [] }: Drawing): Promise<Buffer> {
  const shapes = areas.map(
    (a) =>
      `<rect x="${a.x}" y="${a.y}" width="${a.width}" height="${a.height}" rx="${a.radius ?? 0}" fill="${a.color}"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes.join("")}</svg>`;
  const layers = await Promise.all(words.map(layerOf));
  return sharp({ create: { width, height, channels: 3, background } })
    .composite([
      { input: Buffer.from(svg), left: 0, top: 0 },
      ...layers,
      ...pictures.map(({ png, x, y }) => ({ input: Buffer.from(png), left: x, top: y })),
    ])
    .png({ compressionLevel: 1 })
    .toBuffer();
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

async function layerOf({ text, x, y, size, color, align = "left", bold = false }: Words) {
  const weight = bold ? "bold" : "regular";
  const { data, info } = await sharp({
    text: {
      text: `<span foreground="${color}">${escaped(text)}</span>`,
      font: `${family[weight]} ${size}`,
      fontfile: files[weight],
      dpi: 72,
      rgba: true,
    },
  })
    .png({ compressionLevel: 1 })
    .toBuffer({ resolveWithObject: true });
  const left = align === "left" ? x : align === "right" ? x - info.width : x - info.width / 2;
  return { input: data, left: Math.max(0, Math.round(left)), top: Math.round(y + size * 0.1) };
}
