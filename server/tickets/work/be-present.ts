import { and, eq, gt, lt, ne } from "drizzle-orm";
import { z } from "zod";
import { db, type Tx, transact } from "#db/client.ts";
import { presences } from "#db/schema/index.ts";
import { type Clock, MINUTE_MS } from "#server/core/clock.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { forbidden } from "#server/core/errors.ts";
import { findTicket } from "../access.ts";
import { type Presence, presenceKinds } from "./schemas.ts";

const inputSchema = z.object({ number: z.string().min(1).max(40), kind: z.enum(presenceKinds).nullable() });

/** Pages say every few seconds that they are there, and see by the answer who else is. */
export const BEAT_MS = 4_000;
const HERE_MS = 25_000;
/** What was said so lately is not written again. */
const SAID_MS = 10_000;
const MAX_SHOWN = 20;
/** How the customer stands among those who are there. */
export const CUSTOMER = "customer";

/**
 * Says that somebody of the staff looks at a ticket or is writing in it; null that they left. Nothing but who is there depends on
 * it: whoever is writing has no lock, only a name that others see. Neither told nor audited.
 * @returns who else is there now
 * @throws DomainError 403 FORBIDDEN, also to keys; 404 TICKET_NOT_FOUND
 */
export async function bePresent({ ctx, input }: { ctx: Ctx; input: z.input<typeof inputSchema> }) {
  authorize(ctx, "tickets:read");
  if (ctx.actor.kind !== "staff") throw forbidden("Only people are anywhere.");
  const { number, kind } = inputSchema.parse(input);
  const ticket = await findTicket(db, number);
  const me = { subject: `ticket:${ticket.number}`, personId: ctx.actor.id, name: ctx.actor.name };
  if (!(await saidLately(ctx.clock, me, kind))) await stand(ctx, me, kind, kind === "typing" ? TYPING_MS : HERE_MS);
  return { others: await presentAt(ctx.clock, me.subject, me.personId) };
}

/** Typing is over soon after the last key. */
const TYPING_MS = 8_000;

async function saidLately(clock: Clock, me: { subject: string; personId: string }, kind: Presence["kind"] | null) {
  if (kind === null || kind === "typing") return false;
  const [row] = await db
    .select({ kind: presences.kind, until: presences.until })
    .from(presences)
    .where(and(eq(presences.subject, me.subject), eq(presences.personId, me.personId)));
  return row?.kind === kind && row.until.getTime() - clock.now().getTime() > HERE_MS - SAID_MS;
}

/** Writes where somebody is, for a while. */
export async function stand(
  ctx: Ctx,
  who: { subject: string; personId: string; name: string },
  kind: Presence["kind"] | null,
  forMs: number,
): Promise<void> {
  const now = ctx.clock.now();
  const until = new Date(now.getTime() + forMs);
  const work = async (tx: Tx) => {
    const mine = and(eq(presences.subject, who.subject), eq(presences.personId, who.personId));
    if (kind === null) {
      await tx.delete(presences).where(mine);
      return;
    }
    const [before] = await tx.select().from(presences).where(mine);
    const since = before && before.kind === kind && before.until > now ? before.since : now;
    const values = { kind, name: who.name, since, until };
    await tx
      .insert(presences)
      .values({ ...who, ...values })
      .onConflictDoUpdate({ target: [presences.subject, presences.personId], set: values });
  };
  await (ctx.tx ? work(ctx.tx) : transact(work));
}

/** Who is at a subject now, besides one, longest first. */
export async function presentAt(clock: Clock, subject: string, besides: string): Promise<Presence[]> {
  const rows = await db
    .select()
    .from(presences)
    .where(and(eq(presences.subject, subject), ne(presences.personId, besides), gt(presences.until, clock.now())))
    .orderBy(presences.since, presences.personId)
    .limit(MAX_SHOWN);
  return rows.map(({ personId, name, kind, since }) => ({ person: personId, name, kind, since: since.toISOString() }));
}

/** True while somebody of the staff has the desk open. */
export async function isDeskManned(clock: Clock): Promise<boolean> {
  const [row] = await db
    .select({ person: presences.personId })
    .from(presences)
    .where(and(ne(presences.personId, CUSTOMER), gt(presences.until, clock.now())))
    .limit(1);
  return row !== undefined;
}

/** Takes away who is long gone. */
export async function forgetPresences(clock: Clock): Promise<void> {
  const before = new Date(clock.now().getTime() - 10 * MINUTE_MS);
  await transact((tx) => tx.delete(presences).where(lt(presences.until, before)));
}
