import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { dataKey } from "#server/core/data-key.ts";
import { cookieName } from "./cookie-name.ts";

/** The cookie that remembers which checklist runs and tickets this browser may see. */
export const grantsCookie = (): string => cookieName("dz_grants");
/** The cookie that holds the token of a customer's session: see `server/customers/sessions.ts`. */
export const customerCookie = (): string => cookieName("dz_customer");
/** How long a browser is remembered, counted from its last use. */
export const GRANTS_MAX_AGE_S = 30 * 24 * 60 * 60;
/** Newest kept of each kind: bounds the cookie to about 2 kB. */
const MAX_GRANTS = 20;
const MAX_COOKIE_CHARS = 4_000;

const id = z.string().min(1).max(64);
const grantsSchema = z.object({
  diagnoses: z.array(id).max(MAX_GRANTS),
  tickets: z.array(id).max(MAX_GRANTS),
  /** Seconds since the epoch at which it was written. */
  at: z.number().int(),
});
/**
 * What a browser may see. A ticket stands here only after its link, or the run it came from, opened it, and with the version of the
 * link that was good then ({@link ticketGrant}): once the link is renewed, the grant is worth nothing.
 */
export type CustomerGrants = { diagnoses: string[]; tickets: string[] };

const sign = (payload: string) => createHmac("sha256", dataKey("customer-grants")).update(payload).digest();

/**
 * Reads the cookie.
 * @param value the cookie's text; anything forged, expired or malformed grants nothing
 */
export function readGrants(value: string | undefined, now: Date): CustomerGrants {
  const nothing = { diagnoses: [], tickets: [] };
  if (value === undefined || value.length > MAX_COOKIE_CHARS) return nothing;
  const [payload = "", signature = ""] = value.split(".");
  const given = Buffer.from(signature, "base64url");
  const right = sign(payload);
  if (given.length !== right.length || !timingSafeEqual(given, right)) return nothing;
  const parsed = grantsSchema.safeParse(parseJson(Buffer.from(payload, "base64url").toString("utf8")));
  if (!parsed.success || now.getTime() / 1_000 - parsed.data.at > GRANTS_MAX_AGE_S) return nothing;
  return { diagnoses: parsed.data.diagnoses, tickets: parsed.data.tickets };
}

/** The cookie's text for these grants. */
export function writeGrants(grants: CustomerGrants, now: Date): string {
  const at = Math.floor(now.getTime() / 1_000);
  const payload = Buffer.from(JSON.stringify({ ...grants, at })).toString("base64url");
  return `${payload}.${sign(payload).toString("base64url")}`;
}

/** A ticket as it stands among the grants. */
export const ticketGrant = (number: string, linkVersion: number): string => `${number}~${linkVersion}`;

/** Reads {@link ticketGrant}. Browsers let in before links could be renewed hold the number alone, which was the first link. */
export function readTicketGrant(grant: string): { number: string; linkVersion: number } {
  const [number = "", version = "1"] = grant.split("~");
  return { number, linkVersion: Number(version) };
}

/** The grants with one more of a kind; the newest come first and the oldest fall off. */
export function addGrant(grants: CustomerGrants, kind: keyof CustomerGrants, grant: string): CustomerGrants {
  const about = (text: string) => text.split("~", 1)[0];
  const others = grants[kind].filter((known) => about(known) !== about(grant));
  return { ...grants, [kind]: [grant, ...others].slice(0, MAX_GRANTS) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Only a signed payload gets here, so this is a payload of an older version: it grants nothing.
    return undefined;
  }
}
