import { and, asc, eq, isNull, lte, or } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { gatewayCallbacks, relayDeliveries } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { env } from "#server/core/env.ts";
import { callOut, OutboundError } from "#server/http/index.ts";
import { inPool } from "#server/jobs/index.ts";
import { emit } from "#server/jobs/outbox.ts";
import type { CallbackRow } from "../callback-case.ts";
import { raiseItem, resolveItem } from "../items.ts";
import { acknowledges, nextRelayAt } from "../rules.ts";
import { type DeliveryRow, waitingAt } from "./queue.ts";

const TIMEOUT_MS = 15 * SECOND_MS;
/** A worker that has not written by then what became of its attempt is taken for dead. */
const LEASE_MS = MINUTE_MS;
const BATCH = 32;
const AT_ONCE = 8;
const MAX_BATCHES_A_RUN = 20;
const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_ERROR = 300;
const GONE = 410;

/** What a protocol's own receiver reads of the headers. */
const passedOn = /^(content-type$|user-agent$|wechatpay-|request-id$)/;

type Attempt = { status: number | null; taken: boolean; error: string | null };

/**
 * Passes on the callbacks that are due, each by one worker at a time.
 * @returns how many attempts were made
 */
export async function relayDue(ctx: Ctx): Promise<number> {
  let sent = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    const mine = await claim(ctx);
    if (mine.length === 0) break;
    await inPool(mine, AT_ONCE, (delivery) => deliver(ctx, delivery));
    sent += mine.length;
  }
  return sent;
}

const isFree = (now: Date) => or(isNull(relayDeliveries.leaseUntil), lte(relayDeliveries.leaseUntil, now));

async function claim(ctx: Ctx): Promise<DeliveryRow[]> {
  const now = ctx.clock.now();
  const due = and(lte(relayDeliveries.nextAttemptAt, now), eq(relayDeliveries.state, "pending"), isFree(now));
  const [any] = await db.select({ id: relayDeliveries.id }).from(relayDeliveries).where(due).limit(1);
  if (!any) return [];
  return transact(async (tx) => {
    const rows = await tx
      .select()
      .from(relayDeliveries)
      .where(due)
      .orderBy(asc(relayDeliveries.nextAttemptAt))
      .limit(BATCH);
    const mine: DeliveryRow[] = [];
    for (const row of rows) mine.push(...(await lease(tx, row.id, now)));
    return mine;
  });
}

/** Takes one delivery for this worker alone. @returns it, or nothing when another worker has it */
export async function lease(tx: Tx, id: string, now: Date): Promise<DeliveryRow[]> {
  return tx
    .update(relayDeliveries)
    .set({ leaseUntil: new Date(now.getTime() + LEASE_MS) })
    .where(and(eq(relayDeliveries.id, id), isFree(now)))
    .returning();
}

/** Makes one attempt at a delivery that is leased, and writes down what became of it. */
export async function deliver(ctx: Ctx, delivery: DeliveryRow): Promise<void> {
  const [callback] = await db.select().from(gatewayCallbacks).where(eq(gatewayCallbacks.id, delivery.callbackId));
  if (!callback) throw new Error(`The callback ${delivery.callbackId} is gone`);
  const attempt = await send(callback, delivery.url);
  await transact((tx) => record(tx, ctx, delivery, attempt));
}

async function send(callback: CallbackRow, url: string): Promise<Attempt> {
  try {
    const body = Buffer.from(callback.body, "base64");
    const { status, body: answer } = await callOut({
      url: withQuery(url, callback.query),
      method: callback.method === "GET" ? "GET" : "POST",
      headers: Object.fromEntries(Object.entries(callback.headers).filter(([name]) => passedOn.test(name))),
      ...(callback.method === "GET" ? {} : { body }),
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_ANSWER_BYTES,
      allowPrivate: env().ALLOW_PRIVATE_URLS,
    });
    const text = answer.toString("utf8");
    const taken = acknowledges(callback.kind, status, text);
    return { status, taken, error: taken ? null : text.slice(0, MAX_ERROR).replaceAll("\u0000", "") };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    return { status: null, taken: false, error: error.code };
  }
}

