import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { judgeFile, MAX_FILE_BYTES } from "./judge-file.ts";
import { refusal } from "./testing.ts";

const picture = (width = 40, height = 20) =>
  sharp({ create: { width, height, channels: 3, background: { r: 200, g: 30, b: 30 } } });
const text = (content: string) => Buffer.from(content);

describe("what is kept", () => {
  test.each(["png", "jpeg", "webp"] as const)("a %s picture, newly encoded", async (format) => {
    const kept = await judgeFile(await picture().toFormat(format).toBuffer());
    expect(kept).toMatchObject({ mediaType: `image/${format}`, width: 40, height: 20 });
    expect((await sharp(kept.bytes).metadata()).format).toBe(format);
  });

  test("turned upright, and without what the camera wrote", async () => {
    const photo = await picture()
      .withExif({ IFD0: { Copyright: "secret-owner" }, IFD3: { GPSLatitude: "31/1 13/1 0/1" } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect((await sharp(photo).metadata()).exif).toBeDefined();
    const kept = await judgeFile(photo);
    const metadata = await sharp(kept.bytes).metadata();
    expect(metadata.exif ?? metadata.xmp ?? metadata.iptc ?? metadata.icc).toBeUndefined();
    expect([kept.width, kept.height]).toEqual([20, 40]);
    expect(kept.bytes.includes("secret-owner")).toBe(false);
  });

  test("at most 3000 pixels along an edge", async () => {
    const kept = await judgeFile(await picture(6_000, 300).jpeg().toBuffer());
    expect([kept.width, kept.height]).toEqual([3_000, 150]);
  });

  test("without what hangs on behind the picture", async () => {
    const kept = await judgeFile(Buffer.concat([await picture().png().toBuffer(), text("<script>alert(1)</script>")]));
    expect(kept.bytes.includes("<script>")).toBe(false);
  });

  test("the first picture of a moving WebP", async () => {
    const frames = Buffer.concat([await raw("#ff0000"), await raw("#0000ff")]);
    const moving = await sharp(frames, { raw: { width: 40, height: 40, channels: 3, pageHeight: 20 } })
      .webp({ loop: 0, delay: [100, 100] })
      .toBuffer();
    expect((await sharp(moving, { pages: -1 }).metadata()).pages).toBe(2);
    const kept = await judgeFile(moving);
    const metadata = await sharp(kept.bytes).metadata();
    expect([kept.mediaType, metadata.pages ?? 1, kept.width, kept.height]).toEqual(["image/webp", 1, 40, 20]);
  });

  test("what it is, whatever else it could be read as: a JPEG with a page in its comment", async () => {
    const jpeg = await picture().jpeg().toBuffer();
    const page = text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>");
    const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, page.length + 2]), page]);
    const polyglot = Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]);
    const kept = await judgeFile(polyglot);
    expect(kept.mediaType).toBe("image/jpeg");
    expect(kept.bytes.includes("<script>")).toBe(false);
  });

  test("a PDF as it came", async () => {
    const bytes = text("%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n");
    expect(await judgeFile(bytes)).toEqual({ bytes, mediaType: "application/pdf", width: null, height: null });
  });
});

describe("what is refused", () => {
  const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), text("ftypheic"), Buffer.alloc(4), text("mif1heic")]);

  test.each([
    ["nothing at all", async () => Buffer.alloc(0), 422, "FILE_EMPTY"],
    [
      "a page that calls itself a picture",
      async () => text("<html><script>1</script></html>"),
      415,
      "FILE_TYPE_NOT_ALLOWED",
    ],
    ["an SVG", async () => text('<svg xmlns="http://www.w3.org/2000/svg"/>'), 415, "FILE_TYPE_NOT_ALLOWED"],
    ["a GIF", async () => picture().gif().toBuffer(), 415, "FILE_TYPE_NOT_ALLOWED"],
    ["a ZIP", async () => Buffer.concat([text("PK\x03\x04"), Buffer.alloc(60)]), 415, "FILE_TYPE_NOT_ALLOWED"],
    ["one byte", async () => text("x"), 415, "FILE_TYPE_NOT_ALLOWED"],
    [
      "the head of a PNG and then a page",
      async () => Buffer.concat([(await picture().png().toBuffer()).subarray(0, 40), text("<html>")]),
      422,
      "FILE_DAMAGED",
    ],
    ["a JPEG cut in half", async () => half(await picture(400, 400).jpeg().toBuffer()), 422, "FILE_DAMAGED"],
    ["a PDF cut in half", async () => text("%PDF-1.7\n1 0 obj"), 422, "FILE_DAMAGED"],
    ["a HEIC that cannot be decoded here", async () => heic, 415, "HEIC_NOT_READABLE"],
    ["ten megabytes and a byte", async () => Buffer.alloc(MAX_FILE_BYTES + 1), 413, "FILE_TOO_LARGE"],
    [
      "a small file of 100 megapixels",
      async () => picture(10_000, 10_000).png({ compressionLevel: 9 }).toBuffer(),
      422,
      "IMAGE_TOO_LARGE",
    ],
  ])("%s", async (_name, make, status, code) => {
    expect(await refusal(judgeFile(await make()))).toMatchObject({ status, code });
  });
});

const raw = (background: string) =>
  sharp({ create: { width: 40, height: 20, channels: 3, background } })
    .raw()
    .toBuffer();
const half = (bytes: Buffer) => bytes.subarray(0, bytes.length / 2);
