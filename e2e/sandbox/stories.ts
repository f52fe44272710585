import type { CauseCode } from "#server/diagnosis/schemas.ts";
import { supplierOf } from "./catalogue.ts";
import type { Purchase } from "./purchase.ts";

/** What the platform says at one moment: seconds after the purchase, the type without its prefix, the data. */
export type Beat = readonly [atS: number, type: string, data: Record<string, unknown>];
/**
 * How a purchase went. `opening` is what the platform knows while the customer waits, `mending` what it sends when the
 * fault is put right later (a late callback, a review that passes); empty where nothing mends by itself.
 */
export type Story = { opening: Beat[]; mending: Beat[] };
export type StoryKind = "OK" | CauseCode;
/** Stories in which nobody got as far as a payment: their customers have no payment number. */
export const withoutPayment: readonly StoryKind[] = [
  "PAY_NOT_SENT",
  "RISK_PLATFORM_BLOCK",
  "ACC_FROZEN",
  "ACC_UNVERIFIED",
];

const EXPIRES_AFTER_MS = 30 * 60_000;

function created(p: Purchase): Beat {
  return [
    0,
    "order.created",
    {
      orderNo: p.orderNo,
      customerId: p.customerId,
      productType: p.product.type,
      productName: p.product.name,
      sku: p.product.sku,
      faceValueFen: p.product.faceValueFen,
      amountFen: p.product.priceFen,
      target: p.target,
      expiresAt: new Date(p.at.getTime() + EXPIRES_AFTER_MS).toISOString(),
      submitCount: 1,
      clientVersion: "h5-4.2.0",
    },
  ];
}
const status = (p: Purchase, atS: number, to: string, reason?: string): Beat => [
  atS,
  "order.status_changed",
  { orderNo: p.orderNo, status: to, ...(reason ? { reason } : {}) },
];
const attempted = (p: Purchase, atS = 8, outTradeNo = p.outTradeNo): Beat => [
  atS,
  "payment.attempted",
  { orderNo: p.orderNo, outTradeNo, channel: p.channel.code, method: p.channel.method, amountFen: p.product.priceFen },
];
const payment = (p: Purchase, atS: number, what: string, more: Record<string, unknown> = {}): Beat => [
  atS,
  `payment.${what}`,
  { orderNo: p.orderNo, outTradeNo: p.outTradeNo, amountFen: p.product.priceFen, ...more },
];
const succeeded = (p: Purchase, atS = 21): Beat => payment(p, atS, "succeeded", { gatewayTradeNo: p.gatewayTradeNo });
const callback = (p: Purchase, atS: number, outcome: string, more: Record<string, unknown> = {}): Beat => [
  atS,
  "callback.received",
  {
    orderNo: p.orderNo,
    outTradeNo: p.outTradeNo,
    channel: p.channel.code,
    verified: true,
    outcome,
    httpStatus: 200,
    ...more,
  },
];
const fulfilment = (p: Purchase, atS: number, what: string, more: Record<string, unknown> = {}): Beat => [
  atS,
  `fulfilment.${what}`,
  { orderNo: p.orderNo, supplier: supplierOf(p.product), supplierRef: `S${p.orderNo.slice(2)}`, ...more },
];
const credit = (p: Purchase, atS: number): Beat => [
  atS,
  "credit.posted",
  { orderNo: p.orderNo, amountFen: p.product.priceFen, reference: `CR${p.orderNo.slice(2)}` },
];
const risk = (p: Purchase, atS: number, what: string): Beat => [
  atS,
  `risk.${what}`,
  {
    orderNo: p.orderNo,
    customerId: p.customerId,
    rule: "new_device_large_order",
    side: "platform",
    severity: "high",
    reviewId: `RV${p.orderNo.slice(2)}`,
  },
];
const customer = (p: Purchase, atS: number, data: Record<string, unknown>): Beat => [
  atS,
  "customer.updated",
  { customerId: p.customerId, ...data },
];

const paid = (p: Purchase): Beat[] => [
  created(p),
  attempted(p),
  succeeded(p),
  callback(p, 22, "applied"),
  status(p, 22, "paid"),
];
const delivered = (p: Purchase, fromS: number): Beat[] => [
  fulfilment(p, fromS, "submitted"),
  status(p, fromS, "fulfilling"),
  fulfilment(p, fromS + 34, "succeeded"),
  credit(p, fromS + 34),
  status(p, fromS + 35, "completed"),
];
const story = (opening: Beat[], mending: Beat[] = []): Story => ({ opening, mending });

