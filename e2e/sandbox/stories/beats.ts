import { supplierOf } from "../catalogue.ts";
import type { Purchase } from "../purchase.ts";

/** What the platform says at one moment: seconds after the purchase, the type without its prefix, the data. */
export type Beat = readonly [atS: number, type: string, data: Record<string, unknown>];
/**
 * How a purchase went. `opening` is what the platform knows while the customer waits, `mending` what it sends when the
 * fault is put right later (a late callback, a review that passes); empty where nothing mends by itself.
 */
export type Story = { opening: Beat[]; mending: Beat[] };
export type Teller = (p: Purchase) => Story;

const EXPIRES_AFTER_MS = 30 * 60_000;

export function created(p: Purchase): Beat {
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
export const status = (p: Purchase, atS: number, to: string, reason?: string): Beat => [
  atS,
  "order.status_changed",
  { orderNo: p.orderNo, status: to, ...(reason ? { reason } : {}) },
];
export const attempted = (p: Purchase, atS = 8, outTradeNo = p.outTradeNo): Beat => [
  atS,
  "payment.attempted",
  { orderNo: p.orderNo, outTradeNo, channel: p.channel.code, method: p.channel.method, amountFen: p.product.priceFen },
];
export const payment = (p: Purchase, atS: number, what: string, more: Record<string, unknown> = {}): Beat => [
  atS,
  `payment.${what}`,
  { orderNo: p.orderNo, outTradeNo: p.outTradeNo, amountFen: p.product.priceFen, ...more },
];
export const succeeded = (p: Purchase, atS = 21): Beat =>
  payment(p, atS, "succeeded", { gatewayTradeNo: p.gatewayTradeNo });
export const callback = (p: Purchase, atS: number, outcome: string, more: Record<string, unknown> = {}): Beat => [
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
export const fulfilment = (p: Purchase, atS: number, what: string, more: Record<string, unknown> = {}): Beat => [
  atS,
  `fulfilment.${what}`,
  { orderNo: p.orderNo, supplier: supplierOf(p.product), supplierRef: `S${p.orderNo.slice(2)}`, ...more },
];
export const credit = (p: Purchase, atS: number): Beat => [
  atS,
  "credit.posted",
  { orderNo: p.orderNo, amountFen: p.product.priceFen, reference: `CR${p.orderNo.slice(2)}` },
];
export const risk = (p: Purchase, atS: number, what: string): Beat => [
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
export const customer = (p: Purchase, atS: number, data: Record<string, unknown>): Beat => [
  atS,
  "customer.updated",
  { customerId: p.customerId, ...data },
];

export const paid = (p: Purchase): Beat[] => [
  created(p),
  attempted(p),
  succeeded(p),
  callback(p, 22, "applied"),
  status(p, 22, "paid"),
];
export const delivered = (p: Purchase, fromS: number): Beat[] => [
  fulfilment(p, fromS, "submitted"),
  status(p, fromS, "fulfilling"),
  fulfilment(p, fromS + 34, "succeeded"),
  credit(p, fromS + 34),
  status(p, fromS + 35, "completed"),
];
export const story = (opening: Beat[], mending: Beat[] = []): Story => ({ opening, mending });
