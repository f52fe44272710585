import { type ErrorClass, errorClasses } from "../codes.ts";
import type { CauseRule, Condition, Plan, Sign } from "./schema.ts";

/** What the causes' rules are put together from. Weights are log likelihood ratios. */

type Evidence = CauseRule["evidence"][number];
type Value = Condition["is"][number];
export type Values = readonly Value[];

/** What a fact says about a cause, by its values. */
export const at = (fact: string, ...pairs: [Value | Values, number][]): Evidence[] =>
  pairs.map(([is, weight]) => ({ fact, is: Array.isArray(is) ? [...is] : [is as Value], weight }));
/** A fact has one of these values. */
export const is = (fact: string, ...values: Values): Condition => ({ fact, is: [...values] });
/** Deciding evidence: all of these, and none of those. */
export const sign = (all: Condition | Condition[], none: Condition | Condition[] = []): Sign => ({
  all: [all].flat(),
  none: [none].flat(),
});

export const UNPAID = ["none", "open", "unpaid", "closed"] as const;
export const notPaid = is("pay.state", ...UNPAID);
export const paid = is("pay.state", "paid");
export const wasPaid = is("pay.state", "paid", "refunded");
export const delivered = is("delivery.state", "done");
export const saysDebited = is("user.debited", "yes", "twice");
/** A reason that is told in words or by a code; `other` is none. */
export const anyReason = errorClasses.filter((name) => name !== "other");

const others = (...names: ErrorClass[]): ErrorClass[] => anyReason.filter((name) => !names.includes(name));
/** What an error of this class says for the cause, and an error that names something else against it. */
export const errors = (name: ErrorClass, against = -2): Evidence[] => [
  ...at("pay.error", [name, 4], [others(name), against], ["other", -1]),
  ...at("user.error", [name, 4], [others(name), against], ["none", -1]),
  ...at("order.reason", [name, 3], [others(name), -1]),
];
/** An error of this class decides: the payment's own, the order's note where nothing was paid, or what the person read. */
export const errorSigns = (name: ErrorClass): Sign[] => [
  sign(is("pay.error", name), wasPaid),
  sign(is("order.reason", name), wasPaid),
  sign([is("user.error", name), notPaid], [is("pay.error", ...anyReason), is("order.reason", ...anyReason)]),
];

/** What stands in the way of paying speaks against the plain reasons for not having paid. */
export const nothingElse: Evidence[] = [
  ...at("acct.frozen", [true, -4]),
  ...at("acct.verify_due", [true, -3]),
  ...at("user.notice", [["frozen", "verify", "risk"], -3]),
  ...at("risk.state", [["open", "upheld"], -4]),
  ...at("chan.state", [["down", "maintenance", "suspended"], -2]),
  ...at("target.valid", [false, -2.5]),
  ...at("user.order_right", [["account", "product", "amount"], -3]),
  ...at("order.exists", [false, -2]),
  ...at("acct.session", ["expired", -2.5]),
  ...at("order.submits", ["many", -1.5]),
];

