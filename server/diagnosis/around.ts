import { and, desc, eq, gte, inArray, isNotNull, lte, ne, sum } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { channelSettings, fulfilments, gatewayCallbacks, inboundEvents, orders, payments } from "#db/schema/index.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#server/core/clock.ts";
import type { OrderCase } from "#server/orders/index.ts";
import { errorClass } from "./error-class.ts";
import type { Around } from "./fact.ts";
import { paidOf } from "./record.ts";

/** What lies around an order: a few bounded look-ups, each only where its answer can matter. */

/** Twins are ordered within a minute of one another. */
const TWIN_MS = MINUTE_MS;
/** Who paid and saw nothing happen may order and pay anew a little later. */
const PAID_TWIN_MS = 3 * MINUTE_MS;
const MAX_ROWS = 50;
/** Fewer neighbours than this say nothing of a channel or a supplier. */
const ENOUGH = 4;
const CHINA_OFFSET_MS = 8 * HOUR_MS;

/** Looks at an order's neighbours, its channel, its supplier and our inbox. */
export async function aroundOf(reader: Db, found: OrderCase, now: Date): Promise<Around> {
  return {
    twins: await twinsOf(reader, found),
    takenBack: await takenBack(reader, found),
    customerDayFen: await customerDay(reader, found),
    channelDayFen: await channelDay(reader, found),
    channelFailing: await channelFailing(reader, found),
    supplierFailing: await supplierFailing(reader, found, now),
    claims: await claimsOf(reader, found),
    methods: await methodsOf(reader, found),
    lagS: await lagOf(reader, found),
  };
}

/** More than a few of the same within a minute are somebody's trade, not a double click. */
const MAX_TWINS = 3;

/**
 * The same goods for the same account, ordered by the same person: within a minute and left lying, or paid as well, by whatever its
 * page says. An unpaid one that somebody began to pay has a trouble of its own; one that followed a delivery was meant.
 */
async function twinsOf(reader: Db, found: OrderCase): Promise<Around["twins"]> {
  const { order } = found;
  const paid = paidOf(found).length > 0;
  const apartMs = paid ? PAID_TWIN_MS : TWIN_MS;
  const rows = await reader
    .select({
      ...{ orderNo: orders.orderNo, paidFen: orders.paidFen, amountFen: orders.amountFen },
      ...{ target: orders.target, status: orders.status, attempt: payments.outTradeNo },
      ...{ createdAt: orders.createdAt, statusAt: orders.statusAt, refundedFen: orders.refundedFen },
    })
    .from(orders)
    .leftJoin(payments, eq(payments.orderNo, orders.orderNo))
    .where(
      and(
        eq(orders.customerId, order.customerId),
        gte(orders.createdAt, new Date(order.createdAt.getTime() - apartMs)),
        lte(orders.createdAt, new Date(order.createdAt.getTime() + apartMs)),
        eq(orders.sku, order.sku),
        ne(orders.orderNo, order.orderNo),
      ),
    )
    .limit(MAX_ROWS);
  const same = rows.filter((row) => row.target === order.target && row.amountFen === order.amountFen);
  const twins = [...new Map(same.map((row) => [row.orderNo, row])).values()];
  if (twins.length > MAX_TWINS) return { orders: 0, paid: 0 };
  const close = twins.filter((row) => Math.abs(row.createdAt.getTime() - order.createdAt.getTime()) <= TWIN_MS);
  const kept = twins.filter((row) => row.paidFen > row.refundedFen && !GIVEN_BACK.includes(row.status));
  return {
    orders: close.filter((row) => row.paidFen === 0 && row.attempt === null).length,
    paid: paid ? kept.filter((row) => !wasMeant(row, order)).length : 0,
  };
}
const GIVEN_BACK = ["refunding", "refunded"];

type Dated = { createdAt: Date; status: string; statusAt: Date };
/** The later one was ordered when the earlier one had arrived. */
function wasMeant(one: Dated, other: Dated): boolean {
  const [first, then] = one.createdAt < other.createdAt ? [one, other] : [other, one];
  return first.status === "completed" && first.statusAt <= then.createdAt;
}

const CLOSING = ["topup.payment.closed", "topup.payment.failed"];

/** Whether the platform's last word on a payment that succeeded is that it was closed or refused, and no gateway says better. */
async function takenBack(reader: Db, found: OrderCase): Promise<boolean | undefined> {
  const doubtful = paidOf(found).filter(
    (p) => p.decidedAt !== null && p.paidAt !== null && p.decidedAt > p.paidAt && !isSure(p),
  );
  if (doubtful.length === 0) return undefined;
  const { type, outTradeNo, orderNo, occurredAt } = inboundEvents;
  const told = await reader
    .select({ type, outTradeNo, occurredAt })
    .from(inboundEvents)
    .where(and(eq(orderNo, found.order.orderNo), inArray(type, [...CLOSING, "topup.payment.succeeded"])))
    .orderBy(desc(occurredAt))
    .limit(MAX_ROWS);
  return doubtful.some((p) => {
    const last = told.find((event) => event.outTradeNo === p.outTradeNo);
    return last !== undefined && CLOSING.includes(last.type);
  });
}

/** Its gateway itself was asked, or wrote it in its bill. */
const isSure = ({ gatewayState, gatewayVia }: OrderCase["payments"][number]): boolean =>
  gatewayState === "paid" && gatewayVia !== null && gatewayVia !== "callback";

