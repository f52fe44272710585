import { DAY_MS, HOUR_MS, MINUTE_MS } from "#server/core/clock.ts";
import type { BillMismatchKind, BillPhase, BillState } from "./schemas.ts";

/** Days of bills, and what makes a bill and our records differ. Pure. */

/** Asia/Shanghai is eight hours ahead all year. */
const OFFSET_MS = 8 * HOUR_MS;
/** A bill of a day is there after 10:00 on the next. */
const READY_HOUR = 10;
/** A payment so near to midnight may stand on the bill of the day beside it: gateways and shops do not share a clock. */
export const EDGE_MS = 2 * HOUR_MS;
/** A neighbouring bill that is not here so long after its day will not come: what waited for it is judged without. */
export const NEIGHBOUR_PATIENCE_MS = 3 * DAY_MS;

/** The day in Asia/Shanghai that an instant falls on, YYYY-MM-DD. */
export const dayOf = (at: Date): string => new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 10);

/** The first instant of a day and the first of the next. */
export function rangeOf(day: string): { from: Date; to: Date } {
  const from = Date.parse(`${day}T00:00:00Z`) - OFFSET_MS;
  return { from: new Date(from), to: new Date(from + DAY_MS) };
}

/** The day `n` days after (before, when negative). */
export const shiftDay = (day: string, n: number): string => dayOf(new Date(rangeOf(day).from.getTime() + n * DAY_MS));

/** From when on a gateway has the bill of a day. */
export const readyAt = (day: string): Date => new Date(rangeOf(day).to.getTime() + READY_HOUR * HOUR_MS);

/** When what waits for the bill of the day after this one is judged without it. */
export const patienceEndsAt = (day: string): Date => new Date(rangeOf(day).to.getTime() + NEIGHBOUR_PATIENCE_MS);

/**
 * How long to wait before the next attempt: soon, then ever more rarely.
 * @param attempts how many there were
 * @returns null when it is time to give up and tell somebody
 */
export function retryDelayMs(attempts: number): number | null {
  const minutes = [5, 15, 30, 60, 120, 240, 480, 720, 720, 720];
  const delay = minutes[attempts - 1];
  return delay === undefined ? null : delay * MINUTE_MS;
}

/** What the lines of one payment number on one bill add up to. */
export type BillSum = {
  outTradeNo: string;
  gatewayTradeNo: string | null;
  paidFen: number;
  paidCount: number;
  refundedFen: number;
  paidAt: Date | null;
};

/** What we know of a payment number by anything but bills. */
export type Known = {
  orderNo: string | null;
  /** Null when nobody but a bill said that it was paid. */
  paidFen: number | null;
  refundedFen: number;
  /** On all bills of the channel together: refunds of one payment may stand on several. */
  billRefundedFen: number;
  /** Set where its order was paid before, and that money was not given back. */
  twice: { priceFen: number; totalFen: number } | null;
};

export type Finding = {
  kind: BillMismatchKind;
  /** What makes it one trouble, within the kind. */
  about: string;
  outTradeNo: string;
  gatewayTradeNo: string | null;
  orderNo: string | null;
  /** The money in question. */
  amountFen: number;
  oursFen: number;
  theirsFen: number;
  /** Who has what the other lacks. */
  side: "here" | "there" | "both";
  paidAt: Date | null;
};

/** What makes the troubles of a payment number one item of each kind: the same number at two gateways is two payments. */
export const aboutNumber = (channel: string, outTradeNo: string): string => `${channel}:${outTradeNo}`;

/**
 * In what the bill and our records of one payment number differ.
 * @returns nothing when they agree
 */
export function judgeNumber(channel: string, sum: BillSum, known: Known): Finding[] {
  const { outTradeNo, gatewayTradeNo, paidAt } = sum;
  const about = aboutNumber(channel, outTradeNo);
  const base = { about, outTradeNo, gatewayTradeNo, orderNo: known.orderNo, paidAt };
  return [...judgePaid(base, sum, known), ...judgeRefunds(base, sum, known)];
}

type Base = Pick<Finding, "about" | "outTradeNo" | "gatewayTradeNo" | "orderNo" | "paidAt">;

