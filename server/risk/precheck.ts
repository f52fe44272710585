import { and, eq, gt } from "drizzle-orm";
import { type Db, db, transact } from "#db/client.ts";
import { type KeptAnswer, riskPrechecks } from "#db/schema/index.ts";
import { channelName, publicChannels } from "#server/channels/index.ts";
import type { PublicChannel } from "#server/channels/schemas.ts";
import { MINUTE_MS } from "#server/core/clock.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { newSecret } from "#server/core/ids.ts";
import { type RiskLocale, reasonText } from "./copy.ts";
import { readRecord } from "./profile.ts";
import { nobodysWallet, readChannels, readProduct, readWallet } from "./read-purchase.ts";
import { readSignals } from "./read-signals.ts";
import { rulesInForce } from "./rule-sets.ts";
import { earlierOrders } from "./rules/earlier.ts";
import { evaluateRisk } from "./rules/evaluate.ts";
import { type Judgement, judgePrecheck } from "./rules/judge.ts";
import {
  type AnonymousPrecheck,
  anonymousPrecheckSchema,
  type KeptPrecheck,
  type PrecheckInput,
  type PrecheckResult,
  precheckSchema,
} from "./schemas.ts";
import { circumstancesOf } from "./sighting.ts";

/** For so long an answer may be shown by its id. */
const KEPT_MS = 10 * MINUTE_MS;
const EXPECTED = {
  delay: { minMinutes: 1, maxMinutes: 5 },
  review: { minMinutes: 1, maxMinutes: 60 },
} as const;

type Judged = { judgement: Judgement; asked: PublicChannel | null; shown: readonly PublicChannel[] };

/**
 * Says before a payment whether it will go through, by all that is known of channel, product, customer and risk.
 * The answer is kept for ten minutes under an id, without whom it is about, so that the payment page may show it.
 * @throws DomainError 403 FORBIDDEN; ZodError on bad input
 */
export async function precheck(args: {
  ctx: Ctx;
  input: PrecheckInput & { locale?: RiskLocale };
}): Promise<KeptPrecheck> {
  const ctx = authorize(args.ctx, "diagnosis:write");
  const { locale = "zh-CN", ...input } = args.input;
  const now = ctx.clock.now();
  const judged = await judgeFor(ctx.tx ?? db, input, now, locale);
  const kept = { id: newSecret(18), expiresAt: new Date(now.getTime() + KEPT_MS) };
  const row = { ...kept, answer: keptAnswer(judged) };
  // No audit row: nothing is changed by asking, and the row is gone in ten minutes.
  if (ctx.tx) await ctx.tx.insert(riskPrechecks).values(row);
  else await transact((tx) => tx.insert(riskPrechecks).values(row));
  return { ...resultOf(judged, locale), id: kept.id, expiresAt: kept.expiresAt.toISOString() };
}

/**
 * The same for somebody who has proven an order to be theirs: their own record counts, and no number of an order is told.
 * @param input.customerId whose order was proven; the caller vouches for it
 */
export async function ownPrecheck(args: {
  now: Date;
  input: AnonymousPrecheck & { customerId: string };
  locale?: RiskLocale;
}): Promise<PrecheckResult> {
  const { customerId, ...rest } = args.input;
  const { amountFen, channel, sku } = anonymousPrecheckSchema.parse(rest);
  if (amountFen === undefined || channel === undefined) return anonymousPrecheck({ ...args, input: rest });
  // Without a product no order is a twin: no product's number is empty.
  const { now, locale = "zh-CN" } = args;
  const judged = await judgeFor(db, { customerId, amountFen, channel, sku: sku ?? "-" }, now, locale);
  return withoutOrders(resultOf(judged, locale));
}

/** What can be said to anybody: of channels, limits and stock. Knows nothing of a customer, and keeps nothing. */
export async function anonymousPrecheck(args: {
  now: Date;
  input: AnonymousPrecheck;
  locale?: RiskLocale;
}): Promise<PrecheckResult> {
  const input = anonymousPrecheckSchema.parse(args.input);
  const { now, locale = "zh-CN" } = args;
  const { rules } = await rulesInForce(db);
  const channels = await readChannels(db, input.channel ?? null, nobodysWallet.paidTodayBy, now, locale);
  const judgement = judgePrecheck({
    now,
    amountFen: input.amountFen ?? null,
    channel: channels.asked,
    channels: channels.all,
    method: null,
    product: await readProduct(db, input.sku ?? null),
    target: null,
    coupons: [],
    hard: { singleFen: rules.allowance.hardSingleFen, dailyFen: rules.allowance.hardDailyFen },
    customer: null,
    earlier: { unresolved: null, unpaidTwin: null, runningTwin: null },
    risk: null,
  });
  return resultOf({ judgement, asked: viewOf(channels.shown, input.channel), shown: channels.shown }, locale);
}

