import { fileTypeFromBuffer } from "file-type";
import sharp, { type Sharp } from "sharp";
import { DomainError } from "#server/core/errors.ts";
import { turns } from "./turns.ts";

export const MAX_FILE_BYTES = 10 * 1024 * 1024;
/** Above this many pixels nothing is decoded: a small file can hold a picture that would fill the memory. */
export const MAX_PIXELS = 50_000_000;
/** Proofs are read by people: this is enough to read every digit of a photographed bill. */
const MAX_EDGE_PX = 3_000;
const DECODE_TIMEOUT_S = 15;
/** A picture of 50 megapixels takes 200 MB while it is decoded: two at a time. */
const decoding = turns({ running: 2, waiting: 100 });
const PDF_HEADER = Buffer.from("%PDF-");
const PDF_TRAILER = Buffer.from("%%EOF");

/** A file that is safe to keep: pictures newly encoded, without what the camera wrote about place and time. */
export type JudgedFile = { bytes: Buffer; mediaType: string; width: number | null; height: number | null };

type Encoder = (image: Sharp) => Sharp;
const encoders: Record<string, { mediaType: string; encode: Encoder }> = {
  "image/png": { mediaType: "image/png", encode: (image) => image.png({ compressionLevel: 6 }) },
  "image/jpeg": { mediaType: "image/jpeg", encode: (image) => image.jpeg({ quality: 88 }) },
  "image/webp": { mediaType: "image/webp", encode: (image) => image.webp({ quality: 88 }) },
  "image/heic": { mediaType: "image/jpeg", encode: (image) => image.jpeg({ quality: 88 }) },
  "image/heif": { mediaType: "image/jpeg", encode: (image) => image.jpeg({ quality: 88 }) },
};

/**
 * Decides by its content whether an uploaded file may be kept, and makes of it what is kept.
 * @throws DomainError 413 FILE_TOO_LARGE; 415 FILE_TYPE_NOT_ALLOWED, HEIC_NOT_READABLE; 422 FILE_EMPTY, FILE_DAMAGED,
 * IMAGE_TOO_LARGE
 */
export async function judgeFile(bytes: Uint8Array): Promise<JudgedFile> {
  if (bytes.byteLength === 0) throw refuse(422, "FILE_EMPTY", "The file is empty.");
  if (bytes.byteLength > MAX_FILE_BYTES) throw refuse(413, "FILE_TOO_LARGE", "A file may have at most 10 MB.");
  const type = await fileTypeFromBuffer(bytes).catch(() => undefined);
  const encoder = type ? encoders[type.mime] : undefined;
  if (encoder && type) return decoding(() => reencode(bytes, type.mime, encoder));
  if (type?.mime === "application/pdf") return pdf(bytes);
  throw refuse(415, "FILE_TYPE_NOT_ALLOWED", "Send a PNG, JPEG, WebP or HEIC picture or a PDF.", {
    detected: type?.mime ?? null,
  });
}

async function reencode(bytes: Uint8Array, mime: string, encoder: (typeof encoders)[string]): Promise<JudgedFile> {
  await checkPixels(bytes, mime);
  try {
    const image = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: "error", pages: 1 })
      .timeout({ seconds: DECODE_TIMEOUT_S })
      .autoOrient()
      .resize({ width: MAX_EDGE_PX, height: MAX_EDGE_PX, fit: "inside", withoutEnlargement: true });
    const { data, info } = await encoder.encode(image).toBuffer({ resolveWithObject: true });
    return { bytes: data, mediaType: encoder.mediaType, width: info.width, height: info.height };
  } catch (error) {
    throw unreadable(mime, error);
  }
}

/** Reads the header alone. */
async function checkPixels(bytes: Uint8Array, mime: string): Promise<void> {
  const { width, height } = await sharp(bytes, { limitInputPixels: false, failOn: "error" })
    .metadata()
    .catch((error: unknown) => {
      throw unreadable(mime, error);
    });
  if (width * height > MAX_PIXELS) {
    throw refuse(422, "IMAGE_TOO_LARGE", "A picture may have at most 50 megapixels.", { width, height });
  }
}

function unreadable(mime: string, cause: unknown): DomainError {
  if (mime === "image/heic" || mime === "image/heif") {
    return refuse(
      415,
      "HEIC_NOT_READABLE",
      "This HEIC picture cannot be read here. Send it as JPEG or PNG.",
      {},
      cause,
    );
  }
  return refuse(422, "FILE_DAMAGED", "The picture cannot be read. It may be damaged or cut off.", {}, cause);
}

/** A PDF is kept as it came and never shown inline; only its frame is checked. */
function pdf(bytes: Uint8Array): JudgedFile {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = buffer.subarray(0, 5).equals(PDF_HEADER) && buffer.subarray(-1_024).includes(PDF_TRAILER);
  if (!whole) throw refuse(422, "FILE_DAMAGED", "The PDF is damaged or cut off.");
  return { bytes: buffer, mediaType: "application/pdf", width: null, height: null };
}

function refuse(
  status: number,
  code: string,
  message: string,
  details: Record<string, unknown> = {},
  cause?: unknown,
): DomainError {
  return new DomainError(status, code, message, { details, errors: [{ path: "file", message }], cause });
}
