import { createHmac } from "node:crypto";
import { dataKey } from "#server/core/data-key.ts";

const EMAIL = /^[^\s@<>,;:"()[\]\\]{1,64}@[^\s@<>,;:"()[\]\\]{1,190}\.[^\s@<>,;:"()[\]\\]{1,63}$/;

/** An e-mail address that mail can go to, in one spelling; null for anything else. */
export function asEmail(value: string | null | undefined): string | null {
  const text = (value ?? "").trim();
  return text.length <= 254 && EMAIL.test(text) ? text : null;
}

/** A mobile number, digits only, with its country code if it has one; null for anything else. */
export function asPhone(value: string | null | undefined): string | null {
  const text = (value ?? "").replace(/[\s()-]/g, "");
  return /^\+?\d{6,15}$/.test(text) ? text : null;
}

/** Tells whether two addresses are the same without keeping either. */
export function hashAddress(address: string): string {
  const same = address.trim().toLowerCase();
  return createHmac("sha256", dataKey("notice-address")).update(same).digest("hex");
}
