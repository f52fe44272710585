import type { ScoreInput, ScorePart, ScorePartName } from "../profile-schemas.ts";

/** The credit score. Decision 0018 has the formula in words and the reasons; a change here is a change there. */

/** What is counted of a person, over the last 365 days where time plays a part; null where nobody told. */
export type ScoreFacts = {
  /** Days since they registered. */
  ageDays: number | null;
  verified: boolean | null;
  /** Orders that were paid and arrived. */
  completedOrders: number;
  /** Risk reviews that confirmed the suspicion. Reviews that cleared it, and those still open, count nothing. */
  upheldReviews: number;
  /** Refunds at their own wish, of orders with which nothing was wrong. */
  wishedRefunds: number;
  /** Complaints at the gateway about orders that had arrived. */
  unfoundedComplaints: number;
};

export const BASE = 50;
const DAYS_A_POINT = 24;
/** So many completed orders without anything held against them are a clean record. */
const CLEAN_FROM = 5;

type Formula = { most: number; least: number; points(facts: ScoreFacts): number };
const each = (points: number, least: number, count: number) => Math.max(least, 0 - points * count);

const formulas: Record<Exclude<ScorePartName, "base">, Formula> = {
  ageDays: { most: 15, least: 0, points: ({ ageDays }) => Math.min(15, Math.floor((ageDays ?? 0) / DAYS_A_POINT)) },
  verified: { most: 10, least: 0, points: ({ verified }) => (verified === true ? 10 : 0) },
  completedOrders: { most: 15, least: 0, points: ({ completedOrders }) => Math.min(15, completedOrders) },
  upheldReviews: { most: 0, least: -45, points: ({ upheldReviews }) => each(15, -45, upheldReviews) },
  // Anybody may change their mind once.
  wishedRefunds: { most: 0, least: -15, points: ({ wishedRefunds }) => each(3, -15, Math.max(0, wishedRefunds - 1)) },
  unfoundedComplaints: { most: 0, least: -15, points: (facts) => each(5, -15, facts.unfoundedComplaints) },
  cleanRecord: { most: 10, least: 0, points: (facts) => (isClean(facts) ? 10 : 0) },
};

function isClean(facts: ScoreFacts): boolean {
  const held = facts.upheldReviews + Math.max(0, facts.wishedRefunds - 1) + facts.unfoundedComplaints;
  return held === 0 && facts.completedOrders >= CLEAN_FROM;
}

/** The facts with what a person put right in place of what was counted. */
export function corrected(facts: ScoreFacts, corrections: Partial<Record<ScoreInput, number>>): ScoreFacts {
  const { verified, ...counts } = corrections;
  return { ...facts, ...counts, ...(verified === undefined ? {} : { verified: verified > 0 }) };
}

/**
 * The score and its parts. Pure and monotone: more good never lowers it, more bad never raises it.
 * @param corrections what a person put right; it counts instead of what was counted
 */
export function scoreOf(
  counted: ScoreFacts,
  corrections: Partial<Record<ScoreInput, number>> = {},
): { score: number; parts: ScorePart[] } {
  const facts = corrected(counted, corrections);
  const part = (name: Exclude<ScorePartName, "base">): ScorePart => {
    const { most, least, points } = formulas[name];
    const isInput = name !== "cleanRecord";
    return {
      part: name,
      points: points(facts),
      most,
      least,
      fact: isInput ? facts[name] : isClean(facts),
      corrected: isInput && corrections[name] !== undefined,
    };
  };
  const base: ScorePart = { part: "base", points: BASE, most: BASE, least: BASE, fact: null, corrected: false };
  const parts = [base, ...(Object.keys(formulas) as (keyof typeof formulas)[]).map(part)];
  const sum = parts.reduce((total, { points }) => total + points, 0);
  return { score: Math.max(0, Math.min(100, sum)), parts };
}
