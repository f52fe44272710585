import type { Kept, Share, Spread } from "./schemas.ts";

/** Promises kept: met ÷ (met + breached). Pure. */
export function kept(met: number, breached: number): Kept {
  const decided = met + breached;
  return { met, breached, ratio: decided === 0 ? null : met / decided };
}

/** A share of tickets. Pure. */
export const shareOf = (count: number, of: number): Share => ({ count, of, ratio: of === 0 ? null : count / of });

/**
 * The ranks (counted from 1) of the values that median and ninth decile of `n` sorted values are made of: the two in the middle,
 * which are one when n is odd, and the first that at least nine tenths of all do not exceed.
 */
export const ranksOf = (n: number) => ({
  lower: Math.floor((n + 1) / 2),
  upper: Math.floor((n + 2) / 2),
  p90: Math.ceil((n * 9) / 10),
});

/** Median, ninth decile and mean of durations, from the values at {@link ranksOf}. */
export function spreadOf(n: number, meanMs: number, valueAt: (rank: number) => number): Spread {
  if (n === 0) return noSpread;
  const { lower, upper, p90 } = ranksOf(n);
  return { count: n, medianMs: (valueAt(lower) + valueAt(upper)) / 2, p90Ms: valueAt(p90), meanMs };
}

export const noSpread: Spread = { count: 0, medianMs: null, p90Ms: null, meanMs: null };

/** A Pareto table: shares, and shares added up from the most frequent on. Ties go by name. */
export function pareto<K extends string>(counts: readonly { key: K; count: number }[]) {
  const total = counts.reduce((sum, row) => sum + row.count, 0);
  let running = 0;
  return [...counts]
    .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1))
    .map(({ key, count }) => {
      running += count;
      return { key, count, share: count / total, cumulative: running / total };
    });
}
