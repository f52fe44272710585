import type { OrderCase } from "#server/orders/index.ts";
import { errorClass } from "./error-class.ts";
import { type Around, fact, iso } from "./fact.ts";
import { actedAsPaid, isOutOfDate, knowsOfPayment, paidOf } from "./record.ts";
import type { Fact } from "./schemas.ts";

/** What the order's own record says. Pure. */

/** From here on platforms ask for more proof (5,000 yuan). */
const LARGE_FEN = 500_000;

export function orderFacts(found: OrderCase, now: Date, around: Around): Fact[] {
  const { order } = found;
  const running = order.status === "awaiting_payment" && order.expiresAt !== null;
  const expired = order.status === "expired" ? true : running ? isPast(order.expiresAt, now) : undefined;
  const paid = paidOf(found).length > 0;
  return [
    fact("order.exists", true, order.createdAt),
    fact("order.status", isOutOfDate(found) ? undefined : order.status, order.statusAt),
    fact("order.status_at", iso(order.statusAt), order.statusAt),
    fact("order.product_type", order.productType, order.createdAt),
    fact("order.amount_fen", order.amountFen, order.createdAt),
    fact("order.large", order.amountFen >= LARGE_FEN, order.createdAt),
    fact("order.amount_off", amountOff(found), order.createdAt),
    fact("order.submits", submits(found, around), order.createdAt),
    fact("order.expires_at", iso(order.expiresAt), order.createdAt),
    fact("order.expired", expired, order.expiresAt),
    fact("order.reason", order.statusReason?.trim() ? reasonClass(order.statusReason) : undefined, order.statusAt),
    fact("order.acted_as_paid", actedAsPaid(found), order.statusAt),
    fact("order.behind", paid ? !knowsOfPayment(found) : undefined, order.statusAt),
    fact("order.late", isLate(found), order.statusAt),
    fact("target.valid", targetValid(found), order.createdAt),
    fact("sys.lag_s", around.lagS, now, "system"),
  ];
}

const isPast = (at: Date | null, now: Date): boolean => at !== null && at.getTime() <= now.getTime();

/** What a note says only of itself, not of any error. */
function reasonClass(reason: string): string {
  const found = errorClass(reason, null, "order");
  return (found === "other" || found === "closed") && /review|审核/i.test(reason) ? "risk" : found;
}

const CLOSED = ["cancelled", "expired"];

/** Money that came after the order was over: by its own time, by when it was closed, or by the notice alone coming after that. */
function isLate(found: OrderCase): boolean | undefined {
  const { order, callbacks } = found;
  const at = paidOf(found)
    .map((p) => p.paidAt)
    .find((one) => one !== null);
  if (!at) return undefined;
  if (order.expiresAt && at > order.expiresAt) return true;
  if (!CLOSED.includes(order.status)) return false;
  const over = order.statusAt;
  return at >= over || callbacks.some((c) => c.verified && c.receivedAt >= over);
}

const POWERS = [10, 100, 1_000];
const isPower = (ratio: number): boolean =>
  POWERS.some((power) => Math.abs(ratio / power - 1) < 0.02 || Math.abs(ratio * power - 1) < 0.02);

/** A zero too many or a point in the wrong place, by the goods' face value or the sum in their name. Discounts are neither. */
function amountOff({ order }: OrderCase): boolean | undefined {
  const named = /(\d{1,6}(?:\.\d{1,2})?)\s*(?:元|块|yuan|cny|rmb)/i.exec(order.productName)?.[1];
  const values = [order.faceValueFen, named ? Number(named) * 100 : 0].filter((fen) => fen > 0);
  if (values.length === 0) return undefined;
  return values.some((fen) => isPower(order.amountFen / fen));
}

function submits({ order }: OrderCase, { twins }: Around): "once" | "many" | undefined {
  if ((order.submitCount ?? 0) > 1 || (twins?.orders ?? 0) > 0) return "many";
  return order.submitCount === null && !twins ? undefined : "once";
}

/** Only a Chinese mobile number can be judged by its form; other accounts are known to the supplier alone. */
function targetValid({ order }: OrderCase): boolean | undefined {
  if (order.target.trim() === "") return false;
  if (order.productType !== "direct" || !/话费|流量|手机|mobile|phone/i.test(order.productName)) return undefined;
  if (/手游|游戏|game/i.test(order.productName)) return undefined;
  return /^(\+?86)?1[3-9]\d{9}$/.test(order.target.normalize("NFKC").replace(/[\s-]/g, ""));
}