const viewOf = (shown: readonly PublicChannel[], code: string | undefined) =>
  shown.find(({ channel }) => channel === code) ?? null;

async function judgeFor(reader: Db, raw: PrecheckInput, now: Date, locale: RiskLocale): Promise<Judged> {
  const input = precheckSchema.parse(raw);
  const record = await readRecord(reader, input.customerId, now);
  const wallet = await readWallet(reader, record.history, now);
  const channels = await readChannels(reader, input.channel, wallet.paidTodayBy, now, locale);
  const orderNo = input.orderNo ?? null;
  const coupons = input.coupon ?? [];
  const circumstances = circumstancesOf({ ...input, coupon: coupons[0]?.code });
  const purchase = { amountFen: input.amountFen, orderNo, circumstances };
  const signals = await readSignals(reader, record, purchase, wallet.paidTodayFen, now);
  const { customer, rules } = record;
  const mobile = /话费|流量|mobile|phone/i.test(`${input.productName ?? ""} ${input.sku}`);
  const judgement = judgePrecheck({
    now,
    amountFen: input.amountFen,
    channel: channels.asked,
    channels: channels.all,
    method: input.method ?? null,
    product: await readProduct(reader, input.sku),
    target:
      input.target === undefined ? null : { text: input.target, isMobile: mobile && input.productType !== "card_key" },
    coupons,
    hard: { singleFen: rules.allowance.hardSingleFen, dailyFen: rules.allowance.hardDailyFen },
    customer: {
      frozen: customer?.frozen ?? null,
      sessionValid: customer?.sessionValid ?? null,
      firstPurchaseDone: customer?.firstPurchaseDone ?? null,
      singleLimitFen: customer?.singleLimitFen ?? null,
      dailyLimitFen: customer?.dailyLimitFen ?? null,
      paidTodayFen: wallet.paidTodayFen,
    },
    earlier: earlierOrders(wallet.orders, { orderNo, sku: input.sku, target: input.target ?? null }, now),
    risk: evaluateRisk(rules, signals, now),
  });
  return { judgement, asked: viewOf(channels.shown, input.channel), shown: channels.shown };
}

function keptAnswer({ judgement, asked }: Judged): KeptAnswer {
  const { verdict, reasons, recommendedChannel, payNow, delayed } = judgement;
  return {
    verdict,
    // Which orders it is about is for the platform's server alone.
    reasons: reasons.map(({ code, level, words, params }) => ({ code, level, words, params })),
    recommendedChannel,
    payNow,
    delayed,
    channel: asked?.channel ?? null,
  };
}

/**
 * An answer that was kept, for the page that shows it.
 * @returns null once it is over, or when there never was one
 */
export async function keptPrecheck(args: {
  id: string;
  now: Date;
  locale?: RiskLocale;
}): Promise<PrecheckResult | null> {
  const [row] = await db
    .select()
    .from(riskPrechecks)
    .where(and(eq(riskPrechecks.id, args.id.slice(0, 64)), gt(riskPrechecks.expiresAt, args.now)));
  if (!row) return null;
  const { now, locale = "zh-CN" } = args;
  const { items } = await publicChannels({ now, locale });
  const asked = viewOf(items, row.answer.channel ?? undefined);
  return resultOf({ judgement: row.answer, asked, shown: items }, locale);
}

function resultOf({ judgement, asked, shown }: Judged, locale: RiskLocale): PrecheckResult {
  const { verdict, reasons, recommendedChannel, payNow, delayed } = judgement;
  const label = (code: string) => {
    const given = shown.find(({ channel }) => channel === code)?.label;
    return given ?? channelName(code, null, locale);
  };
  const next = recommendedChannel === null ? null : label(recommendedChannel);
  const reviewed = reasons.some(({ words }) => words === "review");
  return {
    verdict,
    reasons: reasons.map((reason) => ({
      code: reason.code,
      text: reasonText(reason, locale, label, next),
      level: reason.level,
      ...(reason.orderNo === undefined ? {} : { orderNo: reason.orderNo }),
    })),
    ...(recommendedChannel === null ? {} : { recommendedChannel }),
    payNow,
    expectedDelay: delayed ? (reviewed ? EXPECTED.review : EXPECTED.delay) : null,
    channel: asked && { channel: asked.channel, label: asked.label, status: asked.status },
  };
}

const withoutOrders = (result: PrecheckResult): PrecheckResult => ({
  ...result,
  reasons: result.reasons.map(({ orderNo: _orderNo, ...reason }) => reason),
});
