import { and, asc, eq, inArray, isNull, or } from "drizzle-orm";
import { db } from "#db/client.ts";
import { inboundEvents } from "#db/schema/index.ts";
import { formatFen } from "#server/core/money.ts";
import { loadCase, type OrderCase } from "./case.ts";
import { type Locale, noteText } from "./copy.ts";
import { ownerEventText, staffEventText } from "./event-text.ts";
import { confirmedPaidFen, creditedFen } from "./money.ts";
import { judgeStages, stageOf } from "./rules.ts";
import type { Trace } from "./schemas.ts";

/** Events of one order that a trace shows; a shop that sends more for one order is telling us something else. */
const MAX_EVENTS = 500;

type EventRow = typeof inboundEvents.$inferSelect;

/**
 * The back-office trace of an order for staff and API keys: six hops, the first broken one, the money and every event.
 * @returns undefined when no such order is known
 */
export async function orderTrace(orderNo: string, now: Date, locale: Locale = "zh-CN"): Promise<Trace | undefined> {
  const facts = await loadCase(db, orderNo);
  if (!facts) return undefined;
  const events = await eventsOf(facts);
  return buildTrace(facts, events, now, "staff", locale);
}

/** The same trace for the order's owner, without rules, suppliers, raw codes and sources. */
export async function ownerTrace(orderNo: string, now: Date, locale: Locale = "zh-CN"): Promise<Trace | undefined> {
  const facts = await loadCase(db, orderNo);
  if (!facts) return undefined;
  const events = await eventsOf(facts);
  return buildTrace(facts, events, now, "owner", locale);
}

async function eventsOf(facts: OrderCase): Promise<EventRow[]> {
  const { orderNo } = facts.order;
  const numbers = facts.payments.map((payment) => payment.outTradeNo);
  const orphans =
    numbers.length > 0 ? and(isNull(inboundEvents.orderNo), inArray(inboundEvents.outTradeNo, numbers)) : undefined;
  return db
    .select()
    .from(inboundEvents)
    .where(or(eq(inboundEvents.orderNo, orderNo), orphans))
    .orderBy(asc(inboundEvents.occurredAt), asc(inboundEvents.source), asc(inboundEvents.eventId))
    .limit(MAX_EVENTS);
}

/** Pure: what is known plus its events, as the trace that `audience` may see. */
export function buildTrace(
  facts: OrderCase,
  events: readonly EventRow[],
  now: Date,
  audience: "staff" | "owner",
  locale: Locale,
): Trace {
  const report = judgeStages(facts, now);
  return {
    orderNo: facts.order.orderNo,
    status: facts.order.status,
    stages: report.results.map((result) => ({
      stage: result.stage,
      state: result.state,
      at: result.at?.toISOString() ?? null,
      detail: noteText(result.note, audience, locale),
    })),
    brokenAt: report.brokenAt,
    money: {
      paidFen: confirmedPaidFen(facts),
      creditedFen: creditedFen(facts).total,
      refundedFen: facts.order.refundedFen,
    },
    events: [
      ...platformEvents(events, audience, locale),
      ...ownCredits(facts, locale),
      ...ownRefunds(facts, locale),
    ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
  };
}

function platformEvents(events: readonly EventRow[], audience: "staff" | "owner", locale: Locale): Trace["events"] {
  return events.flatMap((event) => {
    const summary =
      audience === "staff"
        ? staffEventText(event.type, event.data, locale)
        : ownerEventText(event.type, event.data, locale);
    if (summary === undefined) return [];
    return {
      id: event.eventId,
      at: event.occurredAt.toISOString(),
      stage: stageOf(event.type),
      type: event.type,
      source: audience === "staff" ? event.source : "platform",
      summary,
    };
  });
}

function ownCredits(facts: OrderCase, locale: Locale): Trace["events"] {
  return facts.ledgerCredits.map((credit) => ({
    id: credit.reference,
    at: credit.at.toISOString(),
    stage: "credit" as const,
    type: "daozhang.topup.succeeded",
    source: "daozhang",
    summary: `${locale === "en" ? "Manual top-up" : "人工补单"} · ${formatFen(credit.amountFen)}`,
  }));
}

function ownRefunds(facts: OrderCase, locale: Locale): Trace["events"] {
  return facts.ledgerRefunds.map((refund) => ({
    id: refund.reference,
    at: refund.at.toISOString(),
    stage: "payment" as const,
    type: "daozhang.refund.succeeded",
    source: "daozhang",
    summary: `${locale === "en" ? "Refund" : "退款"} · ${formatFen(refund.amountFen)}`,
  }));
}
