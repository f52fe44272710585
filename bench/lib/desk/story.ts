import type { orders, payments, ratings, slaTargets, tickets } from "#db/schema/index.ts";
import { sha256Hex } from "#server/core/ids.ts";
import { DEFAULT_BOOK, deriveTargets, nextDue } from "#server/sla/index.ts";
import { derivedOf } from "#server/tickets/derived.ts";
import { isOpen, ticketDay, ticketNumber } from "#server/tickets/rules.ts";
import type { TicketPriority } from "#server/tickets/schemas.ts";
import { waitedFor } from "#server/tickets/waited.ts";
import { moneyOf } from "./money.ts";
import { idAt, Random } from "./random.ts";
import { Tale, tell } from "./tale.ts";
import { customerText, orderNumber, paymentNumber, RARE_WORD } from "./texts.ts";

/** The life of one ticket as verbs would have left it, from the same pure rules. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export type World = {
  tickets: number;
  /** The newest, which are not done yet. */
  open: number;
  asleep: number;
  from: number;
  now: number;
  agents: { id: string; name: string }[];
};

type Insert<T extends { $inferInsert: unknown }> = T["$inferInsert"];
export type Story = {
  ticket: Insert<typeof tickets>;
  order: Insert<typeof orders>;
  payment: Insert<typeof payments>;
  messages: Tale["messages"];
  events: Tale["events"];
  targets: Insert<typeof slaTargets>[];
  rating: Insert<typeof ratings> | undefined;
};

const causes = [
  ["CB_MISSING", 30],
  ["FUL_UPSTREAM_SLOW", 18],
  ["PAY_UNPAID", 12],
  ["ORD_DUP_PAYMENT", 9],
  ["RISK_PLATFORM_HOLD", 8],
  ["INP_TARGET_WRONG", 7],
  ["FUL_UPSTREAM_DOWN", 6],
  ["CB_LATE", 4],
  ["PAY_CHANNEL_DOWN", 3],
  ["UNKNOWN", 3],
] as const;
const channels = [
  ["alipay", 55],
  ["wechat", 35],
  ["unionpay", 10],
] as const;
const priorities = [
  ["urgent", 5],
  ["high", 20],
  ["normal", 65],
  ["low", 10],
] as const;
const amounts = [500, 1_000, 3_000, 5_000, 10_000, 20_000, 50_000, 100_000] as const;
const products = ["话费 ¥50", "钱包充值 ¥200", "游戏点券 600", "视频会员月卡", "Steam 钱包 ¥100"] as const;

let sequence = { day: "", last: 0 };
/** When each ticket was opened: more by day than by night, the same order as their numbers. */
export function openedAt(world: World, n: number): number {
  const span = world.now - world.from;
  const even = world.from + (span * (n + 0.5)) / world.tickets;
  const hour = (even + 8 * HOUR) % DAY;
  // Pulls each day's tickets towards its middle, without changing their order.
  const x = hour / DAY;
  return Math.round(even - hour + DAY * (x - Math.sin(2 * Math.PI * x) / (2.6 * Math.PI)));
}

