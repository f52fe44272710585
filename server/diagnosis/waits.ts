import { and, asc, eq, gt, inArray, isNotNull, isNull, lte, sql } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { diagnoses, diagnosisWaits } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { fixedClock, MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { consume, emit, inPool, type OutboxRow } from "#server/jobs/index.ts";
import { refreshPayments } from "#server/payments/index.ts";
import { askUpstream } from "#server/topup/index.ts";
import { conclude, loadRun, refresh, within } from "./store.ts";
import { nextCheckAt, retryAt } from "./wait-times.ts";

const AT_ONCE = 8;
const BATCH = 40;
/** A worker that has not looked by then is taken for dead, and its runs are due again. */
const CLAIM_MS = MINUTE_MS;
/** What is asked for a look must be newer than this, and may take so long. */
const FRESH_MS = 15 * SECOND_MS;
const PATIENCE_MS = 8 * SECOND_MS;

type Claimed = { id: string; orderNo: string | null; owner: boolean; stirred: number };

/** Runs that are to be looked at: their time has come, or something happened to their order. Longest overdue first. */
async function due(reader: Pick<Tx, "select">, now: Date, limit: number): Promise<Claimed[]> {
  const rows = await reader
    .select({
      id: diagnoses.id,
      orderNo: diagnoses.orderNo,
      owner: diagnoses.owner,
      stirred: diagnosisWaits.stirred,
    })
    .from(diagnosisWaits)
    .innerJoin(diagnoses, eq(diagnoses.id, diagnosisWaits.diagnosisId))
    .where(and(lte(diagnosisWaits.nextCheckAt, now), isNotNull(diagnoses.waitUntil), isNull(diagnoses.ticketNumber)))
    .orderBy(asc(diagnosisWaits.nextCheckAt))
    .limit(limit);
  return rows;
}

/** Takes what is due by putting it off: who dies with it in hand leaves it to be due again. */
async function claim(ctx: Ctx, limit: number): Promise<Claimed[]> {
  const now = ctx.clock.now();
  if ((await due(db, now, 1)).length === 0) return [];
  return transact(
    async (tx) => {
      const mine = await due(tx, now, limit);
      const ids = mine.map(({ id }) => id);
      if (ids.length === 0) return [];
      const until = new Date(now.getTime() + CLAIM_MS);
      await tx.update(diagnosisWaits).set({ nextCheckAt: until }).where(inArray(diagnosisWaits.diagnosisId, ids));
      return mine;
    },
    { serializeOn: "diagnosis:waits" },
  );
}

export type Recheck = {
  checked: number;
  /** Over, and still not solved: each wants a ticket. They stay due until {@link settleWait} says that it was opened. */
  lapsed: string[];
  /** Solved meanwhile, by the records. */
  solved: string[];
};

/**
 * Looks at the waits whose time has come, several at once: asks the gateways and the platform, and concludes anew from what is
 * known then. Other workers look at others; one that fails stops no other and comes again.
 * @param input.limit at most so many
 */
export async function recheckWaits({ ctx, input }: { ctx: Ctx; input: { limit: number } }): Promise<Recheck> {
  const limit = Math.min(Math.max(1, input.limit), 500);
  const report: Recheck = { checked: 0, lapsed: [], solved: [] };
  while (report.checked < limit) {
    const mine = await claim(ctx, Math.min(BATCH, limit - report.checked));
    await inPool(mine, AT_ONCE, async (run) => {
      const state = await look(ctx, run);
      if (state === "lapsed") report.lapsed.push(run.id);
      if (state === "solved") report.solved.push(run.id);
    });
    report.checked += mine.length;
    if (mine.length < BATCH) break;
  }
  return report;
}

type State = "lapsed" | "solved" | "waiting" | "over";

async function look(ctx: Ctx, run: Claimed): Promise<State> {
  if (run.owner && run.orderNo !== null) {
    const asking = { ctx, orderNo: run.orderNo, maxAgeMs: FRESH_MS, timeoutMs: PATIENCE_MS };
    await Promise.all([refreshPayments(asking), askUpstream(asking)]);
  }
  return within(ctx, run.id, (tx) => recheck(tx, ctx, run));
}

async function recheck(tx: Tx, ctx: Ctx, { id, stirred }: Claimed): Promise<State> {
  const now = ctx.clock.now();
  const loaded = await loadRun(tx, id);
  if (!loaded || loaded.row.waitUntil === null || loaded.row.ticketNumber !== null) return "over";
  const { run } = await conclude(tx, await refresh(tx, loaded, now), now, "record");
  const { waitUntil } = run.row;
  const state = waitUntil === null ? "solved" : waitUntil <= now ? "lapsed" : "waiting";
  await note(tx, { id, stirred, waitUntil, now });
  const subject = `diagnosis:${id}`;
  await emit(tx, ctx.clock, { topic: "diagnosis.changed", subject });
  // A look that changes nothing is no act: the wait itself counts it.
  if (state !== "waiting" || run.row.outcomeKind !== loaded.row.outcomeKind) {
    await appendAudit(tx, ctx, { action: "diagnosis.rechecked", subject, data: { state } });
  }
  return state;
}

type Noted = { id: string; stirred: number; waitUntil: Date | null; now: Date };

/** Counts the look, and says when the next one is. */
async function note(tx: Tx, { id, stirred, waitUntil, now }: Noted): Promise<void> {
  const [wait] = await tx.select().from(diagnosisWaits).where(eq(diagnosisWaits.diagnosisId, id));
  if (!wait) return;
  const checks = wait.checks + 1;
  const next = () => {
    if (waitUntil === null) return null;
    if (waitUntil <= now) return retryAt(checks, now);
    return wait.stirred === stirred ? nextCheckAt(checks, now, waitUntil, Math.random()) : now;
  };
  await tx
    .update(diagnosisWaits)
    .set({ checks, checkedAt: now, nextCheckAt: next() })
    .where(eq(diagnosisWaits.diagnosisId, id));
}

const MAX_BATCHES_A_RUN = 20;
/** What may change what a waiting run comes to. */
const stirring = /^(order\.updated|topup\.succeeded|refund\.)/;

/**
 * Notes which waiting runs something happened to: they are looked at at once.
 * @returns how many events were seen
 */
export async function stirWaits(ctx: Ctx): Promise<number> {
  let seen = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    const stirred = new Set<string>();
    const handled = await consume("diagnosis.waits", ctx.clock, async (tx, event) => {
      const orderNo = stirring.test(event.topic) ? orderOf(event) : null;
      if (orderNo === null || stirred.has(orderNo)) return;
      stirred.add(orderNo);
      await stir(tx, orderNo, ctx.clock.now());
    });
    if (handled === 0) break;
    seen += handled;
  }
  return seen;
}

