import { DAY_MS, HOUR_MS, MINUTE_MS } from "#server/core/clock.ts";
import { channels, type PayChannel, type Product, products } from "../../e2e/sandbox/catalogue.ts";
import { numbersOf, type Purchase } from "../../e2e/sandbox/purchase.ts";
import type { StoryKind } from "../../e2e/sandbox/stories.ts";
import type { Random } from "./random.ts";

export const DAYS = 30;
export type Sizes = {
  orders: number;
  /** Of the month, most of them over; of the last two hours, at every stage; and of today, all of them open: a day's work. */
  tickets: number;
  liveTickets: number;
  openTickets: number;
};
export const DEMO_SIZES: Sizes = { orders: 2_000, tickets: 256, liveTickets: 44, openTickets: 200 };
/** How far back today's work goes, in minutes. */
const TODAY_MINUTES = 600;

export type Customer = { id: string; phone: string; email: string; registeredAt: Date };
/** `ticket`: its customer asks for help. `live`: within the last two hours. `today`: and nobody ended it yet. */
export type Planned = {
  purchase: Purchase;
  kind: StoryKind;
  customer: Customer;
  asks: "no" | "ticket" | "live" | "today";
  /** Where this order's appeal stands in the end; others go as they may. */
  appeal?: AppealStage;
};
/** Every stage of an appeal is there to be looked at. */
const appealStages = [
  { stage: "submitted", sku: "credit-100", minutesAgo: 24 },
  { stage: "in_review", sku: "xinghai-328", minutesAgo: 40 },
  { stage: "waiting", sku: "yunque-100", minutesAgo: 62 },
  { stage: "second", sku: "wallet-1000", minutesAgo: 55 },
  { stage: "person", sku: "wudao-648", minutesAgo: 96 },
  { stage: "denied", sku: "wallet-200", minutesAgo: 105 },
  { stage: "second_look", sku: "nuomi-y", minutesAgo: 118 },
] as const;
export type AppealStage = (typeof appealStages)[number]["stage"];
export type World = { customers: Customer[]; planned: Planned[] };

/** How purchases fail, relative to one another. */
const failures: [StoryKind, number][] = [
  ["CB_MISSING", 21],
  ["FUL_UPSTREAM_SLOW", 15],
  ["PAY_UNPAID", 10],
  ["PAY_CLOSED", 8],
  ["RISK_PLATFORM_HOLD", 8],
  ["INP_TARGET_WRONG", 8],
  ["PAY_BUYER_LIMIT", 7],
  ["FUL_OUT_OF_STOCK", 6],
  ["ORD_DUP_PAYMENT", 5],
  ["PAY_NOT_SENT", 5],
  ["RISK_PLATFORM_BLOCK", 4],
  ["PAY_CHANNEL_DOWN", 4],
  ["UNKNOWN", 4],
  ["ACC_UNVERIFIED", 4],
  ["ACC_FROZEN", 3],
  ["PAY_FUNDS_SHORT", 4],
  ["FUL_FAILED", 4],
  ["CB_PROCESS_ERROR", 3],
  ["CB_LATE", 3],
  ["RISK_GATEWAY_REJECT", 3],
  ["PAY_TRADE_FAILED", 3],
  ["FUL_PARTIAL", 2],
  ["FUL_UPSTREAM_DOWN", 2],
  ["CB_BAD_SIGN", 2],
  ["CR_NOT_CREDITED", 2],
  ["INP_VERIFY_INCOMPLETE", 2],
  ["INP_DUP_SUBMIT", 2],
  ["PAY_PASSWORD_LOCKED", 1],
  ["PAY_METHOD_OFF", 1],
  ["PAY_CARD_INVALID", 1],
  ["PAY_MERCHANT_LIMIT", 1],
  ["PAY_BANK_REVERSAL", 1],
  ["CB_AMOUNT_MISMATCH", 1],
  ["ORD_STATE_LAG", 1],
  ["FUL_NO_MATCH", 1],
  ["FUL_UPSTREAM_FUNDS", 1],
  ["INP_COUPON_RULE", 1],
  ["INP_AMOUNT_WRONG", 1],
  ["INP_PRODUCT_WRONG", 1],
];
/** Who is charged and got nothing asks soonest: what the queue of the last two hours is mostly made of. */
const liveFailures = failures.map(([kind, weight]): [StoryKind, number] => [
  kind,
  kind === "CB_MISSING" || kind === "INP_TARGET_WRONG" || kind === "FUL_OUT_OF_STOCK" ? weight * 2 : weight,
]);
/** Purchases by hour of the shop's day (UTC+8). */
const hours = [4, 2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 10, 13, 11, 9, 9, 9, 10, 12, 15, 18, 19, 15, 9];