/** Nobody says that money left: give the records a quarter of an hour to tell how the payment ended. */
export const awaitResult: Plan = {
  charge: ["possible"],
  unless: [saysDebited, is("user.when", "today", "earlier")],
  wait: { from: ["pay.attempted_at", "session.started_at"], minutes: 15 },
  outcome: "wait",
  remedies: ["WAIT_RESULT"],
};
/** Money may have left only minutes ago: notices are often late by that much. */
export const awaitCredit: Plan = {
  charge: ["possible"],
  when: [is("user.when", "just_now")],
  wait: { from: ["session.started_at"], minutes: 15 },
  outcome: "wait",
  remedies: ["WAIT_SYNC"],
};
const canFinish = {
  charge: ["possible" as const],
  when: [is("user.debited", "no"), is("pay.open_count", 1), is("order.expired", false)],
  unless: [is("pay.gateway", "silent"), is("chan.state", "down", "maintenance", "suspended")],
};
/** No payment was ever begun and the order runs: it is the one to pay. */
export const payThis: Plan = {
  charge: ["none"],
  when: [is("user.debited", "no"), is("pay.state", "none"), is("order.status", "awaiting_payment")],
  unless: [is("order.expired", true)],
  outcome: "self_fixed",
  remedies: ["FINISH_PAYMENT"],
};
/** The channel is down while a payment is open there: give it time, and pay nothing meanwhile. */
const awaitChannel: Plan = {
  charge: ["possible"],
  when: [is("user.debited", "no"), is("chan.state", "down", "maintenance", "suspended")],
  unless: [is("pay.gateway", "silent"), is("order.expired", true)],
  wait: { from: ["session.started_at"], minutes: 30 },
  outcome: "wait",
  remedies: ["WAIT_RESULT"],
};
/** The same open payment can be completed. */
export const finish: Plan = {
  ...canFinish,
  outcome: "self_fixed",
  remedies: ["FINISH_PAYMENT"],
};
/** The open payment can be completed after something else was done. */
export const finishAfter = (...remedies: string[]): Plan => ({
  ...canFinish,
  outcome: "self_fixed",
  remedies: [...remedies, "FINISH_PAYMENT"],
});
/** What a person can mend of a payment that was refused once and still waits, and then complete it. */
export const mendAndFinish = (...remedies: string[]): Plan => ({
  ...finishAfter(...remedies),
  when: [...canFinish.when, is("pay.attempts", 1)],
});
export const checkBill: Plan = {
  charge: ["none"],
  unless: [is("user.debited", "no")],
  outcome: "ticket",
  remedies: ["CHECK_BILL", "CONTACT_HUMAN"],
};
export const trace: Plan = { outcome: "ticket", remedies: ["TRACE_FUNDS"] };
export const payNew: Plan = { charge: ["none"], outcome: "self_fixed", remedies: ["PAY_NEW"] };
/** What a person can do alone, once nothing was taken by anybody's word. */
export const alone = (...remedies: string[]): Plan => ({
  charge: ["none"],
  when: [is("user.debited", "no")],
  outcome: "self_fixed",
  remedies,
});
/** A person takes over. */
export const ticket = (...remedies: string[]): Plan => ({ outcome: "ticket", remedies });
/** A person takes over where money certainly left. */
export const charged = (...remedies: string[]): Plan => ({ charge: ["confirmed"], ...ticket(...remedies) });
/** A delivery may still arrive: it is looked for, at first by our own questions while they wait, before anything else is done. */
export const mayStillArrive: Plan[] = [
  {
    charge: ["confirmed"],
    when: [is("ful.unknown", true)],
    unless: [is("sup.failing", true)],
    wait: { from: ["ful.submitted_at", "pay.paid_at"], minutes: 15 },
    outcome: "wait",
    remedies: ["WAIT_SUPPLIER"],
  },
  { when: [is("ful.unknown", true)], ...charged("TRACE_SUPPLIER", "CONTACT_HUMAN") },
];
/** What was paid is delivered after all, or goes back where there is nothing to deliver. */
export const deliver = (...remedies: string[]): Plan[] => [
  { when: [is("stock.out", true)], ...charged("REFUND_REQUEST", "CONTACT_HUMAN") },
  charged(...remedies),
];
/** The plans of a payment that was refused: mend it alone where nothing left, look at the bill, else find the money. */
export const refusedPlans = (...remedies: string[]): Plan[] => [
  alone(...remedies),
  checkBill,
  mendAndFinish(...remedies.filter((code) => code !== "SWITCH_CHANNEL")),
  awaitResult,
  trace,
];
/** The same where the channel itself is what fails. */
export const stoppedPlans = (...remedies: string[]): Plan[] =>
  refusedPlans(...remedies).flatMap((plan) => (plan === awaitResult ? [awaitChannel, plan] : [plan]));

export const vetoPaid = [wasPaid, delivered];
export const vetoUnpaid = [is("pay.state", "none", "unpaid", "closed", "refunded"), delivered];

export const toPayments = { team: "payments", sla: "verification" } as const;
export const toSupport = { team: "support", sla: "standard" } as const;
export const toRisk = { team: "risk", sla: "appeal" } as const;
export const toFulfilment = { team: "fulfilment", sla: "verification" } as const;
