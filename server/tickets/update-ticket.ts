import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { user } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, invalid } from "#server/core/errors.ts";
import { findTicket, type TicketRow } from "./access.ts";
import { words } from "./copy.ts";
import { isOpen, mayMove } from "./rules.ts";
import { type TicketStatus, type UpdateTicketInput, updateTicketSchema } from "./schemas.ts";
import type { SlaEvent } from "./sla.ts";
import { requireVersion } from "./work/conflict.ts";
import { requireFields } from "./work/field-rules.ts";
import { addSystemMessage, type Change, changeTicket, type TicketStep } from "./write.ts";

const inputSchema = updateTicketSchema.extend({ number: z.string().min(1).max(40) });
export type UpdateTicketCall = z.input<typeof inputSchema>;

/**
 * Changes what staff decide about a ticket: status, assignee, priority, tags, cause, queue, snooze.
 * @param input the fields to change, and the version that the change is based on
 * @returns the number and the new version
 * @throws DomainError 404 TICKET_NOT_FOUND, 409 VERSION_CONFLICT, 409 ORDER_HAS_OPEN_TICKET, 422 STATUS_NOT_ALLOWED,
 * 422 ASSIGNEE_UNKNOWN, 422 SNOOZE_IN_THE_PAST, 422 FIELDS_REQUIRED naming the fields that staff still owe at the end
 */
export async function updateTicket({ ctx, input }: { ctx: Ctx; input: UpdateTicketCall }) {
  const granted = authorize(ctx, "tickets:write");
  const call = inputSchema.parse(input);
  const work = async (tx: Tx) => {
    const ticket = await findTicket(tx, call.number);
    await requireVersion(tx, ticket, call.version, ctx);
    await checkInput(tx, ticket, call, ctx.clock.now());
    if (call.status === "resolved" && ctx.actor.kind === "staff") await requireFields(tx, ticket, call.causeCode);
    const change = changeOf(ticket, call, ctx);
    if (!change) return { number: ticket.number, version: ticket.version };
    const row = await changeTicket(tx, granted, ticket, change);
    await tellCustomer(tx, granted, row, ticket.status);
    return { number: row.number, version: row.version };
  };
  if (ctx.tx) return work(ctx.tx);
  return transact(work).catch((error: unknown) => {
    // Opening a ticket again meets the index of one open ticket an order.
    if (isUniqueViolation(error)) throw orderHasOpenTicket(error);
    throw error;
  });
}

export const orderHasOpenTicket = (cause: unknown) =>
  conflict("ORDER_HAS_OPEN_TICKET", "Another ticket of this order is open already.", { cause });

async function checkInput(tx: Tx, ticket: TicketRow, call: UpdateTicketInput, now: Date): Promise<void> {
  if (call.status && !mayMove(ticket.status, call.status)) {
    throw invalid("STATUS_NOT_ALLOWED", `A ticket cannot go from ${ticket.status} to ${call.status}.`, {
      errors: [{ path: "status", message: `Not from ${ticket.status}` }],
    });
  }
  if (call.assignee) {
    const [person] = await tx
      .select({ id: user.id })
      .from(user)
      .where(and(eq(user.id, call.assignee), isNull(user.disabledAt)));
    if (!person) {
      throw invalid("ASSIGNEE_UNKNOWN", "There is no such staff member.", {
        errors: [{ path: "assignee", message: "No staff member has this id" }],
      });
    }
  }
  if (call.snoozeUntil && new Date(call.snoozeUntil).getTime() <= now.getTime()) {
    throw invalid("SNOOZE_IN_THE_PAST", "Snooze until a time to come.", {
      errors: [{ path: "snoozeUntil", message: "Must be in the future" }],
    });
  }
}

const instantOf = (text: string | null | undefined) => (text ? new Date(text) : text === undefined ? undefined : null);

function changeOf(ticket: TicketRow, call: UpdateTicketInput, { actor, clock }: Ctx): Change | undefined {
  const now = clock.now();
  const set: NonNullable<Change["set"]> = {};
  const steps: TicketStep[] = [];
  const put = <K extends "assigneeId" | "priority" | "tags" | "causeCode" | "queue" | "snoozeUntil">(
    type: string,
    key: K,
    value: TicketRow[K] | undefined,
  ) => {
    if (value === undefined || JSON.stringify(value) === JSON.stringify(ticket[key])) return;
    set[key] = value as never;
    steps.push({ type, before: { [key]: ticket[key] }, after: { [key]: value } });
  };
  put("assigned", "assigneeId", call.assignee);
  put("priority_changed", "priority", call.priority);
  put("tags_changed", "tags", call.tags ? [...new Set(call.tags)] : undefined);
  put("cause_changed", "causeCode", call.causeCode);
  put("queue_changed", "queue", call.queue);
  put("snoozed", "snoozeUntil", instantOf(call.snoozeUntil));
  if ("snoozeUntil" in set) set.snoozeEvent = null;
  const moved = call.status ? moveTo(ticket, call.status, now) : undefined;
  if (moved) steps.push(...moved.steps);
  if (steps.length === 0) return undefined;
  const topic = moved?.topic ?? "ticket.updated";
  const found = finalCause(ticket, call, actor.kind === "staff");
  return { set: { ...set, ...moved?.set, ...found }, sla: moved?.sla ?? [], steps, topic };
}

/**
 * What an agent says it was in the end, when resolving or after it. A machine that resolves says so only by naming a cause: its
 * silence is no finding.
 */
function finalCause(
  ticket: TicketRow,
  call: UpdateTicketInput,
  byStaff: boolean,
): Pick<TicketRow, "finalCauseCode"> | null {
  const resolves = call.status === "resolved";
  const corrects = call.causeCode !== undefined && ticket.finalCauseCode !== null;
  if (resolves && (byStaff || call.causeCode)) return { finalCauseCode: call.causeCode ?? ticket.causeCode };
  return corrects && call.causeCode ? { finalCauseCode: call.causeCode } : null;
}

/**
 * What going to another status means for the row, the clocks and the history; undefined when it is there already.
 * The caller has checked that it may.
 */
export function moveTo(ticket: TicketRow, to: TicketStatus, now: Date): (Change & { sla: SlaEvent[] }) | undefined {
  if (ticket.status === to) return undefined;
  const reopens = !isOpen(ticket.status) && isOpen(to);
  const ends = isOpen(ticket.status) && !isOpen(to);
  return {
    set: {
      status: to,
      ...(to === "resolved" || to === "closed" ? { snoozeUntil: null, snoozeEvent: null } : {}),
      ...(to === "resolved" ? { resolvedAt: now, firstResolvedAt: ticket.firstResolvedAt ?? now } : {}),
      ...(to === "closed" ? { closedAt: now } : {}),
      // One that was joined to another goes on by itself.
      ...(reopens ? { reopenCount: ticket.reopenCount + 1, resolvedAt: null, closedAt: null, mergedInto: null } : {}),
    },
    sla: [{ type: "status", from: ticket.status, to }],
    steps: [{ type: "status_changed", before: { status: ticket.status }, after: { status: to } }],
    topic: reopens ? "ticket.reopened" : ends && to === "resolved" ? "ticket.resolved" : "ticket.updated",
  };
}

async function tellCustomer(tx: Tx, ctx: Ctx, row: TicketRow, before: TicketStatus): Promise<void> {
  if (row.status === before) return;
  if (row.status === "resolved") await addSystemMessage(tx, ctx, row, words(row.locale).resolved);
  if (!isOpen(before) && isOpen(row.status)) await addSystemMessage(tx, ctx, row, words(row.locale).reopened);
}
