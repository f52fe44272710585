import { eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { slaTargets, type tickets } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import {
  applySla,
  nextDue,
  type SlaEvent,
  type SlaTarget,
  statusAfter,
  type Terms,
  termsFor,
} from "#server/sla/index.ts";
import type { ClockHeard } from "#server/sla/schemas.ts";
import type { TicketRow } from "./access.ts";

type Values = Partial<typeof tickets.$inferInsert>;
type TargetRow = typeof slaTargets.$inferSelect;
type Ticket = Pick<TicketRow, "queue" | "priority" | "status">;

/** What a ticket's row keeps of its clocks, the clocks themselves, and what the history has to say of them. */
export type Moved = {
  due: Pick<TicketRow, "nextDueAt" | "nextDueMetric">;
  clocks: { before: readonly TargetRow[]; after: readonly SlaTarget[] };
  heard: ClockHeard;
};

/** Starts the clocks of a new ticket, under the promises that hold now. */
export async function startClocks(tx: Tx, ticket: Ticket, chargedNotCredited: boolean, at: Date) {
  const terms = await termsFor(tx, ticket, []);
  const events: SlaEvent[] = [{ type: "opened", chargedNotCredited }];
  const targets = hear([], events, at, terms);
  return { targets, due: dueOf(targets), heard: { events, under: underOf(terms) } };
}

/** Writes the clocks of a new ticket; whoever does notes what they give to the numbers. */
export async function insertClocks(tx: Tx, ticketId: string, targets: readonly SlaTarget[]): Promise<void> {
  if (targets.length > 0)
    await tx.insert(slaTargets).values(targets.map((target) => ({ ...target, id: newId(), ticketId })));
}

/**
 * Lets a ticket's clocks hear what a change says, and writes those that moved.
 * @param ticket the row before the change
 * @returns undefined when the change says nothing to them
 */
export async function moveClocks(
  tx: Tx,
  ticket: TicketRow,
  change: { set?: Values; sla?: readonly SlaEvent[] },
  at: Date,
): Promise<Moved | undefined> {
  const events = change.sla ?? [];
  if (events.length === 0) return undefined;
  const rows = await tx.select().from(slaTargets).where(eq(slaTargets.ticketId, ticket.id)).orderBy(slaTargets.id);
  const { queue = ticket.queue, priority = ticket.priority } = change.set ?? {};
  const terms = await termsFor(tx, { queue, priority, status: ticket.status }, rows);
  const after = hear(rows, events, at, terms);
  for (const [i, target] of after.entries()) {
    const before = rows[i];
    if (!before) await tx.insert(slaTargets).values({ ...target, id: newId(), ticketId: ticket.id });
    else if (!isSame(before, target)) {
      await tx
        .update(slaTargets)
        .set(movedValues(before, target, at))
        .where(eq(slaTargets.id, before.id));
    }
  }
  return { due: dueOf(after), clocks: { before: rows, after }, heard: { events, under: underOf(terms) } };
}

function hear(targets: readonly SlaTarget[], events: readonly SlaEvent[], at: Date, terms: Terms): SlaTarget[] {
  let status = terms.status;
  return events.reduce<SlaTarget[]>(
    (list, event) => {
      const next = applySla(list, event, at, { ...terms, status });
      status = statusAfter(event, status);
      return next;
    },
    [...targets],
  );
}

const underOf = ({ policy, queue, priority, calendars }: Terms) => ({ policy, queue, priority, calendars });

/** What a row keeps of its clocks. */
function dueOf(targets: readonly SlaTarget[]): Moved["due"] {
  const { at, metric } = nextDue(targets);
  return { nextDueAt: at, nextDueMetric: metric };
}

const moving = [
  ...(["dueAt", "pausedAt", "decidedAt", "outcome", "agentDueAt", "agentPausedAt", "agentOutcome"] as const),
  ...(["pausedMs", "warnAt", "escalateAt"] as const),
];

function movedValues(before: TargetRow, target: SlaTarget, at: Date): Partial<TargetRow> {
  const { dueAt, pausedAt, decidedAt, outcome, agentDueAt, agentPausedAt, agentOutcome } = target;
  const { pausedMs, warnAt, escalateAt } = target;
  // A pause gave the run more time: it is warned of again.
  const again = before.warnedAt !== null && outcome === null && warnAt !== null && warnAt.getTime() > at.getTime();
  return {
    ...{ dueAt, pausedAt, decidedAt, outcome, agentDueAt, agentPausedAt, agentOutcome, pausedMs, warnAt, escalateAt },
    ...(again ? { warnedAt: null } : {}),
  };
}

const isSame = (a: TargetRow, b: SlaTarget): boolean => moving.every((key) => plain(a[key]) === plain(b[key]));
const plain = (value: unknown) => (value instanceof Date ? value.getTime() : (value ?? null));
