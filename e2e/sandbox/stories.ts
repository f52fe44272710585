import type { CauseCode } from "#server/diagnosis/schemas.ts";
import { accountStories } from "./stories/account.ts";
import { delivered, paid, story, type Teller } from "./stories/beats.ts";
import { paidStories } from "./stories/paid.ts";
import { payStories } from "./stories/pay.ts";

export type { Beat, Story } from "./stories/beats.ts";

export type StoryKind = "OK" | CauseCode;
/** Stories in which nobody got as far as a payment: their customers have no payment number. */
export const withoutPayment: readonly StoryKind[] = [
  "PAY_NOT_SENT",
  "RISK_PLATFORM_BLOCK",
  "ACC_FROZEN",
  "ACC_UNVERIFIED",
  "ACC_LEVEL_RESTRICTED",
  "ACC_SESSION_EXPIRED",
  "INP_COUPON_RULE",
  "UNKNOWN",
];

/** Every way in which a purchase at the shop can go, by the cause that a diagnosis should find. */
export const stories: Record<StoryKind, Teller> = {
  OK: (p) => story([...paid(p), ...delivered(p, 24)]),
  ...accountStories,
  ...payStories,
  ...paidStories,
};
