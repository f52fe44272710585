import { createHash, type KeyObject, sign, timingSafeEqual } from "node:crypto";
import { verifyRsa } from "./keys.ts";

/** What both versions of epay sign: the fields by name, without empty ones, `sign` and `sign_type`, as `k=v` joined by `&`. */
export function signedText(fields: Readonly<Record<string, string>>): string {
  return Object.keys(fields)
    .filter((name) => name !== "sign" && name !== "sign_type" && fields[name] !== "")
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join("&");
}

/** Version 1: the MD5 of the text with the key right behind it, in lower case. */
export const md5Sign = (fields: Readonly<Record<string, string>>, key: string): string =>
  createHash("md5")
    .update(`${signedText(fields)}${key}`)
    .digest("hex");

/** Compares without telling by its time how much was right. */
export function md5Verify(fields: Readonly<Record<string, string>>, key: string): boolean {
  const [right, given] = [Buffer.from(md5Sign(fields, key)), Buffer.from(fields.sign ?? "")];
  return right.length === given.length && timingSafeEqual(right, given);
}

/** Version 2: SHA256WithRSA, in base64. */
export const rsaSign = (fields: Readonly<Record<string, string>>, key: KeyObject): string =>
  sign("RSA-SHA256", Buffer.from(signedText(fields)), key).toString("base64");

export const rsaVerify = (fields: Readonly<Record<string, string>>, key: KeyObject): boolean =>
  verifyRsa(signedText(fields), fields.sign ?? "", key);