/** The outages of the month: days ago, hour, and what then happened to most purchases of that channel. */
const outages: {
  daysAgo: number;
  fromHour: number;
  hours: number;
  channel?: string;
  kind: StoryKind;
  share: number;
}[] = [
  { daysAgo: 9, fromHour: 20, hours: 2, channel: "epay-lan", kind: "PAY_CHANNEL_DOWN", share: 0.9 },
  { daysAgo: 3, fromHour: 19, hours: 3, kind: "FUL_UPSTREAM_SLOW", share: 0.45 },
  { daysAgo: 17, fromHour: 12, hours: 3, channel: "wechatpay", kind: "CB_MISSING", share: 0.6 },
];

/**
 * Plans the demo's month: who buys what when, how it goes, and who asks for help.
 * @param now the month ends here
 */
export function planWorld(random: Random, now: Date, sizes: Sizes = DEMO_SIZES): World {
  const customers = Array.from({ length: Math.ceil(sizes.orders / 3) }, (_, n) => customerOf(random, n + 1, now));
  const planned: Planned[] = [];
  const startOfDay = shopMidnight(now);
  for (let serial = 1; serial <= sizes.orders - sizes.liveTickets; serial++) {
    const at = momentOf(random, startOfDay, now);
    planned.push(plan(random, { at, serial, customer: random.pick(customers), now, live: false, startOfDay }));
  }
  askForHelp(random, planned, sizes.tickets);
  for (let n = 1; n <= sizes.liveTickets; n++) {
    const at = new Date(now.getTime() - random.int(14, 125) * MINUTE_MS - random.int(0, 59_999));
    const serial = sizes.orders - sizes.liveTickets + n;
    const staged = appealStages[n - 1];
    const seed = { serial, customer: random.pick(customers), now, live: true, startOfDay };
    if (!staged) planned.push(plan(random, { ...seed, at }));
    else {
      const then = new Date(now.getTime() - staged.minutesAgo * MINUTE_MS);
      planned.push({ ...plan(random, { ...seed, at: then, held: staged.sku }), appeal: staged.stage });
    }
  }
  for (let n = 1; n <= sizes.openTickets; n++) {
    // Most of what is open came in of late.
    const minutesAgo = 15 + Math.floor((TODAY_MINUTES - 15) * random.next() ** 2);
    const at = new Date(now.getTime() - minutesAgo * MINUTE_MS - random.int(0, 59_999));
    const serial = sizes.orders + n;
    const one = plan(random, { serial, customer: random.pick(customers), now, live: true, startOfDay, at });
    planned.push({ ...one, asks: "today" });
  }
  planned.sort((a, b) => a.purchase.at.getTime() - b.purchase.at.getTime());
  return { customers: [...new Set([...customers, ...planned.map(({ customer }) => customer)])], planned };
}

type Seed = {
  at: Date;
  serial: number;
  customer: Customer;
  now: Date;
  live: boolean;
  startOfDay: Date;
  /** What was bought, and held for a review. */
  held?: string;
};

