import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import sharp from "sharp";

const DECODE_TIMEOUT_S = 15;
/** Wide enough to read every line of a card, and no copy worth printing. */
const MAX_EDGE_PX = 1_600;
const MAX_PIXELS = 50_000_000;

/** Noto Sans SC of the package that PDFs use: there may be no font on the machine, and names are Chinese. */
function fontFile(): string {
  const find = createRequire(join(process.cwd(), "package.json"));
  const folder = join(dirname(find.resolve("@embedpdf/fonts-sc")), "..", "fonts");
  return join(folder, "NotoSansHans-Regular.otf");
}

/**
 * A picture with a text burnt in all over it, so that every copy of it says who looked and when.
 * @param lines what is written, such as the viewer's name and the time
 * @returns a JPEG
 */
export async function watermark(picture: Uint8Array, lines: readonly string[]): Promise<Buffer> {
  const { data, info } = await sharp(picture, { limitInputPixels: MAX_PIXELS, failOn: "error" })
    .timeout({ seconds: DECODE_TIMEOUT_S })
    .autoOrient()
    .resize({ width: MAX_EDGE_PX, height: MAX_EDGE_PX, fit: "inside", withoutEnlargement: true })
    .flatten({ background: "#ffffff" })
    .toBuffer({ resolveWithObject: true });
  const tile = await tileOf(lines, info.width, info.height);
  return sharp(data)
    .composite([{ input: tile, tile: true, gravity: "northwest", blend: "over" }])
    .jpeg({ quality: 82 })
    .toBuffer();
}

/** The text once, slanted, no larger than the picture that it is repeated over. */
async function tileOf(lines: readonly string[], width: number, height: number): Promise<Buffer> {
  const text = lines.map(escaped).join("\n");
  const points = Math.max(8, Math.min(22, Math.round(Math.min(width, height) / 28)));
  const written = await sharp({
    text: {
      text: `<span foreground="#c01818" alpha="46%">${text}</span>`,
      font: `Noto Sans Hans ${points}`,
      fontfile: fontFile(),
      rgba: true,
      dpi: 96,
      spacing: 4,
    },
  })
    .png()
    .toBuffer();
  const slanted = await sharp(written)
    .rotate(-24, { background: "#00000000" })
    .extend({ top: 18, bottom: 18, left: 18, right: 18, background: "#00000000" })
    .png()
    .toBuffer();
  return sharp(slanted).resize({ width, height, fit: "inside", withoutEnlargement: true }).png().toBuffer();
}

/** Names are text, never markup. */
const escaped = (line: string) =>
  [...line.normalize("NFC")]
    .filter((character) => !/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u.test(character))
    .slice(0, 60)
    .join("")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
