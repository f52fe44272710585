/**
 * Erlang C: how many people it takes so that a share of what arrives is begun in time. It takes arrivals as independent, handling
 * times as alike in kind, and that nobody gives up; tickets wait more patiently than calls, so the answer is on the safe side. Pure.
 */

export const MAX_AGENTS = 500;

export type Load = {
  /** Arrivals an hour. */
  perHour: number;
  /** How long one takes the person who handles it, hands on. */
  handleMs: number;
};

export type Waiting = {
  /** The share of those who wait at all. */
  waitProbability: number;
  /** The share of those who are begun within the target. */
  serviceLevel: number;
  /** The mean wait of all. */
  meanWaitMs: number;
  /** The share of their time in which people are busy. */
  occupancy: number;
};

/** The traffic in erlangs: how many are being handled at a time, on average. */
export const erlangs = ({ perHour, handleMs }: Load): number => (perHour * handleMs) / 3_600_000;

/** What waiting is like with so many people; with too few the queue grows without end. */
export function waitingWith(agents: number, load: Load, targetMs: number): Waiting {
  const a = erlangs(load);
  if (a === 0) return { waitProbability: 0, serviceLevel: 1, meanWaitMs: 0, occupancy: 0 };
  const occupancy = a / agents;
  if (agents <= 0 || occupancy >= 1) {
    return { waitProbability: 1, serviceLevel: 0, meanWaitMs: Number.POSITIVE_INFINITY, occupancy: 1 };
  }
  // By Erlang B, whose recursion holds for any size: powers and factorials would overflow.
  let blocked = 1;
  for (let n = 1; n <= agents; n++) blocked = (a * blocked) / (n + a * blocked);
  const waitProbability = blocked / (1 - occupancy * (1 - blocked));
  const free = agents - a;
  return {
    waitProbability,
    serviceLevel: 1 - waitProbability * Math.exp((-free * targetMs) / load.handleMs),
    meanWaitMs: (waitProbability * load.handleMs) / free,
    occupancy,
  };
}

/**
 * The fewest people with whom a share of what arrives is begun within the target.
 * @param share from 0 to 1
 * @returns null when not even {@link MAX_AGENTS} are enough
 */
export function agentsFor(load: Load, targetMs: number, share: number): (Waiting & { agents: number }) | null {
  const a = erlangs(load);
  if (a === 0) return { agents: 0, ...waitingWith(0, load, targetMs) };
  for (let agents = Math.floor(a) + 1; agents <= MAX_AGENTS; agents++) {
    const waiting = waitingWith(agents, load, targetMs);
    if (waiting.serviceLevel >= share) return { agents, ...waiting };
  }
  return null;
}
