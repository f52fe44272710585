import {
  alone,
  anyReason,
  at,
  awaitCredit,
  charged,
  checkBill,
  deliver,
  delivered,
  is,
  mayStillArrive,
  notPaid,
  paid,
  sign,
  ticket,
  toFulfilment,
  trace,
  wasPaid,
} from "./rule-parts.ts";
import type { CauseRule } from "./schema.ts";

/** Causes that lie with the supplier. */

const supplierWords = ["stock", "target", "no_match", "supplier_funds", "supplier_down"] as const;

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

export const deliveryCauses: CauseRule[] = [
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
      ...mayStillArrive,
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
    plans: [alone("CHOOSE_OTHER"), ...mayStillArrive, charged("REFUND_REQUEST", "CONTACT_HUMAN"), checkBill, trace],
    ...toFulfilment,
  },
  supplier("FUL_NO_MATCH", "no_match", {
    evidence: [...at("cb.state", ["untagged", 4])],
    decisive: [sign(is("cb.state", "untagged"), is("pay.state", "none", "unpaid", "closed"))],
    plans: [
      ...mayStillArrive,
      charged("REDELIVER", "SUPPLY_DETAILS", "CONTACT_HUMAN"),
      ticket("SUPPLY_DETAILS", "CONTACT_HUMAN"),
    ],
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
      ...mayStillArrive,
      { when: [is("ful.tries", "many")], ...charged("REFUND_REQUEST", "CONTACT_HUMAN") },
      ...deliver("REDISPATCH", "CONTACT_HUMAN"),
      trace,
    ],
    ...toFulfilment,
  },
  supplier("FUL_UPSTREAM_FUNDS", "supplier_funds", {
    decisive: [sign([is("order.reason", "funds"), paid])],
    plans: [...mayStillArrive, charged("FILL_SUPPLIER", "REDISPATCH", "CONTACT_HUMAN"), trace],
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
