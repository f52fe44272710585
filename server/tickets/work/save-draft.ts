import { and, eq, lt } from "drizzle-orm";
import { z } from "zod";
import { db, type Tx, transact } from "#db/client.ts";
import { ticketDrafts } from "#db/schema/index.ts";
import { type Clock, DAY_MS } from "#server/core/clock.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { forbidden } from "#server/core/errors.ts";
import { findTicket } from "../access.ts";
import { draftSchema, type KeptDraft } from "./schemas.ts";

const inputSchema = draftSchema.extend({ number: z.string().min(1).max(40) });
const readSchema = inputSchema.pick({ number: true });
/** Nobody comes back to what they left for so long; and it may hold words about customers. */
export const DRAFT_KEPT_MS = 30 * DAY_MS;

/**
 * Keeps what somebody began to write in a ticket, for all of their machines; an empty text takes it away. The newest wins. Neither
 * told nor audited: nobody decided anything.
 * @throws DomainError 403 FORBIDDEN, also to keys; 404 TICKET_NOT_FOUND
 */
export async function saveDraft({ ctx, input }: { ctx: Ctx; input: z.input<typeof inputSchema> }) {
  authorize(ctx, "tickets:write");
  if (ctx.actor.kind !== "staff") throw forbidden("Only people have drafts.");
  const { number, body, visibility } = inputSchema.parse(input);
  const personId = ctx.actor.id;
  const work = async (tx: Tx) => {
    const ticket = await findTicket(tx, number);
    if (body.trim() === "") {
      await tx
        .delete(ticketDrafts)
        .where(and(eq(ticketDrafts.ticketId, ticket.id), eq(ticketDrafts.personId, personId)));
      return { number, updatedAt: null };
    }
    const values = { body, visibility, updatedAt: ctx.clock.now() };
    await tx
      .insert(ticketDrafts)
      .values({ ticketId: ticket.id, personId, ...values })
      .onConflictDoUpdate({ target: [ticketDrafts.ticketId, ticketDrafts.personId], set: values });
    return { number, updatedAt: values.updatedAt.toISOString() };
  };
  return ctx.tx ? work(ctx.tx) : transact(work);
}

/**
 * What the one who asks began to write in a ticket, as they wrote it: their own words are masked for nobody.
 * @throws DomainError 403 FORBIDDEN, also to keys; 404 TICKET_NOT_FOUND
 */
export async function readDraft({ ctx, input }: { ctx: Ctx; input: z.input<typeof readSchema> }) {
  authorize(ctx, "tickets:write");
  if (ctx.actor.kind !== "staff") throw forbidden("Only people have drafts.");
  const reader = ctx.tx ?? db;
  const ticket = await findTicket(reader, readSchema.parse(input).number);
  const [row] = await reader
    .select()
    .from(ticketDrafts)
    .where(and(eq(ticketDrafts.ticketId, ticket.id), eq(ticketDrafts.personId, ctx.actor.id)));
  const draft: KeptDraft | null = row
    ? { body: row.body, visibility: row.visibility, updatedAt: row.updatedAt.toISOString() }
    : null;
  return { draft };
}

/** Takes away what nobody came back to. */
export async function forgetDrafts(clock: Clock): Promise<void> {
  const before = new Date(clock.now().getTime() - DRAFT_KEPT_MS);
  await transact((tx) => tx.delete(ticketDrafts).where(lt(ticketDrafts.updatedAt, before)));
}
