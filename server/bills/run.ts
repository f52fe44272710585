import { and, asc, eq, gt, inArray, lte } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { bills } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { logger } from "#server/core/logger.ts";
import { emit } from "#server/jobs/index.ts";
import { raiseItem, resolveItem } from "#server/payments/index.ts";
import type { BillRow } from "./findings.ts";
import { BillLost, hold, LEASE_MS, save } from "./hold.ts";
import { matchBill } from "./match-bill.ts";
import { matchOurs } from "./match-ours.ts";
import { type OpenedBill, readBillLines } from "./read-bill.ts";
import { patienceEndsAt, retryDelayMs, shiftDay } from "./rules.ts";
import { openBill, problemOf } from "./source.ts";

/** Bills of one turn; the next turn comes in seconds. */
const BILLS_A_RUN = 20;
/** A bill that ended its worker so often is not given to another. */
const MAX_ATTEMPTS = 12;

type Open = (bill: BillRow) => Promise<OpenedBill>;
/** Lines of a batch and payments of a page, where they are not the usual ones. */
type Sizes = { lines?: number; page?: number };

/**
 * Works through the bills that are due: fetched or uploaded, and those whose worker died.
 * @param open makes a bill's lines; it and `sizes` are for tests and benches
 * @returns the ids of those that were taken up
 */
export async function runDueBills(ctx: Ctx, open: Open = openBill, sizes: Sizes = {}): Promise<string[]> {
  const taken: string[] = [];
  while (taken.length < BILLS_A_RUN) {
    const bill = await claimDue(ctx);
    if (!bill) break;
    taken.push(bill.id);
    await workOn(ctx, bill, open, sizes);
  }
  return taken;
}

/** Takes the bill that is due longest, so that nobody else works on it while the lease lasts. */
async function claimDue(ctx: Ctx): Promise<BillRow | undefined> {
  const now = ctx.clock.now();
  const due = () => lte(bills.nextAttemptAt, now);
  const [next] = await db.select({ id: bills.id }).from(bills).where(due()).orderBy(asc(bills.nextAttemptAt)).limit(1);
  if (!next) return undefined;
  return transact(async (tx) => {
    const [row] = await tx
      .select()
      .from(bills)
      .where(and(eq(bills.id, next.id), due()));
    if (!row) return undefined;
    const leaseUntil = new Date(now.getTime() + LEASE_MS);
    const again = row.state === "done";
    const [taken] = await tx
      .update(bills)
      .set({
        state: "running",
        // Of a bill that is done only what waited for its neighbours is looked at again.
        ...(again ? { phase: "checking", cursor: null } : {}),
        run: row.run + 1,
        attempts: row.attempts + 1,
        startedAt: row.state === "running" || again ? row.startedAt : now,
        leaseUntil,
        nextAttemptAt: leaseUntil,
      })
      .where(and(eq(bills.id, row.id), eq(bills.run, row.run)))
      .returning();
    return taken;
  });
}

async function workOn(ctx: Ctx, claimed: BillRow, open: Open, sizes: Sizes): Promise<void> {
  const beat = heartbeat(ctx, claimed);
  let bill = claimed;
  try {
    if (bill.attempts > MAX_ATTEMPTS) throw new Error("the bill ended its workers");
    if (bill.phase === "reading") bill = await readBillLines(ctx, bill, () => open(claimed), sizes.lines);
    if (bill.phase === "matching") bill = await matchBill(ctx, bill, sizes.page);
    await finish(ctx, await matchOurs(ctx, bill, sizes.page));
  } catch (error) {
    if (error instanceof BillLost) return;
    await fail(ctx, claimed, error);
  } finally {
    beat.stop();
  }
}

/** Keeps the lease while a gateway takes its time; a bill that was lost shows at its next write. */
function heartbeat(ctx: Ctx, bill: BillRow): { stop(): void } {
  const timer = setInterval(() => {
    save(ctx, bill, {}).catch((error: unknown) => {
      if (!(error instanceof BillLost)) logger.warn({ err: error, billId: bill.id }, "a bill's lease was not renewed");
    });
  }, LEASE_MS / 4);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

async function finish(ctx: Ctx, bill: BillRow): Promise<void> {
  const now = ctx.clock.now();
  const recheckAt = bill.waiting > 0 ? patienceEndsAt(bill.day) : null;
  await transact(async (tx) => {
    const done = await hold(tx, ctx, bill, {
      state: "done",
      attempts: 0,
      finishedAt: now,
      leaseUntil: null,
      nextAttemptAt: recheckAt !== null && recheckAt > now ? recheckAt : null,
      ...{ error: null, errorLine: null, errorDetail: null },
    });
    // What the bills beside this one waited for it with can be said now.
    await tx
      .update(bills)
      .set({ nextAttemptAt: now })
      .where(
        and(
          eq(bills.channel, bill.channel),
          inArray(bills.day, [shiftDay(bill.day, -1), shiftDay(bill.day, 1)]),
          eq(bills.state, "done"),
          gt(bills.waiting, 0),
        ),
      );
    await resolveItem(tx, ctx, unchecked(done), "settled");
    const { channel, day, linesRead, matched, counts } = done;
    const data = { channel, day, linesRead, matched, counts };
    await appendAudit(tx, ctx, { action: "bill.matched", subject: `bill:${bill.id}`, data });
    await emit(tx, ctx.clock, { topic: "bill.updated", subject: `bill:${bill.id}` });
  });
}

/** A day that no bill was compared with, whichever file or fetch ends that. */
const unchecked = ({ channel, day }: BillRow) => ({ kind: "bill_failed" as const, about: `${channel}:${day}` });

async function raiseFailed(tx: Tx, ctx: Ctx, bill: BillRow, error: string): Promise<void> {
  const { channel, day, id: billId } = bill;
  await raiseItem(tx, ctx, { ...unchecked(bill), channel, billId, detail: { billId, day, reason: error } });
}

async function fail(ctx: Ctx, bill: BillRow, error: unknown): Promise<void> {
  const problem = problemOf(bill, error);
  if (problem.code === "INTERNAL") logger.error({ err: error, billId: bill.id }, "a bill could not be worked through");
  const delayMs = problem.passing ? retryDelayMs(bill.attempts) : null;
  const now = ctx.clock.now();
  try {
    await transact(async (tx) => {
      await hold(tx, ctx, bill, {
        state: delayMs === null ? "failed" : "pending",
        leaseUntil: null,
        nextAttemptAt: delayMs === null ? null : new Date(now.getTime() + delayMs),
        finishedAt: delayMs === null ? now : null,
        ...{ error: problem.code, errorLine: problem.line, errorDetail: problem.detail },
      });
      if (delayMs !== null) return;
      const { code, line } = problem;
      await appendAudit(tx, ctx, { action: "bill.failed", subject: `bill:${bill.id}`, data: { code, line } });
      // Whoever uploaded a file reads there what is wrong with it; nobody sits before a bill that is fetched by itself.
      if (bill.source === "gateway") await raiseFailed(tx, ctx, bill, code);
      await emit(tx, ctx.clock, { topic: "bill.updated", subject: `bill:${bill.id}` });
    });
  } catch (lost) {
    if (!(lost instanceof BillLost)) throw lost;
  }
}
