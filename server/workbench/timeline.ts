import { eq } from "drizzle-orm";
import { db } from "#db/client.ts";
import { gatewayPayments, orders, payments, tickets } from "#db/schema/index.ts";
import { channelLabels, channelName } from "#server/channels/index.ts";
import { authorize, type Ctx, may } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { callbackRows, queryRows } from "./lanes/callbacks.ts";
import { eventRows } from "./lanes/events.ts";
import { commandRows, ledgerRows } from "./lanes/money.ts";
import { auditRows, inboxRows, noticeRows, riskRows, ticketRows } from "./lanes/people.ts";
import type { LaneCall, LaneRows } from "./lanes/row.ts";
import {
  type Lane,
  lanes,
  type Timeline,
  type TimelineInput,
  type TimelineRow,
  timelineInputSchema,
} from "./schemas.ts";

/** Payments and tickets of one order that a timeline reads; nobody has more. */
const MAX_OF_ORDER = 50;
const EVENT_LANES: readonly Lane[] = ["order", "attempt", "callback", "query", "fulfilment", "ledger", "risk"];

/** Each source with the lanes that its rows may be in. */
const sources: readonly { lanes: readonly Lane[]; read: (call: LaneCall) => Promise<LaneRows> }[] = [
  { lanes: EVENT_LANES, read: eventRows },
  { lanes: ["callback"], read: callbackRows },
  { lanes: ["query"], read: queryRows },
  { lanes: ["command"], read: commandRows },
  { lanes: ["ledger"], read: ledgerRows },
  { lanes: ["risk"], read: riskRows },
  { lanes: ["notice"], read: noticeRows },
  { lanes: ["notice"], read: inboxRows },
  { lanes: ["ticket"], read: ticketRows },
  { lanes: ["audit"], read: auditRows },
];

/**
 * Everything that happened around an order, on one clock, oldest first. The audit log is for those who may read the manager's
 * numbers; without that permission it is left out.
 * @returns at most 200 rows of each source, the newest
 * @throws DomainError 403 FORBIDDEN, 404 ORDER_NOT_FOUND; ZodError on bad input
 */
export async function orderTimeline({ ctx, input }: { ctx: Ctx; input: TimelineInput }): Promise<Timeline> {
  authorize(ctx, "trace:read");
  const { orderNo, lanes: asked, locale } = timelineInputSchema.parse(input);
  const reader = ctx.tx ?? db;
  const [order] = await reader
    .select({ customerId: orders.customerId })
    .from(orders)
    .where(eq(orders.orderNo, orderNo));
  if (!order) throw notFound("ORDER");
  const labels = await channelLabels();
  const channelNameOf = (code: string) => channelName(code, labels[code] ?? null, locale);
  const call: LaneCall = { reader, orderNo, locale, channelNameOf, ...order, ...(await namesOf(reader, orderNo)) };
  const seen = lanes.filter((lane) => lane !== "audit" || may(ctx.actor, "metrics:read"));
  const wanted = new Set(asked && asked.length > 0 ? seen.filter((lane) => asked.includes(lane)) : seen);
  const rows: TimelineRow[] = [];
  const cut = new Set<Lane>();
  for (const source of sources) {
    if (!source.lanes.some((lane) => wanted.has(lane))) continue;
    const read = await source.read(call);
    rows.push(...read.rows.filter(({ lane }) => wanted.has(lane)));
    if (read.cut) for (const lane of source.lanes) if (wanted.has(lane)) cut.add(lane);
  }
  const counts = Object.fromEntries([...wanted].map((lane) => [lane, rows.filter((one) => one.lane === lane).length]));
  return { orderNo, rows: rows.sort(inOrder), counts, cut: [...cut] };
}

/** One clock: by time; what has the same time, along the way that an order goes. */
function inOrder(a: TimelineRow, b: TimelineRow): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  const lane = lanes.indexOf(a.lane) - lanes.indexOf(b.lane);
  return lane !== 0 ? lane : a.id < b.id ? -1 : 1;
}

async function namesOf(reader: LaneCall["reader"], orderNo: string): Promise<Pick<LaneCall, "payments" | "tickets">> {
  const own = await reader
    .select({ outTradeNo: payments.outTradeNo })
    .from(payments)
    .where(eq(payments.orderNo, orderNo))
    .limit(MAX_OF_ORDER);
  const tied = await reader
    .select({ outTradeNo: gatewayPayments.outTradeNo })
    .from(gatewayPayments)
    .where(eq(gatewayPayments.orderNo, orderNo))
    .limit(MAX_OF_ORDER);
  const spoken = await reader
    .select({ id: tickets.id, number: tickets.number })
    .from(tickets)
    .where(eq(tickets.orderNo, orderNo))
    .orderBy(tickets.id)
    .limit(MAX_OF_ORDER);
  return { payments: [...new Set([...own, ...tied].map(({ outTradeNo }) => outTradeNo))], tickets: spoken };
}
