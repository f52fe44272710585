import type { StoryKind } from "./stories.ts";

export type Failure = Exclude<StoryKind, "OK" | "CR_DELIVERED_UNSEEN">;
/** Answers by question. What is not here its customer does not know. */
export type Knowledge = Readonly<Record<string, string>>;

const calm = {
  notice: "none",
  error_text: "none",
  order_right: "right",
  entry: "ours",
  when: "today",
};
const charged = { ...calm, debited: "yes", bank_sms: "yes" };
const free = { ...calm, debited: "no", bank_sms: "no", page: "awaiting" };
const stuck = { ...charged, page: "processing" };
const failed = { ...charged, page: "failed" };

/** What the customers of a story would answer to the checklist, if it asks at all. */
export const answersOf: Record<Failure, Knowledge> = {
  ACC_FROZEN: { ...free, page: "failed", notice: "frozen", error_text: "account" },
  ACC_UNVERIFIED: { ...free, page: "failed", notice: "verify", error_text: "account" },
  ACC_LEVEL_RESTRICTED: { ...free, page: "failed" },
  ACC_SESSION_EXPIRED: free,
  INP_TARGET_WRONG: { ...failed, order_right: "account" },
  INP_PRODUCT_WRONG: { ...charged, page: "done", order_right: "product" },
  INP_AMOUNT_WRONG: { ...free, error_text: "other", order_right: "amount" },
  INP_COUPON_RULE: { ...free, page: "failed", error_text: "coupon" },
  INP_VERIFY_INCOMPLETE: { ...free, page: "closed", error_text: "challenge" },
  INP_DUP_SUBMIT: { ...free, error_text: "other" },
  INP_UNOFFICIAL_LINK: { ...charged, page: "no_order", entry: "link" },
  PAY_NOT_SENT: { ...free, error_text: "network" },
  PAY_UNPAID: free,
  PAY_USER_PAYING: free,
  PAY_FUNDS_SHORT: { ...free, error_text: "funds" },
  PAY_BUYER_LIMIT: { ...free, error_text: "limit" },
  PAY_MERCHANT_LIMIT: { ...free, error_text: "limit" },
  PAY_CARD_INVALID: { ...free, error_text: "card" },
  PAY_METHOD_OFF: { ...free, error_text: "unsupported" },
  PAY_PASSWORD_LOCKED: { ...free, error_text: "locked" },
  PAY_METHOD_UNSUPPORTED: { ...free, error_text: "unsupported" },
  PAY_CHANNEL_DOWN: { ...free, error_text: "channel" },
  PAY_CONFIG_ERROR: { ...free, error_text: "channel" },
  PAY_CLOSED: { ...free, page: "closed", error_text: "closed" },
  PAY_TRADE_FAILED: { ...free, error_text: "declined" },
  PAY_BANK_REVERSAL: { ...charged, page: "closed" },
  POL_CHANNEL_BLOCKED: { ...free, error_text: "channel" },
  RISK_PLATFORM_BLOCK: { ...free, page: "closed", notice: "risk", error_text: "risk" },
  RISK_PLATFORM_HOLD: { ...charged, page: "review" },
  RISK_GATEWAY_REJECT: { ...free, error_text: "risk" },
  CB_MISSING: { ...charged, page: "awaiting" },
  CB_BAD_SIGN: { ...charged, page: "awaiting" },
  CB_IDENTITY_MISMATCH: { ...charged, page: "awaiting" },
  CB_AMOUNT_MISMATCH: { ...charged, page: "awaiting" },
  CB_PROCESS_ERROR: { ...charged, page: "awaiting" },
  CB_LATE: { ...charged, page: "closed" },
  ORD_STATE_LAG: stuck,
  ORD_LOST: { ...charged, page: "no_order" },
  ORD_DUP_PAYMENT: { ...charged, debited: "twice", page: "done" },
  FUL_UPSTREAM_SLOW: stuck,
  FUL_UPSTREAM_DOWN: stuck,
  FUL_OUT_OF_STOCK: { ...failed, error_text: "stock" },
  FUL_NO_MATCH: stuck,
  FUL_FAILED: failed,
  FUL_UPSTREAM_FUNDS: stuck,
  FUL_PARTIAL: stuck,
  CR_NOT_CREDITED: stuck,
  UNKNOWN: {},
};
