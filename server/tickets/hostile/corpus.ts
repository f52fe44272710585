import { gzipSync } from "node:zlib";
import sharp from "sharp";
import { MAX_FILE_BYTES } from "../judge-file.ts";
import { packedText, png, pngChunk, withComment, withoutHeight, zip } from "./bytes.ts";

/** For tests: files as somebody sends them who means harm, or whose telephone does. Every door for uploads is shown all of them. */
export type Hostile = {
  what: string;
  /** The name and the type that come with it, which nobody should believe. */
  name: string;
  type: string;
  bytes(): Promise<Buffer> | Buffer;
  /** How it is refused, or as what it is kept: without any of these. */
  ends: { status: number; code: string } | { kept: string; without: readonly string[] };
};

export const SCRIPT = "<script>alert(1)</script>";
const PLACE = "secret-place";
const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">${SCRIPT}</svg>`;
const picture = (width = 64, height = 48) =>
  sharp({ create: { width, height, channels: 3, background: { r: 200, g: 30, b: 30 } } });
const jpeg = () => picture(400, 300).jpeg().toBuffer();
const half = (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length / 2));
const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
const pdf = (inside: string) => Buffer.from(`%PDF-1.7\n1 0 obj\n${inside}\nendobj\ntrailer\n<<>>\n%%EOF\n`);

const notAllowed = { status: 415, code: "FILE_TYPE_NOT_ALLOWED" };
const damaged = { status: 422, code: "FILE_DAMAGED" };
const tooManyPixels = { status: 422, code: "IMAGE_TOO_LARGE" };
const kept = (mediaType: string, ...without: string[]) => ({ kept: mediaType, without });

type Row = [what: string, name: string, type: string, bytes: Hostile["bytes"], ends: Hostile["ends"]];

const polyglots: Row[] = [
  [
    "a JPEG with a page in its comment",
    "a.jpg",
    "image/jpeg",
    async () => withComment(await jpeg(), `*/${SCRIPT}`),
    kept("image/jpeg", SCRIPT),
  ],
  [
    "a JPEG with an SVG in its comment, called SVG",
    "a.svg",
    "image/svg+xml",
    async () => withComment(await jpeg(), svg),
    kept("image/jpeg", "<svg"),
  ],
  [
    "a PNG with a zip behind it",
    "a.png",
    "image/png",
    async () => Buffer.concat([await picture().png().toBuffer(), zip("a.html", Buffer.from(SCRIPT))]),
    kept("image/png", "PK\x03\x04"),
  ],
  [
    "a PNG with a page in its text",
    "a.png",
    "image/png",
    () => png(8, 8, [pngChunk("tEXt", Buffer.from(`Comment\0${SCRIPT}`))]),
    kept("image/png", SCRIPT),
  ],
  [
    "a GIF that is a script as well",
    "a.gif",
    "image/gif",
    () => Buffer.from("GIF89a/*\0\0*/=1;alert(1)//"),
    notAllowed,
  ],
  [
    "a PDF with a script in it",
    "a.pdf",
    "application/pdf",
    () => pdf("<</S/JavaScript/JS(app.alert(1))>>"),
    kept("application/pdf"),
  ],
  [
    "a page in front of a PDF",
    "a.pdf",
    "application/pdf",
    () => Buffer.concat([Buffer.from(`<html>${SCRIPT}`), pdf("")]),
    notAllowed,
  ],
];

const markup: Row[] = [
  ["an SVG", "a.svg", "image/svg+xml", () => Buffer.from(svg), notAllowed],
  ["an SVG that calls itself a PNG", "a.png", "image/png", () => Buffer.from(svg), notAllowed],
  [
    "an SVG behind a byte order mark",
    "a.svg",
    "image/svg+xml",
    () => Buffer.from(`\ufeff<?xml version="1.0"?>${svg}`),
    notAllowed,
  ],
  ["an SVG in UTF-16", "a.svg", "image/svg+xml", () => utf16(svg), notAllowed],
  ["a packed SVG", "a.svgz", "image/svg+xml", () => gzipSync(svg), notAllowed],
  ["a page", "a.html", "text/html", () => Buffer.from(`<!doctype html>${SCRIPT}`), notAllowed],
  ["a page that calls itself a JPEG", "a.jpg", "image/jpeg", () => Buffer.from(`<!doctype html>${SCRIPT}`), notAllowed],
  [
    "XML that asks for a file",
    "a.xml",
    "text/xml",
    () => Buffer.from('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'),
    notAllowed,
  ],
  ["a PHP page called picture", "a.php.jpg", "image/jpeg", () => Buffer.from("<?php system($_GET[0]); ?>"), notAllowed],
];

