import { and, desc, eq, inArray, lt, or, type SQL } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { gatewayCallbacks, payments, relayDeliveries } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { DomainError } from "#server/core/errors.ts";
import { authorizeReading, type CallbackById } from "./access.ts";
import type { CallbackRow } from "./callback-case.ts";
import { findCallback } from "./judge-stored.ts";
import { type DeliveryRow, deliveryOf } from "./relay/queue.ts";
import {
  type CallbackListInput,
  type CallbackSummary,
  type CallbackView,
  callbackListSchema,
  type RelayView,
} from "./schemas.ts";

/** Callbacks of one order that are shown with it; gateways send eight or so of one payment. */
const MAX_OF_ORDER = 50;
type Listed = { callback: CallbackRow; delivery: DeliveryRow | null };

/**
 * Gateways' callbacks, newest first, a page at a time.
 * @throws DomainError 403 FORBIDDEN, 422 BAD_CURSOR; ZodError on bad input
 */
export async function listCallbacks(args: {
  ctx: Ctx;
  input: CallbackListInput;
}): Promise<{ items: CallbackSummary[]; nextCursor: string | null }> {
  authorizeReading(args.ctx);
  const { channel, verdict, orderNo, limit, cursor } = callbackListSchema.parse(args.input);
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const rows = await listed(args.ctx.tx ?? db, limit + 1, [
    channel === undefined ? undefined : eq(gatewayCallbacks.channel, channel),
    verdict && eq(gatewayCallbacks.verdict, verdict),
    orderNo === undefined ? undefined : ofNumber(orderNo),
    after &&
      or(
        lt(gatewayCallbacks.receivedAt, after.at),
        and(eq(gatewayCallbacks.receivedAt, after.at), lt(gatewayCallbacks.id, after.id)),
      ),
  ]);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items: rows.slice(0, limit).map(summaryView), nextCursor: last ? writeCursor(last.callback) : null };
}

const ofNumber = (number: string): SQL | undefined =>
  or(
    eq(gatewayCallbacks.orderNo, number),
    eq(gatewayCallbacks.outTradeNo, number),
    eq(gatewayCallbacks.gatewayTradeNo, number),
  );

async function listed(reader: Db, limit: number, conditions: (SQL | undefined)[]): Promise<Listed[]> {
  return reader
    .select({ callback: gatewayCallbacks, delivery: relayDeliveries })
    .from(gatewayCallbacks)
    .leftJoin(relayDeliveries, eq(relayDeliveries.callbackId, gatewayCallbacks.id))
    .where(and(...conditions))
    .orderBy(desc(gatewayCallbacks.receivedAt), desc(gatewayCallbacks.id))
    .limit(limit);
}

/**
 * The callbacks of an order's payments, newest first: those that verified, and those that only claim to be about them.
 * @throws DomainError 403 FORBIDDEN
 */
export async function callbacksOfOrder(args: { ctx: Ctx; input: { orderNo: string } }): Promise<CallbackSummary[]> {
  authorizeReading(args.ctx);
  const { orderNo } = args.input;
  const reader = args.ctx.tx ?? db;
  const own = await reader
    .select({ outTradeNo: payments.outTradeNo })
    .from(payments)
    .where(eq(payments.orderNo, orderNo))
    .limit(MAX_OF_ORDER);
  const numbers = [orderNo, ...own.map(({ outTradeNo }) => outTradeNo)];
  const rows = await listed(reader, MAX_OF_ORDER, [
    or(eq(gatewayCallbacks.orderNo, orderNo), inArray(gatewayCallbacks.outTradeNo, numbers)),
  ]);
  return rows.map(summaryView);
}

/** One callback as it came, with all that was made of it. @throws DomainError 403 FORBIDDEN, 404 CALLBACK_NOT_FOUND */
export async function getCallback(args: { ctx: Ctx; input: CallbackById }): Promise<CallbackView> {
  authorizeReading(args.ctx);
  const callback = await findCallback(args.input.id);
  const delivery = await deliveryOf(db, callback.id);
  const { method, query, headers, remoteAddress, notifyId, answerBody, judgements } = callback;
  return {
    ...summaryView({ callback, delivery }),
    ...bodyView(Buffer.from(callback.body, "base64")),
    method,
    query,
    headers,
    remoteAddress,
    notifyId,
    answerBody,
    judgements,
    judgedAt: callback.judgedAt?.toISOString() ?? null,
  };
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function bodyView(body: Buffer): Pick<CallbackView, "body" | "bodyEncoding" | "bodyBytes"> {
  const bodyBytes = body.length;
  try {
    return { body: utf8.decode(body), bodyEncoding: "utf-8", bodyBytes };
  } catch {
    return { body: body.toString("base64"), bodyEncoding: "base64", bodyBytes };
  }
}

function summaryView({ callback, delivery }: Listed): CallbackSummary {
  const { id, channel, kind, verified, verdict, reason, event, outTradeNo, gatewayTradeNo } = callback;
  const { orderNo, amountFen, answerStatus, receivedAt } = callback;
  return {
    id,
    channel,
    kind,
    receivedAt: receivedAt.toISOString(),
    verified,
    verdict,
    reason,
    event,
    outTradeNo,
    gatewayTradeNo,
    orderNo,
    amountFen,
    answerStatus,
    relay: delivery && relayView(delivery),
  };
}

function relayView(row: DeliveryRow): RelayView {
  const { state, url, attempts, lastStatus, lastError } = row;
  return {
    state,
    url,
    attempts,
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    lastStatus,
    lastError,
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
  };
}

const writeCursor = (row: CallbackRow) => Buffer.from(`${row.receivedAt.getTime()}.${row.id}`).toString("base64url");

function readCursor(cursor: string): { at: Date; id: string } {
  const [, ms, id] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(Buffer.from(cursor, "base64url").toString("utf8")) ?? [];
  if (ms === undefined || id === undefined) throw new DomainError(422, "BAD_CURSOR", "This cursor is not one of ours.");
  return { at: new Date(Number(ms)), id };
}
