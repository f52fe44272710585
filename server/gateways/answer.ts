import type { OutboundAnswer } from "#server/http/index.ts";
import { claimedNumber } from "./form.ts";
import { GatewayError } from "./gateway.ts";
import { fenOfText } from "./money.ts";

export type Fields = Readonly<Record<string, unknown>>;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** An answer that is not what its protocol says. It may well have done what we asked. */
export const badAnswer = (what: string) =>
  new GatewayError("BAD_ANSWER", `the gateway's answer ${what}`, { sent: true });

/** Refuses statuses of servers in trouble. @throws GatewayError UNAVAILABLE, RATE_LIMITED, BAD_ANSWER */
export function requireSaneStatus({ status }: OutboundAnswer): void {
  if (status >= 500) throw new GatewayError("UNAVAILABLE", `the gateway answered ${status}`, { sent: true });
  if (status === 429) throw new GatewayError("RATE_LIMITED", "the gateway wants fewer calls", { sent: false });
  if (status >= 300 && status < 400) throw badAnswer(`is a redirect (${status})`);
}

/** Parses a JSON object. @throws GatewayError BAD_ANSWER for HTML, cut-off JSON, bytes that are no UTF-8 */
export function jsonObject(body: Buffer): Fields {
  const value = parseObject(body);
  if (!value) throw badAnswer(/^\s*</.test(body.toString("latin1", 0, 200)) ? "is HTML" : "is not a JSON object");
  return value;
}

/** Parses a JSON object; null for anything else. */
export function parseObject(body: Buffer): Fields | null {
  try {
    return asObject(JSON.parse(utf8.decode(body)));
  } catch {
    return null;
  }
}

export function asObject(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

/** A member as text; gateways write the same member as a number or as text. Null when it is neither or empty. */
export function textOf(fields: Fields, name: string): string | null {
  const value = fields[name];
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}

/** Money in yuan, as text or number (whose shortest text is what the gateway wrote), as fen. Null where there is none. */
export function yuanMember(fields: Fields, name: string): number | null {
  const text = textOf(fields, name);
  if (text === null) return null;
  const fen = fenOfText(text);
  if (fen === null || fen < 0) throw badAnswer(`has a ${name} that is no amount`);
  return fen;
}

/** Money in whole fen. Null where there is none. */
export function fenMember(fields: Fields | null, name: string): number | null {
  const value = fields?.[name];
  if (value === undefined || value === null) return null;
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0)
    throw badAnswer(`has a ${name} that is no amount`);
  return value;
}

/** Makes sure that the answer is about what was asked for. @throws GatewayError BAD_ANSWER */
export function requireSame(fields: Fields, name: string, asked: string): void {
  if (textOf(fields, name) !== asked) throw badAnswer(`is about another ${name}`);
}

export const numberMember = (fields: Fields, name: string): string | null => claimedNumber(textOf(fields, name));
