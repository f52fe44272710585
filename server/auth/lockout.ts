import { eq, inArray, lt } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { signInAttempts } from "#db/schema/index.ts";
import { systemClock } from "#server/core/clock.ts";
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
const MEMORY_MS = 6 * 3600_000;

/** The wait after the n-th failed attempt: nothing while attempts are free, then doubling up to the longest. */
export function waitAfter(rule: Rule, attempts: number): number {
  const { free, firstWaitS, longestWaitS } = rules[rule];
  if (attempts < free) return 0;
  return Math.min(longestWaitS, firstWaitS * 2 ** Math.min(20, attempts - free));
}

export type Attempt = { allowed: true; lockedNow: boolean } | { allowed: false; retryAfterS: number };
type Row = typeof signInAttempts.$inferSelect;

/** Hashed, all of it: what is typed may be anybody's, and the rows outlive the attempt. */
function keysOf(subject: string, address: string): [Rule, string][] {
  const account = subject.trim().toLowerCase();
  const keyed: [Rule, string][] = [
    ["pair", `${account}\n${address}`],
    ["account", account],
    ["address", address],
  ];
  return keyed.map(([rule, text]) => [rule, `${rule}:${sha256Hex(text)}`]);
}

/** How long one of these keys has still to wait. No longer than its rule says, whatever happened to the clock since. */
function waitMs(rows: readonly Row[], keys: readonly [Rule, string][], now: Date): number {
  const waits = rows.map(({ key, waitUntil }) => {
    const rule = keys.find(([, known]) => known === key)?.[0] ?? "pair";
    return Math.min(rules[rule].longestWaitS * 1_000, (waitUntil?.getTime() ?? 0) - now.getTime());
  });
  return Math.max(0, ...waits);
}

const tooSoon = (ms: number): Attempt => ({ allowed: false, retryAfterS: Math.ceil(ms / 1_000) });
const rowsOf = (reader: typeof db | Tx, keys: readonly [Rule, string][]) =>
  reader
    .select()
    .from(signInAttempts)
    .where(
      inArray(
        signInAttempts.key,
        keys.map(([, key]) => key),
      ),
    );

/**
 * Counts an attempt to sign in before it is made, so that attempts in parallel are counted too; for all processes, and over
 * restarts. Who has to wait costs a look and no write.
 * @param subject whose account, or which link or code, is tried; case and spaces around it do not matter
 * @returns whether it may be made; `lockedNow` when the next one will have to wait
 */
export async function beginAttempt(subject: string, address: string): Promise<Attempt> {
  const keys = keysOf(subject, address);
  const now = systemClock.now();
  const waiting = waitMs(await rowsOf(db, keys), keys, now);
  if (waiting > 0) return tooSoon(waiting);
  return transact(
    async (tx) => {
      const rows = await rowsOf(tx, keys);
      const stillWaiting = waitMs(rows, keys, now);
      if (stillWaiting > 0) return tooSoon(stillWaiting);
      let lockedNow = false;
      for (const [rule, key] of keys) lockedNow = (await countOne(tx, rule, key, rows, now)) || lockedNow;
      await tx.delete(signInAttempts).where(lt(signInAttempts.triedAt, new Date(now.getTime() - MEMORY_MS)));
      return { allowed: true, lockedNow };
    },
    { serializeOn: "attempts" },
  );
}

async function countOne(tx: Tx, rule: Rule, key: string, rows: readonly Row[], now: Date): Promise<boolean> {
  const before = rows.find((row) => row.key === key);
  const remembered = before && before.triedAt.getTime() > now.getTime() - MEMORY_MS ? before.failures : 0;
  const failures = remembered + 1;
  const waitS = waitAfter(rule, failures);
  const waitUntil = waitS > 0 ? new Date(now.getTime() + waitS * 1_000) : null;
  const values = { failures, waitUntil, triedAt: now };
  await tx
    .insert(signInAttempts)
    .values({ key, ...values })
    .onConflictDoUpdate({ target: signInAttempts.key, set: values });
  return waitS > 0;
}

/** Forgets the attempts of an account from an address, after it signed in. The address's own count only goes back by one. */
export async function attemptSucceeded(subject: string, address: string): Promise<void> {
  const keys = keysOf(subject, address);
  await transact(
    async (tx) => {
      for (const { key, failures } of await rowsOf(tx, keys)) {
        const own = eq(signInAttempts.key, key);
        if (key.startsWith("address:")) {
          await tx
            .update(signInAttempts)
            .set({ failures: Math.max(0, failures - 1), waitUntil: null })
            .where(own);
        } else await tx.delete(signInAttempts).where(own);
      }
    },
    { serializeOn: "attempts" },
  );
}
