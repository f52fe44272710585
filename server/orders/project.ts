import { and, eq, inArray, isNotNull, isNull } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import {
  callbacks,
  channels,
  credits,
  customers,
  fulfilments,
  inboundEvents,
  orders,
  payments,
  products,
  riskFlags,
} from "#db/schema/index.ts";
import { noteDeltas } from "#server/core/deltas.ts";
import type { StoredEvent } from "./fold/events.ts";
import { inOrder } from "./fold/events.ts";
import { mergeFields, type Stamps } from "./fold/merge.ts";
import { foldOrder, type OrderProjection } from "./fold/order.ts";
import { channelFields, customerFields, normalise, productFields } from "./fold/profiles.ts";
import { foldRisk } from "./fold/risk.ts";
import { givenByOrders } from "./numbers.ts";

/** Keys in one statement; below SQLite's and PostgreSQL's limits on parameters. */
const KEYS = 200;

type EventRow = typeof inboundEvents.$inferSelect;

export function* chunks<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

/**
 * The orders that these events speak of: by their own order number, by a payment number that some event ties to an
 * order, or by a payment number that is an order's number.
 */
export async function affectedOrders(tx: Tx, events: readonly EventRow[]): Promise<string[]> {
  const found = new Set<string>();
  const orphans = new Set<string>();
  for (const event of events) {
    if (event.orderNo) found.add(event.orderNo);
    else if (event.outTradeNo) orphans.add(event.outTradeNo);
  }
  for (const some of chunks([...orphans], KEYS)) {
    const rows = await tx
      .selectDistinct({ orderNo: inboundEvents.orderNo })
      .from(inboundEvents)
      .where(and(inArray(inboundEvents.outTradeNo, some), isNotNull(inboundEvents.orderNo)));
    for (const row of rows) if (row.orderNo) found.add(row.orderNo);
    // Many shops use the order's number as the payment's: an order may be named before any payment of it was told of.
    const named = await tx
      .selectDistinct({ orderNo: inboundEvents.orderNo })
      .from(inboundEvents)
      .where(inArray(inboundEvents.orderNo, some));
    for (const row of named) if (row.orderNo) found.add(row.orderNo);
  }
  return [...found];
}

/**
 * Folds the given orders anew from all their events and stores the result.
 * @param fresh the events that made it necessary: what none of them speaks of stays as it is stored
 * @returns the orders that exist by now
 */
export async function projectOrders(
  tx: Tx,
  orderNos: readonly string[],
  fresh: readonly Pick<EventRow, "type">[],
): Promise<string[]> {
  const parts = partsOf(fresh);
  const known: string[] = [];
  for (const some of chunks(orderNos, KEYS)) {
    const byOrder = await eventsOf(tx, some);
    const projections: OrderProjection[] = [];
    for (const orderNo of some) {
      const projection = foldOrder(orderNo, byOrder.get(orderNo) ?? []);
      if (projection) projections.push(projection);
    }
    await store(tx, projections, parts);
    known.push(...projections.map((projection) => projection.order.orderNo));
  }
  return known;
}

async function eventsOf(tx: Tx, orderNos: readonly string[]): Promise<Map<string, StoredEvent[]>> {
  const byOrder = new Map<string, StoredEvent[]>();
  const ordersOfPayment = new Map<string, Set<string>>();
  const add = (orderNo: string, event: StoredEvent) => {
    const list = byOrder.get(orderNo);
    if (list) list.push(event);
    else byOrder.set(orderNo, [event]);
  };
  const named = await tx
    .select()
    .from(inboundEvents)
    .where(inArray(inboundEvents.orderNo, [...orderNos]));
  for (const row of named) {
    if (!row.orderNo) continue;
    add(row.orderNo, row);
    if (!row.outTradeNo) continue;
    const owners = ordersOfPayment.get(row.outTradeNo) ?? new Set();
    owners.add(row.orderNo);
    ordersOfPayment.set(row.outTradeNo, owners);
  }
  for (const orderNo of orderNos) if (!ordersOfPayment.has(orderNo)) ordersOfPayment.set(orderNo, new Set([orderNo]));
  for (const some of chunks([...ordersOfPayment.keys()], KEYS)) {
    const orphans = await tx
      .select()
      .from(inboundEvents)
      .where(and(inArray(inboundEvents.outTradeNo, some), isNull(inboundEvents.orderNo)));
    for (const row of orphans) {
      for (const orderNo of ordersOfPayment.get(row.outTradeNo ?? "") ?? []) add(orderNo, row);
    }
  }
  return byOrder;
}

/** The tables of an order, each with its rows of a projection. */
const rowsOf = {
  orders: { table: orders, of: (p: OrderProjection) => [p.order] },
  payments: { table: payments, of: (p: OrderProjection) => p.payments },
  callbacks: { table: callbacks, of: (p: OrderProjection) => p.callbacks },
  fulfilments: { table: fulfilments, of: (p: OrderProjection) => p.fulfilments },
  credits: { table: credits, of: (p: OrderProjection) => p.credits },
  riskFlags: { table: riskFlags, of: (p: OrderProjection) => p.risk },
} as const;
type Part = keyof typeof rowsOf;

