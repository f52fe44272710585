import { and, eq, inArray } from "drizzle-orm";
import { db } from "#db/client.ts";
import { appeals, commands, gatewayCallbacks, moneyItems, payments } from "#db/schema/index.ts";
import { MINUTE_MS } from "#server/core/clock.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { DomainError, notFound } from "#server/core/errors.ts";
import { orderTrace } from "#server/orders/index.ts";
import { findTicket, type TicketRow } from "#server/tickets/index.ts";
import { explainGate, explainRefundGate, previewRefund, previewTopup } from "#server/topup/index.ts";
import { type NextFacts, nextAction } from "./next-action.ts";
import { becauseText, stepText, stoppedText } from "./next-words.ts";
import { type NextAction, type NextActionInput, nextActionInputSchema } from "./schemas.ts";

type Locale = "zh-CN" | "en";
const MAX_OF_ORDER = 20;
const liveStates: readonly string[] = ["pending_approval", "executing", "unknown"];

/**
 * What to do next about a ticket: proposed from its cause, with the gate that was looked at. It does nothing; the page opens where
 * a person does it. The gateways are asked first, for a short while, as the money panel does.
 * @throws DomainError 403 FORBIDDEN, 404 TICKET_NOT_FOUND; ZodError on bad input
 */
export async function proposeNext({ ctx, input }: { ctx: Ctx; input: NextActionInput }): Promise<NextAction> {
  authorize(ctx, "tickets:read");
  authorize(ctx, "trace:read");
  const { number, locale } = nextActionInputSchema.parse(input);
  const ticket = await findTicket(ctx.tx ?? db, number);
  if (!ticket) throw notFound("TICKET");
  const facts = await factsOf(ctx, ticket, locale);
  const { step, ref, amountFen, gate, because, passedOver } = nextAction(facts);
  return {
    ...{ step, ref, amountFen, gate, ...stepText(step, locale), because: becauseText(because, locale) },
    causeCode: facts.causeCode,
    passedOver: passedOver.map((one) => ({
      step: one.step,
      label: stepText(one.step, locale).label,
      because: one.failed ?? stoppedText(locale),
    })),
  };
}

/** What is known of a ticket's money. */
export async function factsOf(ctx: Ctx, ticket: TicketRow, locale: Locale): Promise<NextFacts> {
  const { orderNo, chargeState, stuckSince } = ticket;
  const now = ctx.clock.now();
  const base: NextFacts = {
    ...{ causeCode: ticket.finalCauseCode ?? ticket.causeCode, chargeState, orderNo },
    ...{ paidFen: 0, creditedFen: 0, refundedFen: 0, credit: null, refund: null },
    ...{ commands: [], callbacks: [], items: [], appeal: null, riskHeld: false, running: false },
    stuckMinutes: stuckSince ? (now.getTime() - stuckSince.getTime()) / MINUTE_MS : null,
  };
  if (orderNo === null) return base;
  const ways = await waysOf(ctx, orderNo, locale);
  const trace = await orderTrace(orderNo, now, locale);
  if (!trace || !ways) return base;
  return { ...base, ...trace.money, ...ways, ...(await openOf(ctx, orderNo)) };
}

type Ways = Pick<NextFacts, "credit" | "refund" | "riskHeld" | "running">;

async function waysOf(ctx: Ctx, orderNo: string, locale: Locale): Promise<Ways | undefined> {
  try {
    const credit = await previewTopup({ ctx, input: { orderNo } });
    const refund = await previewRefund({ ctx, input: { orderNo } });
    const failed = credit.gate.filter(({ ok }) => !ok).map(({ code }) => code);
    const shown = (gate: readonly { check: string; ok: boolean; detail: string }[]) =>
      gate.map(({ check, ok, detail }) => ({ check, ok, detail }));
    const { live } = refund;
    return {
      credit: { ...credit, gate: shown(explainGate(credit.gate, locale)) },
      refund: {
        ...{ possible: refund.possible, amountFen: refund.amountFen },
        gate: shown(explainRefundGate(refund.gate, locale)),
        live: live && liveStates.includes(live.state) ? live : null,
      },
      riskHeld: failed.some((code) => code === "RISK_HELD" || code === "ORDER_UNDER_REVIEW"),
      running: failed.some((code) => code === "FULFILMENT_RUNNING" || code === "ORDER_FULFILLING"),
    };
  } catch (error) {
    if (error instanceof DomainError && error.status === 404) return undefined;
    throw error;
  }
}

type Open = Pick<NextFacts, "commands" | "callbacks" | "items" | "appeal">;

/** What about the order is not settled yet. */
async function openOf(ctx: Ctx, orderNo: string): Promise<Open> {
  const reader = ctx.tx ?? db;
  const told = await reader
    .select({ id: commands.id, state: commands.state })
    .from(commands)
    .where(and(eq(commands.orderNo, orderNo), inArray(commands.state, ["queued", "unknown", "pending", "dead"])))
    .orderBy(commands.createdAt)
    .limit(MAX_OF_ORDER);
  const own = await reader
    .select({ outTradeNo: payments.outTradeNo })
    .from(payments)
    .where(eq(payments.orderNo, orderNo))
    .limit(MAX_OF_ORDER);
  const numbers = own.map(({ outTradeNo }) => outTradeNo);
  const unused = await reader
    .select({ id: gatewayCallbacks.id })
    .from(gatewayCallbacks)
    .where(
      and(
        inArray(gatewayCallbacks.outTradeNo, numbers),
        inArray(gatewayCallbacks.verdict, ["error", "waiting", "pending", "rejected"]),
      ),
    )
    .orderBy(gatewayCallbacks.receivedAt)
    .limit(MAX_OF_ORDER);
  const items = await reader
    .select({ id: moneyItems.id })
    .from(moneyItems)
    .where(and(eq(moneyItems.orderNo, orderNo), eq(moneyItems.state, "open")))
    .orderBy(moneyItems.rank, moneyItems.openedAt)
    .limit(MAX_OF_ORDER);
  const [appeal] = await reader
    .select({ id: appeals.id })
    .from(appeals)
    .where(and(eq(appeals.orderNo, orderNo), inArray(appeals.state, ["open", "awaiting_second"])))
    .limit(1);
  return { commands: told, callbacks: unused, items, appeal: appeal ?? null };
}
