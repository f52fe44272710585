import { createHmac, timingSafeEqual } from "node:crypto";
import { DAY_MS } from "#server/core/clock.ts";
import { dataKey } from "#server/core/data-key.ts";
import { env } from "#server/core/env.ts";

/** How long a link in a mail or text message opens what it is about. */
export const LINK_LASTS_MS = 3 * DAY_MS;
const MAC_BYTES = 16;
const MAX_CHARS = 800;

type Purpose = "notice-link" | "notice-preferences";

function mac(purpose: Purpose, id: string): Buffer {
  return createHmac("sha256", dataKey(purpose)).update(id).digest().subarray(0, MAC_BYTES);
}

function isRight(purpose: Purpose, id: string, signature: string): boolean {
  const given = Buffer.from(signature, "base64url");
  const right = mac(purpose, id);
  return given.length === right.length && timingSafeEqual(given, right);
}

/** A UUID in 22 characters: text messages are short. */
const shorten = (uuid: string): string => Buffer.from(uuid.replaceAll("-", ""), "hex").toString("base64url");
const lengthen = (short: string): string =>
  Buffer.from(short, "base64url")
    .toString("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

/** The link that opens what a delivery is about, for whoever got it. */
export function noticeUrl(deliveryId: string): string {
  const signature = mac("notice-link", deliveryId).toString("base64url");
  return `${env().APP_URL}/go/${shorten(deliveryId)}.${signature}`;
}

/** The delivery that a link came with; undefined when we never gave it out. */
export function readNoticeToken(token: string): string | undefined {
  const [short = "", signature = ""] = token.slice(0, MAX_CHARS).split(".", 2);
  const id = lengthen(short);
  return isRight("notice-link", id, signature) ? id : undefined;
}

/** Where a customer says what they want to be sent. It opens nothing else. */
export function preferencesUrl(customerId: string): string {
  const signature = mac("notice-preferences", customerId).toString("base64url");
  return `${env().APP_URL}/notices/${Buffer.from(customerId).toString("base64url")}.${signature}`;
}

/** The customer whose wishes a link is about; undefined when we never gave it out. */
export function readPreferencesToken(token: string): string | undefined {
  const [encoded = "", signature = ""] = token.slice(0, MAX_CHARS).split(".", 2);
  const id = Buffer.from(encoded, "base64url").toString("utf8");
  return isRight("notice-preferences", id, signature) ? id : undefined;
}
