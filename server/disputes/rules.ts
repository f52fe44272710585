import { HOUR_MS, MINUTE_MS } from "#server/core/clock.ts";
import type { CaseClockState, CaseState, ComplaintPath } from "./schemas.ts";

/** The warning comes this long before. */
export const CASE_WARN_MS = 30 * MINUTE_MS;
/** After this long without an answer the customer is shown a way of their own. */
export const CASE_ESCALATE_MS = 24 * HOUR_MS;
/** Over this sum the consumers' hotline 12315 is named too: ¥500, the sum that people name for it (decision 0013). */
export const HOTLINE_OVER_FEN = 50_000;

type Clocked = {
  state: CaseState;
  dueAt: Date;
  escalateAt: Date;
  answeredAt: Date | null;
};

const moves: Record<CaseState, readonly CaseState[]> = {
  open: ["answered", "escalated", "closed"],
  escalated: ["answered", "closed"],
  answered: ["closed"],
  closed: [],
};

/** True when a case may go from one state to the other. */
export function mayMoveCase(from: CaseState, to: CaseState): boolean {
  return moves[from].includes(to);
}

/** True while the gateway owes us an answer. */
export function isUnanswered(state: CaseState): boolean {
  return state === "open" || state === "escalated";
}

/** When a case that was filed is passed on to the customer: a day is a day, whatever the desk's hours and promises are. */
export const escalateAtOf = (filedAt: Date): Date => new Date(filedAt.getTime() + CASE_ESCALATE_MS);

/** True once a ticket was open for a day. */
export const isDayOld = (openedAt: Date, now: Date): boolean => now.getTime() - openedAt.getTime() >= CASE_ESCALATE_MS;

/** Where the clock stands: by when things happened, never by when a job looked. The due moment itself is still in time. */
export function caseClock(one: Clocked, now: Date): CaseClockState {
  if (one.answeredAt) return one.answeredAt.getTime() <= one.dueAt.getTime() ? "met" : "broken";
  if (one.state === "closed") return "ended";
  if (now.getTime() > one.dueAt.getTime()) return "late";
  return now.getTime() >= one.dueAt.getTime() - CASE_WARN_MS ? "soon" : "running";
}

/** True once nobody answered for a day, whether or not the job has told the customer yet. */
export function isEscalated(one: Clocked, now: Date): boolean {
  return one.state === "escalated" || (one.state === "open" && now.getTime() >= one.escalateAt.getTime());
}

/**
 * In which app the payer complains. An aggregator has no desk for payers: there it is the wallet that the money left from.
 * @param method the platform's word for how it was paid, such as `alipay_h5`
 */
export function complaintPathOf(kind: string | null, channel: string, method: string | null): ComplaintPath {
  if (kind === "alipay") return "alipay";
  if (kind === "wechatpay") return "wechatpay";
  const told = `${method ?? ""} ${channel}`.toLowerCase();
  if (/ali|支付宝/.test(told)) return "alipay";
  if (/wx|wechat|weixin|微信/.test(told)) return "wechatpay";
  if (/union|bank|云闪付|银联/.test(told)) return "unionpay";
  return "other";
}
