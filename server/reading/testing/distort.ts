import sharp from "sharp";

export const distortions = ["clean", "small", "rotated", "blurred", "low_quality", "photo", "cropped", "dim"] as const;
export type Distortion = (typeof distortions)[number];

/** Numbers that look random and are the same every time. */
function noise(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 0xffffffff;
  };
}

/**
 * What becomes of a screenshot on its way to us.
 * @param seed the same seed gives the same picture
 */
export async function distort(png: Uint8Array, how: Distortion, seed = 1): Promise<Buffer> {
  const random = noise(seed * 2_654_435_761);
  const image = sharp(png);
  const { width, height } = await image.metadata();
  switch (how) {
    case "clean":
      return Buffer.from(png);
    case "small":
      return image
        .resize({ width: Math.round(width * 0.5) })
        .png()
        .toBuffer();
    case "rotated":
      return image
        .rotate((random() < 0.5 ? -1 : 1) * (1.5 + random() * 3), { background: "#777777" })
        .jpeg({ quality: 85 })
        .toBuffer();
    case "blurred":
      return image
        .blur(1.6 + random() * 0.8)
        .jpeg({ quality: 85 })
        .toBuffer();
    case "low_quality":
      return image
        .resize({ width: Math.round(width * 0.7) })
        .jpeg({ quality: 18 })
        .toBuffer();
    case "cropped": {
      const cut = Math.round(width * 0.02);
      return image
        .extract({
          left: cut,
          top: Math.round(height * 0.04),
          width: width - 2 * cut,
          height: Math.round(height * 0.93),
        })
        .png()
        .toBuffer();
    }
    case "dim":
      return image.modulate({ brightness: 0.6 }).linear(0.6, 30).jpeg({ quality: 80 }).toBuffer();
    case "photo":
      return photo(png, width, random);
  }
}

/** A photograph of a screen: turned, unevenly lit, grainy, soft, with a table around it. */
async function photo(png: Uint8Array, width: number, random: () => number) {
  const margin = Math.round(width * 0.12);
  const turned = await sharp(png)
    .extend({ top: margin, bottom: margin, left: margin, right: margin, background: "#5b4a3c" })
    .rotate((random() - 0.5) * 6, { background: "#5b4a3c" })
    .blur(1)
    .png()
    .toBuffer({ resolveWithObject: true });
  const { width: w, height: h } = turned.info;
  const light = `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}"><defs><radialGradient id="g" cx="${0.3 + random() * 0.4}" cy="0.3" r="0.9"><stop offset="0" stop-color="#fff" stop-opacity="0.18"/><stop offset="0.6" stop-color="#000" stop-opacity="0.05"/><stop offset="1" stop-color="#000" stop-opacity="0.45"/></radialGradient></defs><rect width="100%" height="100%" fill="url(#g)"/></svg>`;
  const grain = await sharp({
    create: {
      width: w,
      height: h,
      channels: 3,
      noise: { type: "gaussian", mean: 128, sigma: 14 },
      background: "#808080",
    },
  })
    .png()
    .toBuffer();
  return sharp(turned.data)
    .composite([
      { input: Buffer.from(light), left: 0, top: 0 },
      { input: grain, blend: "soft-light" },
    ])
    .flatten({ background: "#5b4a3c" })
    .jpeg({ quality: 78 })
    .toBuffer({ resolveWithObject: false });
}
