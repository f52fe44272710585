import type { OrderCase } from "#server/orders/case.ts";

/** For tests of the pure rules. */

export const at = new Date("2026-11-01T00:00:00Z");
export const now = new Date("2026-11-01T01:00:00Z");

type Paid = { paidFen: number; refundedFen?: number; channel?: string | null; outTradeNo?: string };
export type Shape = {
  amountFen?: number;
  faceValueFen?: number;
  status?: OrderCase["order"]["status"];
  statusAt?: Date;
  expiresAt?: Date | null;
  platformFen?: number;
  paid?: Paid[];
  ours?: number[];
  fulfilments?: Partial<OrderCase["fulfilments"][number]>[];
  risk?: Partial<OrderCase["riskFlags"][number]>[];
};

/** The case of an order: paid once and in full, unless `shape` says otherwise. */
export function orderCase(shape: Shape = {}): OrderCase {
  const { amountFen = 20_000, paid = [{ paidFen: 20_000 }] } = shape;
  const order: OrderCase["order"] = {
    orderNo: "O1",
    customerId: "C1",
    productType: "wallet",
    productName: "p",
    sku: "s",
    faceValueFen: shape.faceValueFen ?? amountFen,
    amountFen,
    target: "t",
    targetServer: null,
    expiresAt: shape.expiresAt ?? null,
    submitCount: null,
    clientVersion: null,
    createdAt: at,
    status: shape.status ?? "paid",
    statusReason: null,
    statusAt: shape.statusAt ?? at,
    statusesSeen: [],
    paidFen: 0,
    paidAt: at,
    paidCount: paid.length,
    platformCreditedFen: shape.platformFen ?? 0,
    creditedAt: null,
    refundedFen: 0,
    lastEventAt: at,
  };
  return {
    order,
    payments: paid.map((one, i) => ({
      orderNo: "O1",
      outTradeNo: one.outTradeNo ?? `P${i}`,
      channel: one.channel === undefined ? "alipay" : one.channel,
      method: null,
      amountFen: one.paidFen,
      state: (one.refundedFen ?? 0) >= one.paidFen ? "refunded" : "succeeded",
      gatewayTradeNo: null,
      paidFen: one.paidFen,
      refundedFen: one.refundedFen ?? 0,
      errorCode: null,
      errorMessage: null,
      attemptedAt: at,
      paidAt: new Date(at.getTime() + i),
      decidedAt: at,
      gatewayState: null,
      gatewayVia: null,
      gatewayFen: null,
    })),
    callbacks: [],
    fulfilments: (shape.fulfilments ?? []).map((row, i) => ({
      id: `${i}`,
      orderNo: "O1",
      supplier: "S1",
      supplierRef: null,
      state: "failed",
      errorCode: null,
      errorMessage: null,
      creditedFen: null,
      submittedAt: at,
      decidedAt: at,
      ...row,
    })),
    credits: [],
    ledgerRefunds: [],
    refundsUnderWay: [],
    ledgerCredits: (shape.ours ?? []).map((fen, i) => ({ reference: `T${i}`, amountFen: fen, at })),
    riskFlags: (shape.risk ?? []).map((row, i) => ({
      id: `${i}`,
      orderNo: "O1",
      customerId: "C1",
      rule: "velocity",
      side: "platform",
      severity: null,
      reviewId: null,
      state: "flagged",
      flaggedAt: at,
      decidedAt: null,
      ...row,
    })),
    customer: null,
    product: null,
    channels: [],
  };
}
