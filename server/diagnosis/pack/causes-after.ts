import {
  alone,
  anyReason,
  at,
  awaitCredit,
  charged,
  checkBill,
  deliver,
  delivered,
  errors,
  is,
  notPaid,
  paid,
  refusedPlans,
  saysDebited,
  sign,
  ticket,
  toFulfilment,
  toPayments,
  toRisk,
  toSupport,
  trace,
  UNPAID,
  vetoPaid,
  vetoUnpaid,
  wasPaid,
} from "./rule-parts.ts";
import type { CauseRule } from "./schema.ts";

/** Causes that lie with a review, with the notice of the payment, with the order, or with its delivery. */

const untouched = is("ful.state", "submitted", "succeeded", "failed", "partial");
const wrongOrder = is("user.order_right", "account", "product", "amount");
const heard = ["applied", "duplicate", "bad_sign", "identity", "amount", "late", "error", "untagged"] as const;
const supplierWords = ["stock", "target", "no_match", "supplier_funds", "supplier_down"] as const;

const risk: CauseRule[] = [
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

const callback = (
  code: CauseRule["code"],
  state: string,
  over: Pick<CauseRule, "plans"> & Partial<CauseRule>,
): CauseRule => ({
  code,
  prior: 0.012,
  vetoes: vetoUnpaid,
  ...toPayments,
  ...over,
  evidence: [
    ...at("cb.state", [state, 4], [["missing", ...heard].filter((one) => one !== state), -3]),
    ...at("pay.state", ["paid", 1], [UNPAID, -1.5]),
    ...at("order.behind", [true, 2]),
    ...(over.evidence ?? []),
  ],
  decisive: [sign(is("cb.state", state), is("pay.state", "none", "unpaid", "closed")), ...(over.decisive ?? [])],
});
const redeliver = [...deliver("REDELIVER", "CONTACT_HUMAN"), trace];

const callbacks: CauseRule[] = [
  {
    code: "CB_MISSING",
    prior: 0.16,
    evidence: [
      ...at("pay.state", ["paid", 2], ["none", -1.5]),
      ...at("cb.state", ["missing", 3], [["bad_sign", "identity", "amount", "late", "error", "untagged"], -4]),
      ...at("pay.amount", [["over", "under"], -3.5]),
      ...at("user.debited", ["yes", 2], ["twice", -1], ["no", -3.5]),
      ...at("order.behind", [true, 3.5], [false, -3]),
      ...at("order.late", [true, -4]),
      ...at("order.exists", [false, -2]),
      ...at(
        "user.page",
        ["awaiting", 1.5],
        ["closed", 0.7],
        [["done", "no_order"], -2.5],
        [["review", "processing"], -1],
        ["failed", -2],
      ),
      ...at("ful.state", [["submitted", "failed", "partial"], -3]),
      ...at("risk.state", [["open", "upheld"], -3]),
      ...at("user.entry", ["link", -3]),
      ...at("user.error", [["limit", "risk", "account", "stock", "target", "failed"], -2]),
    ],
    decisive: [sign([paid, is("cb.state", "missing")], [untouched, is("order.exists", false)])],
    vetoes: [
      is("cb.state", "applied", "duplicate"),
      is("pay.paid_twice", true),
      is("pay.state", "unpaid", "closed", "refunded"),
      delivered,
    ],
    plans: [
      { charge: ["confirmed"], wait: { from: ["pay.paid_at"], minutes: 2 }, outcome: "wait", remedies: ["WAIT_SYNC"] },
      ...deliver("REDELIVER", "CONTACT_HUMAN"),
      awaitCredit,
      trace,
    ],
    ...toPayments,
  },
  callback("CB_BAD_SIGN", "bad_sign", {
    plans: [...deliver("REDELIVER", "PLATFORM_FIXES", "CONTACT_HUMAN"), trace],
  }),
  callback("CB_IDENTITY_MISMATCH", "identity", {
    decisive: [sign(is("pay.error", "identity"), wasPaid), sign(is("order.reason", "identity"))],
    plans: [ticket("CHECK_RECEIVER", "CONTACT_HUMAN")],
    vetoes: [delivered],
  }),
  callback("CB_AMOUNT_MISMATCH", "amount", {
    evidence: [...at("pay.amount", [["over", "under"], 4], ["equal", -3])],
    decisive: [
      sign([is("pay.amount", "over", "under"), paid], is("pay.paid_twice", true)),
      sign([is("order.reason", "mismatch"), paid]),
    ],
    plans: [ticket("SETTLE_DIFFERENCE", "CONTACT_HUMAN")],
    vetoes: [is("pay.state", "none", "unpaid", "closed", "refunded")],
  }),
  callback("CB_PROCESS_ERROR", "error", { plans: redeliver }),
  callback("CB_LATE", "late", {
    evidence: [...at("order.late", [true, 4], [false, -2])],
    decisive: [sign([is("order.late", true), paid], untouched), sign([is("order.reason", "late"), paid])],
    plans: [...deliver("REOPEN_ORDER", "CONTACT_HUMAN"), trace],
  }),
];

const orders: CauseRule[] = [
  {
    code: "ORD_STATE_LAG",
    prior: 0.012,
    evidence: [
      ...at("order.lag", [true, 4], [false, -3]),
      ...at("delivery.state", ["done", 2], [["not_done", "partial"], -3]),
      ...at("order.reason", ["lag", 3]),
      ...at("user.page", [["awaiting", "processing"], 1], ["done", -2]),
      ...at("user.order_right", [["account", "product", "amount"], -3]),
    ],
    decisive: [
      sign([is("order.lag", true), delivered], [is("credit.state", "missing"), wrongOrder, is("user.page", "done")]),
      sign(is("order.reason", "lag")),
    ],
    vetoes: [is("delivery.state", "not_done")],
    plans: [
      { wait: { from: ["ful.decided_at"], minutes: 15 }, outcome: "wait", remedies: ["WAIT_STATUS", "CHECK_ARRIVAL"] },
      { when: [delivered], outcome: "self_fixed", remedies: ["CHECK_ARRIVAL"] },
      ticket("CHECK_ARRIVAL", "CONTACT_HUMAN"),
    ],
    ...toSupport,
  },
  {
    code: "ORD_LOST",
    prior: 0.01,
    evidence: [
      ...at("order.exists", [false, 2], [true, -4]),
      ...at("pay.state", ["paid", 2], [UNPAID, -2]),
      ...at("user.page", ["no_order", 2.5], [["awaiting", "processing", "review", "closed", "failed", "done"], -2]),
      ...at("user.entry", ["ours", 1.5], ["link", -3]),
      ...at("user.debited", ["no", -2]),
    ],
    decisive: [
      sign([is("order.exists", false), wasPaid]),
      sign([is("user.page", "no_order"), is("user.entry", "ours"), saysDebited]),
      sign([is("order.exists", false), is("user.entry", "ours"), saysDebited]),
    ],
    vetoes: [is("order.exists", true)],
    plans: [charged("REBUILD_ORDER", "CONTACT_HUMAN"), trace],
    ...toPayments,
  },
  {
    code: "ORD_DUP_PAYMENT",
    prior: 0.03,
    evidence: [
      ...at("pay.paid_twice", [true, 4], [false, -4]),
      ...at("pay.again", [true, 3]),
      ...at("pay.error", ["paid", 3.5]),
      ...at("order.reason", ["paid", 3]),
      ...at("user.error", ["paid", 2]),
      ...at("user.debited", ["twice", 4], [["yes", "no"], -2.5]),
    ],
    decisive: [
      sign(is("pay.paid_twice", true)),
      sign(is("pay.error", "paid")),
      sign([is("pay.again", true), paid], is("cb.state", "missing", "bad_sign", "error")),
      sign(is("order.reason", "paid")),
    ],
    vetoes: [is("pay.state", "none", "closed")],
    plans: [
      { when: [is("pay.paid_twice", true)], ...charged("REFUND_EXTRA", "CONTACT_HUMAN") },
      charged("CONTACT_HUMAN"),
      trace,
    ],
    ...toPayments,
  },
];

const supplier = (
  code: CauseRule["code"],
  name: string,
  over: Pick<CauseRule, "plans"> & Partial<CauseRule>,
): CauseRule => ({
  code,
  prior: 0.015,
  vetoes: [delivered, is("pay.state", "none", "unpaid", "closed")],
  ...toFulfilment,
  ...over,
  evidence: [
    ...at("ful.error", [name, 4], [supplierWords.filter((word) => word !== name), -2]),
    ...at("order.reason", [name, 3.5]),
    ...at("ful.state", ["failed", 1]),
    ...at("pay.state", ["paid", 0.5]),
    ...(over.evidence ?? []),
  ],
  decisive: [sign(is("ful.error", name)), sign([is("order.reason", name), paid]), ...(over.decisive ?? [])],
});

const delivery: CauseRule[] = [
  {
    code: "FUL_UPSTREAM_SLOW",
    prior: 0.1,
    evidence: [
      ...at("ful.state", ["submitted", 3], ["failed", -3], ["partial", -1.5], ["succeeded", -4]),
      ...at("ful.error", ["pending", 3], [supplierWords, -2], ["failed", -2]),
      ...at(
        "order.status",
        ["fulfilling", 2.5],
        ["paid", 1],
        [["awaiting_payment", "expired", "cancelled", "under_review"], -2.5],
      ),
      ...at("user.page", ["processing", 3], [["awaiting", "closed", "done", "no_order", "failed"], -2]),
      ...at("pay.state", ["paid", 1]),
      ...at("cb.state", [["applied", "duplicate"], 1.5]),
      ...at("user.debited", ["yes", 1], ["twice", -2], ["no", -3]),
      ...at("risk.state", [["open", "upheld"], -2.5]),
      ...at("stock.out", [true, -1.5]),
      ...at("sup.failing", [true, -1]),
      ...at("user.when", ["just_now", 0.7], ["earlier", -0.5]),
      ...at("user.error", [["limit", "risk", "account", "stock", "closed"], -2]),
    ],
    decisive: [sign(is("ful.state", "submitted")), sign([is("order.reason", "pending"), paid])],
    vetoes: [is("pay.paid_twice", true), delivered, is("pay.state", "none", "unpaid", "closed", "refunded")],
    plans: [
      {
        charge: ["confirmed"],
        wait: { from: ["ful.submitted_at", "pay.paid_at"], minutes: 15 },
        outcome: "wait",
        remedies: ["WAIT_SUPPLIER"],
      },
      charged("TRACE_SUPPLIER", "CONTACT_HUMAN"),
      awaitCredit,
      trace,
    ],
    ...toFulfilment,
  },
  supplier("FUL_UPSTREAM_DOWN", "supplier_down", {
    evidence: [...at("sup.failing", [true, 3], [false, -1])],
    decisive: [
      sign(
        [is("sup.failing", true), is("ful.state", "submitted", "failed")],
        is("ful.error", "stock", "target", "no_match", "supplier_funds"),
      ),
      sign([is("order.reason", "channel"), paid]),
    ],
    plans: [
      { when: [is("ful.state", "submitted")], ...charged("TRACE_SUPPLIER", "CONTACT_HUMAN") },
      ...deliver("REDISPATCH", "CONTACT_HUMAN"),
      trace,
    ],
  }),
  {
    code: "FUL_OUT_OF_STOCK",
    prior: 0.03,
    evidence: [
      ...at("stock.out", [true, 3.5], [false, -3]),
      ...at("ful.error", ["stock", 4], [supplierWords.filter((word) => word !== "stock"), -2], ["failed", -1]),
      ...at("order.reason", ["stock", 3.5]),
      ...at("pay.error", ["stock", 3.5]),
      ...at("user.error", ["stock", 4]),
      ...at("ful.state", ["failed", 1]),
      ...at("order.behind", [true, -1.5]),
    ],
    decisive: [
      sign(is("ful.error", "stock")),
      sign(is("order.reason", "stock")),
      sign(is("pay.error", "stock"), wasPaid),
      sign(
        [is("stock.out", true), is("ful.state", "failed")],
        is("ful.error", "target", "no_match", "supplier_funds", "supplier_down"),
      ),
      sign(
        [is("stock.out", true), paid],
        [
          is("ful.state", "submitted", "succeeded", "partial"),
          is("ful.error", "target", "no_match", "supplier_funds", "supplier_down"),
          is("risk.state", "open", "upheld"),
          is("order.reason", ...anyReason.filter((name) => name !== "stock" && name !== "closed")),
        ],
      ),
      sign([is("stock.out", true), notPaid, is("order.status", "cancelled", "failed")], is("pay.error", ...anyReason)),
      sign(
        [is("stock.out", true), is("pay.state", "none")],
        [is("order.reason", ...anyReason), is("order.status", "expired")],
      ),
    ],
    vetoes: [delivered],
    plans: [alone("CHOOSE_OTHER"), charged("REFUND_REQUEST", "CONTACT_HUMAN"), checkBill, trace],
    ...toFulfilment,
  },
  supplier("FUL_NO_MATCH", "no_match", {
    evidence: [...at("cb.state", ["untagged", 4])],
    decisive: [sign(is("cb.state", "untagged"), is("pay.state", "none", "unpaid", "closed"))],
    plans: [charged("REDELIVER", "SUPPLY_DETAILS", "CONTACT_HUMAN"), ticket("SUPPLY_DETAILS", "CONTACT_HUMAN")],
  }),
  {
    code: "FUL_FAILED",
    prior: 0.03,
    evidence: [
      ...at("ful.error", ["failed", 4], [[...supplierWords, "pending", "partial"], -1.5]),
      ...at("ful.state", ["failed", 3.5], [["submitted", "succeeded", "partial"], -3], ["none", -1.5]),
      ...at("order.reason", ["failed", 3]),
      ...at("order.status", ["failed", 1], [["awaiting_payment", "expired", "cancelled"], -1.5]),
      ...at("user.error", ["failed", 2.5], [["limit", "funds", "risk", "closed", "target"], -1.5]),
      ...at("user.page", ["failed", 3], [["awaiting", "closed", "done", "no_order", "review"], -1.5]),
      ...at("pay.state", ["paid", 0.5]),
      ...at("stock.out", [true, -1]),
      ...at("user.debited", ["no", -1.5], ["twice", -1.5]),
    ],
    decisive: [
      sign(is("ful.state", "failed")),
      sign([is("order.reason", "failed"), paid]),
      sign([is("order.status", "failed"), paid], [is("order.reason", ...anyReason), is("cb.state", "missing")]),
    ],
    vetoes: [delivered, is("pay.state", "none", "unpaid", "closed")],
    plans: [
      { when: [is("ful.tries", "many")], ...charged("REFUND_REQUEST", "CONTACT_HUMAN") },
      ...deliver("REDISPATCH", "CONTACT_HUMAN"),
      trace,
    ],
    ...toFulfilment,
  },
  supplier("FUL_UPSTREAM_FUNDS", "supplier_funds", {
    decisive: [sign([is("order.reason", "funds"), paid])],
    plans: [charged("FILL_SUPPLIER", "REDISPATCH", "CONTACT_HUMAN"), trace],
  }),
  {
    code: "FUL_PARTIAL",
    prior: 0.015,
    evidence: [
      ...at("ful.error", ["partial", 3.5]),
      ...at("ful.state", ["partial", 4], [["none", "submitted", "failed", "succeeded"], -3]),
      ...at("delivery.state", ["partial", 4], ["done", -4]),
      ...at("order.status", ["partially_fulfilled", 3]),
      ...at("order.reason", ["partial", 3]),
      ...at("pay.paid_twice", [true, -2]),
    ],
    decisive: [
      sign(is("ful.state", "partial")),
      sign(is("delivery.state", "partial")),
      sign([is("order.reason", "partial"), paid]),
    ],
    vetoes: [delivered, is("pay.state", "none", "unpaid", "closed")],
    plans: [...deliver("DELIVER_REST", "CONTACT_HUMAN"), trace],
    ...toFulfilment,
  },
];

const credit: CauseRule[] = [
  {
    code: "CR_NOT_CREDITED",
    prior: 0.03,
    evidence: [
      ...at("credit.state", ["missing", 4], ["posted", -4]),
      ...at("ful.state", ["none", 1.5], [["submitted", "failed", "partial"], -3]),
      ...at("pay.state", ["paid", 1.5], [UNPAID, -4]),
      ...at("cb.state", [["applied", "duplicate"], 2], ["missing", -2]),
      ...at("order.behind", [true, -1], [false, 1.5]),
      ...at("order.status", ["paid", 1.5], [["under_review", "completed"], -2]),
      ...at("risk.state", [["open", "upheld"], -3]),
      ...at("stock.out", [true, -1.5]),
      ...at("user.debited", ["yes", 0.5], ["no", -3], ["twice", -2]),
    ],
    decisive: [
      sign([is("credit.state", "missing"), paid]),
      sign([paid, is("ful.state", "none"), is("cb.state", "applied", "duplicate")], is("order.status", "under_review")),
      sign([paid, is("ful.state", "none"), is("order.behind", false)], is("order.status", "under_review")),
    ],
    vetoes: [is("pay.paid_twice", true), is("pay.state", "none", "unpaid", "closed", "refunded")],
    plans: [
      { charge: ["confirmed"], wait: { from: ["pay.paid_at"], minutes: 15 }, outcome: "wait", remedies: ["WAIT_SYNC"] },
      ...deliver("REDELIVER", "CONTACT_HUMAN"),
      trace,
    ],
    ...toPayments,
  },
  {
    code: "CR_DELIVERED_UNSEEN",
    prior: 0.02,
    evidence: [
      ...at("delivery.state", ["done", 4], [["not_done", "partial"], -4]),
      ...at("order.lag", [true, -1.5], [false, 1]),
      ...at("credit.state", ["missing", -4]),
      ...at("user.page", ["done", 3], [["awaiting", "processing", "review", "closed", "no_order", "failed"], -2]),
      ...at("user.order_right", [["account", "product", "amount"], -3.5], ["right", 1.5]),
      ...at("pay.paid_twice", [true, -3.5]),
      ...at("user.debited", ["yes", 0.5], ["no", -1.5], ["twice", -3]),
    ],
    decisive: [
      sign([delivered, is("user.order_right", "right")], [is("order.lag", true), is("credit.state", "missing")]),
      sign([delivered, is("user.page", "done")], [is("credit.state", "missing"), wrongOrder]),
    ],
    vetoes: [is("delivery.state", "not_done")],
    plans: [
      { charge: ["confirmed"], when: [delivered], outcome: "self_fixed", remedies: ["CHECK_ARRIVAL"] },
      ticket("CHECK_ARRIVAL", "CONTACT_HUMAN"),
    ],
    ...toSupport,
  },
  {
    code: "UNKNOWN",
    prior: 0.06,
    evidence: [
      ...at("target.valid", [false, -1.5]),
      // What failed for a reason that nobody has seen is nobody's fault that we know.
      ...at("pay.error", ["other", 3.5], [anyReason, -2]),
      ...at("order.reason", ["other", 1.5], [anyReason, -1.5]),
      ...at("user.error", ["other", 1]),
      ...at("ful.state", [["failed", "partial", "submitted"], -1.5]),
      ...at("user.page", ["no_order", 0.5]),
      ...at("refund.state", [["done", "pending"], 3]),
    ],
    decisive: [],
    vetoes: [],
    plans: [ticket("CONTACT_HUMAN")],
    ...toSupport,
  },
];

export const laterCauses: CauseRule[] = [...risk, ...callbacks, ...orders, ...delivery, ...credit];
