import { callbackVerdicts } from "./callback-reason.ts";
import { has, hasByAuthority, type Known } from "./known.ts";
import type { AdviceTag, ChargeState, Fact, OutcomeKind } from "./schemas.ts";

/**
 * The seven rules that no pack can change. They run after the pack and only ever take away or warn: nothing here makes
 * paying easier. Each is a function of its own so that a test can leave it out and see what goes wrong.
 */

export type DraftRemedy = { code: string; tag: AdviceTag | null; texts: readonly string[] };
export type DraftOutcome = { kind: OutcomeKind; remedies: DraftRemedy[]; until: Date | null };
export type Draft = { chargeState: ChargeState; outcome: DraftOutcome | null; advice: AdviceTag[] };
export type SafetyInput = { facts: Known; now: Date };
export type SafetyRule = (draft: Draft, input: SafetyInput) => Draft;

const UNPAID_ORDER = ["awaiting_payment", "cancelled", "expired", "failed"];
const TERMINAL_UNPAID = ["none", "unpaid", "closed"];
const PAID = ["paid", "refunded"];
/** A payment begun on such a channel may take the money and never tell of it. */
const CLOSED_CHANNEL = ["down", "maintenance", "suspended"];
const SAYS_DEBITED = ["yes", "twice"];
/** The ways of advice that send a person to pay by something new. */
const NEW_PAYMENT: readonly AdviceTag[] = ["PAY_AGAIN", "SWITCH"];
export const MAX_WAIT_MS = 24 * 3_600_000;

/**
 * Whether money left. `none` needs the word of each attempt's gateway that it ended unpaid, or, where a channel has none, the
 * platform's signed word (or that there was no attempt), and that the order is closed or unpaid, with nothing at all that
 * contradicts; see docs/decisions/0004 and 0009.
 */
export function chargeStateOf(facts: Known): ChargeState {
  if (hasByAuthority(facts, "pay.state", PAID)) return "confirmed";
  const ended =
    hasByAuthority(facts, "pay.state", TERMINAL_UNPAID) &&
    hasByAuthority(facts, "order.status", UNPAID_ORDER) &&
    !gatewayIsSilent(facts);
  return ended && !hintsAtCharge(facts) ? "none" : "possible";
}

/** A payment's gateway could be asked and did not say, or not lately enough: the platform's word does not stand in for it. */
const gatewayIsSilent = (facts: Known): boolean => has(facts, "pay.gateway", ["silent"]);

/** Anything that could mean that money left: a person's word, a proof, a callback, a delivery, a refund. */
export function hintsAtCharge(facts: Known): boolean {
  return (
    has(facts, "user.debited", SAYS_DEBITED) ||
    has(facts, "user.proof", [true]) ||
    has(facts, "user.page", ["processing", "review", "done"]) ||
    has(facts, "pay.state", PAID) ||
    has(facts, "cb.state", callbackVerdicts) ||
    has(facts, "order.acted_as_paid", [true]) ||
    has(facts, "pay.error", ["paid"]) ||
    has(facts, "order.reason", ["paid", "paying", "pending", "late", "mismatch", "reversal"]) ||
    has(facts, "user.said_debited", [true]) ||
    has(facts, "user.other_payment", [true]) ||
    has(facts, "user.error", ["paid", "reversal"]) ||
    has(facts, "user.bank_sms", ["yes"]) ||
    has(facts, "delivery.state", ["done", "partial"]) ||
    has(facts, "ful.state", ["submitted", "succeeded", "partial"]) ||
    has(facts, "refund.state", ["pending", "done"])
  );
}

/**
 * The order itself may be paid: its one payment is open, or none was ever begun; it is not over, nothing hints at a charge, and the
 * channel works.
 */
export function mayFinishPaying(facts: Known, now: Date): boolean {
  const expiresAt = facts.get("order.expires_at")?.value;
  const running = typeof expiresAt === "string" && Date.parse(expiresAt) > now.getTime();
  const onlyOneOpen = hasByAuthority(facts, "pay.state", ["open"]) && hasByAuthority(facts, "pay.open_count", [1]);
  const neverBegun = hasByAuthority(facts, "pay.state", ["none"]);
  return (
    hasByAuthority(facts, "order.status", ["awaiting_payment"]) &&
    (onlyOneOpen ? running : neverBegun && (expiresAt === undefined || running)) &&
    !gatewayIsSilent(facts) &&
    has(facts, "user.debited", ["no"]) &&
    !hintsAtCharge(facts) &&
    !blockedFromPaying(facts) &&
    !has(facts, "chan.state", CLOSED_CHANNEL)
  );
}