/** The day in China that a moment lies in. */
function dayOf(at: Date): { from: Date; to: Date } {
  const start = Math.floor((at.getTime() + CHINA_OFFSET_MS) / DAY_MS) * DAY_MS - CHINA_OFFSET_MS;
  return { from: new Date(start), to: new Date(start + DAY_MS) };
}

const limited = (limits: { dailyLimitFen: number | null } | null | undefined) =>
  typeof limits?.dailyLimitFen === "number";

async function customerDay(reader: Db, { order, customer }: OrderCase): Promise<number | undefined> {
  if (!limited(customer)) return undefined;
  const { from, to } = dayOf(order.createdAt);
  const [row] = await reader
    .select({ fen: sum(orders.paidFen) })
    .from(orders)
    .where(
      and(
        eq(orders.customerId, order.customerId),
        gte(orders.createdAt, from),
        lte(orders.createdAt, to),
        ne(orders.orderNo, order.orderNo),
      ),
    );
  return Number(row?.fen ?? 0);
}

const channelOf = ({ payments: own, channels }: OrderCase) => {
  const last = own.at(-1);
  return { last, channel: channels.find((one) => one.code === last?.channel) };
};

async function channelDay(reader: Db, found: OrderCase): Promise<number | undefined> {
  const { last, channel } = channelOf(found);
  if (!last?.channel || !limited(channel)) return undefined;
  const { from } = dayOf(last.attemptedAt);
  const [row] = await reader
    .select({ fen: sum(payments.paidFen) })
    .from(payments)
    .where(
      and(
        eq(payments.channel, last.channel),
        gte(payments.paidAt, from),
        lte(payments.paidAt, last.attemptedAt),
        ne(payments.orderNo, found.order.orderNo),
      ),
    );
  return Number(row?.fen ?? 0);
}

/** All others' attempts around this one failed with the same error of the channel's settings. */
async function channelFailing(reader: Db, found: OrderCase): Promise<boolean | undefined> {
  const { last } = channelOf(found);
  if (!last?.channel || last.paidFen > 0) return undefined;
  const rows = await reader
    .select({ state: payments.state, code: payments.errorCode, message: payments.errorMessage })
    .from(payments)
    .where(
      and(
        eq(payments.channel, last.channel),
        gte(payments.attemptedAt, new Date(last.attemptedAt.getTime() - HOUR_MS)),
        lte(payments.attemptedAt, new Date(last.attemptedAt.getTime() + HOUR_MS)),
        ne(payments.orderNo, found.order.orderNo),
      ),
    )
    .orderBy(desc(payments.attemptedAt))
    .limit(MAX_ROWS);
  const ended = rows.filter((row) => row.state !== "attempted");
  if (ended.length < ENOUGH) return undefined;
  const [first] = ended;
  return ended.every(
    (row) => row.code === first?.code && errorClass(row.message ?? "", row.code) === "config" && row.state === "failed",
  );
}

/** Most others at the supplier failed because it did not answer. */
async function supplierFailing(reader: Db, found: OrderCase, now: Date): Promise<boolean | undefined> {
  const last = found.fulfilments.at(-1);
  if (!last || last.state === "succeeded") return undefined;
  const rows = await reader
    .select({ state: fulfilments.state, code: fulfilments.errorCode, message: fulfilments.errorMessage })
    .from(fulfilments)
    .where(
      and(
        eq(fulfilments.supplier, last.supplier),
        gte(fulfilments.decidedAt, new Date(now.getTime() - 2 * HOUR_MS)),
        ne(fulfilments.orderNo, found.order.orderNo),
      ),
    )
    .orderBy(desc(fulfilments.decidedAt))
    .limit(MAX_ROWS);
  if (rows.length < ENOUGH) return undefined;
  const broken = rows.filter(
    (row) =>
      row.state === "failed" && errorClass(row.message ?? "", row.code, "supplier", last.supplier) === "supplier_down",
  );
  return broken.length / rows.length >= 0.6;
}

/** Callbacks that came to us, claim to be about the order's payments, and did not verify. */
async function claimsOf(reader: Db, { payments: own, callbacks }: OrderCase): Promise<Around["claims"]> {
  if (own.length === 0 || callbacks.length > 0) return [];
  const { outTradeNo, verified, receivedAt, reason } = gatewayCallbacks;
  const numbers = own.slice(-MAX_ROWS).map((payment) => payment.outTradeNo);
  return reader
    .select({ at: receivedAt, reason })
    .from(gatewayCallbacks)
    .where(and(inArray(outTradeNo, numbers), eq(verified, false)))
    .orderBy(desc(receivedAt))
    .limit(MAX_ROWS);
}

async function methodsOf(reader: Db, found: OrderCase): Promise<Around["methods"]> {
  const { last } = channelOf(found);
  if (!last?.channel || last.paidFen > 0) return undefined;
  const [row] = await reader
    .select({ methods: channelSettings.methods })
    .from(channelSettings)
    .where(eq(channelSettings.channel, last.channel));
  return row?.methods;
}

/** How late the platform told of the newest thing that happened: what it shows may be as far behind. */
async function lagOf(reader: Db, { order }: OrderCase): Promise<number | undefined> {
  const { occurredAt, receivedAt, orderNo } = inboundEvents;
  const [row] = await reader
    .select({ occurredAt, receivedAt })
    .from(inboundEvents)
    .where(and(eq(orderNo, order.orderNo), isNotNull(occurredAt)))
    .orderBy(desc(occurredAt))
    .limit(1);
  return row ? Math.max(0, Math.round((row.receivedAt.getTime() - row.occurredAt.getTime()) / 1_000)) : undefined;
}
