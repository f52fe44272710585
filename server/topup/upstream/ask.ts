import { eq } from "drizzle-orm";
import { type Db, db, inTransaction, transact } from "#db/client.ts";
import { upstreamAnswers } from "#db/schema/index.ts";
import { MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { logger } from "#server/core/logger.ts";
import { EVENTS_LOCK, isSettled, loadCase } from "#server/orders/index.ts";
import { callUpstream, isUpstreamAskable } from "./call.ts";
import { recordUpstream } from "./record.ts";

/** So many questions are under way at once in a process; what comes on top waits for its own next turn. */
const MAX_AT_ONCE = 16;

export type UpstreamRow = typeof upstreamAnswers.$inferSelect;
export type AskingUpstream = { ctx: Ctx; orderNo: string; maxAgeMs?: number; timeoutMs?: number };

// Next.js may load this module more than once in a process; the questions under way are shared all the same.
const holder = globalThis as typeof globalThis & { __daozhangAskingUpstream?: Map<string, Promise<void>> };

/**
 * Asks the platform what its supplier says of an order that was paid and is not settled, unless it answered less than `maxAgeMs`
 * ago. Who asks meanwhile waits for the same answer; what takes longer than `timeoutMs` goes on without the caller. Never throws
 * for what the platform or the database does. Must not run inside a transaction.
 */
export async function askUpstream({ ctx, orderNo, maxAgeMs = MINUTE_MS, timeoutMs = 5 * SECOND_MS }: AskingUpstream) {
  if (inTransaction()) throw new Error("the platform is not asked inside a transaction");
  if (!isUpstreamAskable()) return;
  holder.__daozhangAskingUpstream ??= new Map();
  const asking = holder.__daozhangAskingUpstream;
  let question = asking.get(orderNo);
  if (!question) {
    if (asking.size >= MAX_AT_ONCE) return;
    question = ask(systemContext("upstream", ctx.clock), orderNo, maxAgeMs, timeoutMs)
      .catch((error: unknown) => logger.warn({ err: error, orderNo }, "the platform could not be asked about an order"))
      .finally(() => asking.delete(orderNo));
    asking.set(orderNo, question);
  }
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([question, late]);
  clearTimeout(timer);
}

async function ask(ctx: Ctx, orderNo: string, maxAgeMs: number, timeoutMs: number): Promise<void> {
  const before = await upstreamAnswer(db, orderNo);
  const now = ctx.clock.now();
  if (before?.answeredAt && before.answeredAt.getTime() > now.getTime() - maxAgeMs) return;
  const found = await loadCase(db, orderNo);
  // Nobody's supplier has anything to do for an order without money, or with nothing left to do.
  if (!found || found.order.paidFen === 0 || isSettled(found)) return;
  const answer = await callUpstream(orderNo, timeoutMs);
  if ("notOffered" in answer || ("error" in answer && answer.error === "CIRCUIT_OPEN")) return;
  await transact((tx) => recordUpstream(tx, ctx, { orderNo, askedAt: now, answer }), { serializeOn: EVENTS_LOCK });
}

/** What the platform said of an order's fulfilment when it was asked last; undefined when it never was. */
export async function upstreamAnswer(reader: Db, orderNo: string): Promise<UpstreamRow | undefined> {
  const [row] = await reader.select().from(upstreamAnswers).where(eq(upstreamAnswers.orderNo, orderNo));
  return row;
}
