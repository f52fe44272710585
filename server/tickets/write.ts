import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { attachments, slaTargets, ticketEvents, ticketMessages, tickets } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { conflict, invalid } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { appendEvidence, messageRecord, stepRecord } from "#server/evidence/index.ts";
import { emit } from "#server/jobs/outbox.ts";
import type { TicketRow } from "./access.ts";
import { ownedByAny } from "./attachment-owner.ts";
import { words } from "./copy.ts";
import type { MessageAuthor, MessageVisibility } from "./schemas.ts";
import { applySla, nextDue, type SlaEvent, type SlaTarget } from "./sla.ts";

/** The steps that every ticket verb is made of. All work in the verb's transaction. */

type TargetRow = typeof slaTargets.$inferSelect;
type Values = Partial<Omit<typeof tickets.$inferInsert, "id" | "number" | "version">>;

/** One line of a ticket's history. */
export type TicketStep = { type: string; before?: unknown; after?: unknown };

export type Change = {
  set?: Values;
  /** What the clocks hear, in order. */
  sla?: SlaEvent[];
  steps: TicketStep[];
  /** What the outside hears: `ticket.` topics. Holds ids and words, never a note's text. */
  topic: string;
  payload?: Record<string, unknown>;
};

/**
 * Writes a change of a ticket: the row with its version, the clocks, the history, the audit row and the outbox event.
 * @param ticket the row as it was read in this transaction
 * @throws DomainError 409 VERSION_CONFLICT when somebody else changed it in between
 */
export async function changeTicket(tx: Tx, ctx: Ctx, ticket: TicketRow, change: Change): Promise<TicketRow> {
  const now = ctx.clock.now();
  const due = change.sla && change.sla.length > 0 ? await moveClocks(tx, ticket.id, change.sla, now) : undefined;
  const [row] = await tx
    .update(tickets)
    .set({
      ...change.set,
      ...(due ? { nextDueAt: due.at, nextDueMetric: due.metric } : {}),
      updatedAt: now,
      version: ticket.version + 1,
    })
    .where(and(eq(tickets.id, ticket.id), eq(tickets.version, ticket.version)))
    .returning();
  if (!row) throw versionConflict();
  await recordSteps(tx, ctx, ticket.id, change.steps);
  await announce(tx, ctx, row, change);
  return row;
}

export const versionConflict = () =>
  conflict("VERSION_CONFLICT", "Somebody else changed this ticket. Read it again and repeat the change.");

/** Appends the audit row and the outbox event of a change. */
export async function announce(tx: Tx, ctx: Ctx, row: TicketRow, change: Pick<Change, "steps" | "topic" | "payload">) {
  await appendAudit(tx, ctx, {
    action: change.topic,
    subject: `ticket:${row.number}`,
    data: { version: row.version, steps: change.steps },
  });
  await emit(tx, ctx.clock, {
    topic: change.topic,
    subject: `ticket:${row.number}`,
    payload: {
      number: row.number,
      orderNo: row.orderNo,
      customerId: row.customerId,
      status: row.status,
      version: row.version,
      ...change.payload,
    },
  });
}

export async function recordSteps(tx: Tx, ctx: Ctx, ticketId: string, steps: TicketStep[]): Promise<void> {
  if (steps.length === 0) return;
  const at = ctx.clock.now();
  const rows = steps.map((step) => ({
    id: newId(),
    ticketId,
    type: step.type,
    actorKind: ctx.actor.kind,
    actorId: ctx.actor.id,
    actorName: ctx.actor.name,
    before: step.before ?? null,
    after: step.after ?? null,
    at,
  }));
  await tx.insert(ticketEvents).values(rows);
  await appendEvidence(tx, rows.map(stepRecord));
}

/** Starts the clocks of a new ticket. @returns the row values for its nearest due time, and the clocks */
export function startClocks(chargedNotCredited: boolean, at: Date) {
  const targets = applySla([], { type: "opened", chargedNotCredited }, at);
  const due = nextDue(targets);
  return { targets, nextDueAt: due.at, nextDueMetric: due.metric };
}

