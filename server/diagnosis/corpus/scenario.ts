import type { Standing } from "#server/channels/index.ts";
import type { GatewayWord } from "#server/orders/index.ts";
import type { Around } from "../facts.ts";
import type { GatewayView } from "../gateway-word.ts";
import type { AdviceTag, CauseCode, ChargeState, OutcomeKind } from "../schemas.ts";
import type { Person } from "./person.ts";

/**
 * The labelled corpus: what happened as events, what the person would say, and what must come of it. Labels follow from the
 * catalogue of causes, the events' contract and the safety rules, and never from what the pack happens to conclude.
 */

export const splits = ["tune", "held"] as const;
/** `tune` may be looked at while the pack is made; `held` is only measured. */
export type Split = (typeof splits)[number];

export const strata = [
  /** All that a good platform tells, and the gateway answered. */
  "complete",
  /** Steps of which nobody told. */
  "missing",
  /** Records that contradict one another, or a person who contradicts the records. */
  "conflicting",
  /** Events twice, late, or in another order. */
  "disordered",
  /** Screenshots and words that claim what the records do not bear out. */
  "forged",
  /** The records may not be seen, or there are none: answers are all there is. */
  "answers",
  /** An error in a gateway's or supplier's own spelling decides. */
  "codes",
  /** More than one payment attempt. */
  "attempts",
  /** More than one thing is wrong. */
  "several",
  /** The person wrote in English. */
  "english",
  /** A message or a pasted text in the person's words. */
  "words",
] as const;
export type Stratum = (typeof strata)[number];

export type Scenario = {
  /** `split/CAUSE/n`: stable while nobody inserts before it. */
  id: string;
  split: Split;
  title: string;
  strata: readonly Stratum[];
  now: Date;
  /** When the run began: the person may have been here before, and waited. */
  startedAt: Date;
  /** CloudEvents as the platform sent them, in the order of arrival. */
  events: readonly Record<string, unknown>[];
  /** What gateways told us ourselves: answers when asked, verdicts on callbacks in our inbox. */
  words: readonly GatewayWord[];
  /** Which channels can be asked, and when each last answered. */
  gateways: GatewayView;
  /** How the newest payment's channel fares by our own measurements. */
  standing: Standing | null;
  /** What is found around the order: its neighbours, its channel's and its supplier's others, what our inbox did not believe. */
  around: Around;
  orderNo: string;
  /** Whether the asker may see the records. */
  proven: boolean;
  /** What they pasted into the start box. */
  text: string | null;
  person: Person;
  /** Where the money is in truth, whatever the records say. */
  money: "left" | "stayed";
  label: Label;
};

export type Label = {
  cause: CauseCode;
  /** Causes that are as right, where the catalogue itself lets two stand. */
  also: readonly CauseCode[];
  /** Each list means "one of". */
  charge: readonly ChargeState[];
  outcome: readonly OutcomeKind[];
  /** The first remedy, by its advice tag; null is a remedy without one, such as looking where the goods lie. */
  remedy: readonly (AdviceTag | null)[];
  must: readonly AdviceTag[];
  mustNot: readonly AdviceTag[];
};
