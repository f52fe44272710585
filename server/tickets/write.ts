import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { attachments, ticketEvents, ticketMessages, tickets } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { conflict, invalid } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { appendEvidence, messageRecord, stepRecord } from "#server/evidence/index.ts";
import { emitAll } from "#server/jobs/outbox.ts";
import type { SlaEvent, SlaTarget } from "#server/sla/index.ts";
import type { ClockHeard } from "#server/sla/schemas.ts";
import type { TicketRow } from "./access.ts";
import { ownedByAny } from "./attachment-owner.ts";
import { ticketWritten } from "./contributions.ts";
import { words } from "./copy.ts";
import { type Derived, derivedOf } from "./derived.ts";
import { insertClocks, moveClocks } from "./move-clocks.ts";
import { currentMoney, type OrderMoney } from "./order-money.ts";
import { isOpen } from "./rules.ts";
import type { MessageAuthor, MessageVisibility } from "./schemas.ts";
import { waitedUntil } from "./waited.ts";

/** The steps that every ticket verb is made of. All work in the verb's transaction. */

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
  /** The customer was told something that neither the row nor a clock shows. */
  told?: boolean;
};

/**
 * Writes a change of a ticket: the row with its version, the clocks, the history, the audit row and the outbox event.
 * @param ticket the row as it was read in this transaction
 * @throws DomainError 409 VERSION_CONFLICT when somebody else changed it in between
 */
export async function changeTicket(tx: Tx, ctx: Ctx, ticket: TicketRow, change: Change): Promise<TicketRow> {
  const now = ctx.clock.now();
  const moved = await moveClocks(tx, ticket, change, now);
  const resolves = change.set?.status === "resolved" && ticket.status !== "resolved";
  const waited = resolves ? await waitedUntil(tx, ticket, now) : undefined;
  // Opened again, it has an end to come that nobody has rated.
  const unrated = change.set?.reopenCount === undefined ? {} : { ratedGood: null };
  // Nobody kept it in line with its order after its end.
  const back = !isOpen(ticket.status) && isOpen(change.set?.status ?? ticket.status);
  const money = back ? await currentMoney(tx, ticket.orderNo) : {};
  // With its end nobody has to look any more; opened again, it begins with the agent.
  const ended = change.set?.status === "resolved" || change.set?.status === "closed" ? { escalatedAt: null } : {};
  const set = {
    ...change.set,
    ...unrated,
    ...ended,
    ...money,
    ...moved?.due,
    ...waited,
    ...heard(ticket, change.sla ?? [], now),
  };
  const shown = change.told || isShown(ticket, set, change.sla ?? []);
  const [row] = await tx
    .update(tickets)
    .set({
      ...set,
      ...derivedOf({ ...ticket, ...set }, now),
      ...(shown ? { publicUpdatedAt: now } : {}),
      updatedAt: now,
      version: ticket.version + 1,
    })
    .where(and(eq(tickets.id, ticket.id), eq(tickets.version, ticket.version)))
    .returning();
  if (!row) throw versionConflict();
  await ticketWritten(tx, ticket, row, moved?.clocks);
  await recordSteps(tx, ctx, ticket.id, change.steps, moved?.heard);
  await announce(tx, ctx, row, change, shown);
  return row;
}

/**
 * Writes what time alone changed, how a ticket stands with its clocks or that it woke, what is worked out of its history, how the money
 * of its order stands, and how its customer rated it. Its version stays, since nobody decided anything and whoever is typing must not be answered with a conflict; so does `updatedAt`.
 * @returns the row as it is now; undefined when it was changed since it was read
 */
export async function flipTicket(
  tx: Tx,
  ticket: TicketRow,
  set: Partial<Derived> &
    Partial<OrderMoney> &
    Pick<Values, "snoozeUntil" | "snoozeEvent" | "escalatedAt" | "requesterWaitMs" | "agentWorkMs" | "ratedGood">,
): Promise<TicketRow | undefined> {
  const [row] = await tx
    .update(tickets)
    .set(set)
    .where(
      and(
        eq(tickets.id, ticket.id),
        eq(tickets.version, ticket.version),
        eq(tickets.dueState, ticket.dueState),
        eq(tickets.asleep, ticket.asleep),
      ),
    )
    .returning();
  if (row) await ticketWritten(tx, ticket, row);
  return row;
}

