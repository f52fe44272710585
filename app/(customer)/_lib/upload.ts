import { readTrouble, troubles } from "#app/_lib/trouble.ts";

/** What can be wrong with an upload, as the page words it. */
export const uploadErrors = [
  "none",
  "TOO_LARGE",
  "TYPE",
  "HEIC",
  "DISGUISED",
  "BROKEN",
  "TOO_MANY",
  "RATE",
  "GONE",
  "OFFLINE",
  "FAILED",
  ...troubles,
] as const;
export type UploadError = (typeof uploadErrors)[number];

const byCode: Record<string, UploadError> = {
  FILE_MISSING: "none",
  FILE_EMPTY: "BROKEN",
  FILE_TOO_LARGE: "TOO_LARGE",
  PAYLOAD_TOO_LARGE: "TOO_LARGE",
  IMAGE_TOO_LARGE: "TOO_LARGE",
  FILE_TYPE_NOT_ALLOWED: "TYPE",
  HEIC_NOT_READABLE: "HEIC",
  FILE_DISGUISED: "DISGUISED",
  FILE_DAMAGED: "BROKEN",
  TOO_MANY_ATTACHMENTS: "TOO_MANY",
  RATE_LIMITED: "RATE",
  UPLOAD_PLACE_NOT_FOUND: "GONE",
  DIAGNOSIS_NOT_FOUND: "GONE",
  TICKET_NOT_FOUND: "GONE",
  TICKET_CLOSED: "GONE",
  BODY_TIMEOUT: "OFFLINE",
  BODY_INTERRUPTED: "OFFLINE",
};

/** Which of our words tells about this error. */
export function uploadErrorOf(error: unknown): UploadError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return byCode[code] ?? readTrouble(code) ?? "FAILED";
}

/** Reads the word out of an address or an answer; undefined when it is none of ours. */
export const readUploadError = (value: unknown): UploadError | undefined =>
  uploadErrors.find((known) => known === value);
