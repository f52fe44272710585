import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  type RateLimiterRes,
} from "rate-limiter-flexible";
import { sharedCounters } from "#db/client.ts";
import { tooManyRequests } from "#server/core/errors.ts";

/** So many requests in so many seconds, for each key. `name` is what the RateLimit headers call it. */
export type Budget = { name: string; points: number; windowS: number };
/** What is left of a budget after a request. */
export type Spent = { budget: Budget; remaining: number; resetS: number };

type Counters = { store: unknown; limiters: Map<string, RateLimiterAbstract> };
// Next.js may load this module more than once in a process; the counters must be counted once.
const holder = globalThis as typeof globalThis & { __daozhangLimits?: Counters };

/**
 * The counters of a budget: on PostgreSQL those that all processes share, and each process's own while the database does not
 * answer; otherwise in memory. What is used up is remembered in memory, so that a flood of refusals costs no queries.
 */
function limiter(budget: Budget): RateLimiterAbstract {
  const store = sharedCounters();
  if (holder.__daozhangLimits?.store !== store) holder.__daozhangLimits = undefined;
  holder.__daozhangLimits ??= { store, limiters: new Map() };
  const { limiters } = holder.__daozhangLimits;
  const id = `${budget.name}/${budget.points}/${budget.windowS}`;
  let found = limiters.get(id);
  if (!found) {
    const options = { keyPrefix: id, points: budget.points, duration: budget.windowS };
    const memory = new RateLimiterMemory(options);
    found = store
      ? new RateLimiterPostgres({
          ...options,
          storeClient: store,
          storeType: "pool",
          tableName: "rate_limits",
          tableCreated: true,
          // One of them sweeps what is over, for all.
          clearExpiredByTimeout: limiters.size === 0,
          inMemoryBlockOnConsumed: budget.points + 1,
          insuranceLimiter: memory,
        })
      : memory;
    limiters.set(id, found);
  }
  return found;
}

/**
 * Counts one request against the budget of `key`.
 * @returns what is left
 * @throws DomainError 429 RATE_LIMITED when nothing was left
 */
export async function consume(budget: Budget, key: string): Promise<Spent> {
  try {
    const result = await limiter(budget).consume(key);
    return { budget, remaining: result.remainingPoints, resetS: seconds(result.msBeforeNext) };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const refusal = tooManyRequests(seconds(error.msBeforeNext));
    Object.assign(refusal.details, { limit: budget.points, windowS: budget.windowS, budget: budget.name });
    throw refusal;
  }
}

/** By its shape: a limiter that another copy of this module made refuses with another class of the same name. */
const isRefusal = (error: unknown): error is RateLimiterRes =>
  typeof error === "object" && error !== null && "msBeforeNext" in error && !(error instanceof Error);

/** Whether the budget of `key` is used up, counting nothing. */
export async function isSpent(budget: Budget, key: string): Promise<boolean> {
  const found = await limiter(budget).get(key);
  return found !== null && found.consumedPoints >= budget.points;
}

/** The RateLimit headers of a response: the structured ones of the IETF draft and the three older, widely read ones. */
export function rateLimitHeaders(spent: Spent): Record<string, string> {
  const { budget, remaining, resetS } = spent;
  return {
    "RateLimit-Policy": `"${budget.name}";q=${budget.points};w=${budget.windowS}`,
    RateLimit: `"${budget.name}";r=${remaining};t=${resetS}`,
    "RateLimit-Limit": String(budget.points),
    "RateLimit-Remaining": String(remaining),
    "RateLimit-Reset": String(resetS),
  };
}

/** For tests: starts the counters in memory again; those of a database go with it. */
export function forgetLimits(): void {
  holder.__daozhangLimits = undefined;
}

/** For tests: leaves nothing of the budget of `key`. */
export async function exhaust(budget: Budget, key: string): Promise<void> {
  await limiter(budget).penalty(key, budget.points);
}

const seconds = (ms: number) => Math.max(1, Math.ceil(ms / 1_000));
