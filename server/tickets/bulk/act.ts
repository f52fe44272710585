import type { Tx } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import { findTicket, type TicketRow } from "../access.ts";
import { postMessage } from "../post-message.ts";
import { mayMove } from "../rules.ts";
import type { UpdateTicketInput } from "../schemas.ts";
import { snoozeTicket } from "../snooze/snooze-ticket.ts";
import { wakeTicket } from "../snooze/wake.ts";
import { updateTicket } from "../update-ticket.ts";
import { applyMacroIn } from "../work/apply-macro.ts";
import type { BulkRow, Undo } from "./rows.ts";
import type { BulkAction } from "./schemas.ts";

/** What moves money is not done in the row's transaction: see `act-money.ts`. */
export type Money = Extract<BulkAction, { kind: "topup" }>;

/** What a change put away, so that it can be put back. */
type Before = Partial<
  Pick<TicketRow, "status" | "assigneeId" | "priority" | "tags" | "causeCode" | "queue"> & {
    snooze: { until: string | null; event: TicketRow["snoozeEvent"] };
  }
>;
export type Acted = { state: "done" | "same" | "changed"; before: Before | null; version: number | null };

/**
 * Does one row by the ordinary verb, in the row's transaction.
 * @throws DomainError what the verb throws
 */
export async function act(tx: Tx, ctx: Ctx, row: BulkRow, action: Exclude<BulkAction, Money> | Undo): Promise<Acted> {
  const ticket = await findTicket(tx, row.number);
  const inside = { ...ctx, tx };
  switch (action.kind) {
    case "update":
      return change(inside, ticket, wanted(ticket, action));
    case "reply":
      await postMessage({
        ctx: inside,
        input: { number: row.number, body: action.body, visibility: action.visibility },
      });
      return { state: "done", before: null, version: null };
    case "macro": {
      const call = { number: row.number, macro: action.macro, version: ticket.version };
      const { before, set, version } = await applyMacroIn(tx, inside, call);
      // Its words stay said; what it changed beside them can be put back.
      const changed = beforeOf(before, set);
      return { state: "done", before: Object.keys(changed).length > 0 ? changed : null, version };
    }
    case "snooze": {
      const { version } = await snoozeTicket({ ctx: inside, input: { ...said(action), number: row.number } });
      return { state: "done", before: asleep(ticket), version };
    }
    case "wake": {
      const { version } = await wakeTicket({ ctx: inside, input: { number: row.number } });
      return { state: version === ticket.version ? "same" : "done", before: asleep(ticket), version };
    }
    case "undo":
      return putBack(inside, ticket, row);
  }
}

const said = ({ until, event }: Extract<BulkAction, { kind: "snooze" }>) => ({
  ...(until !== undefined && { until }),
  ...(event !== undefined && { event }),
});
const asleep = ({ snoozeUntil, snoozeEvent }: TicketRow): Before => ({
  snooze: { until: snoozeUntil?.toISOString() ?? null, event: snoozeEvent },
});

type Wanted = Omit<UpdateTicketInput, "version" | "snoozeUntil">;

function wanted(ticket: TicketRow, action: Extract<BulkAction, { kind: "update" }>): Wanted {
  const { kind: _, addTags = [], removeTags = [], ...fields } = action;
  const tags = [...new Set([...ticket.tags.filter((tag) => !removeTags.includes(tag)), ...addTags])];
  const retagged = !isSame(tags, ticket.tags);
  return { ...fields, ...(retagged && { tags }) };
}

async function change(ctx: Ctx, ticket: TicketRow, set: Wanted): Promise<Acted> {
  const { version } = await updateTicket({ ctx, input: { ...set, number: ticket.number, version: ticket.version } });
  if (version === ticket.version) return { state: "same", before: null, version };
  return { state: "done", before: beforeOf(ticket, set), version };
}

/** Of the fields that were set, what they held where that was something else. */
function beforeOf(ticket: TicketRow, set: Wanted): Before {
  return {
    ...(set.status !== undefined && set.status !== ticket.status && { status: ticket.status }),
    ...(set.assignee !== undefined && set.assignee !== ticket.assigneeId && { assigneeId: ticket.assigneeId }),
    ...(set.priority !== undefined && set.priority !== ticket.priority && { priority: ticket.priority }),
    ...(set.causeCode !== undefined && set.causeCode !== ticket.causeCode && { causeCode: ticket.causeCode }),
    ...(set.queue !== undefined && set.queue !== ticket.queue && { queue: ticket.queue }),
    ...(set.tags !== undefined && !isSame(set.tags, ticket.tags) && { tags: ticket.tags }),
  };
}

const isSame = (some: readonly string[], others: readonly string[]) => JSON.stringify(some) === JSON.stringify(others);

/** Only what nobody changed since: another's work is not undone with it. */
async function putBack(ctx: Ctx & { tx: Tx }, ticket: TicketRow, row: BulkRow): Promise<Acted> {
  if (row.version !== ticket.version) return { state: "changed", before: null, version: null };
  const { snooze, assigneeId, ...fields } = row.before as Before;
  if (snooze) {
    const { number } = ticket;
    const { until, event } = snooze;
    const gone = until === null || Date.parse(until) <= ctx.clock.now().getTime();
    const { version } = gone
      ? await wakeTicket({ ctx, input: { number } })
      : await snoozeTicket({ ctx, input: { number, until, ...(event && { event }) } });
    return { state: "done", before: null, version };
  }
  const from = await nearer(ctx, ticket, fields.status);
  if (from.status === "open" && fields.status === "new") fields.status = "open";
  const done = await change(ctx, from, { ...fields, ...(assigneeId !== undefined && { assignee: assigneeId }) });
  return { ...done, before: null };
}

/** A status from which the wanted one can be reached: one that ended opens first. Nothing is new again once it was touched. */
async function nearer(ctx: Ctx & { tx: Tx }, ticket: TicketRow, status: TicketRow["status"] | undefined) {
  if (status === undefined || ticket.status === "open" || mayMove(ticket.status, status)) return ticket;
  await change(ctx, ticket, { status: "open" });
  return findTicket(ctx.tx, ticket.number);
}