export function storyOf(world: World, n: number): Story {
  const random = new Random(n * 2_654_435_761);
  const at = openedAt(world, n);
  const isLate = n >= world.tickets - world.open;
  const agent = random.pick(world.agents);
  const cause = random.weighed(causes);
  const priority: TicketPriority = random.weighed(priorities);
  const stuck = cause.startsWith("CB_") || cause.startsWith("FUL_");
  const amountFen = random.pick(amounts);
  const channel = random.weighed(channels);
  const id = idAt(at);
  const day = ticketDay(new Date(at));
  sequence = sequence.day === day ? { day, last: sequence.last + 1 } : { day, last: 1 };
  const tale = new Tale({ id, at, agent, priority, stuck, end: world.now, random, n });
  tell(tale, isLate);
  const targets = deriveTargets(tale.log, DEFAULT_BOOK);
  const due = nextDue(targets);
  const number = orderNumber(n);
  const asleep = isLate && n % Math.max(1, Math.round(world.open / world.asleep)) === 0 && isOpen(tale.status);
  const rare = Math.floor(world.tickets / 12);
  const rating = ratingOf(id, n, tale.resolvedAt);
  const row = {
    ...{ id, number: ticketNumber(day, sequence.last), orderNo: number, claimedOrderNo: null },
    ...{
      customerId: `C${1_000 + (n % Math.ceil(world.tickets / 3))}`,
      diagnosisId: null,
      status: tale.status,
      priority,
    },
    ...{ claim: "complete_topup" as const, causeCode: cause, predictedCauseCode: cause },
    ...{
      chargeState: stuck ? ("confirmed" as const) : ("none" as const),
      amountFen,
      productName: random.pick(products),
    },
    ...{ channel, paymentNo: paymentNumber(n), target: `138${`${(n * 7_919) % 100_000_000}`.padStart(8, "0")}` },
    ...{
      errorText: null,
      occurredAt: new Date(at - 20 * MINUTE),
      stuckSince: stuck ? new Date(at - 19 * MINUTE) : null,
    },
    description: `${customerText(random, n)}${n % rare === rare - 1 && n < rare * 12 ? RARE_WORD : ""}`,
    ...{ contact: `139${`${(n * 104_729) % 100_000_000}`.padStart(8, "0")}`, locale: "zh-CN" },
    diagnosis: NO_DIAGNOSIS,
    ...{ assigneeId: tale.assigned ? agent.id : null, tags: random.chance(0.1) ? ["重复客户"] : [] },
    snoozeUntil: asleep ? new Date(world.now + DAY) : null,
    ...{ accessHash: sha256Hex(id), accessVersion: 1, openedAt: new Date(at), updatedAt: new Date(tale.last) },
    ...{ firstReplyAt: tale.firstReplyAt, firstResolvedAt: tale.resolvedAt, resolvedAt: tale.resolvedAt },
    ...{ closedAt: tale.closedAt, reopenCount: 0, publicReplyCount: tale.replies, version: tale.version },
    ...{ nextDueAt: due.at, nextDueMetric: due.metric, moneyStuck: stuck, publicUpdatedAt: new Date(tale.lastPublic) },
    ...{ lastCustomerAt: tale.lastCustomerAt, lastPublicAt: tale.lastPublicAt, unansweredSince: tale.unansweredSince },
    resolvedById: tale.resolvedAt ? agent.id : null,
    ...{ queue: "general", requesterWaitMs: null, agentWorkMs: null, ratedGood: rating?.good ?? null },
    ...(tale.resolvedAt ? waitedFor(new Date(at), tale.statuses, tale.resolvedAt) : {}),
  };
  return {
    ticket: { ...row, ...derivedOf(row, new Date(world.now)) },
    ...moneyOf({ n, at, number, channel, amountFen, stuck, customerId: row.customerId, target: row.target }),
    ...{ messages: tale.messages, events: tale.events, rating },
    targets: targets.map((target) => ({
      ...target,
      id: idAt(target.startedAt.getTime()),
      ticketId: id,
      ...told(target, world),
    })),
  };
}

/** Three of ten say what they think, an hour later; `files.ts` knows the same by heart. */
function ratingOf(ticketId: string, n: number, resolvedAt: Date | null): Story["rating"] {
  if (!resolvedAt || ![1, 4, 7].includes(n % 10)) return undefined;
  const at = new Date(resolvedAt.getTime() + HOUR);
  return { ticketId, round: 0, good: n % 7 !== 0, comment: null, at, resolvedAt, version: 1 };
}

const EMPTY = { reasons: [], answers: [] };
const NO_DIAGNOSIS = { "zh-CN": EMPTY, en: EMPTY };

/** The clock's own looks, up to now. */
function told(target: ReturnType<typeof deriveTargets>[number], { now }: World) {
  const past = (at: Date | null) =>
    target.outcome === null && !target.pausedAt && at && at.getTime() < now ? at : null;
  const breachedAt = past(target.dueAt);
  return { warnedAt: past(target.warnAt), breachedAt, escalatedAt: breachedAt && past(target.escalateAt) };
}
