import { and, eq, gt, inArray, isNull, ne, or, type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { billLines, bills, inboundEvents, orders, payments, refunds } from "#db/schema/index.ts";
import { chunks } from "./lines.ts";
import type { BillSum, Known } from "./rules.ts";

/** Payment numbers of one lookup. */
const KEYS = 200;
/** Refunds that were sent, or may have been: the gateway's bill tells us nothing new of them. */
const ourRefundStates = ["executing", "unknown", "succeeded"] as const;
const tookMoney: readonly unknown[] = ["paid", "refunded", "frozen"];
const paymentEvents = [
  "topup.payment.attempted",
  "topup.payment.succeeded",
  "topup.payment.refunded",
  "gateway.payment.observed",
];

type PaymentRow = Pick<
  typeof payments.$inferSelect,
  "orderNo" | "outTradeNo" | "paidFen" | "refundedFen" | "gatewayVia" | "gatewayState" | "paidAt"
>;
type EventRow = Pick<typeof inboundEvents.$inferSelect, "orderNo" | "outTradeNo" | "type" | "data">;

/** A payment of this channel, or one of which nobody said where it was made. */
export const ofChannel = (channel: string): SQL | undefined =>
  or(isNull(payments.channel), eq(payments.channel, channel));

/**
 * What we know of the payments of a bill by anything but bills: what only a bill told us is what its reader has to settle.
 * @param sums of one bill of the channel
 */
export async function loadKnown(reader: Db, channel: string, sums: readonly BillSum[]): Promise<Map<string, Known>> {
  const known = new Map<string, Known>();
  for (const some of chunks(sums, KEYS)) await loadSome(reader, channel, some, known);
  return known;
}

async function loadSome(reader: Db, channel: string, sums: readonly BillSum[], into: Map<string, Known>) {
  const numbers = sums.map((sum) => sum.outTradeNo);
  const refunded = sums.flatMap((sum) => (sum.refundedFen > 0 ? [sum.outTradeNo] : []));
  const rows = group(await paymentRows(reader, channel, numbers));
  const paid = new Map(sums.map((sum) => [sum.outTradeNo, paidOf(rows.get(sum.outTradeNo) ?? [], sum.paidFen)]));
  const doubtful = numbers.filter((number) => !paid.get(number)?.certain);
  const events = group(await eventRows(reader, [...new Set([...doubtful, ...refunded])]));
  const ours = await ourRefunds(reader, channel, refunded);
  const onBills = await billRefunds(reader, channel, refunded);
  const twice = await paidTwice(
    reader,
    [...paid].map(([, row]) => row),
  );
  for (const { outTradeNo } of sums) {
    const heard = hear(channel, events.get(outTradeNo) ?? []);
    const row = paid.get(outTradeNo);
    const paidFen = row?.certain ? row.paidFen : heard.paidFen;
    into.set(outTradeNo, {
      orderNo: row?.orderNo ?? heard.orderNo,
      paidFen,
      refundedFen: Math.max(heard.wholly ? (paidFen ?? 0) : 0, heard.refundedFen, ours.get(outTradeNo) ?? 0),
      billRefundedFen: onBills.get(outTradeNo) ?? 0,
      twice: twice.get(outTradeNo) ?? null,
    });
  }
}

function group<T extends { outTradeNo: string | null }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const list = groups.get(row.outTradeNo ?? "");
    if (list) list.push(row);
    else groups.set(row.outTradeNo ?? "", [row]);
  }
  return groups;
}

function paymentRows(reader: Db, channel: string, numbers: readonly string[]): Promise<PaymentRow[]> {
  const { orderNo, outTradeNo, paidFen, refundedFen, gatewayVia, gatewayState, paidAt } = payments;
  return reader
    .select({ orderNo, outTradeNo, paidFen, refundedFen, gatewayVia, gatewayState, paidAt })
    .from(payments)
    .where(and(inArray(outTradeNo, [...numbers]), ofChannel(channel)));
}

type Paid = { orderNo: string; outTradeNo: string; paidFen: number; certain: boolean };

/** The record that is meant when orders share a payment number: one that was paid, and best with the bill's own sum. */
function paidOf(rows: readonly PaymentRow[], billFen: number): Paid | undefined {
  const paid = rows.filter((row) => row.paidFen > 0 && row.gatewayVia !== "bill");
  const row = paid.find(({ paidFen }) => paidFen === billFen) ?? paid[0] ?? rows[0];
  return row && { ...row, certain: row.paidFen > 0 && row.gatewayVia !== "bill" };
}

async function eventRows(reader: Db, numbers: readonly string[]): Promise<EventRow[]> {
  if (numbers.length === 0) return [];
  const { orderNo, outTradeNo, type, data } = inboundEvents;
  return reader
    .select({ orderNo, outTradeNo, type, data })
    .from(inboundEvents)
    .where(and(inArray(outTradeNo, [...numbers]), inArray(type, paymentEvents)));
}