/** Paying would be refused or is not wanted now, whatever became of earlier payments. */
const blockedFromPaying = (facts: Known): boolean =>
  has(facts, "acct.frozen", [true]) || has(facts, "risk.state", ["open", "upheld"]);

const without = (draft: Draft, drop: (remedy: DraftRemedy) => boolean): Draft =>
  draft.outcome === null
    ? draft
    : { ...draft, outcome: { ...draft.outcome, remedies: draft.outcome.remedies.filter((r) => !drop(r)) } };

const dropTags = (draft: Draft, tags: readonly AdviceTag[]): Draft => {
  const rest = without(draft, (remedy) => remedy.tag !== null && tags.includes(remedy.tag));
  return { ...rest, advice: draft.advice.filter((tag) => !tags.includes(tag)) };
};

/** Rule 1: a new payment only when no money can have left, and the person has looked and says so too. */
export const payOnlyWhenNone: SafetyRule = (draft, { facts, now }) => {
  const chargeState = chargeStateOf(facts);
  let safe: Draft = { ...draft, chargeState };
  if (chargeState !== "none" || !has(facts, "user.debited", ["no"]) || blockedFromPaying(facts)) {
    safe = dropTags(safe, NEW_PAYMENT);
  }
  if (!mayFinishPaying(facts, now)) return dropTags(safe, ["FINISH_PAYING"]);
  // An order that can be paid is paid itself, not beside a new one.
  return safe.advice.includes("FINISH_PAYING") ? dropTags(safe, NEW_PAYMENT) : safe;
};

/** Rule 2: while money may have left, say so and say nothing that sounds like paying, whatever else is known. */
export const chargeSilencesPaying: SafetyRule = (draft, { facts, now }) => {
  const finishing = draft.advice.includes("FINISH_PAYING") && mayFinishPaying(facts, now);
  if (chargeStateOf(facts) === "none" && !hintsAtCharge(facts)) return dropTags(draft, ["DO_NOT_PAY"]);
  if (finishing) return dropTags(draft, [...NEW_PAYMENT, "DO_NOT_PAY"]);
  const rest = dropTags(draft, [...NEW_PAYMENT, "FINISH_PAYING"]);
  return rest.advice.includes("DO_NOT_PAY") ? rest : { ...rest, advice: ["DO_NOT_PAY", ...rest.advice] };
};

/**
 * Rule 3: money is made good once, by delivery or by refund, and only money that certainly came and is still here. A refund under
 * way or a second payment decides for refund; what a review holds is not delivered around it; and while any delivery may still
 * arrive there is neither another nor a refund of what it costs.
 */
export const topUpOrRefund: SafetyRule = (draft, { facts }) => {
  const refunding = has(facts, "refund.state", ["pending", "done"]);
  const mayArrive = has(facts, "ful.unknown", [true]) || has(facts, "ful.state", ["submitted"]);
  const contested = has(facts, "pay.contested", [true]);
  const extra = has(facts, "pay.paid_twice", [true]);
  const keepsMoney = (mayArrive || contested) && !refunding && !extra;
  const rest = keepsMoney ? dropTags(draft, ["REFUND"]) : draft;
  const held = has(facts, "risk.state", ["open", "upheld"]) || has(facts, "order.status", ["under_review"]);
  const delivered = has(facts, "delivery.state", ["done"]) || has(facts, "ful.state", ["succeeded"]);
  const unsure = contested || chargeStateOf(facts) !== "confirmed";
  const never = refunding || rest.advice.includes("REFUND") || held || delivered || mayArrive || unsure;
  return never ? dropTags(rest, ["REDELIVER"]) : rest;
};

