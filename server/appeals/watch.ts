import { and, asc, eq, inArray, isNotNull } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { appeals, commands, tickets } from "#db/schema/index.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { logger } from "#server/core/logger.ts";
import { consume, type OutboxRow } from "#server/jobs/index.ts";
import type { OrderCase } from "#server/orders/index.ts";
import { findTicket, tellTicket } from "#server/tickets/index.ts";
import { endRelease, orderLock } from "#server/topup/index.ts";
import { words } from "./copy.ts";
import { type AppealFacts, loadFacts } from "./facts.ts";
import { resultOf } from "./follow-state.ts";
import { openAppeal } from "./open-appeal.ts";
import { RELEASE_WAIT_MS } from "./own-appeal.ts";
import { type CloseReason, type FollowState, openAppealStates } from "./schemas.ts";
import { type AppealRow, changeAppeal, findAppeal, isOpenAppeal, tellAppeal } from "./store.ts";

/** What appeals wait for while nobody looks. Every look is a transaction of its own that holds the order. */

const APPEALS_A_RUN = 200;
const MAX_BATCHES_A_RUN = 20;

async function each(ids: { id: string; orderNo: string }[], look: (tx: Tx, id: string) => Promise<boolean>) {
  let done = 0;
  for (const { id, orderNo } of ids) {
    try {
      if (await transact((tx) => look(tx, id), { serializeOn: orderLock(orderNo) })) done++;
    } catch (error) {
      logger.error({ err: error, appealId: id }, "an appeal could not be looked at yet");
    }
  }
  return done;
}

/**
 * Ends open appeals whose hold went away without us: the platform lifted it, delivered, or gave the money back.
 * @returns how many ended
 */
export async function closeSettled(ctx: Ctx): Promise<number> {
  const rows = await db
    .select({ id: appeals.id, orderNo: appeals.orderNo })
    .from(appeals)
    .where(inArray(appeals.state, [...openAppealStates]))
    .orderBy(asc(appeals.openedAt))
    .limit(APPEALS_A_RUN);
  return each(rows, async (tx, id) => {
    const row = await findAppeal(tx, id);
    if (!isOpenAppeal(row)) return false;
    const why = settledBy(row, await loadFacts(tx, row));
    if (why === null) return false;
    await close(tx, systemContext("appeals", ctx.clock), row, why);
    return true;
  });
}

/** Why there is nothing left to decide; null while there is. Pure. */
export function settledBy(row: AppealRow, { found, hold, money }: AppealFacts): CloseReason | null {
  const left = money.paidFen - money.creditedFen - money.refundedFen;
  if (row.scope === "order" && money.paidFen > 0 && left <= 0) {
    if (money.creditedFen > 0) return "credited";
    // What a denial gave back is what the second look is about: whoever asked for it gets an answer.
    if (row.round === 1) return "refunded";
  }
  if (hold.held) return null;
  const lifted = found.riskFlags.some(
    (flag) => flag.side === "platform" && flag.state === "cleared" && (flag.decidedAt ?? row.openedAt) >= row.openedAt,
  );
  const thawed = row.scope === "account" && found.customer?.frozen === false;
  return lifted || thawed ? "released" : null;
}

async function close(tx: Tx, ctx: Ctx, row: AppealRow, why: CloseReason): Promise<void> {
  const changed = await changeAppeal(tx, row, {
    state: "closed",
    closedBecause: why,
    decidedAt: ctx.clock.now(),
    proposal: null,
  });
  const ticket = await findTicket(tx, row.ticketNumber);
  const say = words(row.locale);
  await tellTicket(tx, ctx, ticket, {
    step: { type: "appeal_closed", after: { appealId: row.id, why } },
    sla: [{ type: "appeal_decided" }],
    message: say.closed(say.reason[why]),
    // A hold that is gone leaves the money to be seen to; money that arrived leaves nothing.
    ...(why === "released" ? {} : { status: "resolved" as const }),
  });
  await tellAppeal(tx, ctx, changed, { action: "closed", data: { why } });
}

/**
 * Sees what became of decisions: what arrived ends their tickets, what came to nothing is put before a person.
 * @returns how many came to an end
 */
export async function followAppeals(ctx: Ctx): Promise<number> {
  const rows = await db
    .select({ id: appeals.id, orderNo: appeals.orderNo })
    .from(appeals)
    .where(and(eq(appeals.followState, "running"), isNotNull(appeals.decidedAt)))
    .orderBy(asc(appeals.decidedAt))
    .limit(APPEALS_A_RUN);
  const acting = systemContext("appeals", ctx.clock);
  return each(rows, async (tx, id) => {
    const row = await findAppeal(tx, id);
    if (row.followState !== "running") return false;
    const then = await judgeFollowing(tx, acting, row);
    if (then === null) return false;
    const changed = await changeAppeal(tx, row, { followState: then.state, followCodes: then.codes });
    const ticket = await findTicket(tx, row.ticketNumber);
    const say = words(row.locale);
    const arrived = row.followKind === "release" && then.state === "done";
    await tellTicket(tx, acting, ticket, {
      step: { type: "appeal_follows", after: { appealId: id, kind: row.followKind, state: then.state } },
      ...(then.note !== undefined && { note: then.note, status: "open" as const }),
      ...(arrived && { message: say.follow.delivered, status: "resolved" as const }),
    });
    await tellAppeal(tx, acting, changed, { action: `follow_${then.state}`, data: { codes: then.codes } });
    return true;
  });
}

