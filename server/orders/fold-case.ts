import type { OrderCase } from "./case.ts";
import { inOrder } from "./fold/events.ts";
import { mergeFields, type Stamps } from "./fold/merge.ts";
import { foldOrder } from "./fold/order.ts";
import { channelFields, customerFields, normalise, productFields } from "./fold/profiles.ts";
import { foldRisk } from "./fold/risk.ts";
import { type GatewayWord, rowOf } from "./gateway-word.ts";
import { type NewEvent, readEvent } from "./read-event.ts";

/** What came in about an order and whatever surrounds it, in the order of arrival. */
export type Arrived = {
  /** CloudEvents as the platform sent them. */
  events: readonly unknown[];
  /** What gateways told us ourselves. */
  words?: readonly GatewayWord[];
};

/**
 * Builds the case of an order from events alone, as the database would hold it once they were received: the same readings, the
 * same folds, the same merging. Nothing of our own books is in it. Pure.
 * @param receivedAt when they came in; stands for the time of events that name none
 * @returns undefined when no `order.created` of this number is among them
 */
export function foldCase(orderNo: string, arrived: Arrived, receivedAt: Date): OrderCase | undefined {
  const rows = readAll(arrived, receivedAt);
  const projection = foldOrder(orderNo, rows.filter(belongsTo(orderNo, rows)));
  if (!projection) return undefined;
  const { order, payments } = projection;
  const codes = new Set(payments.flatMap(({ channel }) => (channel === null ? [] : [channel])));
  const ofCustomer = rows.filter((row) => row.orderNo == null && row.customerId === order.customerId);
  const flags = [...projection.risk, ...foldRisk(`customer:${order.customerId}`, inOrder(ofCustomer))];
  return {
    order,
    payments: sorted(payments, (one) => one.attemptedAt, "outTradeNo"),
    callbacks: sorted(projection.callbacks, (one) => one.receivedAt, "id"),
    fulfilments: sorted(projection.fulfilments, () => null, "id"),
    credits: sorted(projection.credits, (one) => one.postedAt, "id"),
    ledgerCredits: [],
    ledgerRefunds: [],
    refundsUnderWay: [],
    riskFlags: sorted(flags, (one) => one.flaggedAt, "id"),
    customer: profile(rows, "topup.customer.updated", "customerId", order.customerId, emptyCustomer) ?? null,
    product: profile(rows, "topup.product.updated", "sku", order.sku, emptyProduct) ?? null,
    channels: [...codes].flatMap(
      (code) => profile(rows, "topup.channel.updated", "channel", code, emptyChannel, statusTime) ?? [],
    ),
  };
}

/** Each event once, by source and id; what is malformed is refused. */
function readAll({ events, words = [] }: Arrived, receivedAt: Date): NewEvent[] {
  const rows = new Map<string, NewEvent>();
  const add = (row: NewEvent) => {
    const key = `${row.source}\u0000${row.eventId}`;
    if (!rows.has(key)) rows.set(key, row);
  };
  for (const raw of events) {
    const read = readEvent(raw, receivedAt);
    if ("row" in read) add(read.row);
  }
  for (const word of words) add(rowOf(word, receivedAt));
  return [...rows.values()];
}

/** An event is of an order by its number, or, naming none, by a payment number that is tied to it or is the order's own number. */
function belongsTo(orderNo: string, rows: readonly NewEvent[]) {
  const named = rows.filter((row) => row.orderNo === orderNo);
  const tied = new Set([orderNo, ...named.flatMap(({ outTradeNo }) => outTradeNo ?? [])]);
  return (row: NewEvent) =>
    row.orderNo === orderNo || (row.orderNo == null && row.outTradeNo != null && tied.has(row.outTradeNo));
}

function sorted<T extends Record<K, string>, K extends string>(
  rows: readonly T[],
  time: (row: T) => Date | null,
  key: K,
): T[] {
  return rows.toSorted(
    (a, b) => (time(a)?.getTime() ?? 0) - (time(b)?.getTime() ?? 0) || (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0),
  );
}

type Stamped = { stamps: Stamps };

/** What was said of one customer, channel or product, merged field by field; undefined when nothing was. */
function profile<T extends Stamped>(
  rows: readonly NewEvent[],
  type: string,
  member: string,
  of: string,
  empty: (of: string) => { row: T; fields: readonly string[] },
  finish: (row: T) => T = (row) => row,
): T | undefined {
  const news = rows.filter((row) => row.type === type && String(row.data[member]) === of);
  if (news.length === 0) return undefined;
  const { row, fields } = empty(of);
  let merged = { values: row as Record<string, unknown>, stamps: row.stamps };
  for (const each of news) merged = mergeFields(merged, normalise(each), fields);
  return finish({ ...(merged.values as T), stamps: merged.stamps });
}

const nulls = <K extends string>(fields: readonly K[]) =>
  Object.fromEntries(fields.map((field) => [field, null])) as Record<K, null>;
const emptyCustomer = (id: string) => ({
  row: { id, ...nulls(customerFields), stamps: {} } as NonNullable<OrderCase["customer"]>,
  fields: customerFields,
});
const emptyProduct = (sku: string) => ({
  row: { sku, ...nulls(productFields), stamps: {} } as NonNullable<OrderCase["product"]>,
  fields: productFields,
});
const emptyChannel = (code: string) => ({
  row: { code, ...nulls(channelFields), statusAt: null, stamps: {} } as OrderCase["channels"][number],
  fields: channelFields,
});
const statusTime = (row: OrderCase["channels"][number]): OrderCase["channels"][number] => {
  const saidAt = row.stamps.status?.at;
  return { ...row, statusAt: saidAt === undefined ? null : new Date(saidAt) };
};
