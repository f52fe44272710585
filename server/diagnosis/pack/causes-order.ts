import {
  anyReason,
  at,
  charged,
  deliver,
  delivered,
  is,
  paid,
  saysDebited,
  sign,
  ticket,
  toPayments,
  toSupport,
  trace,
  UNPAID,
  wasPaid,
} from "./rule-parts.ts";
import type { CauseRule } from "./schema.ts";

/** Causes that lie with the order's own record, or with what was booked; and the one that is none. */

const wrongOrder = is("user.order_right", "account", "product", "amount");

export const orderCauses: CauseRule[] = [
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

export const creditCauses: CauseRule[] = [
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
