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

/**
 * Adds stored sketches, in place: any number of them one after another, as the database wrote them. Numbers in turn are buckets and
 * their counts; nothing is made of them in between, since dashboards add hundreds of thousands.
 */
export function addWritten(to: Buckets, written: string): void {
  let bucket: number | undefined;
  let number = 0;
  let digits = false;
  let sign = 1;
  for (let i = 0; i < written.length; i++) {
    const digit = written.charCodeAt(i) - 48;
    if (digit >= 0 && digit <= 9) {
      number = number * 10 + digit;
      digits = true;
      continue;
    }
    if (digits) {
      if (bucket === undefined) bucket = number;
      else {
        to.set(bucket, (to.get(bucket) ?? 0) + sign * number);
        bucket = undefined;
      }
      number = 0;
      digits = false;
    }
    sign = digit === MINUS ? -1 : 1;
  }
}
const MINUS = "-".charCodeAt(0) - 48;

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
