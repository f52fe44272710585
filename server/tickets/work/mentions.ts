import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { ticketFollowers, ticketMentions, user } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { invalid } from "#server/core/errors.ts";
import { companyWritten } from "../contributions.ts";

export const MAX_MENTIONS = 20;

/**
 * Calls people by a note: they are told, and follow the ticket from now on. Ids come from the client's list; names in the text
 * mean nothing.
 * @throws DomainError 422 MENTIONS_ARE_INTERNAL on a message that the customer reads, 422 MENTION_UNKNOWN
 */
export async function callPeople(
  tx: Tx,
  ctx: Ctx,
  ticketId: string,
  message: { id: string; visibility: "public" | "internal"; mentions: readonly string[] },
): Promise<string[]> {
  const people = [...new Set(message.mentions)];
  if (people.length === 0) return [];
  if (message.visibility !== "internal") {
    throw invalid("MENTIONS_ARE_INTERNAL", "Colleagues are called in internal notes alone.");
  }
  const rows = await tx
    .select({ id: user.id })
    .from(user)
    .where(and(inArray(user.id, people), isNull(user.disabledAt)));
  const known = new Set(rows.map(({ id }) => id));
  const errors = people.flatMap((id, i) =>
    known.has(id) ? [] : [{ path: `mentions.${i}`, message: "No staff member has this id" }],
  );
  if (errors.length > 0) throw invalid("MENTION_UNKNOWN", "There is no such staff member.", { errors });
  const at = ctx.clock.now();
  await companyWritten(tx, ticketId, async () => {
    await tx
      .insert(ticketMentions)
      .values(people.map((personId) => ({ messageId: message.id, personId, ticketId, at, readAt: null })));
    await addFollowers(tx, ctx, ticketId, people);
  });
  return people;
}

/** Makes people followers who are none yet. */
export async function beginToFollow(tx: Tx, ctx: Ctx, ticketId: string, people: readonly string[]): Promise<void> {
  const there = await tx
    .select({ id: ticketFollowers.personId })
    .from(ticketFollowers)
    .where(and(eq(ticketFollowers.ticketId, ticketId), inArray(ticketFollowers.personId, [...people])));
  const others = people.filter((person) => !there.some(({ id }) => id === person));
  if (others.length > 0) await companyWritten(tx, ticketId, () => addFollowers(tx, ctx, ticketId, others));
}

async function addFollowers(tx: Tx, ctx: Ctx, ticketId: string, people: readonly string[]): Promise<void> {
  const since = ctx.clock.now();
  await tx
    .insert(ticketFollowers)
    .values(people.map((personId) => ({ ticketId, personId, since })))
    .onConflictDoNothing();
}
