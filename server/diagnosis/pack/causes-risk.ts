import {
  at,
  charged,
  delivered,
  errors,
  is,
  notPaid,
  paid,
  refusedPlans,
  sign,
  toRisk,
  toSupport,
  UNPAID,
  vetoPaid,
  wasPaid,
} from "./rule-parts.ts";
import type { CauseRule } from "./schema.ts";

/** Causes that lie with a review, ours or the payment channel's. */

const untouched = is("ful.state", "submitted", "succeeded", "failed", "partial");
export const riskCauses: CauseRule[] = [
  {
    code: "RISK_PLATFORM_BLOCK",
    prior: 0.05,
    // Only a sign of risk speaks for it: that nothing was paid accuses nobody.
    evidence: [
      ...at("risk.state", [["open", "upheld"], 4], ["cleared", -3]),
      ...at("user.notice", ["risk", 4], ["none", -2], [["frozen", "verify"], -1.5]),
      ...at("order.reason", ["risk", 4]),
      ...at("user.debited", [["yes", "twice"], -2.5]),
      ...at("user.error", ["risk", 2.5], [["limit", "channel", "stock"], -1.5]),
      ...at("user.page", [["processing", "review", "done"], -2]),
      ...at("risk.challenge", ["open", -2]),
      ...at("pay.error", ["risk", -1]),
    ],
    decisive: [
      sign([is("risk.state", "open", "upheld"), notPaid]),
      sign([is("order.reason", "risk"), notPaid], is("pay.error", "risk")),
    ],
    vetoes: vetoPaid,
    plans: [{ outcome: "risk_appeal", remedies: ["APPEAL_BLOCK", "VERIFY_IDENTITY"] }],
    ...toRisk,
  },
  {
    code: "RISK_PLATFORM_HOLD",
    prior: 0.06,
    evidence: [
      ...at("risk.state", ["open", 3.5], ["upheld", 3], ["cleared", -3]),
      ...at("user.notice", ["risk", 2.5], ["none", -1]),
      ...at("order.status", ["under_review", 3.5], [["completed", "cancelled", "expired"], -2]),
      ...at("user.page", ["review", 3.5], [["awaiting", "closed", "done", "no_order"], -2]),
      ...at("order.reason", ["risk", 2]),
      ...at("pay.state", ["paid", 1], [UNPAID, -4]),
      ...at("user.debited", [["yes", "twice"], 1], ["no", -2.5]),
      ...at("ful.state", ["submitted", -2], ["failed", -2]),
      ...at("user.error", [["limit", "channel", "stock", "closed"], -1.5]),
    ],
    decisive: [
      sign([paid, is("risk.state", "open", "upheld")], untouched),
      sign([paid, is("order.status", "under_review")], [untouched, is("order.reason", "level")]),
      sign([paid, is("order.reason", "risk")], untouched),
    ],
    vetoes: [delivered],
    plans: [
      { when: [is("risk.state", "upheld")], ...charged("REFUND_REQUEST", "CONTACT_HUMAN") },
      { outcome: "risk_appeal", remedies: ["APPEAL_HOLD"] },
    ],
    ...toRisk,
  },
  {
    code: "RISK_GATEWAY_REJECT",
    prior: 0.02,
    evidence: [
      ...errors("risk"),
      ...at("risk.gateway", ["open", 3.5], ["cleared", -2]),
      ...at("risk.state", [["open", "upheld"], -2]),
      ...at("user.debited", [["yes", "twice"], -2], ["no", 0.5]),
    ],
    decisive: [
      sign(is("pay.error", "risk"), [wasPaid, is("chan.notice", "policy")]),
      sign([is("risk.gateway", "open"), notPaid]),
    ],
    vetoes: vetoPaid,
    plans: refusedPlans("SWITCH_CHANNEL", "CALL_GATEWAY"),
    ...toSupport,
  },
];