const withQuery = (url: string, query: string): string =>
  query === "" ? url : `${url}${url.includes("?") ? "&" : "?"}${query}`;

async function record(tx: Tx, ctx: Ctx, sent: DeliveryRow, attempt: Attempt): Promise<void> {
  const now = ctx.clock.now();
  const attempts = sent.attempts + 1;
  const next = attempt.taken || attempt.status === GONE ? null : nextRelayAt(attempts, now, Math.random());
  const state = attempt.taken ? "delivered" : attempt.status === GONE ? "disabled" : next ? "pending" : "dead";
  const [written] = await tx
    .update(relayDeliveries)
    .set({
      state,
      attempts,
      nextAttemptAt: next,
      leaseUntil: null,
      lastStatus: attempt.status,
      lastError: attempt.error,
      deliveredAt: attempt.taken ? now : null,
    })
    // Who lost the lease while waiting does not write over what the next worker found.
    .where(and(eq(relayDeliveries.id, sent.id), leasedAs(sent)))
    .returning();
  if (!written) return;
  if (state === "delivered") await taken(tx, ctx, written);
  if (state === "disabled") await switchOff(tx, ctx, written);
  if (state === "dead") await raiseDead(tx, ctx, written, `callback:${written.callbackId}`);
  if (state !== "pending") {
    const { callbackId, channel, lastStatus } = written;
    const subject = `callback:${callbackId}`;
    await appendAudit(tx, ctx, { action: `relay.${state}`, subject, data: { channel, attempts, status: lastStatus } });
    await emit(tx, ctx.clock, { topic: "callback.relayed", subject, payload: { channel, state } });
  }
}

const leasedAs = ({ leaseUntil }: DeliveryRow) =>
  leaseUntil === null ? isNull(relayDeliveries.leaseUntil) : eq(relayDeliveries.leaseUntil, leaseUntil);

/** An address that takes one takes the others too: what waited because of a 410 goes out now. */
async function taken(tx: Tx, ctx: Ctx, row: DeliveryRow): Promise<void> {
  await tx
    .update(relayDeliveries)
    .set({ state: "pending", attempts: 0, nextAttemptAt: ctx.clock.now() })
    .where(waitingAt(row.channel, row.url));
  await resolveItem(tx, ctx, { kind: "relay_dead", about: `callback:${row.callbackId}` }, "settled");
  await resolveItem(tx, ctx, { kind: "relay_dead", about: `channel:${row.channel}` }, "settled");
}

async function switchOff(tx: Tx, ctx: Ctx, row: DeliveryRow): Promise<void> {
  await tx
    .update(relayDeliveries)
    .set({ state: "disabled", nextAttemptAt: null })
    .where(
      and(
        eq(relayDeliveries.channel, row.channel),
        eq(relayDeliveries.state, "pending"),
        eq(relayDeliveries.url, row.url),
      ),
    );
  await raiseDead(tx, ctx, row, `channel:${row.channel}`);
}

async function raiseDead(tx: Tx, ctx: Ctx, row: DeliveryRow, about: string): Promise<void> {
  const [callback] = await tx.select().from(gatewayCallbacks).where(eq(gatewayCallbacks.id, row.callbackId));
  await raiseItem(tx, ctx, {
    kind: "relay_dead",
    about,
    channel: row.channel,
    orderNo: callback?.orderNo ?? null,
    outTradeNo: callback?.outTradeNo ?? null,
    gatewayTradeNo: callback?.gatewayTradeNo ?? null,
    amountFen: callback?.amountFen ?? null,
    detail: { callbackId: row.callbackId, url: row.url, status: row.lastStatus, attempts: row.attempts },
  });
}
