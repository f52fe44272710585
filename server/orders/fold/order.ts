import type { OrderStatus, ProductType } from "../schemas.ts";
import { inOrder, ofType, type StoredEvent, type TypedEvent } from "./events.ts";
import { type FulfilmentRow, foldFulfilments } from "./fulfilments.ts";
import { foldPayments, type PaymentRow } from "./payments.ts";
import { foldRisk, type RiskRow } from "./risk.ts";

export type OrderRow = {
  orderNo: string;
  customerId: string;
  productType: ProductType;
  productName: string;
  sku: string;
  faceValueFen: number;
  amountFen: number;
  target: string;
  targetServer: string | null;
  expiresAt: Date | null;
  submitCount: number | null;
  clientVersion: string | null;
  createdAt: Date;
  status: OrderStatus;
  statusReason: string | null;
  statusAt: Date;
  statusesSeen: OrderStatus[] | null;
  paidFen: number;
  paidAt: Date | null;
  paidCount: number;
  platformCreditedFen: number;
  creditedAt: Date | null;
  refundedFen: number;
  lastEventAt: Date;
};

export type CallbackRow = {
  id: string;
  orderNo: string;
  outTradeNo: string;
  channel: string;
  verified: boolean;
  outcome: "applied" | "duplicate" | "rejected" | "error";
  reason: string | null;
  httpStatus: number | null;
  receivedAt: Date;
};

export type CreditRow = { id: string; orderNo: string; amountFen: number; reference: string; postedAt: Date };

export type OrderProjection = {
  order: OrderRow;
  payments: PaymentRow[];
  callbacks: CallbackRow[];
  fulfilments: FulfilmentRow[];
  credits: CreditRow[];
  risk: RiskRow[];
};

/**
 * Computes all that the events of one order add up to. Pure, and blind to the order of arrival: the same set of events gives
 * the same projection.
 * @returns undefined while no `order.created` is among them: events that came early wait for it
 */
export function foldOrder(orderNo: string, stored: readonly StoredEvent[]): OrderProjection | undefined {
  const events = inOrder(stored);
  const created = ofType(events, "topup.order.created");
  const first = created[0];
  const last = created.at(-1);
  if (!first || !last) return undefined;
  const payments = foldPayments(orderNo, events);
  const fulfilments = foldFulfilments(orderNo, events);
  const credits = foldCredits(orderNo, events);
  const paid = payments.filter((payment) => payment.paidFen > 0);
  const statuses = ofType(events, "topup.order.status_changed");
  const said = statuses.at(-1);
  const delivered = fulfilments.filter((row) => row.creditedFen !== null && row.creditedFen > 0);
  const { data } = last;
  return {
    order: {
      orderNo,
      customerId: data.customerId,
      productType: data.productType,
      productName: data.productName,
      sku: data.sku,
      faceValueFen: data.faceValueFen,
      amountFen: data.amountFen,
      target: data.target,
      targetServer: data.targetServer ?? null,
      expiresAt: data.expiresAt ? new Date(data.expiresAt) : null,
      submitCount: data.submitCount ?? null,
      clientVersion: data.clientVersion ?? null,
      createdAt: first.at,
      status: said?.data.status ?? "awaiting_payment",
      statusReason: said?.data.reason ?? null,
      statusAt: said?.at ?? first.at,
      statusesSeen: [...new Set(statuses.map(({ data }) => data.status))].sort(),
      paidFen: sum(paid.map((row) => row.paidFen)),
      paidAt: earliest(paid.map((row) => row.paidAt)),
      paidCount: paid.length,
      // Shops report one delivery in either way or in both: the larger sum is the delivery, not the two together.
      platformCreditedFen: Math.max(
        sum(credits.map((row) => row.amountFen)),
        sum(delivered.map((row) => row.creditedFen ?? 0)),
      ),
      creditedAt: earliest([...credits.map((row) => row.postedAt), ...delivered.map((row) => row.decidedAt)]),
      refundedFen: sum(payments.map((row) => row.refundedFen)),
      lastEventAt: events.at(-1)?.at ?? first.at,
    },
    payments,
    callbacks: foldCallbacks(orderNo, events),
    fulfilments,
    credits,
    risk: foldRisk(orderNo, events),
  };
}

function foldCallbacks(orderNo: string, events: readonly TypedEvent[]): CallbackRow[] {
  return ofType(events, "topup.callback.received").map((event) => ({
    id: `${orderNo}|${event.key.replace("\u0000", "|")}`,
    orderNo,
    outTradeNo: event.data.outTradeNo,
    channel: event.data.channel,
    verified: event.data.verified,
    outcome: event.data.outcome,
    reason: event.data.reason ?? null,
    httpStatus: event.data.httpStatus ?? null,
    receivedAt: event.at,
  }));
}

/** One credit for each reference: a shop that reports a credit twice under new event ids still credited once. */
function foldCredits(orderNo: string, events: readonly TypedEvent[]): CreditRow[] {
  const rows = new Map<string, CreditRow>();
  for (const event of ofType(events, "topup.credit.posted")) {
    const { reference, amountFen } = event.data;
    if (rows.has(reference)) continue;
    rows.set(reference, { id: `${orderNo}|${reference}`, orderNo, amountFen, reference, postedAt: event.at });
  }
  return [...rows.values()];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function earliest(instants: readonly (Date | null)[]): Date | null {
  let found: Date | null = null;
  for (const instant of instants) if (instant && (!found || instant < found)) found = instant;
  return found;
}
