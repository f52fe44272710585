import type { Standing } from "#server/channels/index.ts";
import type { OrderCase } from "#server/orders/index.ts";
import { type Around, fact } from "./fact.ts";
import { challengeState, gatewayRisk, isOver, reviewFlags, riskState } from "./record.ts";
import type { Fact } from "./schemas.ts";

/** What stands on the records of the customer, of their reviews and of the channel. Pure. */

/** The state of the platform's own review, never its rule. That no flag was told of does not mean that there is none. */
export function riskFacts(found: OrderCase): Fact[] {
  const last = reviewFlags(found).at(-1);
  return [
    fact("risk.state", riskState(found), last?.decidedAt ?? last?.flaggedAt ?? null),
    fact("risk.gateway", gatewayRisk(found)),
    fact("risk.challenge", challengeState(found)),
  ];
}

type Customer = NonNullable<OrderCase["customer"]>;

/** An unverified person meets the limits of the unverified. */
export function accountFacts(found: OrderCase, now: Date, standing: Standing | null, around: Around): Fact[] {
  const { customer, order, channels, payments } = found;
  const channel = channels.find((c) => c.code === payments.at(-1)?.channel);
  const overOwn = either(isOver(order.amountFen, customer), dayOver(order.amountFen, customer, around.customerDayFen));
  const overChannel = isOver(order.amountFen, channel);
  const verified = customer?.realNameVerified;
  const tooMuch = overOwn === true || overChannel === true || (overOwn ?? overChannel);
  const full = dayOver(order.amountFen, channel, around.channelDayFen);
  return [
    fact("acct.frozen", customer?.frozen),
    fact("acct.verified", verified),
    fact("acct.restricted", customer ? isRestricted(customer, now) : undefined),
    fact("acct.session", sessionState(customer)),
    fact("acct.over_limit", overOwn),
    fact("acct.verify_due", verified === false && tooMuch !== undefined ? tooMuch : undefined),
    channelState(channel, standing),
    fact("chan.over_limit", overChannel),
    fact("chan.full", full, null, "system"),
    fact("chan.notice", channel?.status === "up" ? undefined : noticeClass(channel)),
    fact("chan.failing", around.channelFailing, null, "system"),
  ];
}

const either = (a: boolean | undefined, b: boolean | undefined): boolean | undefined =>
  a === true || b === true ? true : (a ?? b);

/** Whether a day's sum with this one goes over the day's limit; unknown where either is. */
function dayOver(
  amountFen: number,
  limits: { dailyLimitFen: number | null } | null | undefined,
  dayFen: number | undefined,
): boolean | undefined {
  const limit = limits?.dailyLimitFen;
  return typeof limit === "number" && dayFen !== undefined ? dayFen + amountFen > limit : undefined;
}

const NEW_MS = 7 * 24 * 3_600_000;
const LOW_LEVEL = /new|low|restrict|limit|trial|guest|basic|starter|risk|新|低|受限|限制|体验|游客/i;

/** New people, and people of a low level, have caps and reviews of their own. */
function isRestricted(customer: Customer, now: Date): boolean | undefined {
  const { level, firstPurchaseDone, registeredAt } = customer;
  const low = level === null ? undefined : isLow(level);
  const young = registeredAt === null ? undefined : now.getTime() - registeredAt.getTime() < NEW_MS;
  const first = firstPurchaseDone === null ? undefined : !firstPurchaseDone;
  const known = [low, young, first].filter((one) => one !== undefined);
  return known.length === 0 ? undefined : known.includes(true);
}

function isLow(level: string): boolean {
  const number = /^\s*(?:lv|level|l|v|vip)?\.?\s*(-?\d+)\s*$/i.exec(level)?.[1];
  return number === undefined ? LOW_LEVEL.test(level) : Number(number) <= 0;
}

const sessionState = (customer: OrderCase["customer"]): "valid" | "expired" | undefined =>
  typeof customer?.sessionValid === "boolean" ? (customer.sessionValid ? "valid" : "expired") : undefined;

const NOTICES: readonly [string, RegExp][] = [
  [
    "policy",
    /政策|监管|合规|外汇|跨境|境外|外币|外卡|管制|法规|通知要求|policy|regulat|cross.?border|foreign|overseas|compliance|sanction|forex|\bfx\b/i,
  ],
  ["limit", /限额|额度|日限|上限|收款.{0,4}(满|限)|limit|quota|\bcap\b/i],
  [
    "fault",
    /维护|升级|故障|异常|中断|拥堵|延迟|不稳定|maintenance|upgrad|outage|fault|down|disrupt|delay|unstable|incident/i,
  ],
];
function noticeClass(channel: OrderCase["channels"][number] | undefined): string | undefined {
  const words = channel?.notice?.trim();
  if (!channel || !words) return undefined;
  const found = NOTICES.find(([, pattern]) => pattern.test(words))?.[0];
  // What is suspended with a notice that names no fault is so by order.
  return found ?? (channel.status === "suspended" ? "policy" : "other");
}

/** The worst of what the platform says, what is announced and what we measured; `unknown` is no word at all. */
function channelState(channel: OrderCase["channels"][number] | undefined, standing: Standing | null): Fact {
  const status = standing?.status === "unknown" ? undefined : standing?.status;
  if (status === undefined || status === channel?.status) {
    return fact("chan.state", channel?.status, channel?.statusAt ?? null);
  }
  return fact("chan.state", status, standing?.since, "system");
}