const orderOf = ({ subject, payload }: OutboxRow): string | null => {
  if (subject.startsWith("order:")) return subject.slice("order:".length);
  return typeof payload.orderNo === "string" ? payload.orderNo : null;
};

const MAX_RUNS_OF_ORDER = 50;

async function stir(tx: Tx, orderNo: string, now: Date): Promise<void> {
  const waiting = await tx
    .select({ id: diagnoses.id })
    .from(diagnoses)
    .innerJoin(diagnosisWaits, eq(diagnosisWaits.diagnosisId, diagnoses.id))
    .where(and(eq(diagnoses.orderNo, orderNo), isNotNull(diagnoses.waitUntil), isNull(diagnoses.ticketNumber)))
    .limit(MAX_RUNS_OF_ORDER);
  const ids = waiting.map(({ id }) => id);
  if (ids.length === 0) return;
  await tx
    .update(diagnosisWaits)
    .set({ stirred: sql`${diagnosisWaits.stirred} + 1` })
    .where(inArray(diagnosisWaits.diagnosisId, ids));
  await tx
    .update(diagnosisWaits)
    .set({ nextCheckAt: now })
    .where(and(inArray(diagnosisWaits.diagnosisId, ids), gt(diagnosisWaits.nextCheckAt, now)));
}

/** Whether a run's wait is over and nothing took it over yet. Inside the transaction that is to do so. */
export async function hasLapsed(tx: Tx, id: string, now: Date): Promise<boolean> {
  const [row] = await tx
    .select({ id: diagnoses.id })
    .from(diagnoses)
    .where(and(eq(diagnoses.id, id), lte(diagnoses.waitUntil, now), isNull(diagnoses.ticketNumber)));
  return row !== undefined;
}

/** Ends a run's wait because a ticket took it over. For the ticket's own transaction. */
export async function settleWait(tx: Tx, input: { id: string; ticketNumber: string; now: Date }): Promise<void> {
  const { id, ticketNumber, now } = input;
  await tx.update(diagnoses).set({ ticketNumber, waitUntil: null, updatedAt: now }).where(eq(diagnoses.id, id));
  await tx.update(diagnosisWaits).set({ nextCheckAt: null }).where(eq(diagnosisWaits.diagnosisId, id));
  await emit(tx, fixedClock(now), { topic: "diagnosis.changed", subject: `diagnosis:${id}` });
}
