import type { CauseCode } from "#server/diagnosis/schemas.ts";
import type { Purchase } from "../purchase.ts";
import {
  attempted,
  type Beat,
  callback,
  created,
  credit,
  delivered,
  fulfilment,
  paid,
  payment,
  risk,
  status,
  story,
  succeeded,
  type Teller,
} from "./beats.ts";

/** Paid, told of in this way, and not taken up. */
const told =
  (outcome: string, more: Record<string, unknown>): Teller =>
  (p) =>
    story(
      [created(p), attempted(p), succeeded(p), callback(p, 22, outcome, more)],
      [callback(p, 0, "applied", { reason: "replayed" }), status(p, 0, "paid"), ...delivered(p, 2)],
    );

/** Paid and handed to the supplier, who then failed with this. */
const unfulfilled =
  (errorCode: string, errorMessage: string, mends = false): Teller =>
  (p) =>
    story(
      [
        ...paid(p),
        fulfilment(p, 24, "submitted"),
        status(p, 24, "fulfilling"),
        fulfilment(p, 41, "failed", { errorCode, errorMessage }),
      ],
      mends ? delivered(p, 0) : [],
    );

const stock = (p: Purchase, atS: number, left: number): Beat => [
  atS,
  "product.updated",
  { sku: p.product.sku, stock: left, restockAt: new Date(p.at.getTime() + 86_400_000).toISOString() },
];

/** What goes wrong once the money is in, or at a security check. */
export const paidStories = {
  RISK_PLATFORM_BLOCK: (p) =>
    story([created(p), risk(p, 2, "flagged"), risk(p, 3, "upheld"), status(p, 3, "cancelled", "风控拦截")]),
  RISK_PLATFORM_HOLD: (p) =>
    story(
      [...paid(p), risk(p, 23, "flagged"), status(p, 23, "under_review", "风控审核")],
      [risk(p, 0, "cleared"), ...delivered(p, 2)],
    ),
  RISK_GATEWAY_REJECT: (p) =>
    story([
      created(p),
      attempted(p),
      payment(p, 19, "failed", { errorCode: "ACQ.PAYMENT_REQUEST_HAS_RISK", errorMessage: "支付有风险" }),
    ]),
  CB_MISSING: (p) =>
    story(
      [created(p), attempted(p), succeeded(p)],
      [callback(p, 0, "applied", { reason: "late" }), status(p, 0, "paid"), ...delivered(p, 2)],
    ),
  CB_BAD_SIGN: told("rejected", { verified: false, reason: "bad_signature", httpStatus: 401 }),
  CB_IDENTITY_MISMATCH: told("rejected", { reason: "seller_id mismatch", httpStatus: 400 }),
  CB_PROCESS_ERROR: told("error", { reason: "database timeout", httpStatus: 500 }),
  CB_AMOUNT_MISMATCH: (p) =>
    story([
      created(p),
      attempted(p),
      payment(p, 21, "succeeded", {
        gatewayTradeNo: p.gatewayTradeNo,
        amountFen: Math.max(1, p.product.priceFen - 500),
      }),
      callback(p, 22, "rejected", { reason: "amount mismatch" }),
    ]),
  CB_LATE: (p) =>
    story([
      created(p),
      attempted(p),
      status(p, 1_801, "expired", "支付超时关闭"),
      succeeded(p, 1_950),
      callback(p, 1_960, "rejected", { reason: "order closed" }),
    ]),
  // Delivered long ago; the shop's own order page is behind.
  ORD_STATE_LAG: (p) =>
    story(
      [
        created(p),
        attempted(p),
        succeeded(p),
        callback(p, 22, "applied"),
        status(p, 22, "paid"),
        fulfilment(p, 24, "submitted"),
        fulfilment(p, 58, "succeeded"),
        credit(p, 58),
      ],
      [status(p, 0, "completed")],
    ),
  // The message that made the order was lost, not that of the payment.
  ORD_LOST: (p) => story([attempted(p), succeeded(p)], [created(p), status(p, 1, "paid"), ...delivered(p, 2)]),
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
  FUL_UPSTREAM_SLOW: (p) =>
    story(
      [...paid(p), fulfilment(p, 24, "submitted"), status(p, 24, "fulfilling")],
      [fulfilment(p, 0, "succeeded"), credit(p, 0), status(p, 1, "completed")],
    ),
  FUL_UPSTREAM_DOWN: unfulfilled("503", "upstream connection timeout", true),
  FUL_OUT_OF_STOCK: (p) =>
    story([
      ...paid(p),
      stock(p, 23, 0),
      fulfilment(p, 25, "failed", { errorCode: "insufficient_stock", errorMessage: "库存不足" }),
      status(p, 26, "failed", "库存不足"),
    ]),
  FUL_NO_MATCH: unfulfilled("product_unavailable", "缺少区服信息，无法匹配商品"),
  FUL_FAILED: unfulfilled("sta=9", "充值失败"),
  FUL_UPSTREAM_FUNDS: unfulfilled("insufficient_balance", "供货账户余额不足", true),
  FUL_PARTIAL: (p) =>
    story([
      ...paid(p),
      fulfilment(p, 24, "submitted"),
      status(p, 24, "fulfilling"),
      fulfilment(p, 50, "partial", { creditedFen: Math.floor(p.product.priceFen / 2) }),
      status(p, 51, "partially_fulfilled"),
    ]),
  UNKNOWN: (p) => story([created(p), status(p, 3, "failed")]),
} satisfies Partial<Record<CauseCode, Teller>>;
