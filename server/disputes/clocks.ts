import { and, asc, eq, inArray, isNull, lt, lte, type SQL } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { gatewayCases, tickets } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { logger } from "#server/core/logger.ts";
import { consume, type OutboxRow } from "#server/jobs/index.ts";
import { findTicket, tellTicket } from "#server/tickets/index.ts";
import { openTicketStatuses } from "#server/tickets/schemas.ts";
import { momentText, words } from "./copy.ts";
import { CASE_WARN_MS } from "./rules.ts";
import type { CaseRow } from "./view.ts";
import { findCase, moveCase, tellCase, unansweredStates } from "./write.ts";

const CASES_A_RUN = 200;
const MAX_BATCHES_A_RUN = 20;

type Step = { due: SQL | undefined; take(tx: Tx, ctx: Ctx, row: CaseRow): Promise<void> };
export type ClockReport = { warned: number; overdue: number; escalated: number };

/**
 * Passes on what the clocks of cases say: the warning half an hour before an answer is due, the breach, and after a day
 * without an answer the way that the customer has of their own. Each happens once and is written down with the moment at
 * which it fell due, however late the job comes by. A case that fails is tried again at the next turn and stops no other.
 */
export async function runCaseClocks(ctx: Ctx): Promise<ClockReport> {
  const now = ctx.clock.now();
  return {
    warned: await each(ctx, {
      due: and(
        eq(gatewayCases.state, "open"),
        isNull(gatewayCases.warnedAt),
        lte(gatewayCases.dueAt, new Date(now.getTime() + CASE_WARN_MS)),
      ),
      take: warn,
    }),
    overdue: await each(ctx, {
      due: and(
        inArray(gatewayCases.state, unansweredStates),
        isNull(gatewayCases.breachToldAt),
        lt(gatewayCases.dueAt, now),
      ),
      take: overdue,
    }),
    escalated: await each(ctx, {
      due: and(eq(gatewayCases.state, "open"), lte(gatewayCases.escalateAt, now)),
      take: escalate,
    }),
  };
}

async function each(ctx: Ctx, step: Step): Promise<number> {
  const rows = await db
    .select({ id: gatewayCases.id })
    .from(gatewayCases)
    .where(step.due)
    .orderBy(asc(gatewayCases.dueAt), asc(gatewayCases.id))
    .limit(CASES_A_RUN);
  let done = 0;
  for (const { id } of rows) {
    try {
      done += await transact(async (tx) => {
        const [row] = await tx
          .select()
          .from(gatewayCases)
          .where(and(eq(gatewayCases.id, id), step.due));
        if (!row) return 0;
        await step.take(tx, ctx, row);
        return 1;
      });
    } catch (error) {
      logger.error({ err: error, caseId: id }, "the clock of a case could not be passed on yet");
    }
  }
  return done;
}

async function warn(tx: Tx, ctx: Ctx, row: CaseRow): Promise<void> {
  const warnedAt = new Date(row.dueAt.getTime() - CASE_WARN_MS);
  await tx.update(gatewayCases).set({ warnedAt }).where(eq(gatewayCases.id, row.id));
  await tellCase(tx, ctx, row, "due_soon");
}

async function overdue(tx: Tx, ctx: Ctx, row: CaseRow): Promise<void> {
  await tx.update(gatewayCases).set({ breachToldAt: row.dueAt }).where(eq(gatewayCases.id, row.id));
  await tellCase(tx, ctx, row, "overdue");
  const ticket = row.ticketNumber === null ? undefined : await findTicket(tx, row.ticketNumber);
  if (!ticket) return;
  await tellTicket(tx, ctx, ticket, {
    step: { type: "case_overdue", after: { caseId: row.id } },
    note: words(ticket.locale).noteOverdue(row.channel, momentText(row.dueAt, ticket.locale)),
    atLeast: "high",
  });
}

async function escalate(tx: Tx, ctx: Ctx, row: CaseRow): Promise<void> {
  const ticket = row.ticketNumber === null ? undefined : await findTicket(tx, row.ticketNumber);
  // Solved meanwhile: nobody is sent to complain about what is done.
  if (!ticket || !(openTicketStatuses as readonly string[]).includes(ticket.status)) return withdraw(tx, ctx, row);
  await moveCase(tx, ctx, row, "escalated", { escalatedAt: row.escalateAt }, { customerId: ticket.customerId });
  await tellTicket(tx, ctx, ticket, {
    step: { type: "case_escalated", after: { caseId: row.id } },
    message: words(ticket.locale).escalated,
    atLeast: "high",
  });
}

async function withdraw(tx: Tx, ctx: Ctx, row: CaseRow): Promise<void> {
  await moveCase(tx, ctx, row, "closed", { closedAt: ctx.clock.now(), closedByName: ctx.actor.name });
}

/**
 * Ends the unanswered cases of tickets that ended: what is solved needs no answer.
 * @returns how many events were looked at
 */
export async function followTickets(ctx: Ctx): Promise<number> {
  let seen = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    const handled = await consume("disputes.tickets", ctx.clock, (tx, event) => follow(tx, ctx, event));
    if (handled === 0) break;
    seen += handled;
  }
  return seen;
}

async function follow(tx: Tx, ctx: Ctx, event: OutboxRow): Promise<void> {
  const { number, status } = event.payload;
  if (!event.topic.startsWith("ticket.") || typeof number !== "string") return;
  if (status !== "resolved" && status !== "closed") return;
  // The event may be old: a ticket that is open again still waits for its answer.
  const rows = await tx
    .select({ id: gatewayCases.id })
    .from(gatewayCases)
    .innerJoin(tickets, eq(tickets.number, gatewayCases.ticketNumber))
    .where(
      and(
        eq(gatewayCases.ticketNumber, number),
        inArray(gatewayCases.state, unansweredStates),
        inArray(tickets.status, ["resolved", "closed"]),
      ),
    );
  for (const { id } of rows) await withdraw(tx, ctx, await findCase(tx, id));
}
