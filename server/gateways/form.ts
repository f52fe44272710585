import type { CallbackFault, RawRequest } from "./gateway.ts";

const MAX_FORM_BYTES = 64 * 1024;
const MAX_FIELDS = 100;
const MAX_NUMBER_LENGTH = 64;

export type Form =
  | { ok: true; fields: Readonly<Record<string, string>> }
  | { ok: false; fault: CallbackFault; claimed: string | null };

/** The form of a callback: its body, or, where there is none, its query. */
export function formOf(request: RawRequest): Form {
  return parseForm(request.body.length > 0 ? request.body : Buffer.from(request.query, "utf8"));
}

/**
 * Parses a form without forgiveness: a signature is worth nothing when two readers of the same bytes see different fields. Bytes
 * that are no UTF-8, escapes that are none and names that come twice are faults.
 */
export function parseForm(bytes: Buffer): Form {
  if (bytes.length > MAX_FORM_BYTES) return { ok: false, fault: "MALFORMED", claimed: null };
  const fields = new Map<string, string>();
  let fault: CallbackFault | null = null;
  for (const pair of bytes.toString("latin1").split("&")) {
    if (pair === "") continue;
    const cut = pair.includes("=") ? pair.indexOf("=") : pair.length;
    const [name, value] = [decode(pair.slice(0, cut)), decode(pair.slice(cut + 1))];
    if (name === null || name === "" || value === null) {
      fault ??= "MALFORMED";
      continue;
    }
    if (fields.has(name)) fault = "DUPLICATE_PARAMETER";
    else fields.set(name, value);
  }
  if (fields.size === 0 || fields.size > MAX_FIELDS) fault ??= "MALFORMED";
  if (fault) return { ok: false, fault, claimed: claimedNumber(fields.get("out_trade_no")) };
  return { ok: true, fields: Object.fromEntries(fields) };
}

function decode(latin1: string): string | null {
  try {
    const escaped = latin1.replaceAll("+", " ");
    if (!/[\x80-\xff]/.test(escaped)) return decodeURIComponent(escaped);
    // Bytes that nobody escaped: escape them, so that they are held to UTF-8 like the others.
    return decodeURIComponent(escaped.replace(/[\x80-\xff]/g, (c) => `%${c.charCodeAt(0).toString(16)}`));
  } catch {
    return null;
  }
}

/** A payment or refund number that is safe to keep and show: printable, of a sane length; null for anything else. */
export function claimedNumber(value: unknown): string | null {
  return typeof value === "string" && value.length <= MAX_NUMBER_LENGTH && /^[\x21-\x7e]+$/.test(value) ? value : null;
}
