import { boardNames } from "#server/metrics/boards/schemas.ts";
import { Random } from "./random.ts";
import { COMMON_WORDS, RARE_WORD } from "./texts.ts";

/** What people at a desk ask for, with what they ask it. */
export type Ask = { name: string; calls: (count: number) => Call[]; targetMs: number };
export type Call = { path: string; body: string; headers: Record<string, string> };

const DAY_MS = 86_400_000;
const BEIJING_MS = 8 * 3_600_000;

const headers = { "content-type": "application/json" };
const call = (path: string, input: unknown): Call => ({ path: `/${path}`, body: JSON.stringify(input), headers });

/** Some tickets of the file, spread over all of it: their numbers, orders and last digits. */
export type Sample = { number: string; orderNo: string; paymentNo: string; contact: string; open: boolean }[];

/**
 * The same questions for a desk of any size, in the same order: each is asked for another ticket, word or list at every call.
 * @param now when the desk was filled
 */
export function asksOf(sample: Sample, now: number): Ask[] {
  return [...lists(), ...tickets(sample), ...searches(sample), ...numbers(now), ...writes(sample)];
}

const ask = (name: string, calls: Ask["calls"], targetMs = 100): Ask => ({ name, calls, targetMs });

/** Another one of them at each call. */
function from<T>(list: readonly T[], make: (one: T) => Call): Ask["calls"] {
  const random = new Random(list.length);
  return (count) => Array.from({ length: count }, () => make(random.pick(list)));
}
const same = (path: string, input: unknown): Ask["calls"] => from([input], (one) => call(path, one));

const lists = (): Ask[] => [
  ask("queue by due time", same("tickets.list", { queue: "open", sort: "due", limit: 50 })),
  ask("queue by amount", same("tickets.list", { queue: "open", sort: "amount", limit: 50 })),
  ask("queue: mine", same("tickets.list", { queue: "mine", limit: 50 })),
  ask("queue: breached", same("tickets.list", { queue: "breached", limit: 50 })),
  ask("all tickets, newest", same("tickets.list", { queue: "all", sort: "newest", limit: 50 })),
  ask("a list by a rare cause", same("views.tickets", { view: "open", filter: { cause: ["UNKNOWN"] }, limit: 50 })),
  ask("counts of the built-in lists", same("tickets.counts", {})),
  ask("saved lists with their counts", same("views.list", {})),
];

const tickets = (sample: Sample): Ask[] => [
  ask(
    "ticket open",
    from(sample, ({ number }) => call("tickets.get", { number, locale: "zh-CN" })),
  ),
  ask(
    "trace",
    from(sample, ({ orderNo }) => call("orders.trace", { orderNo, locale: "zh-CN" })),
  ),
  ask(
    "order's whole clock",
    from(sample, ({ orderNo }) => call("workbench.timeline", { orderNo, locale: "zh-CN" })),
  ),
];

function searches(sample: Sample): Ask[] {
  const search = (q: string) => call("search.tickets", { q, limit: 20 });
  const of = (name: string, q: (one: Sample[number]) => string) =>
    ask(
      `search: ${name}`,
      from(sample, (one) => search(q(one))),
    );
  const words = (name: string, list: readonly string[]) => ask(`search: ${name}`, from(list, search));
  return [
    of("order number", ({ orderNo }) => orderNo),
    of("payment number", ({ paymentNo }) => paymentNo),
    // Ten answers at most on either desk: one that has more tickets a day has more with the same beginning.
    of("ticket number begins", ({ number }) => number.slice(0, -1)),
    of("end of a phone", ({ contact }) => contact.slice(-6)),
    words("Chinese word, in many", COMMON_WORDS),
    words("Chinese word of three", ["待付款", "加油卡", "月卡到", "处理中"]),
    words("Chinese word, in twelve", [RARE_WORD]),
    words("two words", ["加油卡 退款", "话费 支付失败", "流量包 待付款"]),
    words("words that never meet", ["加油卡 会员月卡", "流量包 话费"]),
  ];
}

/** The last thirty days in Beijing, today among them, as the manager's pages ask for them. */
function numbers(now: number): Ask[] {
  const today = Math.floor((now + BEIJING_MS) / DAY_MS) * DAY_MS - BEIJING_MS;
  const range = { from: new Date(today - 29 * DAY_MS).toISOString(), to: new Date(now).toISOString() };
  // A full page on either desk: the newest tickets, of months where there are few, are not done yet.
  const year = { from: new Date(today - 364 * DAY_MS).toISOString(), to: range.to };
  return [
    ask("behind a number: opened", same("tickets.list", { metric: "opened", ...range, limit: 50 })),
    ask("behind a number: full resolution", same("tickets.list", { metric: "full_resolution", ...year, limit: 50 })),
    ask("dashboard", same("metrics.overview", range), 150),
    ...boardNames
      .filter((board) => board !== "overview")
      .map((board) => ask(`dashboard: ${board}`, same("metrics.board", { board, ...range }), 150)),
  ];
}

function writes(sample: Sample): Ask[] {
  let times = 0;
  const open = sample.filter((one) => one.open);
  const reply = ({ number }: Sample[number]) =>
    call("tickets.postMessage", { number, body: `您好，已为您处理（${++times}）`, visibility: "public" });
  return [ask("reply", from(open, reply))];
}