type Outcome = { state: FollowState; codes: string[]; note?: string };

/** How what was begun stands; null while it goes on. */
async function judgeFollowing(tx: Tx, ctx: Ctx, row: AppealRow): Promise<Outcome | null> {
  if (row.followKind === "release") return judgeRelease(tx, ctx, row);
  const facts = await loadFacts(tx, row);
  if (row.followKind === "moving" || row.followKind === "refunding") {
    return isSettledOrder(facts) ? { state: "done", codes: [] } : null;
  }
  const result = await resultOf(tx, row);
  if (result === "succeeded") return { state: "done", codes: [] };
  if (result !== "failed" && result !== "rejected") return null;
  const codes = [result.toUpperCase()];
  return { state: "person", codes, note: words(row.locale).noteBlocked(codes.join()) };
}

const isSettledOrder = ({ money }: AppealFacts): boolean => money.paidFen - money.creditedFen - money.refundedFen <= 0;

/** A release has come to its end when the order arrived; the platform's yes alone is none. */
async function judgeRelease(tx: Tx, ctx: Ctx, row: AppealRow): Promise<Outcome | null> {
  const facts = await loadFacts(tx, row);
  const say = words(row.locale);
  const paid = facts.money.paidFen > 0;
  if (paid && isSettledOrder(facts)) return { state: "done", codes: [] };
  const [command] = await tx
    .select()
    .from(commands)
    .where(and(eq(commands.kind, "release"), eq(commands.subjectId, row.id)));
  if (command?.state === "failed") {
    const why = command.resultMessage ?? command.resultCode ?? "failed";
    return { state: "person", codes: [command.resultCode ?? "FAILED"], note: say.noteRefused(why) };
  }
  if (command?.state !== "succeeded") return null;
  if (!paid) return { state: "done", codes: [] };
  const at = command.decidedAt ?? row.decidedAt ?? ctx.clock.now();
  if (deliveryFailed(facts.found, at)) {
    await endRelease(tx, ctx, { appealId: row.id, orderNo: row.orderNo }, "FULFILMENT_FAILED");
    return { state: "person", codes: ["FULFILMENT_FAILED"], note: say.noteUndelivered };
  }
  const late = ctx.clock.now().getTime() - at.getTime() >= RELEASE_WAIT_MS;
  return late ? { state: "person", codes: ["NOT_DELIVERED"], note: say.noteUndelivered } : null;
}

/** Every delivery since the release ended in failure, and none is under way. */
function deliveryFailed({ fulfilments, order }: OrderCase, since: Date): boolean {
  const tried = fulfilments.filter((one) => (one.decidedAt ?? one.submittedAt ?? since) >= since);
  return tried.length > 0 && order.status !== "fulfilling" && fulfilments.every((one) => one.state === "failed");
}

/**
 * Opens the appeals of tickets that ask for a hold to be lifted, whoever opened them: what they ask for is decided in the queue.
 * @returns how many events were looked at
 */
export async function followTickets(ctx: Ctx): Promise<number> {
  let seen = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    const handled = await consume("appeals.tickets", ctx.clock, (tx, event) => follow(tx, ctx, event));
    if (handled === 0) break;
    seen += handled;
  }
  return seen;
}

async function follow(tx: Tx, { clock }: Ctx, { topic, payload }: OutboxRow): Promise<void> {
  if (topic !== "ticket.opened" || typeof payload.number !== "string") return;
  const { number } = payload;
  const [ticket] = await tx.select().from(tickets).where(eq(tickets.number, number));
  const asks = ticket?.claim === "lift_risk_hold" && ticket.orderNo !== null && ticket.customerId !== null;
  if (!asks || ticket.status === "resolved" || ticket.status === "closed") return;
  const [known] = await tx.select({ id: appeals.id }).from(appeals).where(eq(appeals.ticketNumber, number)).limit(1);
  if (known) return;
  const ctx = { ...systemContext("appeals", clock), tx };
  await openAppeal({ ctx, input: { number } }).catch((error: unknown) => {
    // Decided before, or nothing to decide: the ticket stays a ticket.
    if (error instanceof Error && "code" in error && "status" in error && error.status === 409) return;
    throw error;
  });
}