/** Rule 4: a wait ends at a time that lies ahead and within a day; anything else goes to a person. */
export const waitsEnd: SafetyRule = (draft, { now }) => {
  const { outcome } = draft;
  if (outcome?.kind !== "wait") return draft;
  const left = outcome.until === null ? Number.NaN : outcome.until.getTime() - now.getTime();
  if (left > 0 && left <= MAX_WAIT_MS) return draft;
  const rest = dropTags(draft, ["WAIT"]);
  if (rest.outcome === null) return rest;
  return { ...rest, outcome: { ...rest.outcome, kind: "ticket", until: null } };
};

/** Keys that no view ever carries: what a risk rule looks at, and what a card is worth stealing for. */
const SECRET_KEYS = /^risk\.(rule|score|severity|review)|secret|card_key|cvv|password/i;
/** Facts that the person gave us or that are about the run itself. */
const OWN_KEYS = /^(user|session)\./;

/** Rule 5: records are shown to the proven owner only; risk rules and card keys to nobody. */
export function disclose(facts: readonly Fact[], owner: boolean): Fact[] {
  return facts.filter((fact) => (owner || OWN_KEYS.test(fact.key)) && !SECRET_KEYS.test(fact.key));
}

// Rule 6 (a screenshot is a pointer, never proof) works before the ranking: `distrust` in known.ts.

const SPLITTING =
  /拆(分|成|单|开|小)|分(拆|笔|批|几次|几笔|多次|多笔|两次|两笔|三次|开付|成(几|两|三|多)|次(付款|支付))|多次小额|小额多次|split(ting)?\b|(several|multiple|many|two|three) (smaller |separate )?(payments|top-?ups)|smaller (sums|amounts|payments)|in (parts|instal+ments)|break (it|the (sum|amount|order|payment))|piece by piece/i;

/** Rule 7: nobody is told to cut a sum into pieces to slip under a limit. */
export const noSplitting: SafetyRule = (draft) =>
  without(draft, (remedy) => /SPLIT/.test(remedy.code) || remedy.texts.some((text) => SPLITTING.test(text)));

export const advisesSplitting = (text: string): boolean => SPLITTING.test(text);

export const safetyRules: readonly SafetyRule[] = [
  payOnlyWhenNone,
  chargeSilencesPaying,
  topUpOrRefund,
  waitsEnd,
  noSplitting,
];

/** The rules by the names that keepers read. */
const namedRules = {
  payOnlyWhenNone,
  chargeSilencesPaying,
  topUpOrRefund,
  waitsEnd,
  noSplitting,
} as const satisfies Record<string, SafetyRule>;
export type SafetyRuleName = keyof typeof namedRules;
/** What one rule did to what the pack proposed. */
export type SafetyStep = {
  rule: SafetyRuleName;
  tookRemedies: string[];
  tookAdvice: AdviceTag[];
  added: AdviceTag[];
  kind: OutcomeKind | null;
};

/** Which rule took what away, or put it in, in the order in which they run; rules that changed nothing are left out. */
export function explainSafety(draft: Draft, input: SafetyInput): SafetyStep[] {
  let current = draft;
  return Object.entries(namedRules).flatMap(([name, rule]) => {
    const [before, after] = [current, rule(current, input)];
    current = after;
    const codes = after.outcome?.remedies.map(({ code }) => code) ?? [];
    const step: SafetyStep = {
      rule: name as SafetyRuleName,
      tookRemedies: (before.outcome?.remedies ?? []).map(({ code }) => code).filter((code) => !codes.includes(code)),
      tookAdvice: before.advice.filter((tag) => !after.advice.includes(tag)),
      added: after.advice.filter((tag) => !before.advice.includes(tag)),
      kind: after.outcome?.kind === before.outcome?.kind ? null : (after.outcome?.kind ?? null),
    };
    const changed = step.tookRemedies.length + step.tookAdvice.length + step.added.length > 0 || step.kind !== null;
    return changed ? [step] : [];
  });
}

/** Applies the rules to what the pack proposed. A result that lost all its remedies goes to a person. */
export function applySafety(draft: Draft, input: SafetyInput, rules = safetyRules): Draft {
  const safe = rules.reduce((current, rule) => rule(current, input), draft);
  const { outcome } = safe;
  if (outcome === null || outcome.remedies.length > 0 || outcome.kind === "ticket") return safe;
  return { ...safe, outcome: { kind: "ticket", remedies: [], until: null } };
}
