import { createHmac, timingSafeEqual } from "node:crypto";
import { eq, inArray } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import { type Actor, type Ctx, may } from "#server/core/context.ts";
import { customerIdOf } from "#server/core/customer-id.ts";
import { dataKey } from "#server/core/data-key.ts";
import { env } from "#server/core/env.ts";
import { forbidden, notFound } from "#server/core/errors.ts";
import { sha256Hex } from "#server/core/ids.ts";
import type { Permission } from "#server/core/permissions.ts";

export type TicketRow = typeof tickets.$inferSelect;
/** What the right to a ticket depends on. */
type Owned = Pick<TicketRow, "number" | "customerId" | "diagnosisId">;

/**
 * The secret in a ticket's access link. It is derived from the ticket's id and link version, so that the same link can be
 * shown again to whoever is entitled without keeping it; the database has only its hash. Counting the version up makes
 * every link given out before worthless.
 */
export function accessSecret(ticketId: string, version: number): string {
  return createHmac("sha256", dataKey("ticket-access")).update(`${ticketId}:${version}`).digest("base64url");
}

/** What is stored of the secret. */
export function accessHash(secret: string): string {
  return sha256Hex(secret);
}

/** The link that opens the ticket for its customer. Give it to nobody else. */
export function accessUrl(ticket: Pick<TicketRow, "id" | "number" | "accessVersion">): string {
  return `${env().APP_URL}/t/${ticket.number}?k=${accessSecret(ticket.id, ticket.accessVersion)}`;
}

/**
 * Checks an access link, in the same time for a wrong secret and for a ticket that is not there.
 * @returns the ticket's locale, the link's version and the actor that its holder acts as; undefined when the link opens nothing
 */
export async function ticketForAccess(input: {
  number: string;
  secret: string;
}): Promise<
  { number: string; locale: string; linkVersion: number; actor: Extract<Actor, { kind: "customer" }> } | undefined
> {
  const { number, locale, accessHash: hash, accessVersion: linkVersion } = tickets;
  const [row] = await db
    .select({ number, locale, accessHash: hash, linkVersion })
    .from(tickets)
    .where(eq(tickets.number, input.number.slice(0, 40)));
  const given = Buffer.from(accessHash(input.secret.slice(0, 200)), "hex");
  const right = timingSafeEqual(given, Buffer.from(row?.accessHash ?? "0".repeat(64), "hex"));
  if (!row || !right) return undefined;
  return { number: row.number, locale: row.locale, linkVersion: row.linkVersion, actor: ticketActor(row.number) };
}

/** Which version of its link a ticket has now, for a browser that a verb just let in. @returns undefined for no such ticket */
export async function linkVersionOf(number: string): Promise<number | undefined> {
  const [row] = await db
    .select({ linkVersion: tickets.accessVersion })
    .from(tickets)
    .where(eq(tickets.number, number.slice(0, 40)));
  return row?.linkVersion;
}

/**
 * Which of a browser's tickets it may still see.
 * @param held tickets with the version of the link that let the browser in
 * @returns their numbers, in the same order, without those whose link was renewed since
 */
export async function stillOpen(held: { number: string; linkVersion: number }[]): Promise<string[]> {
  if (held.length === 0) return [];
  const rows = await db
    .select({ number: tickets.number, linkVersion: tickets.accessVersion })
    .from(tickets)
    .where(
      inArray(
        tickets.number,
        held.map(({ number }) => number),
      ),
    );
  const now = new Map(rows.map((row) => [row.number, row.linkVersion]));
  return held.filter(({ number, linkVersion }) => now.get(number) === linkVersion).map(({ number }) => number);
}

/** The run that a ticket came from, when it is one of these. */
export async function cameFromRun(number: string, runs: readonly string[]): Promise<string | undefined> {
  if (runs.length === 0) return undefined;
  const [row] = await db
    .select({ diagnosisId: tickets.diagnosisId })
    .from(tickets)
    .where(eq(tickets.number, number.slice(0, 40)));
  return runs.find((run) => run === row?.diagnosisId);
}

/** The actor of whoever holds a ticket's access link. Make it only after {@link ticketForAccess} said yes. */
export function ticketActor(number: string): Extract<Actor, { kind: "customer" }> {
  return { kind: "customer", id: `ticket:${number}`, name: "customer" };
}

/** True when this customer may see and answer the ticket: by its link, by the run it came from, or as its customer. */
export function ownsTicket(actor: Actor, ticket: Owned): boolean {
  if (actor.kind !== "customer") return false;
  return (
    actor.id === `ticket:${ticket.number}` ||
    (ticket.diagnosisId !== null && actor.id === `diagnosis:${ticket.diagnosisId}`) ||
    (ticket.customerId !== null && customerIdOf(actor) === ticket.customerId)
  );
}

/** True when there is such a ticket and it is this customer's: {@link ownsTicket}. */
export async function ownsTicketNumbered(actor: Actor, number: string): Promise<boolean> {
  const [row] = await db
    .select()
    .from(tickets)
    .where(eq(tickets.number, number.slice(0, 40)));
  return row !== undefined && ownsTicket(actor, row);
}

/**
 * Lets through staff and keys with the permission, and the ticket's own customer.
 * @throws DomainError 403 to staff without the permission, 404 to everybody else
 */
export function requireTicketAccess(ctx: Ctx, ticket: Owned, permission: Permission): void {
  if (ctx.actor.kind === "customer" ? ownsTicket(ctx.actor, ticket) : may(ctx.actor, permission)) return;
  if (ctx.actor.kind === "customer") throw notFound("TICKET");
  throw forbidden(`This needs the permission ${permission}.`, { details: { permission } });
}

/** The row of a ticket. @throws DomainError 404 TICKET_NOT_FOUND */
export async function findTicket(reader: Db, number: string): Promise<TicketRow> {
  const [row] = await reader.select().from(tickets).where(eq(tickets.number, number));
  if (!row) throw notFound("TICKET");
  return row;
}