const bombs: Row[] = [
  ["a zip that unpacks to 64 MB", "a.zip", "application/zip", () => zip("a", Buffer.alloc(64 << 20)), notAllowed],
  ["a zip in a zip, called PNG", "a.png", "image/png", () => zip("b.zip", zip("a", Buffer.alloc(8 << 20))), notAllowed],
  ["a packed file", "a.gz", "application/gzip", () => gzipSync(Buffer.alloc(8 << 20)), notAllowed],
  [
    "a PNG of 100 megapixels in 12 kB",
    "a.png",
    "image/png",
    () => png(10_000, 10_000, [], Buffer.alloc(1251 * 10_000)),
    tooManyPixels,
  ],
  ["a PNG that claims 65,500 × 65,500", "a.png", "image/png", () => png(65_500, 65_500), tooManyPixels],
  ["a PNG that claims 2^31 − 1 pixels a side", "a.png", "image/png", () => png(0x7fffffff, 0x7fffffff), damaged],
  [
    "a PNG whose text unpacks to 64 MB",
    "a.png",
    "image/png",
    () => png(8, 8, [packedText(64 << 20)]),
    kept("image/png", "Comment"),
  ],
  [
    "a picture of 50 million pixels and one line",
    "a.jpg",
    "image/jpeg",
    () => picture(10_000, 5_001).jpeg().toBuffer(),
    tooManyPixels,
  ],
  [
    "ten megabytes and a byte",
    "a.png",
    "image/png",
    () => Buffer.alloc(MAX_FILE_BYTES + 1),
    { status: 413, code: "FILE_TOO_LARGE" },
  ],
];

const broken: Row[] = [
  ["nothing", "a.png", "image/png", () => Buffer.alloc(0), { status: 422, code: "FILE_EMPTY" }],
  ["one byte", "a.png", "image/png", () => Buffer.from("x"), notAllowed],
  ["half a JPEG", "a.jpg", "image/jpeg", async () => half(await jpeg()), damaged],
  [
    "half a PNG",
    "a.png",
    "image/png",
    async () => half(await picture(400, 300).png({ compressionLevel: 0 }).toBuffer()),
    damaged,
  ],
  [
    "half a WebP",
    "a.webp",
    "image/webp",
    async () => half(await picture(400, 300).webp({ lossless: true }).toBuffer()),
    damaged,
  ],
  [
    "the head of a PNG and then a page",
    "a.png",
    "image/png",
    () => Buffer.concat([png(8, 8).subarray(0, 40), Buffer.from(SCRIPT)]),
    damaged,
  ],
  ["a JPEG of no height", "a.jpg", "image/jpeg", async () => withoutHeight(await jpeg()), damaged],
  ["half a PDF", "a.pdf", "application/pdf", () => half(pdf("<<>>")), damaged],
];

const disguised: Row[] = [
  [
    "a program called picture",
    "a.png",
    "image/png",
    () => Buffer.concat([Buffer.from("MZ\x90\0"), Buffer.alloc(200)]),
    notAllowed,
  ],
  [
    "a picture called program",
    "a.exe",
    "application/x-msdownload",
    () => picture().png().toBuffer(),
    kept("image/png"),
  ],
  ["a TIFF", "a.png", "image/png", () => picture().tiff().toBuffer(), notAllowed],
  ["an AVIF", "a.jpg", "image/jpeg", () => picture().avif({ effort: 0 }).toBuffer(), notAllowed],
  ["a GIF", "a.gif", "image/gif", () => picture().gif().toBuffer(), notAllowed],
  [
    "a Photoshop file",
    "a.psd",
    "image/png",
    () => Buffer.concat([Buffer.from("8BPS\0\x01"), Buffer.alloc(60)]),
    notAllowed,
  ],
  [
    "a photo that says where it was taken",
    "a.jpg",
    "image/jpeg",
    photo,
    kept("image/jpeg", PLACE, "http://ns.adobe.com/xap", "Exif"),
  ],
];

/** With GPS in its EXIF, and the same in XMP. */
function photo(): Promise<Buffer> {
  const gps = { GPSLatitude: "31/1 13/1 0/1", GPSLongitude: "121/1 28/1 0/1", GPSProcessingMethod: PLACE };
  const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description>${PLACE}</rdf:Description></rdf:RDF></x:xmpmeta>`;
  return picture()
    .withExif({ IFD0: { Artist: PLACE }, IFD3: gps })
    .withXmp(xmp)
    .jpeg()
    .toBuffer();
}

export const hostileFiles: readonly Hostile[] = [...polyglots, ...markup, ...bombs, ...broken, ...disguised].map(
  ([what, name, type, bytes, ends]) => ({ what, name, type, bytes, ends }),
);

/** Names that try to be more than names. */
export const hostileNames: readonly string[] = [
  "../../etc/passwd",
  "..\\..\\windows\\win.ini",
  "/etc/passwd",
  "C:\\x.png",
  "a\0b.png",
  'a"; filename="b.html',
  "a\r\nSet-Cookie: x=1\r\n\r\n<html>",
  "bill\u202egnp.exe",
  "\ufeff\u200b.png",
  ".htaccess",
  "con.png",
  "...",
  "x".repeat(300),
  "账单📄.png",
  "<img src=x onerror=alert(1)>.png",
  "%2e%2e%2f%00.png",
];