function judgePaid(base: Base, sum: BillSum, known: Known): Finding[] {
  if (sum.paidCount === 0) return [];
  const theirsFen = sum.paidFen;
  if (known.paidFen === null) {
    return [{ ...base, kind: "missing_here", amountFen: theirsFen, oursFen: 0, theirsFen, side: "there" }];
  }
  const oursFen = known.paidFen;
  const found: Finding[] = [];
  if (sum.paidCount > 1) {
    const amountFen = Math.max(0, theirsFen - oursFen);
    found.push({ ...base, kind: "paid_twice", amountFen, oursFen, theirsFen, side: "there" });
  } else if (oursFen !== theirsFen) {
    found.push({ ...base, kind: "amount_differs", amountFen: oursFen, oursFen, theirsFen, side: "both" });
  }
  if (known.twice && known.orderNo !== null) {
    const { priceFen, totalFen } = known.twice;
    const about = `order:${known.orderNo}`;
    const twice = { amountFen: oursFen, oursFen: priceFen, theirsFen: totalFen, side: "both" as const };
    found.push({ ...base, about, kind: "paid_twice", ...twice });
  }
  return found;
}

function judgeRefunds(base: Base, sum: BillSum, known: Known): Finding[] {
  const [oursFen, theirsFen] = [known.refundedFen, known.billRefundedFen];
  if (sum.refundedFen === 0 || theirsFen <= oursFen) return [];
  // The sum belongs to what it is about: a later refund of the same payment is another trouble.
  const about = `${base.about}:${theirsFen}`;
  const amountFen = theirsFen - oursFen;
  return [{ ...base, about, kind: "refunded_there", amountFen, oursFen, theirsFen, side: "there" }];
}

export type BillPresence = {
  /** Days around the payment's whose bills are read. */
  read: ReadonlySet<string>;
  /** Days around it whose bills have the payment. */
  has: ReadonlySet<string>;
};

/**
 * Whether a payment that we believe in is on a bill. One near midnight may be on the next bill over, which is waited for.
 * @returns `unread` when the bill of its own day is not here yet, so that nothing can be said
 */
export function judgeOurs(
  paidAt: Date,
  { read, has }: BillPresence,
  now: Date,
): "there" | "missing" | "wait" | "unread" {
  if (has.size > 0) return "there";
  const day = dayOf(paidAt);
  if (!read.has(day)) return "unread";
  const beside = neighbourOf(paidAt);
  return beside === null || read.has(beside) || now >= patienceEndsAt(day) ? "missing" : "wait";
}

/** The day whose bill a payment may be on instead of its own's; null when it is far from midnight. */
export function neighbourOf(paidAt: Date): string | null {
  const day = dayOf(paidAt);
  const { from, to } = rangeOf(day);
  if (paidAt.getTime() - from.getTime() < EDGE_MS) return shiftDay(day, -1);
  return to.getTime() - paidAt.getTime() <= EDGE_MS ? shiftDay(day, 1) : null;
}

/** Where dated lines of a bill lie: on its day, within a day of it, or further away. */
export function judgeLineDay(day: string, at: Date): "on" | "beside" | "off" {
  const { from, to } = rangeOf(day);
  if (at >= from && at < to) return "on";
  return at.getTime() >= from.getTime() - DAY_MS && at.getTime() < to.getTime() + DAY_MS ? "beside" : "off";
}

type Progress = {
  state: BillState;
  phase: BillPhase;
  bytesRead: number;
  bytesTotal: number | null;
  linesRead: number;
  compared: number;
};

/** How much of a bill's work is done, of 100: reading is half of it. Null where its end is not known. */
export function percentOf({ state, phase, bytesRead, bytesTotal, linesRead, compared }: Progress): number | null {
  if (state === "done") return 100;
  if (phase === "checking") return 95;
  if (phase === "matching") return linesRead === 0 ? 50 : 50 + Math.min(45, Math.floor((45 * compared) / linesRead));
  if (bytesTotal === null) return state === "running" ? null : 0;
  return bytesTotal === 0 ? 0 : Math.min(50, Math.floor((50 * bytesRead) / bytesTotal));
}
