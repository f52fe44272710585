import { and, eq } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { gatewayCallbacks, gatewayPayments } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import type { CallbackAnswer, CallbackNotice, CallbackVerdict, Gateway } from "#server/gateways/gateway.ts";
import { emit } from "#server/jobs/outbox.ts";
import { EVENTS_LOCK, recordGatewayWords } from "#server/orders/index.ts";
import { type CallbackRow, type FoundCase, readCase } from "./callback-case.ts";
import { raiseCallbackItem } from "./callback-items.ts";
import { gatewayAt } from "./gateways.ts";
import { queueRelay } from "./relay/queue.ts";
import { type Judgement, judgeCallback } from "./rules/judge-callback.ts";
import { gatewayContext, wordsOf } from "./words.ts";

export type Judged = { verified: boolean; answer: CallbackAnswer; row: CallbackRow };
type Means = { row: CallbackRow; verdict: CallbackVerdict; gateway: Gateway; again: boolean };

/**
 * Judges a stored callback: its signature and age as of its receipt, then, in one transaction with all that follows from it,
 * what it means. One that was judged before is left as it is, unless it is judged `again`.
 * @param again looks again at one that was judged, once keys or records were put right
 * @throws DomainError 404 CHANNEL_NOT_FOUND, 503 CHANNEL_SECRETS_UNREADABLE
 */
export async function judgeStored(ctx: Ctx, row: CallbackRow, again = false): Promise<Judged> {
  const gateway = await gatewayAt(row.channel);
  if (gateway?.kind !== row.kind) throw notFound("CHANNEL");
  const verdict = gateway.verifyCallback(
    { method: row.method, query: row.query, headers: row.headers, body: Buffer.from(row.body, "base64") },
    row.receivedAt,
  );
  const means = { row, verdict, gateway, again };
  // What did not verify moves no order: it only has to queue with its like, who count on the same item.
  const serializeOn = verdict.ok ? EVENTS_LOCK : `callbacks:${row.channel}`;
  try {
    return await transact((tx) => judge(tx, ctx, means), { serializeOn });
  } catch (error) {
    if (!(error instanceof JudgedMeanwhile)) throw error;
    const judged = await findCallback(row.id);
    return { verified: judged.verified ?? false, answer: storedAnswer(judged, gateway), row: judged };
  }
}

/** Takes all of a judgement back: somebody else came first. */
class JudgedMeanwhile extends Error {}

async function judge(tx: Tx, ctx: Ctx, { row: read, verdict, gateway, again }: Means): Promise<Judged> {
  const row = again ? await current(tx, read) : read;
  const notice = verdict.ok ? verdict.notice : null;
  const found = notice ? await readCase(tx, row, notice) : null;
  const judged = judgeCallback(found ?? unbelieved(row, verdict));
  if (notice && found) await follow(tx, ctx, row, { notice, found, judged });
  await raiseCallbackItem(tx, ctx, row, { verdict, judged, found });
  const answer = gateway.answer(judged.taken, verdict.ok ? null : verdict.fault);
  const after = await write(tx, ctx, row, { verdict, found, judged, answer, again });
  if (judged.taken && judged.reason !== "SAME_NOTICE") await queueRelay(tx, ctx, after);
  const { channel, outTradeNo, orderNo } = after;
  await appendAudit(tx, ctx, {
    action: again ? "callback.replayed" : "callback.judged",
    subject: `callback:${row.id}`,
    data: { channel, verdict: after.verdict, reason: after.reason, outTradeNo, orderNo },
  });
  await emit(tx, ctx.clock, {
    topic: "callback.judged",
    subject: `callback:${row.id}`,
    payload: { channel, verdict: after.verdict, outTradeNo, orderNo },
  });
  return { verified: verdict.ok, answer, row: after };
}

/** The case of a callback of which nothing may be believed: no record is even looked at. */
const unbelieved = (row: CallbackRow, verdict: CallbackVerdict) => ({
  verdict,
  channel: row.channel,
  payment: null,
  orderFen: null,
  shared: false,
  confirmedFen: null,
  called: false,
  noticeTaken: false,
  tradeNoTaken: false,
});

type Sense = { notice: CallbackNotice; found: FoundCase; judged: Judgement };

