import type { Actor } from "./context.ts";
import type { Permission } from "./permissions.ts";

/**
 * Contacts as those may see them who need not know them: 138****0000, a***@x.y, 4403**********123X. Pure. Masking what is masked
 * changes nothing, so it does not matter who did it first.
 */

const DIGITS = "[0-9０-９]";
/** A mobile number of mainland China, in one piece or in groups, with its country code or without. */
const MOBILE = new RegExp(
  `(?<![0-9０-９.A-Za-z])(?:(?:\\+|00)?86[ -]?)?([1１][3-9３-９]${DIGITS})[ -]?${DIGITS}{4}[ -]?(${DIGITS}{4})(?!${DIGITS})`,
  "g",
);
/** An identity number: a place, a date of birth, a serial number. Numbers of payments are longer, shorter or hold no such date. */
const IDENTITY =
  /(?<![\dA-Za-z])([1-9]\d{3})\d{2}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(\d{3}[\dXx])(?![\dA-Za-z])/g;
const MAIL = /([A-Za-z0-9])[\w.+-]{0,63}[@＠]([A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24})/g;
const LANDLINE = /(?<![\d.A-Za-z])(0\d{2,3})[ -]\d{3,4}(\d{4})(?!\d)/g;
const ANY = /[0-9０-９@＠]/;

/** Takes phone numbers, mailboxes and identity numbers out of what people wrote; everything else stays. */
export function maskText(text: string): string {
  if (!ANY.test(text)) return text;
  return text
    .replaceAll(MOBILE, "$1****$2")
    .replaceAll(IDENTITY, "$1**********$2")
    .replaceAll(MAIL, "$1***@$2")
    .replaceAll(LANDLINE, "$1-****$2");
}

/** 13800000000 → 138****0000; of other numbers no more than three digits and the last four stay, of short ones the last two. */
export function maskPhone(phone: string): string {
  const tidy = phone.replaceAll(/[\s()-]/g, "").replace(/^(?:\+|00)86(?=1\d{10}$)/, "");
  if (/^\d{3}\*{4}\d{4}$/.test(tidy)) return tidy;
  if (/^1[3-9]\d{9}$/.test(tidy) || /^\d{9,15}$/.test(tidy)) return `${tidy.slice(0, 3)}****${tidy.slice(-4)}`;
  return tidy === "" ? "" : `***${tidy.slice(-2)}`;
}

/** A field that holds a contact, whatever kind of one: nothing of it may be left as it is. */
export function maskContact(contact: string): string {
  const text = contact.trim();
  const at = Math.max(text.lastIndexOf("@"), text.lastIndexOf("＠"));
  if (at > 0) return `${text.slice(0, 1)}***@${text.slice(at + 1)}`;
  if (/^[+\d\s()*-]+$/.test(text)) return maskPhone(text);
  const patterns = maskText(text);
  if (patterns !== text || text.includes("***")) return patterns;
  return text === "" ? "" : `${text.slice(0, 1)}***${text.length > 5 ? text.slice(-2) : ""}`;
}

/** Names of members that are numbers of things and links: shop and gateways choose them, and pages go by them. */
const NUMBERS =
  /^(?:id|number|subject|reference|cursor|nextCursor|sha256|hash|url|href)$|(?:No|Id|Ids|Hash|Ref|Url|At)$/;
/** Names of members that hold a contact and nothing else. */
const CONTACTS = /^(?:contact|phone|mobile|email|buyer_logon_id|payerAccount)$/;

/** A copy of an answer in which no contact is plain, however deep. */
export function maskDeep<T>(value: T, name = ""): T {
  if (typeof value === "string") {
    if (CONTACTS.test(name)) return maskContact(value) as T;
    return (NUMBERS.test(name) ? value : maskText(value)) as T;
  }
  if (Array.isArray(value)) return value.map((one) => maskDeep(one, name)) as T;
  if (value === null || typeof value !== "object" || value instanceof Date) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, maskDeep(one, key)])) as T;
}

/**
 * Whether contacts are masked for somebody. For every member of the staff they are, whatever the role: who needs one asks for that
 * one and says why (`revealField`). Customers see their own; keys are the shop's own systems, which had it all from the start.
 */
export const seesMasked = (actor: Actor): boolean => actor.kind === "staff";

/** An answer as whoever asks may see it. */
export const masked = <T>({ actor }: { actor: Actor }, answer: T): T => (seesMasked(actor) ? maskDeep(answer) : answer);

/** What is done with these is the shop's own set-up, whose texts go back as they came, or is to show something plain. */
const SET_UP = new Set<Permission | "signed-in">([
  "signed-in",
  "events:write",
  "channels:write",
  "packs:write",
  "packs:publish",
  "pii:reveal",
  "reveals:read",
  "customers:erase",
  "webhooks:write",
  "admin",
]);

/**
 * An answer on its way out of a door. Doors mask by themselves, so that a verb that is added later cannot forget to.
 * @param permissions what the door asks for
 */
export function maskedAtDoor<T>(
  who: { actor: Actor },
  permissions: readonly (Permission | "signed-in")[],
  answer: T,
): T {
  // Texts of the checklist are read by many and written by some.
  const setUp = permissions.includes("packs:write") || permissions.every((permission) => SET_UP.has(permission));
  return setUp ? answer : masked(who, answer);
}
