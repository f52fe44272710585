import type { CauseRule, Plan } from "./schema.ts";

/** The causes with what speaks for them and what they lead to. Weights are log likelihood ratios. */

type Evidence = CauseRule["evidence"][number];
type Values = readonly (string | number | boolean)[];
const at = (fact: string, ...pairs: [Values[number] | Values, number][]): Evidence[] =>
  pairs.map(([is, weight]) => ({ fact, is: Array.isArray(is) ? [...is] : [is as string | number | boolean], weight }));
const no = (fact: string, ...is: Values) => ({ fact, is: [...is] });

const DEBITED = { fact: "user.debited", is: ["yes", "twice"] };
/** Nobody says that money left: give the records a quarter of an hour to tell how the payment ended. */
const awaitResult: Plan = {
  charge: ["possible"],
  unless: [DEBITED, { fact: "user.when", is: ["today", "earlier"] }],
  wait: { from: ["pay.attempted_at", "session.started_at"], minutes: 15 },
  outcome: "wait",
  remedies: ["WAIT_RESULT"],
};
/** Money may have left only minutes ago: notices are often late by that much. */
const awaitCredit: Plan = {
  charge: ["possible"],
  when: [{ fact: "user.when", is: ["just_now"] }],
  wait: { from: ["session.started_at"], minutes: 15 },
  outcome: "wait",
  remedies: ["WAIT_SYNC"],
};
const finish: Plan = {
  charge: ["possible"],
  when: [
    { fact: "user.debited", is: ["no"] },
    { fact: "pay.open_count", is: [1] },
    { fact: "order.expired", is: [false] },
  ],
  outcome: "self_fixed",
  remedies: ["FINISH_PAYMENT"],
};
const checkBill: Plan = {
  charge: ["none"],
  unless: [{ fact: "user.debited", is: ["no"] }],
  outcome: "ticket",
  remedies: ["CHECK_BILL", "CONTACT_HUMAN"],
};
const trace: Plan = { outcome: "ticket", remedies: ["TRACE_FUNDS"] };
const payNew: Plan = { charge: ["none"], outcome: "self_fixed", remedies: ["PAY_NEW"] };

/** What stands in the way of paying speaks against the plain reasons for not having paid. */
const nothingElse: Evidence[] = [
  ...at("acct.frozen", [true, -4]),
  ...at("acct.verify_due", [true, -3]),
  ...at("user.notice", [["frozen", "verify", "risk"], -3]),
  ...at("risk.state", [["open", "upheld"], -4]),
  ...at("chan.state", [["down", "maintenance", "suspended"], -2]),
  ...at("target.valid", [false, -2.5]),
  ...at("user.target_ok", ["no", -3]),
];
/** An error that names its own cause speaks against the causes that need none. */
const named = ["limit", "verify", "risk", "funds", "channel", "stock", "target"] as const;
const UNPAID = ["none", "open", "unpaid", "closed"] as const;

const toPayments = { team: "payments", sla: "verification" } as const;