export async function insertClocks(tx: Tx, ticketId: string, targets: SlaTarget[]): Promise<void> {
  await tx.insert(slaTargets).values(targets.map((target) => ({ ...target, id: newId(), ticketId })));
}

async function moveClocks(tx: Tx, ticketId: string, events: SlaEvent[], at: Date) {
  const rows = await tx.select().from(slaTargets).where(eq(slaTargets.ticketId, ticketId)).orderBy(slaTargets.id);
  const after = events.reduce<SlaTarget[]>((targets, event) => applySla(targets, event, at), rows);
  for (const [i, target] of after.entries()) {
    const before = rows[i];
    if (!before) await tx.insert(slaTargets).values({ ...target, id: newId(), ticketId });
    else if (!sameClock(before, target)) {
      const { dueAt, pausedAt, decidedAt, outcome } = target;
      await tx.update(slaTargets).set({ dueAt, pausedAt, decidedAt, outcome }).where(eq(slaTargets.id, before.id));
    }
  }
  return nextDue(after);
}

const sameClock = (a: TargetRow, b: SlaTarget) =>
  a.outcome === b.outcome &&
  a.dueAt.getTime() === b.dueAt.getTime() &&
  a.pausedAt?.getTime() === b.pausedAt?.getTime() &&
  a.decidedAt?.getTime() === b.decidedAt?.getTime();

/** Adds a message by the context's actor, in the voice given. @returns its id */
export async function addMessage(
  tx: Tx,
  ctx: Ctx,
  ticketId: string,
  message: { author: MessageAuthor; visibility: MessageVisibility; body: string },
): Promise<string> {
  const { author, visibility, body } = message;
  return insertMessage(tx, ctx, ticketId, {
    visibility,
    body,
    author,
    authorId: ctx.actor.id,
    authorName: ctx.actor.name,
  });
}

/** Adds what the product itself says. @returns the message's id */
export async function addSystemMessage(
  tx: Tx,
  ctx: Ctx,
  ticket: Pick<TicketRow, "id" | "locale">,
  body: string,
  visibility: MessageVisibility = "public",
): Promise<string> {
  const authorName = words(ticket.locale).name;
  return insertMessage(tx, ctx, ticket.id, { visibility, body, author: "system", authorId: "system", authorName });
}

async function insertMessage(
  tx: Tx,
  ctx: Ctx,
  ticketId: string,
  message: Omit<typeof ticketMessages.$inferInsert, "id" | "ticketId" | "createdAt">,
): Promise<string> {
  const row = { ...message, id: newId(), ticketId, createdAt: ctx.clock.now() };
  await tx.insert(ticketMessages).values(row);
  await appendEvidence(tx, [messageRecord(row)]);
  return row.id;
}

/** Whose voice an actor speaks with: a key that may write tickets stands for staff. */
export function authorOf(ctx: Ctx): MessageAuthor {
  switch (ctx.actor.kind) {
    case "customer":
      return "customer";
    case "staff":
    case "apiKey":
      return "staff";
    default:
      return "system";
  }
}

/**
 * Attaches uploaded files to a ticket or one of its messages.
 * @param owners the owner keys whose files the caller may use
 * @throws DomainError 422 ATTACHMENT_NOT_USABLE naming each file that is not there, is somebody else's, or is in use
 */
export async function claimAttachments(
  tx: Tx,
  ids: readonly string[],
  owners: readonly string[],
  to: { ticketId: string; messageId: string | null },
): Promise<void> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return;
  const claimed = await tx
    .update(attachments)
    .set(to)
    .where(and(inArray(attachments.id, wanted), ownedByAny(owners), isNull(attachments.ticketId)))
    .returning({ id: attachments.id });
  if (claimed.length === wanted.length) return;
  const found = new Set(claimed.map((row) => row.id));
  throw invalid("ATTACHMENT_NOT_USABLE", "Some attachments are not yours to use, or are in use already.", {
    errors: ids.flatMap((id, i) =>
      found.has(id) ? [] : [{ path: `attachmentIds.${i}`, message: "This file cannot be attached here" }],
    ),
  });
}