/** Writes a new ticket's row and the clocks that were started for it. */
export async function insertTicket(
  tx: Tx,
  ctx: Ctx,
  values: Omit<typeof tickets.$inferInsert, keyof Derived>,
  targets: readonly SlaTarget[] = [],
) {
  const now = ctx.clock.now();
  const blank = { nextDueAt: null, snoozeUntil: null, amountFen: null };
  const [row] = await tx
    .insert(tickets)
    .values({
      ...{ publicUpdatedAt: now, lastCustomerAt: now, unansweredSince: now },
      ...values,
      ...derivedOf({ ...blank, ...values }, now),
    })
    .returning();
  if (!row) throw new Error("The ticket was not written.");
  await insertClocks(tx, row.id, targets);
  await ticketWritten(tx, null, row, { before: [], after: targets });
  return row;
}

/** Who spoke last, and since when nobody answered. */
function heard(ticket: TicketRow, events: readonly SlaEvent[], now: Date): Values {
  const types = new Set(events.map(({ type }) => type));
  return {
    ...(types.has("customer_message") && { lastCustomerAt: now, unansweredSince: ticket.unansweredSince ?? now }),
    ...(types.has("public_reply") && { lastPublicAt: now, unansweredSince: null }),
  };
}

/** The columns that the customer's copy shows. */
const SHOWN = [
  ...(["status", "orderNo", "claimedOrderNo", "customerId", "causeCode", "chargeState", "amountFen"] as const),
  ...(["productName", "channel", "paymentNo", "target", "resolvedAt", "closedAt", "mergedInto"] as const),
] as const;

const isShown = (before: TicketRow, set: Values, events: readonly SlaEvent[]): boolean =>
  events.length > 0 || SHOWN.some((key) => key in set && same(before[key], set[key]) === false);

const same = (a: unknown, b: unknown) =>
  a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : (a ?? null) === (b ?? null);

export const versionConflict = () =>
  conflict("VERSION_CONFLICT", "Somebody else changed this ticket. Read it again and repeat the change.");

/**
 * Appends the audit row and the outbox event of a change.
 * @param shown the customer's own pages shall look again: `ticket.shown`, apart from topics that notes and tags cause as well
 */
export async function announce(
  tx: Tx,
  ctx: Ctx,
  row: TicketRow,
  change: Pick<Change, "steps" | "topic" | "payload">,
  shown = false,
) {
  const { number, orderNo, customerId, status, version } = row;
  const subject = `ticket:${number}`;
  await appendAudit(tx, ctx, { action: change.topic, subject, data: { version, steps: change.steps } });
  const payload = { number, orderNo, customerId };
  // Whoever was given it is told, unless they took it themselves.
  const given = change.steps.some(({ type }) => type === "assigned")
    ? { assigned: true, assigneeId: row.assigneeId }
    : {};
  const inside = { ...given, byId: ctx.actor.id, byKind: ctx.actor.kind };
  await emitAll(tx, ctx.clock, [
    { topic: change.topic, subject, payload: { ...payload, status, version, ...inside, ...change.payload } },
    ...(shown ? [{ topic: "ticket.shown", subject, payload }] : []),
  ]);
}

/** @param heard what the clocks heard with the first of the steps: all that they are derived from */
export async function recordSteps(
  tx: Tx,
  ctx: Ctx,
  ticketId: string,
  steps: TicketStep[],
  heard?: ClockHeard,
): Promise<void> {
  if (heard && steps.length === 0) throw new Error("What the clocks hear stands in the history.");
  if (steps.length === 0) return;
  const at = ctx.clock.now();
  const rows = steps.map((step, i) => ({
    id: newId(),
    ticketId,
    type: step.type,
    actorKind: ctx.actor.kind,
    actorId: ctx.actor.id,
    actorName: ctx.actor.name,
    before: step.before ?? null,
    after: step.after ?? null,
    at,
    clock: i === 0 ? (heard ?? null) : null,
  }));
  await tx.insert(ticketEvents).values(rows);
  await appendEvidence(tx, rows.map(stepRecord));
}

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
