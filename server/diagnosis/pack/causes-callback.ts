import {
  at,
  awaitCredit,
  deliver,
  delivered,
  is,
  paid,
  sign,
  ticket,
  toPayments,
  trace,
  UNPAID,
  vetoUnpaid,
  wasPaid,
} from "./rule-parts.ts";
import type { CauseRule } from "./schema.ts";

/** Causes that lie with the notice of a payment. */

const untouched = is("ful.state", "submitted", "succeeded", "failed", "partial");
const heard = ["applied", "duplicate", "bad_sign", "identity", "amount", "late", "error", "untagged"] as const;
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

export const callbackCauses: CauseRule[] = [
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
