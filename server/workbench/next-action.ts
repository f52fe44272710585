import type { CauseCode, ChargeState } from "#server/diagnosis/schemas.ts";
import type { NextAction, NextStep, StepGate } from "./schemas.ts";

/** Pure: what to do next about a ticket, from its cause and from what is known of its money. */

type Way = { possible: boolean; gate: StepGate[]; amountFen: number; live: { id: string; state: string } | null };
export type NextFacts = {
  causeCode: CauseCode;
  chargeState: ChargeState;
  orderNo: string | null;
  paidFen: number;
  creditedFen: number;
  refundedFen: number;
  /** The gates as they stand; null where the order has none. */
  credit: Way | null;
  refund: Way | null;
  /** Commands without a result. */
  commands: { id: string; state: string }[];
  /** Callbacks that were not applied and may be judged again. */
  callbacks: { id: string }[];
  /** What about the order's money waits for a person. */
  items: { id: string }[];
  /** An appeal that is not decided. */
  appeal: { id: string } | null;
  riskHeld: boolean;
  /** A supplier is at it, within its time. */
  running: boolean;
  /** How long the money has been stuck, in minutes; null when nobody says since when. */
  stuckMinutes: number | null;
};

type Ref = NextAction["ref"];
export type Proposal = {
  step: NextStep;
  ref: Ref;
  amountFen: number | null;
  gate: StepGate[];
  /** Why: `cause` (its first remedy), `settled`, `under_way`, `fallback`. */
  because: "cause" | "settled" | "under_way" | "fallback" | "no_order";
  passedOver: { step: NextStep; failed: string | null }[];
};

/** Within this nobody has to do anything about money that is on its way. */
const PATIENCE_MINUTES = 15;

const paying: readonly NextStep[] = ["finish_paying", "pay_again", "switch_channel"];
const fulfil: readonly NextStep[] = ["ask_gateway", "replay_callback", "credit", "refund"];
const failing: readonly NextStep[] = ["switch_channel", "ask_gateway", "credit", "refund"];

/** What each cause asks for, in order (the remedies of the catalogue). */
const remedies: Record<CauseCode, readonly NextStep[]> = {
  ACC_FROZEN: ["ask_verify"],
  ACC_UNVERIFIED: ["ask_verify"],
  ACC_LEVEL_RESTRICTED: ["decide_risk", "ask_fix"],
  ACC_SESSION_EXPIRED: ["pay_again", "ask_gateway", "credit"],
  INP_TARGET_WRONG: ["wait", "ask_fix"],
  INP_PRODUCT_WRONG: ["refund", "triage"],
  INP_AMOUNT_WRONG: ["settle_item", "refund", "ask_fix"],
  INP_COUPON_RULE: ["ask_fix"],
  INP_VERIFY_INCOMPLETE: ["ask_verify"],
  INP_DUP_SUBMIT: ["finish_paying", "ask_gateway", "refund", "credit"],
  INP_UNOFFICIAL_LINK: ["escalate_gateway"],
  PAY_NOT_SENT: ["pay_again", "ask_gateway"],
  PAY_UNPAID: ["finish_paying", "ask_gateway"],
  PAY_USER_PAYING: ["wait", "ask_gateway"],
  PAY_FUNDS_SHORT: ["switch_channel", "ask_gateway"],
  PAY_BUYER_LIMIT: ["switch_channel", "ask_gateway"],
  PAY_MERCHANT_LIMIT: [...failing.slice(0, 1), "fix_platform"],
  PAY_CARD_INVALID: ["switch_channel", "ask_gateway"],
  PAY_METHOD_OFF: ["switch_channel", "ask_gateway"],
  PAY_PASSWORD_LOCKED: ["switch_channel", "ask_gateway"],
  PAY_METHOD_UNSUPPORTED: ["switch_channel", "ask_gateway"],
  PAY_CHANNEL_DOWN: failing,
  PAY_CONFIG_ERROR: ["fix_platform"],
  PAY_CLOSED: ["pay_again", ...fulfil],
  PAY_TRADE_FAILED: failing,
  PAY_BANK_REVERSAL: ["wait", "ask_gateway", "escalate_gateway"],
  RISK_PLATFORM_BLOCK: ["decide_risk", "ask_verify"],
  RISK_PLATFORM_HOLD: ["decide_risk", "credit", "refund"],
  RISK_GATEWAY_REJECT: ["switch_channel", "ask_gateway", "escalate_gateway"],
  CB_MISSING: fulfil,
  CB_BAD_SIGN: fulfil,
  CB_IDENTITY_MISMATCH: ["ask_gateway", "settle_item"],
  CB_AMOUNT_MISMATCH: ["settle_item", "credit", "refund"],
  CB_PROCESS_ERROR: ["replay_callback", ...fulfil],
  CB_LATE: fulfil,
  ORD_STATE_LAG: ["wait", ...fulfil],
  ORD_LOST: ["settle_item", "refund"],
  ORD_DUP_PAYMENT: ["refund", "settle_item", "credit"],
  FUL_UPSTREAM_SLOW: ["wait", "credit", "refund"],
  FUL_UPSTREAM_DOWN: ["wait", "credit", "refund"],
  FUL_OUT_OF_STOCK: ["refund", "wait"],
  FUL_NO_MATCH: ["ask_fix", "credit"],
  FUL_FAILED: ["credit", "refund"],
  FUL_UPSTREAM_FUNDS: ["fix_platform"],
  FUL_PARTIAL: ["credit", "refund"],
  POL_CHANNEL_BLOCKED: ["switch_channel", "refund"],
  CR_NOT_CREDITED: fulfil,
  CR_DELIVERED_UNSEEN: ["tell_credited"],
  UNKNOWN: ["ask_gateway", "credit", "refund"],
};

