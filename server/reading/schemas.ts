import { z } from "zod";

/** A part of a picture, as fractions of its width and height (0 to 1), so that it holds for every size it is shown in. */
export const boxSchema = z.object({
  x: z.number().min(0).max(1),
  y: z.number().min(0).max(1),
  width: z.number().min(0).max(1),
  height: z.number().min(0).max(1),
});
export type Box = z.output<typeof boxSchema>;

export const readFieldNames = [
  "orderNo",
  "paymentNo",
  "amountFen",
  "paidAt",
  "payee",
  "channel",
  "status",
  "errorText",
] as const;
export type ReadFieldName = (typeof readFieldNames)[number];

/** Where a value was read: in a text, in the letters of a picture, or in a QR or bar code. */
export const readSources = ["text", "ocr", "code"] as const;
export type ReadSource = (typeof readSources)[number];

/** One thing read, to be shown and confirmed: never a fact by itself. */
export const readFieldSchema = z.object({
  name: z.enum(readFieldNames),
  /** Amounts in fen, times in RFC 3339 UTC, `status` one of `readStatuses`, everything else as text. */
  value: z.union([z.string().max(200), z.number()]),
  /** As it stands in the text or picture. */
  raw: z.string().max(200),
  /** 0 to 1. */
  confidence: z.number().min(0).max(1),
  source: z.enum(readSources),
  /** Where it stands in the picture; null when it came from a text. */
  box: boxSchema.nullable(),
});
export type ReadField = z.output<typeof readFieldSchema>;

/** What a bill or page says became of the payment. */
export const readStatuses = ["paid", "failed", "refunded", "pending", "closed"] as const;
export type ReadStatus = (typeof readStatuses)[number];

/**
 * What came of reading a picture: `read` (even when it says nothing), `off` (no reading here: switched off, or no working
 * model), `busy` (too many wait), `timed_out`, or `failed`.
 */
export const pictureStatuses = ["read", "off", "busy", "timed_out", "failed"] as const;
export type PictureStatus = (typeof pictureStatuses)[number];

/** What is known of the reading of a stored picture. Those before `read` are tried again. */
export const readStates = ["pending", "busy", "timed_out", "read", "off", "failed"] as const;
export type ReadState = (typeof readStates)[number];

export const readCodeSchema = z.object({
  format: z.string().max(40),
  text: z.string().max(1_000),
  box: boxSchema.nullable(),
});
export type ReadCode = z.output<typeof readCodeSchema>;

export const pictureReadingSchema = z.object({
  status: z.enum(pictureStatuses),
  fields: z.array(readFieldSchema).max(40),
  /** The lines from top to bottom, one a row. */
  text: z.string().max(8_000),
  codes: z.array(readCodeSchema).max(8),
  tookMs: z.number(),
});
export type PictureReading = z.output<typeof pictureReadingSchema>;
