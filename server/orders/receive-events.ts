import { rowsOf } from "#db/bulk.ts";
import { type Tx, transact } from "#db/client.ts";
import { inboundEvents } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { sha256Hex } from "#server/core/ids.ts";
import { appendEvidence, eventRecord } from "#server/evidence/index.ts";
import { type DomainEvent, emitAll } from "#server/jobs/outbox.ts";
import { withoutErased } from "./forget.ts";
import {
  affectedOrders,
  chunks,
  projectChannel,
  projectCustomer,
  projectCustomerRisk,
  projectOrders,
  projectProduct,
} from "./project.ts";
import { type NewEvent, type Rejection, readEvent } from "./read-event.ts";

export const MAX_EVENTS = 1_000;
const ROWS_PER_INSERT = 200;
/** What brings orders up to date runs one after the other on PostgreSQL: two at once would collide on the same rows. */
export const EVENTS_LOCK = "events";

export type { NewEvent, Rejection } from "./read-event.ts";
export type Receipt = { accepted: number; duplicates: number; rejected: Rejection[] };

/**
 * Takes the platform's events in: stores the well-formed ones, drops those seen before (`source`, `id`), and brings the
 * projections up to date, all in one transaction. The answer may be given out once this resolves: it is on disk.
 * @param input.events CloudEvents as they were sent, at most {@link MAX_EVENTS}
 * @throws DomainError FORBIDDEN
 */
export async function receiveEvents(args: { ctx: Ctx; input: { events: readonly unknown[] } }): Promise<Receipt> {
  const ctx = authorize(args.ctx, "events:write");
  const rows: NewEvent[] = [];
  const rejected: Rejection[] = [];
  const receivedAt = ctx.clock.now();
  for (const [index, raw] of args.input.events.slice(0, MAX_EVENTS).entries()) {
    const read = readEvent(raw, receivedAt);
    if ("row" in read) rows.push(read.row);
    else rejected.push({ index, ...read });
  }
  if (rows.length === 0) return { accepted: 0, duplicates: 0, rejected };
  return transact(
    async (tx) => {
      const fresh = await insertNew(tx, rows);
      const topics = await project(tx, fresh);
      if (fresh.length > 0) {
        const digest = sha256Hex(fresh.map((row) => `${row.source}|${row.eventId}`).join("\n"));
        await appendAudit(tx, ctx, {
          action: "events.received",
          subject: `events:${digest.slice(0, 16)}`,
          data: { count: fresh.length, digest },
        });
        await emitAll(tx, ctx.clock, topics);
      }
      return { accepted: fresh.length, duplicates: rows.length - fresh.length, rejected };
    },
    { serializeOn: EVENTS_LOCK },
  );
}

type EventRow = typeof inboundEvents.$inferSelect;

const whole = ({ subject = null, orderNo = null, outTradeNo = null, customerId = null, ...row }: NewEvent) => ({
  ...row,
  subject,
  orderNo,
  outTradeNo,
  customerId,
});

/** Stores events, each once. @returns those that are new */
export async function insertNew(tx: Tx, rows: NewEvent[]): Promise<EventRow[]> {
  const fresh: EventRow[] = [];
  for (const some of chunks(await withoutErased(tx, rows), ROWS_PER_INSERT)) {
    const into = tx.insert(inboundEvents);
    const inserted = await (some.length === 1 ? into.values(some) : into.select(rowsOf(inboundEvents, some.map(whole))))
      .onConflictDoNothing({ target: [inboundEvents.source, inboundEvents.eventId] })
      .returning();
    fresh.push(...inserted);
  }
  await appendEvidence(tx, fresh.map(eventRecord));
  return fresh;
}

/** Brings every row that the fresh events speak of up to date. @returns what to tell live screens and consumers */
export async function project(tx: Tx, fresh: readonly EventRow[]): Promise<DomainEvent[]> {
  const told: DomainEvent[] = [];
  const riskOf = new Set<string>();
  for (const event of fresh) {
    if (event.type === "topup.customer.updated") await projectCustomer(tx, event);
    else if (event.type === "topup.channel.updated") {
      await projectChannel(tx, event);
      told.push({ topic: "channel.updated", subject: `channel:${String(event.data.channel)}` });
    } else if (event.type === "topup.product.updated") {
      await projectProduct(tx, event);
      told.push({ topic: "product.updated", subject: `product:${String(event.data.sku)}` });
    } else if (event.type.startsWith("topup.risk.") && !event.orderNo && event.customerId) riskOf.add(event.customerId);
  }
  await projectCustomerRisk(tx, [...riskOf]);
  const known = await projectOrders(tx, await affectedOrders(tx, fresh), fresh);
  for (const orderNo of known) told.push({ topic: "order.updated", subject: `order:${orderNo}` });
  return told;
}
