import { and, desc, eq, gt, inArray } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { payments, products, refunds, topups } from "#db/schema/index.ts";
import { allSettings, publicChannels } from "#server/channels/index.ts";
import type { PublicChannel } from "#server/channels/schemas.ts";
import { DAY_MS, HOUR_MS } from "#server/core/clock.ts";
import type { RiskLocale } from "./copy.ts";
import { dayStart } from "./rules/day.ts";
import type { EarlierOrder } from "./rules/earlier.ts";
import type { ChannelFacts, PrecheckFacts } from "./rules/judge.ts";
import { isMerchantCapped } from "./rules/merchant-limit.ts";
import type { OrderRow } from "./score-facts.ts";

const MAX_ORDERS = 100;
const RECENT_MS = 30 * DAY_MS;
const MAX_ATTEMPTS = 50;

export type Payment = typeof payments.$inferSelect;
/** What somebody paid, and what is still open. */
export type Wallet = {
  paidTodayFen: number;
  /** Of that, by channel. */
  paidTodayBy: ReadonlyMap<string, number>;
  orders: EarlierOrder[];
};
export const nobodysWallet: Wallet = { paidTodayFen: 0, paidTodayBy: new Map(), orders: [] };

/** What they paid today and which orders are open, from their orders of the last 30 days. Three statements at most. */
export async function readWallet(reader: Db, history: readonly OrderRow[], now: Date): Promise<Wallet> {
  const recent = history
    .filter(({ createdAt }) => now.getTime() - createdAt.getTime() <= RECENT_MS)
    .slice(0, MAX_ORDERS);
  if (recent.length === 0) return nobodysWallet;
  const attempts = await reader
    .select()
    .from(payments)
    .where(
      inArray(
        payments.orderNo,
        recent.map(({ orderNo }) => orderNo),
      ),
    );
  const since = dayStart(now);
  const paidTodayBy = new Map<string, number>();
  let paidTodayFen = 0;
  for (const { paidAt, paidFen, channel } of attempts) {
    if (paidAt === null || paidAt < since || paidAt > now) continue;
    paidTodayFen += paidFen;
    if (channel !== null) paidTodayBy.set(channel, (paidTodayBy.get(channel) ?? 0) + paidFen);
  }
  const settled = await settledOf(reader, recent, attempts);
  const orders = recent.map((order): EarlierOrder => {
    const own = attempts.filter((attempt) => attempt.orderNo === order.orderNo);
    return { ...order, attempts: own, settled: order.platformCreditedFen > 0 || settled.has(order.orderNo) };
  });
  return { paidTodayFen, paidTodayBy, orders };
}

/** Of the orders with money in them, those that we credited or gave back ourselves, or are about to. */
async function settledOf(reader: Db, orders: readonly OrderRow[], attempts: readonly Payment[]): Promise<Set<string>> {
  const paid = new Set(
    attempts.flatMap((one) => (one.paidFen > 0 || one.gatewayState === "paid" ? [one.orderNo] : [])),
  );
  const open = orders.filter(({ orderNo, status }) => paid.has(orderNo) && status !== "completed");
  if (open.length === 0) return new Set();
  const nos = open.map(({ orderNo }) => orderNo);
  const done = ["succeeded", "executing"] as const;
  const credited = await reader
    .select({ orderNo: topups.orderNo })
    .from(topups)
    .where(and(inArray(topups.orderNo, nos), inArray(topups.state, [...done])));
  const returned = await reader
    .select({ orderNo: refunds.orderNo })
    .from(refunds)
    .where(and(inArray(refunds.orderNo, nos), inArray(refunds.state, [...done])));
  return new Set([...credited, ...returned].map(({ orderNo }) => orderNo));
}

export type Channels = { asked: ChannelFacts | null; all: ChannelFacts[]; shown: PublicChannel[] };

/** The channel that somebody wants to pay through, and the others in the order in which they would be recommended. */
export async function readChannels(
  reader: Db,
  code: string | null,
  paidTodayBy: Wallet["paidTodayBy"],
  now: Date,
  locale: RiskLocale,
): Promise<Channels> {
  const { items } = await publicChannels({ now, reader, locale });
  const off = new Set((await allSettings(reader)).filter(({ enabled }) => !enabled).map(({ channel }) => channel));
  const capped = code !== null && isMerchantCapped(await newestAttempts(reader, code, now));
  const facts = items.map((one): ChannelFacts => {
    const { channel, status, methods, singleLimitFen, dailyLimitFen } = one;
    const merchantCapped = capped && channel === code;
    const paidTodayFen = paidTodayBy.get(channel) ?? 0;
    return { code: channel, status, methods, singleLimitFen, dailyLimitFen, paidTodayFen, merchantCapped };
  });
  const asked = facts.find((one) => one.code === code) ?? null;
  const usable = facts.filter((one) => !off.has(one.code));
  const first = items.find(({ recommended }) => recommended)?.channel;
  const all = usable.toSorted((a, b) => Number(b.code === first) - Number(a.code === first));
  return { asked, all, shown: items };
}

const newestAttempts = (reader: Db, channel: string, now: Date) =>
  reader
    .select({ state: payments.state, errorCode: payments.errorCode, errorMessage: payments.errorMessage })
    .from(payments)
    .where(and(eq(payments.channel, channel), gt(payments.attemptedAt, new Date(now.getTime() - HOUR_MS))))
    .orderBy(desc(payments.attemptedAt))
    .limit(MAX_ATTEMPTS);

/** Stock of a product; null where the platform never told of it. */
export async function readProduct(reader: Db, sku: string | null): Promise<PrecheckFacts["product"]> {
  if (sku === null) return null;
  const [row] = await reader
    .select({ stock: products.stock, restockAt: products.restockAt })
    .from(products)
    .where(eq(products.sku, sku));
  return row ?? null;
}
