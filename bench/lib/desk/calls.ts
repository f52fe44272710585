import { Random } from "./random.ts";
import { paymentNumber, RARE_WORD } from "./texts.ts";

/** What people at a desk ask for, with what they ask it. */
export type Ask = { name: string; calls: (count: number) => Call[]; targetMs: number };
export type Call = { path: string; body: string; headers: Record<string, string> };

const DAY_MS = 86_400_000;

const headers = { "content-type": "application/json" };
const call = (path: string, input: unknown): Call => ({ path: `/${path}`, body: JSON.stringify(input), headers });
let times = 0;

/** Some tickets of the file, spread over all of it: their numbers, orders and last digits. */
export type Sample = { number: string; orderNo: string; contact: string; open: boolean }[];

export function asksOf(sample: Sample, now: number): Ask[] {
  const open = sample.filter((one) => one.open);
  const from = (list: Sample, make: (one: Sample[number]) => Call) => (count: number) => {
    const random = new Random(++times);
    return Array.from({ length: count }, () => make(random.pick(list)));
  };
  const same = (path: string, input: unknown) => (count: number) =>
    Array.from({ length: count }, () => call(path, input));
  const ask = (name: string, calls: Ask["calls"], targetMs = 100): Ask => ({ name, calls, targetMs });
  const search = (name: string, q: string) => ask(`search: ${name}`, same("search.tickets", { q, limit: 20 }));
  const iso = (days: number) => new Date(Math.floor(now / DAY_MS) * DAY_MS - days * DAY_MS).toISOString();
  const range = { from: iso(30), to: iso(0) };
  return [
    ask("queue by due time", same("tickets.list", { queue: "open", sort: "due", limit: 50 })),
    ask("queue by amount", same("tickets.list", { queue: "open", sort: "amount", limit: 50 })),
    ask("queue: mine", same("tickets.list", { queue: "mine", limit: 50 })),
    ask("queue: breached", same("tickets.list", { queue: "breached", limit: 50 })),
    ask("all tickets, newest", same("tickets.list", { queue: "all", sort: "newest", limit: 50 })),
    ask("counts of the views", same("tickets.counts", {})),
    ask(
      "ticket open",
      from(sample, ({ number }) => call("tickets.get", { number, locale: "zh-CN" })),
    ),
    ask(
      "trace",
      from(sample, ({ orderNo }) => call("orders.trace", { orderNo, locale: "zh-CN" })),
    ),
    ask(
      "search: order number",
      from(sample, ({ orderNo }) => call("search.tickets", { q: orderNo, limit: 20 })),
    ),
    ask(
      "search: ticket number begins",
      from(sample, ({ number }) => call("search.tickets", { q: number.slice(0, -2), limit: 20 })),
    ),
    ask(
      "search: end of a phone",
      from(sample, ({ contact }) => call("search.tickets", { q: contact.slice(-6), limit: 20 })),
    ),
    ask(
      "search: payment number",
      from(sample, () => call("search.tickets", { q: paymentNumber(17), limit: 20 })),
    ),
    search("Chinese word, in a third of all", "充值"),
    search("Chinese word of three", "待付款"),
    search("Chinese word, in twelve", RARE_WORD),
    search("two words", "加油卡 退款"),
    search("words that never meet", "加油卡 会员月卡"),
    ask(
      "order's whole clock",
      from(sample, ({ orderNo }) => call("workbench.timeline", { orderNo, locale: "zh-CN" })),
    ),
    ask(
      "a list by a rare cause",
      same("views.tickets", { view: "open", filter: { cause: ["PAY_CHANNEL_DOWN"] }, limit: 50 }),
    ),
    ask("behind a number: opened", same("tickets.list", { metric: "opened", ...range, limit: 50 })),
    ask("behind a number: full resolution", same("tickets.list", { metric: "full_resolution", ...range, limit: 50 })),
    ask("dashboard, 30 days", same("metrics.overview", range), 150),
    ask(
      "reply",
      from(open, ({ number }) =>
        call("tickets.postMessage", { number, body: `您好，已为您处理（${++times}）`, visibility: "public" }),
      ),
    ),
  ];
}
