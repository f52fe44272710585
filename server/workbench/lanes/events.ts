import { and, desc, eq, inArray, isNull, or } from "drizzle-orm";
import { inboundEvents } from "#db/schema/index.ts";
import { staffEventText } from "#server/orders/index.ts";
import type { Lane, RowTone, TimelineRow } from "../schemas.ts";
import { type LaneCall, type LaneRows, lateBy, MAX_ROWS, newest, row, who } from "./row.ts";

/** By how their types begin; the first that fits. */
const lanesOfTypes: readonly [prefix: string, lane: Lane][] = [
  ["topup.payment.", "attempt"],
  ["topup.callback.", "callback"],
  ["topup.fulfilment.", "fulfilment"],
  ["topup.credit.", "ledger"],
  ["topup.risk.", "risk"],
  ["gateway.payment.", "query"],
];
const laneOf = (type: string): Lane => lanesOfTypes.find(([prefix]) => type.startsWith(prefix))?.[1] ?? "order";

const broken = /\.(failed|closed|flagged|upheld)$/;
const good = /\.(succeeded|posted|cleared)$/;

function toneOf(type: string, data: Record<string, unknown>): RowTone {
  if (type === "topup.callback.received") return data.verified === false || data.outcome === "error" ? "broken" : "ok";
  if (type === "topup.fulfilment.partial") return "wait";
  return broken.test(type) ? "broken" : good.test(type) ? "ok" : "info";
}

/**
 * What the platform told us, as it told it, and what gateways said when they were asked: order, attempts, callbacks that the
 * platform took itself, fulfilment, credits and risk.
 */
export async function eventRows({ reader, orderNo, payments, locale }: LaneCall): Promise<LaneRows> {
  const orphans =
    payments.length > 0
      ? and(isNull(inboundEvents.orderNo), inArray(inboundEvents.outTradeNo, [...payments]))
      : undefined;
  const read = await reader
    .select()
    .from(inboundEvents)
    .where(or(eq(inboundEvents.orderNo, orderNo), orphans))
    .orderBy(desc(inboundEvents.occurredAt), desc(inboundEvents.id))
    .limit(MAX_ROWS + 1);
  const { kept, cut } = newest(read);
  const rows = kept.map((event): TimelineRow => {
    const { amountFen, creditedFen } = event.data;
    const fen = typeof amountFen === "number" ? amountFen : creditedFen;
    return row({
      id: `event:${event.id}`,
      at: event.occurredAt,
      lane: laneOf(event.type),
      kind: event.type,
      tone: toneOf(event.type, event.data),
      title: staffEventText(event.type, event.data, locale),
      detail: event.outTradeNo,
      amountFen: typeof fen === "number" ? fen : null,
      lateMs: lateBy(event.occurredAt, event.receivedAt),
      // What we asked ourselves is in the log as an event of ours; others are named as they name themselves.
      by: event.source.startsWith("daozhang:") ? who("system", event.source, locale) : event.source,
    });
  });
  return { rows, cut };
}
