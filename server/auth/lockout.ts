import { RateLimiterMemory } from "rate-limiter-flexible";
import { sha256Hex } from "#server/core/ids.ts";

/** How many attempts each kind of key has before it must wait, and how the wait grows. */
const rules = {
  /** One address guessing at one account. */
  pair: { free: 5, firstWaitS: 30, longestWaitS: 900 },
  /** Many addresses guessing at one account: high, so that a stranger cannot easily lock a colleague out. */
  account: { free: 30, firstWaitS: 60, longestWaitS: 900 },
  /** One address guessing at many accounts. */
  address: { free: 60, firstWaitS: 60, longestWaitS: 3600 },
} as const;
type Rule = keyof typeof rules;

/** Attempts are forgotten after this long without a new one. */
const MEMORY_S = 6 * 3600;

/** The wait after the n-th failed attempt: nothing while attempts are free, then doubling up to the longest. */
export function waitAfter(rule: Rule, attempts: number): number {
  const { free, firstWaitS, longestWaitS } = rules[rule];
  if (attempts < free) return 0;
  return Math.min(longestWaitS, firstWaitS * 2 ** Math.min(20, attempts - free));
}

type Store = { attempts: RateLimiterMemory; waits: RateLimiterMemory };
// Next.js may load this module more than once in a process: the count must be one.
const holder = globalThis as typeof globalThis & { __daozhangLockout?: Store };
function store(): Store {
  holder.__daozhangLockout ??= {
    attempts: new RateLimiterMemory({ keyPrefix: "attempts", points: Number.MAX_SAFE_INTEGER, duration: MEMORY_S }),
    waits: new RateLimiterMemory({ keyPrefix: "waits", points: 1, duration: MEMORY_S }),
  };
  return holder.__daozhangLockout;
}

export type Attempt = { allowed: true; lockedNow: boolean } | { allowed: false; retryAfterS: number };

function keys(email: string, address: string): [Rule, string][] {
  const account = sha256Hex(email.trim().toLowerCase());
  return [
    ["pair", `pair:${account}:${address}`],
    ["account", `account:${account}`],
    ["address", `address:${address}`],
  ];
}

/**
 * Counts an attempt to sign in before it is made, so that attempts in parallel are counted too.
 * @returns whether it may be made; `lockedNow` when the next one will have to wait
 */
export async function beginAttempt(email: string, address: string): Promise<Attempt> {
  const { attempts, waits } = store();
  const all = keys(email, address);
  let waitMs = 0;
  for (const [, key] of all) {
    const wait = await waits.get(key);
    if (wait !== null && wait.consumedPoints > 1) waitMs = Math.max(waitMs, wait.msBeforeNext);
  }
  if (waitMs > 0) return { allowed: false, retryAfterS: Math.ceil(waitMs / 1000) };
  let lockedNow = false;
  for (const [rule, key] of all) {
    const { consumedPoints } = await attempts.penalty(key, 1);
    const waitS = waitAfter(rule, consumedPoints);
    if (waitS > 0) {
      await waits.block(key, waitS);
      lockedNow = true;
    }
  }
  return { allowed: true, lockedNow };
}

/** Forgets the attempts of an account from an address, after it signed in. The address's own count only goes back by one. */
export async function attemptSucceeded(email: string, address: string): Promise<void> {
  const { attempts, waits } = store();
  for (const [rule, key] of keys(email, address)) {
    await waits.delete(key);
    if (rule === "address") await attempts.reward(key, 1);
    else await attempts.delete(key);
  }
}

/** For tests only. */
export function forgetAttempts(): void {
  delete holder.__daozhangLockout;
}
