import type { RepairPolicy } from "#server/channels/schemas.ts";
import { MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";
import type { OrderStatus, ProductType } from "#server/orders/schemas.ts";
import type { ReasonCode } from "#server/topup/schemas.ts";
import type { HandOverReason, OrderItemKind } from "./schemas.ts";

/** A callback is missed after this (the contract's number, not a setting). */
export const CALLBACK_OVERDUE_MS = MINUTE_MS;
const RETRY_MS = MINUTE_MS;
const MAX_BACKOFF_MS = 60 * MINUTE_MS;

/** One payment of the order that took money, and what of it nobody has received yet is not zero. */
export type PaidFact = {
  outTradeNo: string;
  channel: string;
  paidAt: Date;
  outstandingFen: number;
  /** The gateway itself says that it was paid. */
  confirmed: boolean;
  /** A person tied it to the order; the order's own records never named it. */
  tied: boolean;
  /** Its channel calls us, so that a missing call is one that we miss. */
  calls: boolean;
  /** A good callback came. */
  called: boolean;
};

/** Whether one way to end the trouble is open, by the gate that would let it pass. */
export type Way = { possible: boolean; second: boolean; amountFen: number; failed: readonly string[] };

/** What is known of an order and its money when it is looked at. */
export type Facts = {
  status: OrderStatus;
  productType: ProductType;
  /** Credited as paid, delivered, given back or written off: nothing is owed. */
  settled: boolean;
  payments: readonly PaidFact[];
  expiresAt: Date | null;
  statusAt: Date;
  /** The platform reports callbacks itself, and what it reports is broken or missing. */
  reportsBroken: boolean;
  fulfilment: "none" | "running" | "failed" | "other";
  soldOut: boolean;
  /** Of all channels that took money the strictest policy, and the smallest limit. */
  policy: RepairPolicy;
  autoLimitFen: number;
  credit: Way;
  refund: Way;
  /** A top-up or refund on its way, or one that waits for a second person. */
  live: "waiting" | "moving" | null;
  /** What we began by ourselves in this look and was refused; it is not tried again in it. */
  refused: boolean;
};
export type Limits = { graceMs: number; stuckAfterMs: number };

export type Raise = { kind: OrderItemKind; about: string; payment: PaidFact; why: HandOverReason };
export type Plan = {
  raise: readonly Raise[];
  /** Items that came right by themselves: all of the order, or the missed calls of these payments. */
  settle: "all" | readonly string[];
  act: { kind: "credit" | "refund"; amountFen: number; reasonCode: ReasonCode } | null;
  /** A person has it now and its owner has to be told. */
  handOver: HandOverReason | null;
  /** Null when there is nothing left to wait for. */
  nextLookAt: Date | null;
};

const closed: readonly OrderStatus[] = ["expired", "cancelled"];
const NOTHING: Plan = { raise: [], settle: "all", act: null, handOver: null, nextLookAt: null };
const numberOf = (payment: PaidFact) => payment.outTradeNo;
const after = (at: Date, ms: number) => new Date(at.getTime() + ms);

/**
 * What to do about an order, by what is known of it now: which items stand, whether we end it ourselves, whether its owner has to
 * be told that a person has it, and when to look again. Pure. Past the limit there is always one of: nothing owed, an act, a
 * hand-over.
 * @param looks how often it was looked at since it counts as stuck
 */
export function decide(facts: Facts, limits: Limits, now: Date, looks = 0): Plan {
  const open = facts.payments.filter((payment) => payment.outstandingFen > 0);
  const first = open[0];
  if (facts.settled || !first) return NOTHING;
  const since = stuckClock(facts, open);
  const stuckAt = after(since, limits.stuckAfterMs);
  const actAt = after(new Date(Math.max(since.getTime(), facts.statusAt.getTime())), limits.graceMs);
  const stuck = now >= stuckAt;
  // Never later than the limit, however often the platform moves the order about.
  const ripe = now >= actAt || stuck;
  const act = ripe && facts.live === null ? actOn(facts, open, stuck) : null;
  const why = act ? null : whyNot(facts, open);
  const raise = act ? [] : itemsOf(facts, open, { now, ripe, stuck, why: why ?? "policy_assist" });
  return {
    raise,
    settle: facts.payments.filter((payment) => payment.called || payment.outstandingFen === 0).map(numberOf),
    act,
    handOver: stuck && !act ? why : null,
    nextLookAt: nextLook({ facts, open, now, actAt, stuckAt, acted: act !== null, looks }),
  };
}

/** Since when the money waits: the oldest payment of what may be credited, the newest of what can only go back. */
function stuckClock(facts: Facts, open: readonly PaidFact[]): Date {
  const times = open.map((payment) => payment.paidAt.getTime());
  return new Date(facts.credit.amountFen > 0 ? Math.min(...times) : Math.max(...times));
}

function actOn(facts: Facts, open: readonly PaidFact[], stuck: boolean): Plan["act"] {
  if (!mayAct(facts, open)) return null;
  const { credit, refund } = facts;
  if (fits(facts, credit) && !cannotFill(facts)) {
    return { kind: "credit", amountFen: credit.amountFen, reasonCode: creditReason(facts, open) };
  }
  // Until the limit the platform may still deliver, or open the order again.
  if (stuck && onlyBack(facts) && fits(facts, refund)) {
    return { kind: "refund", amountFen: refund.amountFen, reasonCode: refundReason(facts) };
  }
  return null;
}

/** One person's authority is enough for it, and the sum is one that we may move alone. */
const fits = (facts: Facts, way: Way) =>
  way.possible && !way.second && way.amountFen > 0 && way.amountFen <= facts.autoLimitFen;
/** The money can only go back. */
const onlyBack = (facts: Facts) => cannotFill(facts) || facts.credit.amountFen === 0;

function mayAct(facts: Facts, open: readonly PaidFact[]): boolean {
  return facts.policy === "auto" && !facts.refused && open.every((payment) => payment.confirmed && !payment.tied);
}

/** Nobody will deliver this any more. A wallet needs no supplier: only an order that is closed cannot be credited to it. */
export function cannotFill(facts: Pick<Facts, "status" | "productType" | "fulfilment" | "soldOut">): boolean {
  if (closed.includes(facts.status)) return true;
  if (facts.productType === "wallet") return false;
  return facts.status === "failed" || facts.fulfilment === "failed" || facts.soldOut;
}

function creditReason(facts: Facts, open: readonly PaidFact[]): ReasonCode {
  if (facts.reportsBroken || open.some((payment) => payment.calls && !payment.called)) return "CB_MISSING";
  return facts.fulfilment === "failed" ? "FUL_FAILED" : "CR_NOT_CREDITED";
}

function refundReason(facts: Facts): ReasonCode {
  if (closed.includes(facts.status)) return "PAY_CLOSED";
  if (facts.credit.amountFen === 0) return "ORD_DUP_PAYMENT";
  return facts.soldOut ? "FUL_OUT_OF_STOCK" : "FUL_FAILED";
}

/** Why a person is needed: the first thing that kept us from ending it ourselves. */
function whyNot(facts: Facts, open: readonly PaidFact[]): HandOverReason {
  if (facts.live) return facts.live === "waiting" ? "awaiting_second_person" : "in_progress";
  if (facts.refused) return "act_refused";
  if (!open.every((payment) => payment.confirmed)) {
    return open.every((payment) => payment.calls) ? "not_confirmed" : "no_gateway";
  }
  const way = onlyBack(facts) ? facts.refund : facts.credit;
  // What stops a person too is worth more to them than what stops us.
  if (!way.possible) return facts.fulfilment === "running" ? "fulfilment_running" : "gate";
  if (facts.policy !== "auto") return facts.policy === "off" ? "policy_off" : "policy_assist";
  if (open.some((payment) => payment.tied)) return "tied_by_hand";
  if (fits(facts, way)) return "refund_at_limit";
  if (way.second) return "second_person";
  return way.amountFen > facts.autoLimitFen ? "over_limit" : "gate";
}

type Moment = { now: Date; ripe: boolean; stuck: boolean; why: HandOverReason };

function itemsOf(facts: Facts, open: readonly PaidFact[], { now, ripe, stuck, why }: Moment): Raise[] {
  const raise: Raise[] = [];
  const [first] = open;
  if (!first) return raise;
  for (const payment of open) {
    const overdue = now.getTime() - payment.paidAt.getTime() >= CALLBACK_OVERDUE_MS;
    const missed = payment.calls ? !payment.called : facts.reportsBroken && payment === first;
    if (overdue && missed) raise.push({ kind: "paid_no_callback", about: payment.outTradeNo, payment, why });
  }
  for (const payment of open) {
    if (ripe && paidLate(facts, payment)) {
      raise.push({ kind: "paid_after_close", about: payment.outTradeNo, payment, why });
    }
  }
  // One click away from its end: put before a person as soon as it is ripe. Anything else once it is stuck.
  const confirmed = open.every((payment) => payment.confirmed);
  const prepared = ripe && facts.live === null && facts.credit.possible && confirmed && why !== "refund_at_limit";
  if (stuck || (prepared && raise.length === 0)) raise.push({ kind: "order_stuck", about: "", payment: first, why });
  return raise;
}

/** The payment came when the order was over. */
export function paidLate(facts: Pick<Facts, "status" | "expiresAt">, payment: Pick<PaidFact, "paidAt">): boolean {
  return closed.includes(facts.status) || (facts.expiresAt !== null && payment.paidAt > facts.expiresAt);
}

type Next = {
  facts: Facts;
  open: readonly PaidFact[];
  now: Date;
  actAt: Date;
  stuckAt: Date;
  acted: boolean;
  looks: number;
};

function nextLook({ facts, open, now, actAt, stuckAt, acted, looks }: Next): Date {
  if (acted) return after(now, RETRY_MS);
  if (now >= stuckAt) return after(now, Math.min(RETRY_MS * 2 ** Math.min(looks, 10), MAX_BACKOFF_MS));
  const callbacks = open.map((payment) => after(payment.paidAt, CALLBACK_OVERDUE_MS));
  // What kept us from acting may pass without a word, such as a gateway that did not answer.
  const again = facts.policy === "auto" && now >= actAt ? [after(now, RETRY_MS)] : [];
  const times = [...callbacks, actAt, stuckAt, ...again].filter((at) => at > now);
  return new Date(Math.min(...times.map((at) => at.getTime())));
}

/** Seconds and minutes of settings as the rules want them. */
export const limitsOf = (settings: { graceSeconds: number; stuckAfterMinutes: number }): Limits => ({
  graceMs: settings.graceSeconds * SECOND_MS,
  stuckAfterMs: settings.stuckAfterMinutes * MINUTE_MS,
});
