import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { and, eq } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { jobRuns } from "#db/schema/index.ts";
import { type Clock, MINUTE_MS, SECOND_MS, systemClock } from "#server/core/clock.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { logger } from "#server/core/logger.ts";
import { redactText } from "#server/core/redact-text.ts";
import { onEmit, soonestMs } from "./outbox.ts";

/**
 * Work that comes round by itself. It may be cut off at any point and run again, so each step must be a transaction of its
 * own that can be repeated.
 */
export type Job = {
  name: string;
  everyMs: number;
  /** How long a run may take before another process takes it for dead. */
  leaseMs?: number;
  /** Runs also a moment after something was committed in this process, but no more often than at this interval. */
  soonMs?: number;
  run(ctx: Ctx): Promise<unknown>;
};

const DEFAULT_LEASE_MS = 5 * MINUTE_MS;
const HEARTBEAT_MS = 10 * SECOND_MS;
const HEARTBEAT = "heartbeat";
const MAX_ERROR_LENGTH = 500;

export type JobResult = "ran" | "failed" | "not_due" | "held";

/**
 * Runs a job once if it is due and no other process holds it.
 * @param owner who runs it: one text a process
 * @returns what came of it; an error is logged and noted, and the job is due again after its interval
 */
export async function runJob(job: Job, owner: string, clock: Clock = systemClock): Promise<JobResult> {
  const taken = await take(job, owner, clock);
  if (taken !== "ran") return taken;
  let failure: string | undefined;
  try {
    await job.run(systemContext(job.name, clock));
  } catch (error) {
    failure = redactText(String(error instanceof Error ? error.message : error)).slice(0, MAX_ERROR_LENGTH);
    logger.error({ err: error, job: job.name }, "a job failed and will be tried again");
  }
  await giveBack(job, owner, clock, failure);
  return failure === undefined ? "ran" : "failed";
}

async function take(job: Job, owner: string, clock: Clock): Promise<JobResult> {
  // Reading first keeps an idle process from writing at every look.
  const seen = judge(await lastRun(job.name), job, clock.now());
  if (seen !== "ran") return seen;
  try {
    return await transact(async (tx) => {
      const now = clock.now();
      const [row] = await tx.select().from(jobRuns).where(eq(jobRuns.name, job.name));
      const verdict = judge(row, job, now);
      if (verdict !== "ran") return verdict;
      const lease = { leaseOwner: owner, leaseUntil: new Date(now.getTime() + (job.leaseMs ?? DEFAULT_LEASE_MS)) };
      if (row) await tx.update(jobRuns).set(lease).where(eq(jobRuns.name, job.name));
      else await tx.insert(jobRuns).values({ name: job.name, ...lease });
      return "ran";
    });
  } catch (error) {
    if (isUniqueViolation(error)) return "held";
    throw error;
  }
}

type Run = typeof jobRuns.$inferSelect;

async function lastRun(name: string): Promise<Run | undefined> {
  const [row] = await db.select().from(jobRuns).where(eq(jobRuns.name, name));
  return row;
}

function judge(row: Run | undefined, job: Job, now: Date): JobResult {
  // A lease further ahead than one can be is of a clock that was set back: who took it may long be dead.
  const leftMs = (row?.leaseUntil?.getTime() ?? 0) - now.getTime();
  if (leftMs > 0 && leftMs <= (job.leaseMs ?? DEFAULT_LEASE_MS)) return "held";
  const last = Math.max(row?.ranAt?.getTime() ?? 0, row?.failedAt?.getTime() ?? 0);
  // A last run in the future is a clock that was set back: it must not stop the job until then.
  return last <= now.getTime() && last + job.everyMs > now.getTime() ? "not_due" : "ran";
}

async function giveBack(job: Job, owner: string, clock: Clock, failure: string | undefined): Promise<void> {
  const now = clock.now();
  await transact((tx) =>
    tx
      .update(jobRuns)
      .set({
        leaseUntil: null,
        leaseOwner: null,
        error: failure ?? null,
        ...(failure === undefined ? { ranAt: now } : { failedAt: now }),
      })
      .where(and(eq(jobRuns.name, job.name), eq(jobRuns.leaseOwner, owner))),
  );
}

/**
 * Runs jobs until stopped, each in a loop of its own, so that a slow one delays no other.
 * @returns `stop`, which resolves when the runs under way have ended
 */
export function startJobs(jobs: readonly Job[], clock: Clock = systemClock): { stop(): Promise<void> } {
  const owner = randomUUID();
  const stopping = new AbortController();
  const loops = [
    loop(HEARTBEAT_MS, stopping.signal, () => beat(clock)),
    ...jobs.map((job) =>
      job.soonMs === undefined
        ? loop(job.everyMs, stopping.signal, () => runJob(job, owner, clock))
        : soonLoop(job, job.soonMs, stopping.signal, () => runJob({ ...job, everyMs: 0 }, owner, clock)),
    ),
  ];
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

async function loop(everyMs: number, signal: AbortSignal, step: () => Promise<unknown>): Promise<void> {
  while (!signal.aborted) {
    await step().catch(logged);
    await sleep(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

const logged = (error: unknown) => logger.error({ err: error }, "the job loop met an error and goes on");

/** The same, but the next turn comes as soon as what was committed since the last one began has settled. */
async function soonLoop({ everyMs }: Job, soonMs: number, signal: AbortSignal, step: () => Promise<unknown>) {
  let committed = new AbortController();
  const stopListening = onEmit(() => committed.abort());
  const pause = (ms: number, ends: AbortSignal) =>
    sleep(ms, undefined, { signal: ends, ref: false }).catch(() => undefined);
  while (!signal.aborted) {
    committed = new AbortController();
    await step().catch(logged);
    await pause(soonMs, signal);
    await pause(everyMs, AbortSignal.any([signal, committed.signal]));
    if (committed.signal.aborted) await pause(soonestMs() + 20, signal);
  }
  stopListening();
}

async function beat(clock: Clock): Promise<void> {
  const values = { name: HEARTBEAT, ranAt: clock.now() };
  await transact((tx) =>
    tx
      .insert(jobRuns)
      .values(values)
      .onConflictDoUpdate({ target: jobRuns.name, set: { ranAt: values.ranAt } }),
  );
}

/** How long ago any process's job loop gave a sign of life, in milliseconds; null when none ever did. */
export async function jobLoopAgeMs(clock: Clock = systemClock): Promise<number | null> {
  const row = await lastRun(HEARTBEAT);
  return row?.ranAt ? Math.max(0, clock.now().getTime() - row.ranAt.getTime()) : null;
}

/**
 * Whether some process's job loop runs: it gave a sign of life in the last half minute. A server with JOBS=off gives none.
 */
export async function isJobLoopAlive(clock: Clock = systemClock): Promise<boolean> {
  const ranAt = (await lastRun(HEARTBEAT))?.ranAt;
  // A sign of far ahead is of a clock that was set back, not of somebody who is there.
  return ranAt ? Math.abs(clock.now().getTime() - ranAt.getTime()) < 3 * HEARTBEAT_MS : false;
}