/** Brings the records in line with a callback that verified. */
async function follow(tx: Tx, ctx: Ctx, row: CallbackRow, { notice, found, judged }: Sense): Promise<void> {
  const words = wordsOf(row.channel, notice, judged, row.receivedAt);
  if (words.length > 0) await recordGatewayWords(tx, gatewayContext(ctx, row.channel), words);
  if (notice.ours && (judged.ask || judged.observe)) await remember(tx, ctx, row, { notice, found, judged });
}

/** Notes that the gateway called, and that it is to be asked at once: a signature alone proves no payment. */
async function remember(tx: Tx, ctx: Ctx, row: CallbackRow, { notice, found, judged }: Sense): Promise<void> {
  const now = ctx.clock.now();
  const { channel } = row;
  const { outTradeNo } = notice;
  const before = found.asked;
  const saysPaid = notice.event === "paid" && judged.observe;
  const values = {
    orderNo: before?.orderNo ?? found.orderNo,
    gatewayTradeNo: before?.gatewayTradeNo ?? (judged.observe ? notice.gatewayTradeNo : null),
    callbackAt: before?.callbackAt ?? (saysPaid ? row.receivedAt : null),
    // The schedule begins anew: what it calls about happened just now.
    ...(judged.ask ? { beganAt: now, attempts: 0, nextQueryAt: now } : {}),
  };
  await tx
    .insert(gatewayPayments)
    .values({ channel, outTradeNo, refundedFen: 0, beganAt: now, attempts: 0, ...values })
    .onConflictDoUpdate({ target: [gatewayPayments.channel, gatewayPayments.outTradeNo], set: values });
}

type Outcome = {
  verdict: CallbackVerdict;
  found: FoundCase | null;
  judged: Judgement;
  answer: CallbackAnswer;
  again: boolean;
};

async function write(
  tx: Tx,
  ctx: Ctx,
  row: CallbackRow,
  { verdict, found, judged, answer, again }: Outcome,
): Promise<CallbackRow> {
  const notice = verdict.ok ? verdict.notice : null;
  // Judged again, what was applied before is its own duplicate: it stays what it was.
  const stays = judged.verdict === "duplicate" && (row.verdict === "applied" || row.verdict === "waiting");
  const values = {
    verified: verdict.ok,
    verdict: stays ? row.verdict : judged.verdict,
    reason: stays ? row.reason : judged.reason,
    event: notice?.event ?? null,
    notifyId: notice?.notifyId ?? null,
    outTradeNo: verdict.ok ? verdict.notice.outTradeNo : verdict.claimed,
    gatewayTradeNo: notice?.gatewayTradeNo ?? null,
    orderNo: notice?.ours ? (found?.orderNo ?? null) : null,
    amountFen: notice?.amountFen ?? null,
    answerStatus: answer.status,
    answerBody: answer.body,
    judgedAt: ctx.clock.now(),
    judgements: row.judgements + 1,
  };
  const mine = and(eq(gatewayCallbacks.id, row.id), again ? undefined : eq(gatewayCallbacks.verdict, "pending"));
  const [after] = await tx.update(gatewayCallbacks).set(values).where(mine).returning();
  if (!after) throw new JudgedMeanwhile("this callback was judged meanwhile");
  return after;
}

async function current(tx: Tx, { id }: CallbackRow): Promise<CallbackRow> {
  const [row] = await tx.select().from(gatewayCallbacks).where(eq(gatewayCallbacks.id, id));
  if (!row) throw notFound("CALLBACK");
  return row;
}

function storedAnswer(row: CallbackRow, gateway: Gateway): CallbackAnswer {
  const taken = row.verdict !== "rejected" && row.verdict !== "error";
  const answer = gateway.answer(taken);
  return { ...answer, status: row.answerStatus ?? answer.status, body: row.answerBody ?? answer.body };
}

/** A stored callback. @throws DomainError 404 CALLBACK_NOT_FOUND */
export async function findCallback(id: string): Promise<CallbackRow> {
  const [row] = await db.select().from(gatewayCallbacks).where(eq(gatewayCallbacks.id, id));
  if (!row) throw notFound("CALLBACK");
  return row;
}
