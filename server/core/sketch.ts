/**
 * A sketch of many durations that tells their quantiles to within one per cent (DDSketch): how many fell into each of a row of buckets
 * whose bounds grow by the same share. Buckets hold whole counts, so sketches add and subtract exactly and in any order: built twice
 * from the same durations they are the same.
 */

const ALPHA = 0.01;
const GAMMA = (1 + ALPHA) / (1 - ALPHA);
const LOG_GAMMA = Math.log(GAMMA);

export type Buckets = Map<number, number>;

/** The bucket of a duration in milliseconds; less than one counts as one. */
export const bucketOf = (ms: number): number => Math.ceil(Math.log(Math.max(1, ms)) / LOG_GAMMA);

/** The duration that stands for a bucket: at most one per cent from each that fell into it. */
export const durationOf = (bucket: number): number => (2 * GAMMA ** bucket) / (GAMMA + 1);

/** Adds counts to a sketch, in place. Counts may be negative; a bucket that comes to nothing is gone. */
export function addBuckets(to: Buckets, counts: Iterable<readonly [number, number]>): void {
  for (const [bucket, n] of counts) {
    const sum = (to.get(bucket) ?? 0) + n;
    if (sum === 0) to.delete(bucket);
    else to.set(bucket, sum);
  }
}

/** Adds a stored sketch, in place; without another one made of it, since dashboards add thousands of counts. */
export function addStored(to: Buckets, stored: Record<string, number> | null): void {
  if (stored === null) return;
  for (const key in stored) {
    const bucket = Number(key);
    to.set(bucket, (to.get(bucket) ?? 0) + (stored[key] ?? 0));
  }
}

/** The durations at some ranks, counted from 1 in ascending order. @returns one for each rank, in the order asked */
export function atRanks(buckets: Buckets, ranks: readonly number[]): number[] {
  const sorted = [...buckets].sort(([a], [b]) => a - b);
  return ranks.map((rank) => {
    let seen = 0;
    for (const [bucket, n] of sorted) {
      seen += n;
      if (seen >= rank) return durationOf(bucket);
    }
    throw new RangeError(`There is no rank ${rank} among ${seen} durations`);
  });
}

/** As it is stored: ascending, so that equal sketches are equal text. */
export function storedBuckets(buckets: Buckets): Record<string, number> | null {
  // Whole keys that are not negative come in ascending order whatever order they were put in.
  return buckets.size === 0 ? null : Object.fromEntries(buckets);
}

export const readBuckets = (stored: Record<string, number> | null): Buckets =>
  new Map(Object.entries(stored ?? {}).map(([bucket, n]) => [Number(bucket), n]));