export const causes: CauseRule[] = [
  {
    code: "ACC_FROZEN",
    prior: 0.03,
    evidence: [
      ...at("acct.frozen", [true, 4], [false, -4]),
      ...at("user.notice", ["frozen", 4], ["none", -2], [["verify", "risk"], -1.5]),
      ...at("user.error", ["account", 2], [["limit", "channel", "stock"], -1]),
      ...at("order.reason", ["account", 2]),
      ...at("pay.state", ["paid", -1.5]),
      ...at("user.debited", ["yes", -1]),
    ],
    vetoes: [no("acct.frozen", false), no("delivery.state", "done")],
    plans: [{ outcome: "ticket", remedies: ["VERIFY_ACCOUNT", "CONTACT_HUMAN"] }],
    team: "risk",
    sla: "appeal",
  },
  {
    code: "ACC_UNVERIFIED",
    prior: 0.03,
    evidence: [
      ...at("acct.verified", [false, 2.5], [true, -2]),
      ...at("acct.verify_due", [true, 4]),
      ...at("user.notice", ["verify", 4], ["none", -0.7], [["frozen", "risk"], -1.5]),
      ...at("pay.error", ["verify", 4]),
      ...at("user.error", ["verify", 3.5], ["account", 1], [["limit", "channel", "stock"], -1]),
      ...at("order.reason", ["verify", 3.5]),
      ...at("acct.over_limit", [true, 2], [false, -1]),
      ...at("pay.state", ["paid", -3]),
      ...at("user.debited", ["yes", -2], ["no", 0.5]),
    ],
    // A verified customer may still pay from a wallet that is not.
    vetoes: [no("delivery.state", "done")],
    plans: [
      { charge: ["none", "possible"], unless: [DEBITED], outcome: "self_fixed", remedies: ["VERIFY_IDENTITY"] },
      { outcome: "ticket", remedies: ["VERIFY_IDENTITY", "CONTACT_HUMAN"] },
    ],
    team: "support",
    sla: "standard",
  },
  {
    code: "INP_TARGET_WRONG",
    prior: 0.05,
    evidence: [
      ...at("user.target_ok", ["no", 3.5], ["yes", -2.5]),
      ...at("target.valid", [false, 3.5], [true, -0.5]),
      ...at("ful.error", ["target", 4], [["stock", "other"], -1.5]),
      ...at("user.error", ["target", 3]),
      ...at("ful.state", ["failed", 1], ["succeeded", -0.5]),
      ...at("pay.state", ["paid", 0.5], [["unpaid", "closed", "none"], -0.5]),
    ],
    vetoes: [],
    plans: [
      {
        charge: ["none"],
        when: [{ fact: "user.debited", is: ["no"] }],
        outcome: "self_fixed",
        remedies: ["FIX_NEW_ORDER"],
      },
      checkBill,
      { outcome: "ticket", remedies: ["FIX_TARGET", "CONTACT_HUMAN"] },
    ],
    team: "fulfilment",
    sla: "verification",
  },
  {
    code: "PAY_NOT_SENT",
    prior: 0.06,
    evidence: [
      ...nothingElse,
      ...at("pay.state", ["none", 2.5], ["open", 0.3], ["unpaid", -1], ["closed", -2]),
      ...at("pay.error", ["network", 4], [[...named, "closed"], -2]),
      ...at("order.status", ["awaiting_payment", 0.5], [["expired", "cancelled", "under_review"], -1]),
      ...at(
        "user.page",
        ["awaiting", 0.3],
        ["no_order", 2],
        [["closed", "processing", "review", "done", "failed"], -2],
      ),
      ...at("user.debited", ["no", 1.2], [["yes", "twice"], -3]),
      ...at("user.error", ["network", 2.5], [["limit", "risk", "account", "stock"], -1.5]),
    ],
    vetoes: [no("pay.state", "paid", "refunded"), no("delivery.state", "done")],
    plans: [finish, checkBill, payNew, awaitResult, trace],
    ...toPayments,
  },
  {
    code: "PAY_UNPAID",
    prior: 0.12,
    evidence: [
      ...nothingElse,
      ...at("pay.state", ["open", 1.2], ["none", -1.5], ["unpaid", -3], ["closed", -4]),
      ...at("pay.error", [[...named, "closed", "network"], -2]),
      ...at("order.status", ["awaiting_payment", 1], [["expired", "cancelled", "failed", "under_review"], -3]),
      ...at("order.expired", [true, -2]),
      ...at("user.page", ["awaiting", 1.2], [["closed", "processing", "review", "done", "no_order", "failed"], -2.5]),
      ...at("user.debited", ["no", 1.5], [["yes", "twice"], -3]),
    ],
    vetoes: [no("pay.state", "paid", "refunded"), no("delivery.state", "done")],
    plans: [finish, checkBill, payNew, awaitResult, trace],
    ...toPayments,
  },
  {
    code: "PAY_BUYER_LIMIT",
    prior: 0.06,
    evidence: [
      ...at("pay.error", ["limit", 4], [["risk", "verify", "channel", "funds", "closed", "other"], -1.5]),
      ...at("user.error", ["limit", 4], [["channel", "risk", "account", "stock", "closed", "none", "network"], -2]),
      ...at("order.reason", ["limit", 3]),
      ...at("acct.over_limit", [true, 4], [false, -0.3]),
      ...at("chan.over_limit", [true, 4], [false, -0.3]),
      ...at("acct.verify_due", [true, -4]),
      ...at("user.debited", [["yes", "twice"], -2], ["no", 0.8]),
    ],
    vetoes: [no("pay.state", "paid", "refunded"), no("delivery.state", "done")],
    plans: [
      {
        charge: ["none"],
        when: [{ fact: "user.debited", is: ["no"] }],
        outcome: "self_fixed",
        remedies: ["RAISE_LIMIT", "SWITCH_CHANNEL"],
      },
      checkBill,
      awaitResult,
      trace,
    ],
    team: "payments",
    sla: "standard",
  },
  {
    code: "PAY_CHANNEL_DOWN",
    prior: 0.07,
    evidence: [
      ...at("chan.state", [["down", "maintenance", "suspended"], 3.5], ["degraded", 1.2], ["up", -1]),
      ...at("pay.error", ["channel", 4], [["limit", "verify", "risk", "funds", "network"], -2]),
      ...at("user.error", ["channel", 3.5], [["limit", "risk", "account", "stock", "closed"], -2], ["none", -0.5]),
      ...at("order.reason", ["channel", 2.5]),
      ...at("pay.state", [["unpaid", "open"], 0.5]),
    ],
    vetoes: [no("pay.state", "paid", "refunded"), no("delivery.state", "done")],
    plans: [
      {
        charge: ["none"],
        when: [{ fact: "user.debited", is: ["no"] }],
        outcome: "self_fixed",
        remedies: ["SWITCH_CHANNEL"],
      },
      checkBill,
      awaitResult,
      trace,
    ],
    ...toPayments,
  },
  {
    code: "PAY_CLOSED",
    prior: 0.08,
    evidence: [
      ...nothingElse,
      ...at("pay.state", ["closed", 4], [["unpaid", "none"], 0.5]),
      ...at("order.status", [["expired", "cancelled"], 2.5], ["awaiting_payment", -1], ["under_review", -4]),
      ...at("order.expired", [true, 2]),
      ...at("user.page", ["closed", 3], [["awaiting", "processing", "review", "done", "no_order"], -2.5]),
      ...at("user.error", ["closed", 2.5], [["limit", "risk", "account", "stock"], -1.5]),
      ...at("pay.error", ["closed", 3], [[...named, "network"], -4]),
      ...at("user.debited", [["yes", "twice"], -1.5], ["no", 0.8]),
    ],
    vetoes: [no("pay.state", "paid", "refunded"), no("delivery.state", "done")],
    plans: [checkBill, payNew, awaitResult, trace],
    ...toPayments,
  },
  {
    code: "RISK_PLATFORM_BLOCK",
    prior: 0.05,
    // Only a sign of risk speaks for it: that nothing was paid accuses nobody.
    evidence: [
      ...at("risk.state", [["open", "upheld"], 4], ["cleared", -3]),
      ...at("user.notice", ["risk", 4], ["none", -2], [["frozen", "verify"], -1.5]),
      ...at("order.reason", ["risk", 4]),
      ...at("user.debited", [["yes", "twice"], -2.5]),
      ...at("user.error", ["risk", 3.5], [["limit", "channel", "stock"], -1.5]),
      ...at("user.page", [["processing", "review", "done"], -2]),
    ],
    vetoes: [no("pay.state", "paid", "refunded"), no("delivery.state", "done")],
    plans: [{ outcome: "risk_appeal", remedies: ["APPEAL_BLOCK", "VERIFY_IDENTITY"] }],
    team: "risk",
    sla: "appeal",
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
    vetoes: [no("delivery.state", "done")],
    plans: [
      {
        when: [{ fact: "risk.state", is: ["upheld"] }],
        charge: ["confirmed"],
        outcome: "ticket",
        remedies: ["REFUND_REQUEST", "CONTACT_HUMAN"],
      },
      { outcome: "risk_appeal", remedies: ["APPEAL_HOLD"] },
    ],
    team: "risk",
    sla: "appeal",
  },
  {
    code: "CB_MISSING",
    prior: 0.16,
    evidence: [
      ...at("pay.state", ["paid", 2], ["none", -1.5]),
      ...at("cb.state", [["missing", "rejected", "error"], 3]),
      ...at("user.debited", ["yes", 2], ["twice", -1], ["no", -3.5]),
      ...at("order.behind", [true, 3.5], [false, -3]),
      ...at("user.page", ["awaiting", 1.5], ["closed", 0.7], ["done", -2.5], [["review", "failed", "processing"], -1]),
      ...at("ful.state", [["submitted", "failed", "partial"], -3]),
      ...at("risk.state", [["open", "upheld"], -3]),
      ...at("user.error", [["limit", "risk", "account", "stock"], -1.5]),
    ],
    vetoes: [
      no("cb.state", "applied", "duplicate"),
      no("pay.paid_twice", true),
      no("pay.state", "unpaid", "closed", "refunded"),
      no("delivery.state", "done"),
    ],
    plans: [
      {
        charge: ["confirmed"],
        wait: { from: ["pay.paid_at"], minutes: 2 },
        outcome: "wait",
        remedies: ["WAIT_SYNC"],
      },
      { charge: ["confirmed"], outcome: "ticket", remedies: ["REDELIVER", "CONTACT_HUMAN"] },
      awaitCredit,
      trace,
    ],
    ...toPayments,
  },
  {
    code: "ORD_DUP_PAYMENT",
    prior: 0.03,
    evidence: [
      ...at("pay.paid_twice", [true, 4], [false, -4]),
      ...at("user.debited", ["twice", 4], [["yes", "no"], -2.5]),
    ],
    vetoes: [no("pay.paid_twice", false), no("pay.state", "none", "unpaid", "closed")],
    plans: [{ charge: ["confirmed"], outcome: "ticket", remedies: ["REFUND_EXTRA", "CONTACT_HUMAN"] }, trace],
    ...toPayments,
  },
  {
    code: "FUL_UPSTREAM_SLOW",
    prior: 0.1,
    evidence: [
      ...at("ful.state", ["submitted", 3], ["none", 0.5], ["failed", -3], ["partial", -1.5], ["succeeded", -4]),
      ...at(
        "order.status",
        ["fulfilling", 2.5],
        ["paid", 1.5],
        [["awaiting_payment", "expired", "cancelled", "under_review"], -2.5],
      ),
      ...at("user.page", ["processing", 3], [["awaiting", "closed", "done", "no_order"], -2]),
      ...at("pay.state", ["paid", 1]),
      ...at("cb.state", [["applied", "duplicate"], 1.5]),
      ...at("user.debited", ["yes", 1], ["twice", -2], ["no", -3]),
      ...at("risk.state", [["open", "upheld"], -2.5]),
      ...at("stock.out", [true, -1.5]),
      ...at("user.when", ["just_now", 0.7], ["earlier", -0.5]),
      ...at("user.error", [["limit", "risk", "account", "stock", "closed"], -2]),
    ],
    vetoes: [
      no("pay.paid_twice", true),
      no("delivery.state", "done"),
      no("pay.state", "none", "unpaid", "closed", "refunded"),
    ],
    plans: [
      {
        charge: ["confirmed"],
        wait: { from: ["ful.submitted_at", "pay.paid_at"], minutes: 15 },
        outcome: "wait",
        remedies: ["WAIT_SUPPLIER"],
      },
      { charge: ["confirmed"], outcome: "ticket", remedies: ["TRACE_SUPPLIER", "CONTACT_HUMAN"] },
      awaitCredit,
      trace,
    ],
    team: "fulfilment",
    sla: "verification",
  },
  {
    code: "FUL_OUT_OF_STOCK",
    prior: 0.03,
    evidence: [
      ...at("stock.out", [true, 3.5], [false, -3]),
      ...at("ful.error", ["stock", 4], [["target", "other"], -2]),
      ...at("order.reason", ["stock", 3.5]),
      ...at("user.error", ["stock", 4]),
      ...at("ful.state", ["failed", 1]),
      ...at("order.behind", [true, -1.5]),
    ],
    vetoes: [no("delivery.state", "done")],
    plans: [
      {
        charge: ["none"],
        when: [{ fact: "user.debited", is: ["no"] }],
        outcome: "self_fixed",
        remedies: ["CHOOSE_OTHER"],
      },
      { charge: ["confirmed"], outcome: "ticket", remedies: ["REFUND_REQUEST", "CONTACT_HUMAN"] },
      checkBill,
      trace,
    ],
    team: "fulfilment",
    sla: "verification",
  },
  {
    code: "CR_DELIVERED_UNSEEN",
    prior: 0.02,
    evidence: [
      ...at("delivery.state", ["done", 4], [["not_done", "partial"], -4]),
      ...at("user.page", ["done", 3], [["awaiting", "processing", "review", "closed", "no_order", "failed"], -2]),
      ...at("user.target_ok", ["no", -3.5]),
      ...at("pay.paid_twice", [true, -3.5]),
      ...at("user.debited", ["yes", 0.5], ["no", -1.5], ["twice", -3]),
    ],
    vetoes: [no("delivery.state", "not_done")],
    plans: [
      {
        charge: ["confirmed"],
        when: [{ fact: "delivery.state", is: ["done"] }],
        outcome: "self_fixed",
        remedies: ["CHECK_ARRIVAL"],
      },
      { outcome: "ticket", remedies: ["CHECK_ARRIVAL", "CONTACT_HUMAN"] },
    ],
    team: "support",
    sla: "standard",
  },
  {
    code: "UNKNOWN",
    prior: 0.06,
    evidence: [
      ...at("target.valid", [false, -1.5]),
      ...at("ful.state", ["failed", 2], ["partial", 3.5]),
      ...at("ful.error", ["other", 1.5], [["stock", "target"], -2]),
      // A payment that failed without a reason that we know is nobody's fault that we know.
      ...at("pay.state", ["unpaid", 1.5]),
      ...at("pay.error", [["risk", "funds", "other"], 2], [["limit", "verify", "channel", "closed", "network"], -1.5]),
      ...at("user.page", ["failed", 1.5], ["no_order", 0.5]),
      ...at("refund.state", [["done", "pending"], 4]),
      ...at("user.error", ["other", 1]),
    ],
    vetoes: [],
    plans: [{ outcome: "ticket", remedies: ["CONTACT_HUMAN"] }],
    team: "support",
    sla: "standard",
  },
];