function plan(random: Random, seed: Seed): Planned {
  const chosen = random.weighted(channels.map((item): [PayChannel, number] => [item, item.weight]));
  const held = products.find(({ sku }) => sku === seed.held);
  // Appeals are looked at from beginning to end, so their money is where a gateway can be asked.
  const channel = held ? (channels[0] ?? chosen) : chosen;
  const product = held ?? random.weighted(products.map((item): [Product, number] => [item, item.weight]));
  const kind = held ? "RISK_PLATFORM_HOLD" : seed.live ? random.weighted(liveFailures) : kindOf(random, seed, channel);
  // A frozen account or a missing identity check belongs to its customer: those get customers of their own.
  const personal = kind.startsWith("ACC_");
  const customer = personal ? customerOf(random, 50_000 + seed.serial, seed.now) : seed.customer;
  const target = targetOf(random, product, customer);
  const numbers = numbersOf(seed.at, seed.serial, channel);
  const purchase = { ...numbers, customerId: customer.id, product, channel, target, at: seed.at };
  return { purchase, kind, customer, asks: seed.live ? "live" : "no" };
}

function kindOf(random: Random, { at, startOfDay }: Seed, channel: PayChannel): StoryKind {
  for (const outage of outages) {
    const from = startOfDay.getTime() - outage.daysAgo * DAY_MS + outage.fromHour * HOUR_MS;
    const within = at.getTime() >= from && at.getTime() < from + outage.hours * HOUR_MS;
    if (within && (!outage.channel || outage.channel === channel.code) && random.chance(outage.share))
      return outage.kind;
  }
  return random.chance(0.81) ? "OK" : random.weighted(failures);
}

/** Picks whose purchase becomes a ticket: failures alone, and at least half a day ago, so that they can have an end. */
function askForHelp(random: Random, planned: Planned[], count: number): void {
  const newest = Math.max(...planned.map(({ purchase }) => purchase.at.getTime()));
  const failed = planned.filter(({ kind, purchase }) => kind !== "OK" && purchase.at.getTime() < newest - 12 * HOUR_MS);
  for (let left = Math.min(count, failed.length); left > 0; left--) {
    const [chosen] = failed.splice(random.int(0, failed.length - 1), 1);
    if (chosen) chosen.asks = "ticket";
  }
}

function momentOf(random: Random, startOfDay: Date, now: Date): Date {
  for (;;) {
    // A few more each day: the shop grows, and weekends are busier.
    const day = Math.floor(DAYS * (1 - random.next() ** 1.15));
    const hour = random.weighted(hours.map((weight, index): [number, number] => [index, weight]));
    const at = new Date(startOfDay.getTime() - day * DAY_MS + hour * HOUR_MS + random.int(0, HOUR_MS - 1));
    const weekend = [0, 6].includes(new Date(at.getTime() + 8 * HOUR_MS).getUTCDay());
    if (at.getTime() < now.getTime() - 3 * HOUR_MS && (weekend || random.chance(0.78))) return at;
  }
}

function shopMidnight(now: Date): Date {
  const shifted = now.getTime() + 8 * HOUR_MS;
  return new Date(shifted - (shifted % DAY_MS) - 8 * HOUR_MS);
}

/** Contact data is made so that it cannot be anybody's: an unassigned number range, a reserved mail domain. */
function customerOf(random: Random, n: number, now: Date): Customer {
  const digits = String(n).padStart(5, "0");
  return {
    id: `U1${digits}`,
    phone: `199000${digits}`,
    email: `user${n}@shop.example`,
    registeredAt: new Date(now.getTime() - random.int(40, 900) * DAY_MS),
  };
}

function targetOf(random: Random, product: Product, customer: Customer): string {
  if (product.target === "phone") return customer.phone;
  if (product.target === "email") return customer.email;
  if (product.target === "game") return `玩家${random.int(100_000, 999_999)}`;
  return `member_${customer.id.slice(1)}`;
}
