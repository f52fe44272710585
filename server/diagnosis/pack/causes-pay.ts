import type { ErrorClass } from "../codes.ts";
import type { CauseCode } from "../schemas.ts";
import {
  anyReason,
  at,
  awaitResult,
  charged,
  checkBill,
  errorSigns,
  errors,
  finish,
  is,
  nothingElse,
  notPaid,
  paid,
  payNew,
  payThis,
  refusedPlans,
  saysDebited,
  sign,
  stoppedPlans,
  ticket,
  toPayments,
  toSupport,
  trace,
  vetoPaid,
} from "./rule-parts.ts";
import type { CauseRule } from "./schema.ts";

/** Causes of a payment that did not come about. */

const notOver = [is("order.status", "expired", "cancelled"), is("order.expired", true)];

/** A refusal that the payment's error alone tells of. */
const refused = (code: CauseCode, name: ErrorClass, remedies: string[], over: Partial<CauseRule> = {}): CauseRule => ({
  code,
  prior: 0.015,
  vetoes: vetoPaid,
  ...toSupport,
  ...over,
  evidence: [...errors(name), ...at("user.debited", [["yes", "twice"], -2], ["no", 0.8]), ...(over.evidence ?? [])],
  decisive: [...errorSigns(name), ...(over.decisive ?? [])],
  plans: over.plans ?? refusedPlans(...remedies),
});

const plain: CauseRule[] = [
  {
    code: "PAY_NOT_SENT",
    prior: 0.06,
    evidence: [
      ...nothingElse,
      ...at("pay.state", ["none", 0.5], ["open", 0.3], ["unpaid", -1], ["closed", -2]),
      ...at("pay.query", ["NOT_FOUND", 3], [["WAIT", "CLOSED", "PAID", "USERPAYING"], -2]),
      ...at("pay.error", ["network", 4], [anyReason.filter((name) => name !== "network"), -2]),
      ...at("order.status", ["awaiting_payment", 0.5], [["expired", "cancelled", "under_review"], -1]),
      ...at(
        "user.page",
        ["awaiting", 0.3],
        ["no_order", 1],
        [["closed", "processing", "review", "done", "failed"], -2],
      ),
      ...at("user.debited", ["no", 1.2], [["yes", "twice"], -3]),
      ...at("user.error", ["network", 2.5], [anyReason.filter((name) => name !== "network"), -1.5]),
    ],
    decisive: [...errorSigns("network"), sign([is("pay.query", "NOT_FOUND"), notPaid], saysDebited)],
    vetoes: vetoPaid,
    plans: [finish, checkBill, payThis, payNew, awaitResult, trace],
    ...toPayments,
  },
  {
    code: "PAY_UNPAID",
    prior: 0.12,
    evidence: [
      ...nothingElse,
      ...at("pay.state", [["open", "none"], 1.2], ["unpaid", -3], ["closed", -4]),
      ...at("pay.query", ["WAIT", 2], ["NOT_FOUND", -2], ["USERPAYING", -2]),
      ...at("pay.error", ["waiting", 3.5], [anyReason.filter((name) => name !== "waiting"), -2]),
      ...at("order.status", ["awaiting_payment", 1], [["expired", "cancelled", "failed", "under_review"], -3]),
      ...at("order.expired", [true, -2]),
      ...at("user.page", ["awaiting", 1.2], [["closed", "processing", "review", "done", "no_order", "failed"], -2.5]),
      ...at("user.debited", ["no", 1.5], [["yes", "twice"], -3]),
      ...at("user.error", [anyReason, -1.5]),
    ],
    decisive: [
      sign(is("pay.error", "waiting"), [...notOver, saysDebited]),
      sign(is("order.reason", "waiting"), [...notOver, saysDebited, paid]),
    ],
    vetoes: vetoPaid,
    plans: [finish, checkBill, payThis, payNew, awaitResult, trace],
    ...toPayments,
  },
  {
    code: "PAY_USER_PAYING",
    prior: 0.01,
    evidence: [
      ...nothingElse,
      ...errors("paying"),
      ...at("pay.query", ["USERPAYING", 4], [["NOT_FOUND", "CLOSED"], -3]),
      ...at("pay.method", ["pay_code", 1.5]),
      ...at("pay.state", ["open", 0.5], [["none", "closed"], -2]),
      ...at("user.debited", [["yes", "twice"], -2]),
    ],
    decisive: [
      ...errorSigns("paying"),
      sign(is("pay.query", "USERPAYING")),
      sign([is("pay.method", "pay_code"), is("pay.state", "open")], [...notOver, saysDebited]),
    ],
    vetoes: vetoPaid,
    plans: [
      {
        unless: [saysDebited],
        wait: { from: ["pay.attempted_at"], minutes: 2 },
        outcome: "wait",
        remedies: ["WAIT_GATEWAY"],
      },
      {
        unless: [saysDebited],
        wait: { from: ["session.started_at"], minutes: 2 },
        outcome: "wait",
        remedies: ["WAIT_GATEWAY"],
      },
      trace,
    ],
    ...toPayments,
  },
];

