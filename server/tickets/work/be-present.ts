import { and, eq, gt, lt, ne } from "drizzle-orm";
import { z } from "zod";
import { db, type Tx, transact } from "#db/client.ts";
import { presences } from "#db/schema/index.ts";
import { type Clock, MINUTE_MS } from "#server/core/clock.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { forbidden } from "#server/core/errors.ts";
import { findTicket } from "../access.ts";
import { type Presence, presenceKinds } from "./schemas.ts";
import { CUSTOMER, sayTyping, sayTypingOver, typingAt } from "./typing.ts";

const inputSchema = z.object({ number: z.string().min(1).max(40), kind: z.enum(presenceKinds).nullable() });

/** Pages say every few seconds that they are there, and see by the answer who else is. */
export const BEAT_MS = 4_000;
const HERE_MS = 25_000;
/** What was said so lately is not written again. */
const SAID_MS = 10_000;
const MAX_SHOWN = 20;
/**
 * Says that somebody of the staff looks at a ticket or is writing in it; null that they left. Nothing but who is there depends on
 * it: whoever is writing has no lock, only a name that others see. That they are there is a row for half a minute, seen by every
 * process; that they write is told at once and written down nowhere. No event, no audit row.
 * @returns who else is there now
 * @throws DomainError 403 FORBIDDEN, also to keys; 404 TICKET_NOT_FOUND
 */
export async function bePresent({ ctx, input }: { ctx: Ctx; input: z.input<typeof inputSchema> }) {
  authorize(ctx, "tickets:read");
  if (ctx.actor.kind !== "staff") throw forbidden("Only people are anywhere.");
  const { number, kind } = inputSchema.parse(input);
  const ticket = await findTicket(db, number);
  const me = { subject: `ticket:${ticket.number}`, personId: ctx.actor.id, name: ctx.actor.name };
  if (kind === "typing" || kind === "replying") sayTyping(ctx.clock, me, kind);
  else sayTypingOver(ctx.clock, me.subject, me.personId);
  if (kind === null) await leave(ctx, me);
  else if (!(await saidLately(ctx.clock, me))) await stand(ctx, me);
  return { others: await presentAt(ctx.clock, me.subject, me.personId) };
}

type Who = { subject: string; personId: string; name: string };
const rowOf = ({ subject, personId }: Who) => and(eq(presences.subject, subject), eq(presences.personId, personId));

async function saidLately(clock: Clock, me: Who): Promise<boolean> {
  const [row] = await db.select({ until: presences.until }).from(presences).where(rowOf(me));
  return row !== undefined && row.until.getTime() - clock.now().getTime() > HERE_MS - SAID_MS;
}

async function leave(ctx: Ctx, me: Who): Promise<void> {
  const work = (tx: Tx) => tx.delete(presences).where(rowOf(me));
  await (ctx.tx ? work(ctx.tx) : transact(work));
}

/** Writes that somebody is there, for a while. */
async function stand(ctx: Ctx, me: Who): Promise<void> {
  const now = ctx.clock.now();
  const work = async (tx: Tx) => {
    const [before] = await tx.select().from(presences).where(rowOf(me));
    const since = before && before.until > now ? before.since : now;
    const values = { kind: "viewing" as const, name: me.name, since, until: new Date(now.getTime() + HERE_MS) };
    await tx
      .insert(presences)
      .values({ ...me, ...values })
      .onConflictDoUpdate({ target: [presences.subject, presences.personId], set: values });
  };
  await (ctx.tx ? work(ctx.tx) : transact(work));
}

/** Who is at a subject now, besides one, longest first; those who write as such. */
async function presentAt(clock: Clock, subject: string, besides: string): Promise<Presence[]> {
  const rows = await db
    .select()
    .from(presences)
    .where(and(eq(presences.subject, subject), ne(presences.personId, besides), gt(presences.until, clock.now())))
    .orderBy(presences.since, presences.personId)
    .limit(MAX_SHOWN);
  const typing = typingAt(clock, subject).filter(({ person }) => person !== besides);
  const here = rows
    .filter(({ personId }) => typing.every(({ person }) => person !== personId))
    .map(({ personId, name, kind, since }) => ({ person: personId, name, kind, since: since.toISOString() }));
  return [...typing, ...here].slice(0, MAX_SHOWN);
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
