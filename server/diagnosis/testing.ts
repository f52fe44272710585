import type { OrderCase } from "#server/orders/index.ts";

/** For tests: the case of an order, built from what matters to the test. Times are minutes before `NOW`. */

export const NOW = new Date("2026-11-23T08:00:00Z");
export const minutesAgo = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

type Order = OrderCase["order"];
type Payment = OrderCase["payments"][number];

const order: Order = {
  orderNo: "CM20261123000001",
  customerId: "C1001",
  productType: "wallet",
  productName: "平台余额 200 元",
  sku: "WALLET-200",
  faceValueFen: 20_000,
  amountFen: 20_000,
  target: "C1001",
  targetServer: null,
  expiresAt: minutesAgo(-10),
  submitCount: 1,
  clientVersion: null,
  createdAt: minutesAgo(20),
  status: "awaiting_payment",
  statusReason: null,
  statusAt: minutesAgo(20),
  statusesSeen: [],
  paidFen: 0,
  paidAt: null,
  paidCount: 0,
  platformCreditedFen: 0,
  creditedAt: null,
  refundedFen: 0,
  lastEventAt: minutesAgo(20),
};

/** A payment attempt; `attempted` unless said otherwise. */
export function payment(over: Partial<Payment> = {}): Payment {
  return {
    orderNo: order.orderNo,
    outTradeNo: "PAY20261123880011",
    channel: "alipay",
    method: "app",
    amountFen: 20_000,
    state: "attempted",
    gatewayTradeNo: null,
    paidFen: 0,
    refundedFen: 0,
    errorCode: null,
    errorMessage: null,
    attemptedAt: minutesAgo(19),
    paidAt: null,
    decidedAt: null,
    gatewayState: null,
    gatewayVia: null,
    gatewayFen: null,
    ...over,
  };
}

/** A payment that the platform says succeeded, so many minutes ago. */
export function paid(minutes = 18, over: Partial<Payment> = {}): Payment {
  const at = minutesAgo(minutes);
  return payment({
    state: "succeeded",
    gatewayTradeNo: "2026112322001499990001754321",
    paidFen: 20_000,
    paidAt: at,
    decidedAt: at,
    ...over,
  });
}

export const unpaid = (state: "failed" | "closed", error?: string): Payment =>
  payment({ state, decidedAt: minutesAgo(15), errorCode: error ?? null });

type Parts = Partial<Omit<OrderCase, "order" | "customer" | "product" | "callbacks" | "fulfilments" | "riskFlags">> & {
  order?: Partial<Order>;
  customer?: Partial<NonNullable<OrderCase["customer"]>> | null;
  stock?: number;
  callbacks?: Partial<OrderCase["callbacks"][number]>[];
  fulfilments?: Partial<OrderCase["fulfilments"][number]>[];
  riskFlags?: Partial<OrderCase["riskFlags"][number]>[];
  channel?: Partial<OrderCase["channels"][number]>;
};

/** A case. Money on the order follows from its payments unless said otherwise. */
export function orderCase(parts: Parts = {}): OrderCase {
  const payments = parts.payments ?? [];
  const settled = payments.filter((p) => p.paidFen > 0);
  return {
    order: {
      ...order,
      paidFen: settled.reduce((sum, p) => sum + p.paidFen, 0),
      paidAt: settled[0]?.paidAt ?? null,
      paidCount: settled.length,
      refundedFen: payments.reduce((sum, p) => sum + p.refundedFen, 0),
      ...parts.order,
    },
    payments,
    callbacks: (parts.callbacks ?? []).map((over, i) => ({
      id: `cb${i}`,
      orderNo: order.orderNo,
      outTradeNo: "PAY20261123880011",
      channel: "alipay",
      verified: true,
      outcome: "applied",
      reason: null,
      httpStatus: 200,
      receivedAt: minutesAgo(17),
      ...over,
    })),
    fulfilments: (parts.fulfilments ?? []).map((over, i) => ({
      id: `ful${i}`,
      orderNo: order.orderNo,
      supplier: "supplier-a",
      supplierRef: null,
      state: "submitted",
      errorCode: null,
      errorMessage: null,
      creditedFen: null,
      submittedAt: minutesAgo(5),
      decidedAt: null,
      ...over,
    })),
    credits: parts.credits ?? [],
    ledgerCredits: parts.ledgerCredits ?? [],
    ledgerRefunds: parts.ledgerRefunds ?? [],
    refundsUnderWay: parts.refundsUnderWay ?? [],
    riskFlags: (parts.riskFlags ?? []).map((over, i) => ({
      id: `risk${i}`,
      orderNo: order.orderNo,
      customerId: order.customerId,
      rule: "velocity_5_in_10min",
      side: "platform",
      severity: null,
      reviewId: null,
      state: "flagged",
      flaggedAt: minutesAgo(16),
      decidedAt: null,
      ...over,
    })),
    customer:
      parts.customer === undefined || parts.customer === null
        ? null
        : {
            id: order.customerId,
            realNameVerified: null,
            frozen: null,
            frozenReason: null,
            level: null,
            registeredAt: null,
            firstPurchaseDone: null,
            singleLimitFen: null,
            dailyLimitFen: null,
            sessionValid: null,
            email: null,
            phone: null,
            stamps: {},
            ...parts.customer,
          },
    product: parts.stock === undefined ? null : { sku: order.sku, stock: parts.stock, restockAt: null, stamps: {} },
    channels: parts.channel
      ? [
          {
            code: "alipay",
            status: "up",
            statusAt: minutesAgo(30),
            notice: null,
            recommended: null,
            singleLimitFen: null,
            dailyLimitFen: null,
            stamps: {},
            ...parts.channel,
          },
        ]
      : [],
  };
}
