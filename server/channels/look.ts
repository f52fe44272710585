import { lt } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { channelHealth, channelHistory, channelSamples } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { emit } from "#server/jobs/index.ts";
import { measure, noMeasures } from "./measure.ts";
import { type Memory, writeMemory } from "./memory.ts";
import { type Course, freshCourse, nextCourse } from "./rules.ts";
import type { Measures } from "./schemas.ts";
import { MAX_CHANNELS } from "./settings.ts";
import { type HealthRow, isTroubled, type Survey, survey } from "./survey.ts";

const SAMPLES_KEPT_MS = 2 * HOUR_MS;
const HISTORY_KEPT_MS = 90 * DAY_MS;
/** One row of history a channel and this long. */
export const HISTORY_STEP_MS = 5 * MINUTE_MS;

type Step = { channel: string; before: Course; after: Course; measures: Measures; row: HealthRow };

/**
 * One look at all channels: measures them, moves their states, writes history, remembers what is recommended, and throws away
 * what is too old. May be repeated at any time.
 * @returns the channels whose measured state changed
 */
export async function lookAtChannels(ctx: Ctx): Promise<string[]> {
  const now = ctx.clock.now();
  const [measured, seen] = [await measure(db, now), await survey(db, now)];
  const rows = new Map(seen.channels.flatMap(({ health }) => (health ? [[health.channel, health] as const] : [])));
  const codes = [...new Set([...seen.channels.map((one) => one.facts.code), ...measured.keys()])];
  const steps = codes
    .slice(0, MAX_CHANNELS)
    .map((code) => stepOf(code, rows.get(code), measured.get(code) ?? noMeasures, now));
  const changed = steps.filter((step) => step.before.state !== step.after.state);
  const historyAt = Math.floor(now.getTime() / HISTORY_STEP_MS) * HISTORY_STEP_MS;
  await transact(async (tx) => {
    for (const step of steps) if (worthWriting(step)) await writeHealth(tx, step.row);
    for (const step of changed) await tellChange(tx, ctx, step);
    if (historyAt > seen.memory.historyAt) await writeHistory(tx, steps, new Date(historyAt));
    const memory = memoryAfter(seen, historyAt, now);
    if (JSON.stringify(memory) !== JSON.stringify(seen.memory)) await writeMemory(tx, memory, now);
    await tx.delete(channelSamples).where(lt(channelSamples.at, new Date(now.getTime() - SAMPLES_KEPT_MS)));
  });
  return changed.map((step) => step.channel);
}

function stepOf(channel: string, row: HealthRow | undefined, measures: Measures, now: Date): Step {
  const before = row ?? freshCourse(now);
  const after = nextCourse(before, measures, now);
  return { channel, before, after, measures, row: { channel, ...after, measures } };
}

/** A channel that nobody uses is not written at every look. */
function worthWriting({ before, after, measures }: Step): boolean {
  const idle = measures.last1h.attempts + measures.last1h.calls + measures.last1h.callbacks === 0;
  return !(idle && before.state === "unknown" && after.state === "unknown" && before.candidate === null);
}

async function writeHealth(tx: Tx, row: HealthRow): Promise<void> {
  await tx.insert(channelHealth).values(row).onConflictDoUpdate({ target: channelHealth.channel, set: row });
}

async function tellChange(tx: Tx, ctx: Ctx, { channel, before, after, measures }: Step): Promise<void> {
  const subject = `channel:${channel}`;
  const data = { from: before.state, to: after.state, measures };
  await appendAudit(tx, ctx, { action: "channel.state_changed", subject, data });
  await emit(tx, ctx.clock, { topic: "channel.updated", subject, payload: { state: after.state } });
}

async function writeHistory(tx: Tx, steps: readonly Step[], at: Date): Promise<void> {
  const rows = steps
    .filter((step) => step.after.state !== "unknown" || step.measures.last5m.attempts > 0)
    .map(({ channel, after, measures: { last5m } }) => ({
      channel,
      at,
      state: after.state,
      attempts: last5m.attempts,
      succeeded: last5m.succeeded,
      p95Ms: last5m.p95Ms,
      callbackLagMs: last5m.callbackLagMs,
    }));
  if (rows.length > 0) await tx.insert(channelHistory).values(rows).onConflictDoNothing();
  await tx.delete(channelHistory).where(lt(channelHistory.at, new Date(at.getTime() - HISTORY_KEPT_MS)));
}

/** Trouble is forgotten with time; a channel in trouble now is remembered as such until it has been well for a while. */
function memoryAfter(seen: Survey, historyAt: number, now: Date): Memory {
  const troubled = new Set(seen.channels.filter(isTroubled).map((one) => one.facts.code));
  const known = new Set(seen.channels.map((one) => one.facts.code));
  const kept = Object.entries(seen.memory.troubleAt).filter(
    ([code, at]) => known.has(code) && !troubled.has(code) && now.getTime() - at < DAY_MS,
  );
  const fresh = [...troubled].map((code) => [code, now.getTime()] as const);
  return {
    recommended: seen.recommended ?? seen.memory.recommended,
    troubleAt: Object.fromEntries([...kept, ...fresh].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    historyAt: Math.max(historyAt, seen.memory.historyAt),
  };
}