const refusals: CauseRule[] = [
  refused("PAY_FUNDS_SHORT", "funds", ["ADD_FUNDS", "SWITCH_CHANNEL"], { prior: 0.04 }),
  refused("PAY_BUYER_LIMIT", "limit", ["RAISE_LIMIT", "SWITCH_CHANNEL"], {
    prior: 0.06,
    evidence: [
      ...at("acct.over_limit", [true, 4], [false, -0.3]),
      ...at("chan.over_limit", [true, 4], [false, -0.3]),
      ...at("acct.verify_due", [true, -4]),
    ],
    decisive: [sign([is("acct.over_limit", true), notPaid]), sign([is("chan.over_limit", true), notPaid])],
    ...toPayments,
    sla: "standard",
  }),
  refused("PAY_MERCHANT_LIMIT", "merchant_limit", ["SWITCH_CHANNEL", "PLATFORM_FIXES"], {
    evidence: [...at("chan.full", [true, 3.5], [false, -1]), ...at("chan.notice", ["limit", 3])],
    decisive: [sign([is("chan.full", true), notPaid]), sign([is("chan.notice", "limit"), notPaid])],
    ...toPayments,
  }),
  refused("PAY_CARD_INVALID", "card", ["FIX_CARD", "SWITCH_CHANNEL"]),
  refused("PAY_METHOD_OFF", "method_off", ["ENABLE_METHOD", "SWITCH_CHANNEL"]),
  refused("PAY_PASSWORD_LOCKED", "locked", ["UNLOCK_PASSWORD", "SWITCH_CHANNEL"], {
    decisive: [
      sign(
        [is("user.error", "locked"), notPaid],
        is("pay.error", ...anyReason.filter((name) => name !== "waiting" && name !== "locked")),
      ),
    ],
  }),
  refused("PAY_METHOD_UNSUPPORTED", "unsupported", ["SWITCH_CHANNEL"], {
    evidence: [...at("pay.unlisted", [true, 3], [false, -0.5])],
    decisive: [sign([is("pay.unlisted", true), is("pay.state", "unpaid", "closed")], is("pay.error", ...anyReason))],
  }),
  refused("PAY_CHANNEL_DOWN", "channel", ["SWITCH_CHANNEL"], {
    prior: 0.07,
    evidence: [
      ...at("chan.state", [["down", "maintenance", "suspended"], 3.5], ["degraded", 0.7], ["up", -1]),
      ...at("chan.notice", ["fault", 1.5]),
      ...at("pay.state", [["unpaid", "open"], 0.5]),
    ],
    decisive: [sign([is("chan.state", "down", "maintenance", "suspended"), notPaid])],
    plans: stoppedPlans("SWITCH_CHANNEL"),
    ...toPayments,
  }),
  refused("PAY_CONFIG_ERROR", "config", ["SWITCH_CHANNEL", "PLATFORM_FIXES"], {
    evidence: [...at("chan.failing", [true, 3], [false, -0.5])],
    decisive: [sign([is("chan.failing", true), is("pay.state", "open", "unpaid", "closed")])],
    ...toPayments,
  }),
  {
    code: "PAY_CLOSED",
    prior: 0.08,
    evidence: [
      ...nothingElse,
      ...at("pay.state", ["closed", 4], [["unpaid", "none"], 0.5]),
      ...at("order.status", [["expired", "cancelled"], 2.5], ["awaiting_payment", -1], ["under_review", -4]),
      ...at("order.expired", [true, 2]),
      ...at("user.page", ["closed", 3], [["awaiting", "processing", "review", "done", "no_order"], -2.5]),
      ...at("user.error", ["closed", 2.5], [anyReason.filter((name) => name !== "closed"), -1.5]),
      ...at("pay.error", ["closed", 3], [anyReason.filter((name) => name !== "closed" && name !== "waiting"), -4]),
      ...at("order.reason", [anyReason.filter((name) => name !== "closed" && name !== "waiting"), -1]),
      ...at("user.debited", [["yes", "twice"], -1.5], ["no", 0.8]),
    ],
    decisive: [
      sign(is("pay.error", "closed"), saysDebited),
      sign(is("pay.state", "closed"), saysDebited),
      sign([is("order.status", "expired", "cancelled"), is("pay.state", "none", "open", "unpaid")], saysDebited),
      // A payment that was refused before the time ran out did not fail for want of time.
      sign([is("order.expired", true), is("pay.state", "none", "open")], saysDebited),
      sign([is("order.reason", "closed"), notPaid], saysDebited),
    ],
    vetoes: vetoPaid,
    plans: [checkBill, payNew, awaitResult, trace],
    ...toPayments,
  },
  refused("PAY_TRADE_FAILED", "declined", ["PAY_NEW"], {
    prior: 0.03,
    evidence: [...at("pay.state", ["unpaid", 1.5], ["none", -1]), ...nothingElse],
    decisive: [
      sign(is("pay.state", "unpaid"), [
        is("pay.error", ...anyReason, "other"),
        is("order.reason", ...anyReason),
        saysDebited,
      ]),
    ],
    plans: [checkBill, payNew, awaitResult, trace],
    ...toPayments,
  }),
  {
    code: "PAY_BANK_REVERSAL",
    prior: 0.015,
    evidence: [
      ...errors("reversal"),
      ...at("user.bank_sms", ["yes", 2.5], ["no", -2.5]),
      ...at("user.debited", [["yes", "twice"], 2], ["no", -4]),
      ...at("pay.unpaid_sure", [true, 2], [false, -2]),
      ...at("pay.state", ["closed", 0.5], ["open", -0.5], ["none", -2]),
    ],
    decisive: [
      ...errorSigns("reversal"),
      sign([is("pay.unpaid_sure", true), is("user.bank_sms", "yes")]),
      sign([is("pay.unpaid_sure", true), saysDebited], is("user.bank_sms", "no")),
    ],
    vetoes: vetoPaid,
    plans: [
      {
        when: [is("user.when", "just_now")],
        wait: { from: ["session.started_at"], minutes: 30 },
        outcome: "wait",
        remedies: ["WAIT_BANK"],
      },
      ticket("ASK_BANK", "TRACE_FUNDS"),
    ],
    ...toPayments,
  },
];

const policy: CauseRule[] = [
  refused("POL_CHANNEL_BLOCKED", "policy", ["SWITCH_CHANNEL", "FOLLOW_NOTICE"], {
    evidence: [
      ...at("pay.method", ["foreign", 2]),
      ...at("chan.notice", ["policy", 3]),
      ...at("chan.state", ["suspended", 1], ["up", -0.5]),
    ],
    decisive: [
      sign([is("chan.notice", "policy"), notPaid]),
      sign(
        [is("pay.method", "foreign"), is("pay.state", "unpaid", "closed")],
        is("pay.error", ...anyReason.filter((name) => !["policy", "config", "risk", "unsupported"].includes(name))),
      ),
      sign([is("order.reason", "policy"), paid]),
    ],
    plans: [charged("REFUND_REQUEST", "CONTACT_HUMAN"), ...stoppedPlans("SWITCH_CHANNEL", "FOLLOW_NOTICE")],
    vetoes: [is("delivery.state", "done")],
  }),
];

export const payCauses: CauseRule[] = [...plain, ...refusals, ...policy];