type Heard = { orderNo: string | null; paidFen: number | null; refundedFen: number; wholly: boolean };

/** What platform and gateway said of a payment, bills left out. The gateway's own sum counts before the platform's. */
function hear(channel: string, events: readonly EventRow[]): Heard {
  let [platformFen, gatewayFen]: (number | null)[] = [null, null];
  // Begun at another gateway, it is another payment that has the same number.
  const foreign = events.some(({ type, data }) => type === "topup.payment.attempted" && data.channel !== channel);
  let [platformRefundedFen, refundedFen, wholly, orderNo]: [number, number, boolean, string | null] = [
    0,
    0,
    false,
    null,
  ];
  for (const { type, data, orderNo: named } of events) {
    if (foreign && type !== "gateway.payment.observed") continue;
    orderNo ??= named;
    const fen = typeof data.amountFen === "number" ? data.amountFen : null;
    if (type === "topup.payment.succeeded") platformFen ??= fen;
    else if (type === "topup.payment.refunded") platformRefundedFen += fen ?? 0;
    else if (type === "topup.payment.attempted") continue;
    else if (data.via !== "bill" && data.channel === channel && tookMoney.includes(data.state)) {
      gatewayFen = fen ?? gatewayFen;
      refundedFen = Math.max(refundedFen, Number(data.refundedFen ?? 0));
      wholly ||= data.state === "refunded";
    }
  }
  // Money that was given back had been taken, even where nobody told of the taking.
  const paidFen = gatewayFen ?? platformFen ?? (platformRefundedFen > 0 ? platformRefundedFen : null);
  return { orderNo, paidFen, refundedFen: Math.max(refundedFen, platformRefundedFen), wholly };
}

async function ourRefunds(reader: Db, channel: string, numbers: readonly string[]): Promise<Map<string, number>> {
  if (numbers.length === 0) return new Map();
  const rows = await reader
    .select({ outTradeNo: refunds.outTradeNo, fen: sql<string | number>`sum(${refunds.amountFen})` })
    .from(refunds)
    .where(
      and(
        inArray(refunds.outTradeNo, [...numbers]),
        inArray(refunds.state, [...ourRefundStates]),
        or(isNull(refunds.channel), eq(refunds.channel, channel)),
      ),
    )
    .groupBy(refunds.outTradeNo);
  return new Map(rows.map((row) => [row.outTradeNo, Number(row.fen)]));
}

/** What all bills of the channel together say was refunded. */
async function billRefunds(reader: Db, channel: string, numbers: readonly string[]): Promise<Map<string, number>> {
  if (numbers.length === 0) return new Map();
  const rows = await reader
    .select({ outTradeNo: billLines.outTradeNo, fen: sql<string | number>`sum(${billLines.refundedFen})` })
    .from(billLines)
    .innerJoin(bills, eq(bills.id, billLines.billId))
    // As a literal: only so does SQLite see that the index of refunds has all that is asked for.
    .where(
      and(inArray(billLines.outTradeNo, [...numbers]), sql`${billLines.refundedFen} > 0`, eq(bills.channel, channel)),
    )
    .groupBy(billLines.outTradeNo);
  return new Map(rows.map((row) => [row.outTradeNo, Number(row.fen)]));
}

type Twice = NonNullable<Known["twice"]>;

/**
 * Orders that were paid by two payments or more, by the last of them: that is the one too many, and its bill is the one to say so.
 */
async function paidTwice(reader: Db, rows: readonly (Paid | undefined)[]): Promise<Map<string, Twice>> {
  const orderNos = [...new Set(rows.flatMap((row) => (row?.certain ? [row.orderNo] : [])))];
  if (orderNos.length === 0) return new Map();
  const many = await reader
    .select({ orderNo: orders.orderNo, priceFen: orders.amountFen })
    .from(orders)
    .where(and(inArray(orders.orderNo, orderNos), gt(orders.paidCount, 1)));
  if (many.length === 0) return new Map();
  const price = new Map(many.map((order) => [order.orderNo, order.priceFen]));
  const kept = await reader
    .select()
    .from(payments)
    .where(
      and(
        inArray(payments.orderNo, [...price.keys()]),
        gt(payments.paidFen, payments.refundedFen),
        ne(payments.state, "refunded"),
      ),
    );
  const found = new Map<string, Twice>();
  for (const [orderNo, priceFen] of price) {
    const own = kept.filter((row) => row.orderNo === orderNo).sort(byTime);
    const last = own.at(-1);
    if (own.length < 2 || !last) continue;
    found.set(last.outTradeNo, { priceFen, totalFen: own.reduce((sum, row) => sum + row.paidFen, 0) });
  }
  return found;
}

type Dated = { paidAt: Date | null; outTradeNo: string };
const byTime = (a: Dated, b: Dated) =>
  (a.paidAt?.getTime() ?? 0) - (b.paidAt?.getTime() ?? 0) || (a.outTradeNo < b.outTradeNo ? -1 : 1);