/** Every way in which a purchase at the shop can go, by the cause that a diagnosis should find. */
export const stories: Record<StoryKind, (p: Purchase) => Story> = {
  OK: (p) => story([...paid(p), ...delivered(p, 24)]),
  CR_DELIVERED_UNSEEN: (p) => story([...paid(p), ...delivered(p, 24)]),
  CB_MISSING: (p) =>
    story(
      [created(p), attempted(p), succeeded(p)],
      [callback(p, 0, "applied", { reason: "late" }), status(p, 0, "paid"), ...delivered(p, 2)],
    ),
  PAY_UNPAID: (p) =>
    story(
      [created(p), attempted(p)],
      [succeeded(p, 0), callback(p, 1, "applied"), status(p, 1, "paid"), ...delivered(p, 3)],
    ),
  // The network dropped before the payment page: the shop never asked the gateway for anything.
  PAY_NOT_SENT: (p) => story([created(p)]),
  PAY_CLOSED: (p) =>
    story([created(p), attempted(p), payment(p, 1_800, "closed"), status(p, 1_801, "expired", "支付超时关闭")]),
  PAY_BUYER_LIMIT: (p) =>
    story([
      created(p),
      attempted(p),
      payment(p, 19, "failed", {
        errorCode: "ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR",
        errorMessage: "买家付款日限额超限",
      }),
    ]),
  PAY_CHANNEL_DOWN: (p) =>
    story(
      [
        created(p),
        [2, "channel.updated", { channel: p.channel.code, status: "down", notice: "渠道维护中，暂时不能支付" }],
        attempted(p),
        payment(p, 40, "failed", { errorCode: "SYSTEM_ERROR", errorMessage: "系统繁忙" }),
      ],
      [[0, "channel.updated", { channel: p.channel.code, status: "up", notice: "" }]],
    ),
  RISK_PLATFORM_HOLD: (p) =>
    story(
      [...paid(p), risk(p, 23, "flagged"), status(p, 23, "under_review", "风控审核")],
      [risk(p, 0, "cleared"), ...delivered(p, 2)],
    ),
  RISK_PLATFORM_BLOCK: (p) =>
    story([created(p), risk(p, 2, "flagged"), risk(p, 3, "upheld"), status(p, 3, "cancelled", "风控拦截")]),
  ACC_FROZEN: (p) =>
    story(
      [
        customer(p, -600, { realNameVerified: true, frozen: true, frozenReason: "多次输错支付密码" }),
        created(p),
        status(p, 2, "failed", "账户已冻结"),
      ],
      [customer(p, 0, { realNameVerified: true, frozen: false })],
    ),
  ACC_UNVERIFIED: (p) =>
    story([
      customer(p, -600, { realNameVerified: false, frozen: false, singleLimitFen: Math.floor(p.product.priceFen / 2) }),
      created(p),
      status(p, 2, "failed", "超过未实名账户的限额，请先完成实名认证"),
    ]),
  INP_TARGET_WRONG: (p) =>
    story([
      ...paid(p),
      fulfilment(p, 24, "submitted"),
      status(p, 24, "fulfilling"),
      fulfilment(p, 41, "failed", { errorCode: "TARGET_INVALID", errorMessage: "充值账号不存在" }),
      status(p, 42, "failed", "充值账号不存在"),
    ]),
  FUL_UPSTREAM_SLOW: (p) =>
    story(
      [...paid(p), fulfilment(p, 24, "submitted"), status(p, 24, "fulfilling")],
      [fulfilment(p, 0, "succeeded"), credit(p, 0), status(p, 1, "completed")],
    ),
  FUL_OUT_OF_STOCK: (p) =>
    story([
      ...paid(p),
      [23, "product.updated", { sku: p.product.sku, stock: 0 }],
      fulfilment(p, 25, "failed", { errorCode: "insufficient_stock", errorMessage: "库存不足" }),
      status(p, 26, "failed", "库存不足"),
    ]),
  ORD_DUP_PAYMENT: (p) => {
    const second = { outTradeNo: `${p.outTradeNo}R` };
    return story([
      created(p),
      attempted(p),
      attempted(p, 52, second.outTradeNo),
      succeeded(p, 58),
      payment(p, 63, "succeeded", {
        ...second,
        gatewayTradeNo: `${p.gatewayTradeNo.slice(0, 21)}9${p.gatewayTradeNo.slice(22)}`,
      }),
      callback(p, 64, "applied"),
      callback(p, 65, "duplicate", second),
      status(p, 64, "paid"),
      ...delivered(p, 66),
    ]);
  },
  UNKNOWN: (p) =>
    story([
      ...paid(p),
      fulfilment(p, 24, "submitted"),
      fulfilment(p, 31, "failed", { errorCode: "E9999", errorMessage: "处理失败" }),
      status(p, 32, "failed"),
    ]),
};
