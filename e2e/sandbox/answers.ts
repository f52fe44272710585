import type { StoryKind } from "./stories.ts";

type Failure = Exclude<StoryKind, "OK" | "CR_DELIVERED_UNSEEN">;
/** Answers by question. What is not here its customer does not know. */
export type Knowledge = Readonly<Record<string, string>>;

const charged = { debited: "yes", notice: "none", error_text: "none", target_ok: "yes", when: "today" };
const free = { ...charged, debited: "no", page: "awaiting" };

/** What the customers of a story would answer to the checklist, if it asks at all. */
export const answersOf: Record<Failure, Knowledge> = {
  CB_MISSING: { ...charged, page: "awaiting" },
  FUL_UPSTREAM_SLOW: { ...charged, page: "processing" },
  RISK_PLATFORM_HOLD: { ...charged, page: "review" },
  INP_TARGET_WRONG: { ...charged, page: "failed", target_ok: "no" },
  FUL_OUT_OF_STOCK: { ...charged, page: "failed", error_text: "stock" },
  ORD_DUP_PAYMENT: { ...charged, debited: "twice", page: "done" },
  PAY_UNPAID: free,
  PAY_NOT_SENT: { ...free, error_text: "unsure" },
  PAY_CLOSED: { ...free, page: "closed", error_text: "closed" },
  PAY_BUYER_LIMIT: { ...free, error_text: "limit" },
  PAY_CHANNEL_DOWN: { ...free, error_text: "channel" },
  RISK_PLATFORM_BLOCK: { ...free, page: "closed", notice: "risk", error_text: "risk" },
  ACC_FROZEN: { ...free, page: "failed", notice: "frozen", error_text: "account" },
  ACC_UNVERIFIED: { ...free, page: "failed", notice: "verify", error_text: "account" },
  UNKNOWN: { ...charged, page: "failed", error_text: "other" },
};