/**
 * What to do next. Money is proposed only where its gate is open, and paying only where nothing can have been taken.
 * @returns always something; what the cause would have asked for first is told with what stopped it
 */
export function nextAction(facts: NextFacts): Proposal {
  const settled = isSettled(facts);
  if (settled) return settled;
  const passedOver: Proposal["passedOver"] = [];
  for (const step of new Set(remedies[facts.causeCode])) {
    const check = checks[step](facts);
    if (check.ok) return proposal(step, check, passedOver.length === 0 ? "cause" : "fallback", passedOver);
    passedOver.push({
      step,
      failed: check.gate.find(({ ok, check: name }) => !ok && !brought.has(name))?.detail ?? null,
    });
  }
  const rest: NextStep[] = ["decide_risk", "settle_item", "wait", "credit", "refund", "ask_gateway", "triage"];
  const step = rest.find((each) => checks[each](facts).ok) ?? "triage";
  return proposal(step, checks[step](facts), "fallback", passedOver);
}

/** What the click itself brings; it stops nothing. */
const brought = new Set(["reason", "second_person"]);

/** What is decided or under way goes before every remedy: nobody shall do a thing twice. */
function isSettled(facts: NextFacts): Proposal | undefined {
  const { credit, refund, commands, paidFen, creditedFen, refundedFen } = facts;
  if (facts.orderNo === null) return proposal("link_order", open(), "no_order");
  const lives = [
    ...(credit?.live ? [{ kind: "topup" as const, ...credit.live }] : []),
    ...(refund?.live ? [{ kind: "refund" as const, ...refund.live }] : []),
  ];
  const waiting = lives.find(({ state }) => state === "pending_approval");
  if (waiting) return proposal("approve", open({ kind: waiting.kind, id: waiting.id }), "under_way");
  const silent = commands.find(({ state }) => state === "dead" || state === "unknown");
  if (silent) return proposal("ask_command", open({ kind: "command", id: silent.id }), "under_way");
  const [live] = lives;
  if (live || commands.length > 0) return proposal("wait", open(live && { kind: live.kind, id: live.id }), "under_way");
  if (paidFen > 0 && refundedFen >= paidFen) return proposal("tell_refunded", open(), "settled");
  if (creditedFen > 0 && creditedFen >= paidFen - refundedFen) {
    return proposal(facts.causeCode === "INP_TARGET_WRONG" ? "triage" : "tell_credited", open(), "settled");
  }
  return undefined;
}

type Check = { ok: boolean; gate: StepGate[]; ref: Ref; amountFen: number | null };
const open = (ref: Ref | undefined = null): Check => ({ ok: true, gate: [], ref: ref ?? null, amountFen: null });
const shut: Check = { ok: false, gate: [], ref: null, amountFen: null };
const given = (thing: { id: string } | null | undefined, kind: NonNullable<Ref>["kind"]): Check =>
  thing ? open({ kind, id: thing.id }) : shut;
const way = (of: Way | null): Check =>
  of ? { ok: of.possible, gate: of.gate, ref: null, amountFen: of.possible ? of.amountFen : null } : shut;

/** Paying is proposed only where every side says that nothing was taken. */
const unpaid = ({ chargeState, paidFen, credit, refund }: NextFacts): Check => {
  const said = [...(credit?.gate ?? []), ...(refund?.gate ?? [])].some(({ check, ok }) => check === "paid" && ok);
  const ok = chargeState === "none" && paidFen === 0 && !said && !credit?.live && !refund?.live;
  return { ...shut, ok };
};
const isPaid = ({ credit }: NextFacts): boolean =>
  credit?.gate.some(({ check, ok }) => check === "paid" && ok) ?? false;
const patient = ({ chargeState, running, stuckMinutes }: NextFacts): boolean =>
  running || chargeState === "none" || (stuckMinutes !== null && stuckMinutes < PATIENCE_MINUTES);

const checks: Record<NextStep, (facts: NextFacts) => Check> = {
  ...{ link_order: ({ orderNo }) => (orderNo === null ? open() : shut), approve: () => shut, ask_command: () => shut },
  wait: (facts) => (patient(facts) ? open() : shut),
  tell_credited: ({ creditedFen }) => (creditedFen > 0 ? open() : shut),
  tell_refunded: ({ refundedFen }) => (refundedFen > 0 ? open() : shut),
  ...{ credit: ({ credit }) => way(credit), refund: ({ refund }) => way(refund) },
  replay_callback: ({ callbacks: [first] }) => given(first, "callback"),
  ask_gateway: (facts) => (facts.credit && !isPaid(facts) ? { ...open(), gate: facts.credit.gate } : shut),
  decide_risk: ({ appeal, riskHeld }) => (appeal ? given(appeal, "appeal") : riskHeld ? open() : shut),
  settle_item: ({ items: [first] }) => given(first, "item"),
  ...{ finish_paying: unpaid, pay_again: unpaid, switch_channel: unpaid },
  ...{ ask_fix: () => open(), ask_verify: () => open(), escalate_gateway: () => open() },
  ...{ fix_platform: () => open(), triage: () => open() },
};

function proposal(
  step: NextStep,
  { gate, ref, amountFen }: Check,
  because: Proposal["because"],
  passedOver: Proposal["passedOver"] = [],
): Proposal {
  return { step, ref, amountFen, gate, because, passedOver };
}

/** Steps that would have somebody pay. */
export const payingSteps = paying;
