import type { PictureReading } from "../schemas.ts";

/** What the parent asks of the reading process. */
export type ChildOrder = { id: number; bytes: Uint8Array; now: number };

/** What it answers: one of `read`, `failed` (this picture), `unavailable` (every picture: a model or library is missing). */
export type ChildAnswer = {
  id: number;
  /** Bytes of memory it holds. */
  rss: number;
  read?: Pick<PictureReading, "fields" | "text" | "codes">;
  failed?: string;
  unavailable?: string;
};
