import type { customers, payments, tickets } from "#db/schema/index.ts";
import { normalise } from "./grams.ts";

/** Numbers and names that lead to a ticket. Pure. */

export const keyKinds = ["ticket", "order", "payment", "customer", "target", "contact", "tail"] as const;
export type KeyKind = (typeof keyKinds)[number];
export type Key = { key: string; kind: KeyKind };

export type KeyedTicket = Pick<
  typeof tickets.$inferSelect,
  "number" | "orderNo" | "claimedOrderNo" | "paymentNo" | "customerId" | "target" | "contact"
>;
type Customer = Pick<typeof customers.$inferSelect, "email" | "phone">;
type Payment = Pick<typeof payments.$inferSelect, "outTradeNo" | "gatewayTradeNo">;

/** A key's beginning that no other kind has: ends are kept backwards, so that they are beginnings. */
const BACKWARDS = "~";
const MAX_KEY = 128;
/** Fewer digits at the end are those of too many. */
const MIN_TAIL = 4;
const MIN_PREFIX = 3;

/** How a number or name is kept and asked for. */
export const keyOf = (text: string): string => normalise(text).replaceAll(/\s+/g, "").slice(0, MAX_KEY);

/** Every key of a ticket, each once. */
export function keysOf(ticket: KeyedTicket, customer: Customer | undefined, paid: readonly Payment[]): Key[] {
  const all: [KeyKind, string | null | undefined][] = [
    ["ticket", ticket.number],
    ["order", ticket.orderNo],
    ["order", ticket.claimedOrderNo],
    ["payment", ticket.paymentNo],
    ...paid.flatMap(({ outTradeNo, gatewayTradeNo }): [KeyKind, string | null][] => [
      ["payment", outTradeNo],
      ["payment", gatewayTradeNo],
    ]),
    ["customer", ticket.customerId],
    ["target", ticket.target],
    ...[ticket.contact, customer?.email, customer?.phone].map((contact): [KeyKind, string | null | undefined] => [
      "contact",
      contact,
    ]),
    ...[ticket.contact, customer?.phone, ticket.target].map((text): [KeyKind, string | null] => ["tail", tailOf(text)]),
  ];
  const found = new Map<string, Key>();
  for (const [kind, text] of all) {
    const key = text ? keyOf(text) : "";
    if (key !== "") found.set(`${kind} ${key}`, { kind, key });
  }
  return [...found.values()];
}

/** The digits that a phone, or an account like one, ends with, backwards. Of a masked one those after its stars. */
function tailOf(text: string | null | undefined): string | null {
  const digits = /[0-9]+$/.exec(normalise(text ?? "").replaceAll(/[\s()-]/g, ""))?.[0] ?? "";
  return digits.length < MIN_TAIL ? null : BACKWARDS + reversed(digits);
}

const reversed = (text: string): string => [...text].reverse().join("");

export type KeyRange = { from: string; to: string };
const beginningWith = (key: string): KeyRange => ({ from: key, to: `${key}\u{10FFFF}` });

/** What of the keys to look at: those that begin with what was typed, and those that end with its digits. */
export function rangesOf(query: string): { prefix: KeyRange | null; tail: KeyRange | null } {
  const key = keyOf(query);
  const digits = key.replaceAll(/[-()]/g, "").replace(/^\+86/, "");
  const isTail = /^[0-9]+$/.test(digits) && digits.length >= MIN_TAIL;
  return {
    prefix: [...key].length < MIN_PREFIX || key.startsWith(BACKWARDS) ? null : beginningWith(key),
    tail: isTail ? beginningWith(BACKWARDS + reversed(digits)) : null,
  };
}

/** True for what is a number of something and no word of a language. */
export const isNumberLike = (query: string): boolean => /^[a-z0-9_+-]*[0-9]{4,}[a-z0-9_-]*$/.test(keyOf(query));