/** What events of a noun can change. Whatever names a payment may tie callbacks to the order that came before it. */
const changedBy: Readonly<Record<string, readonly Part[]>> = {
  payment: ["orders", "payments", "callbacks"],
  callback: ["orders", "payments", "callbacks"],
  fulfilment: ["orders", "fulfilments"],
  credit: ["orders", "credits"],
  risk: ["orders", "riskFlags"],
};

function partsOf(fresh: readonly Pick<EventRow, "type">[]): Part[] {
  const parts = new Set<Part>();
  for (const { type } of fresh) {
    if (type === "topup.order.created") return Object.keys(rowsOf) as Part[];
    if (type === "topup.order.status_changed") parts.add("orders");
    for (const part of changedBy[type.split(".")[1] ?? ""] ?? []) parts.add(part);
  }
  return [...parts];
}

async function store(tx: Tx, projections: readonly OrderProjection[], parts: readonly Part[]): Promise<void> {
  const orderNos = projections.map((projection) => projection.order.orderNo);
  if (orderNos.length === 0) return;
  for (const part of parts) {
    const { table, of } = rowsOf[part];
    if (part === "orders") {
      const before = await tx.delete(orders).where(inArray(orders.orderNo, orderNos)).returning(countedOrder);
      const after = projections.map((projection) => projection.order);
      await noteDeltas(tx, givenByOrders(before), givenByOrders(after));
    } else await tx.delete(table).where(inArray(table.orderNo, orderNos));
    await insertAll(
      tx,
      table,
      projections.flatMap((projection): (typeof table)["$inferInsert"][] => of(projection)),
    );
  }
}

const countedOrder = { paidAt: orders.paidAt, creditedAt: orders.creditedAt };

type Insertable =
  | typeof orders
  | typeof payments
  | typeof callbacks
  | typeof fulfilments
  | typeof credits
  | typeof riskFlags
  | typeof inboundEvents;

async function insertAll<T extends Insertable>(tx: Tx, table: T, rows: T["$inferInsert"][]): Promise<void> {
  for (const some of chunks(rows, KEYS)) await tx.insert(table).values(some as never);
}

/** Risk flags that name a customer and no order. */
export async function projectCustomerRisk(tx: Tx, customerIds: readonly string[]): Promise<void> {
  for (const customerId of customerIds) {
    const rows = await tx
      .select()
      .from(inboundEvents)
      .where(
        and(
          eq(inboundEvents.customerId, customerId),
          isNull(inboundEvents.orderNo),
          inArray(inboundEvents.type, ["topup.risk.flagged", "topup.risk.cleared", "topup.risk.upheld"]),
        ),
      );
    await tx.delete(riskFlags).where(and(eq(riskFlags.customerId, customerId), isNull(riskFlags.orderNo)));
    await insertAll(tx, riskFlags, foldRisk(`customer:${customerId}`, inOrder(rows)));
  }
}

/** Merges one `customer.updated` into its row. */
export async function projectCustomer(tx: Tx, event: EventRow): Promise<void> {
  const id = event.customerId ?? "";
  const [row] = await tx.select().from(customers).where(eq(customers.id, id));
  const merged = mergeFields(split(row), normalise(event), customerFields);
  const values = { id, ...merged.values, stamps: merged.stamps };
  await tx.insert(customers).values(values).onConflictDoUpdate({ target: customers.id, set: values });
}

/** Merges one `channel.updated` into its row. */
export async function projectChannel(tx: Tx, event: EventRow): Promise<void> {
  const code = String(event.data.channel);
  const [row] = await tx.select().from(channels).where(eq(channels.code, code));
  const merged = mergeFields(split(row), event, channelFields);
  const saidAt = merged.stamps.status?.at;
  const statusAt = saidAt === undefined ? null : new Date(saidAt);
  const values = { code, ...merged.values, statusAt, stamps: merged.stamps };
  await tx.insert(channels).values(values).onConflictDoUpdate({ target: channels.code, set: values });
}

/** Merges one `product.updated` into its row. */
export async function projectProduct(tx: Tx, event: EventRow): Promise<void> {
  const sku = String(event.data.sku);
  const [row] = await tx.select().from(products).where(eq(products.sku, sku));
  const merged = mergeFields(split(row), normalise(event), productFields);
  const values = { sku, ...merged.values, stamps: merged.stamps };
  await tx.insert(products).values(values).onConflictDoUpdate({ target: products.sku, set: values });
}

function split(row: ({ stamps: Stamps } & Record<string, unknown>) | undefined) {
  if (!row) return { values: {} as Record<string, unknown>, stamps: {} as Stamps };
  const { stamps, id: _id, code: _code, sku: _sku, ...values } = row;
  return { values, stamps };
}
