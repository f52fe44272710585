import { MINUTE_MS } from "#server/core/clock.ts";
import type { HealthState, StandingState } from "./schemas.ts";

/** Where a channel stands, and which one to use. Pure. Decision 0008 has the reasons. */

/** So long must a channel have been well after trouble before people are sent back to it. */
export const SETTLED_MS = 5 * MINUTE_MS;

/** What is known of a channel. Dates say since when. */
export type ChannelFacts = {
  code: string;
  platform: { status: StandingState; at: Date | null; recommended: boolean } | null;
  measured: { state: HealthState; since: Date; successRate: number | null } | null;
  /** The start of the maintenance window that lasts now. */
  maintenanceSince: Date | null;
  /** Null when it is not set up here. */
  priority: number | null;
  disabled: boolean;
  /** When it was last seen in trouble. */
  troubleAt: Date | null;
};
export type Standing = { status: StandingState; since: Date | null };

/**
 * Worse first. Where payment is impossible in any case, what was decided by people names the reason before what was measured;
 * `unknown` is no opinion, so every other word outweighs it.
 */
const precedence: readonly StandingState[] = ["suspended", "maintenance", "down", "degraded", "up", "unknown"];

/** The worst of the platform's word, maintenance windows and our own measurements; since the earliest that says so. */
export function standingOf(facts: ChannelFacts): Standing {
  const { platform, measured, maintenanceSince } = facts;
  const said: Standing[] = [
    ...(platform ? [{ status: platform.status, since: platform.at }] : []),
    ...(maintenanceSince ? [{ status: "maintenance" as const, since: maintenanceSince }] : []),
    ...(measured ? [{ status: measured.state, since: measured.since }] : []),
  ];
  const status = precedence.find((word) => said.some((one) => one.status === word)) ?? "unknown";
  const times = said.flatMap((one) => (one.status === status && one.since ? [one.since.getTime()] : []));
  return { status, since: status === "unknown" || times.length === 0 ? null : new Date(Math.min(...times)) };
}

/**
 * The channel to use now: of those that are up, first those that have been well for a while, then the platform's own choice,
 * then by priority, then the one that was recommended before, then the healthiest.
 * @param kept what was recommended before: it is not left for one that is merely as good
 */
export function recommend(channels: readonly ChannelFacts[], kept: string | null, now: Date): string | null {
  const settled = ({ troubleAt }: ChannelFacts) =>
    troubleAt === null || now.getTime() - troubleAt.getTime() >= SETTLED_MS;
  const usable = channels.filter((one) => !one.disabled && standingOf(one).status === "up");
  const order = (one: ChannelFacts): readonly number[] => [
    settled(one) ? 0 : 1,
    // Among channels that all were in trouble just now, changing once more helps nobody.
    !settled(one) && one.code === kept ? 0 : 1,
    one.platform?.recommended ? 0 : 1,
    one.priority ?? Number.MAX_SAFE_INTEGER,
    one.code === kept ? 0 : 1,
    -(one.measured?.successRate ?? 0),
  ];
  const best = usable.toSorted((a, b) => compare(order(a), order(b)) || (a.code < b.code ? -1 : 1))[0];
  return best?.code ?? null;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [i, value] of a.entries()) {
    const diff = value - (b[i] ?? 0);
    if (diff !== 0) return diff;
  }
  return 0;
}
