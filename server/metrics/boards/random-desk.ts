import { transact } from "#db/client.ts";
import {
  callbackRequests,
  channelHistory,
  diagnoses,
  diagnosisLog,
  orders,
  ratings,
  refunds,
  ticketEvents,
  topups,
  user,
} from "#db/schema/index.ts";
import { HOUR_MS, MINUTE_MS } from "#server/core/clock.ts";
import { newId } from "#server/core/ids.ts";
import type { CauseCode } from "#server/diagnosis/schemas.ts";
import { slaMetrics } from "#server/tickets/schemas.ts";
import { clearingAccount, LOSS, post } from "#server/topup/index.ts";
import { built, type Clock, NOW, run, ticket } from "../testing.ts";

/** For tests: a desk of random tickets, clocks, money, calls, runs and attempts around the two days; the same for the same seed. */

export const causes: CauseCode[] = ["CB_MISSING", "PAY_UNPAID", "UNKNOWN"];
export const channels = ["alipay", "wechatpay"];
const HOURS = 140;

class Dice {
  #state: number;
  constructor(seed: number) {
    this.#state = seed;
  }
  /** Less than n. */
  below(n: number): number {
    this.#state = (this.#state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((this.#state / 2_147_483_648) * n);
  }
  odds(percent: number): boolean {
    return this.below(100) < percent;
  }
  pick<T>(of: readonly T[]): T {
    return of[this.below(of.length)] as T;
  }
  /** A moment before now. */
  moment(): Date {
    return new Date(NOW.getTime() - this.below(HOURS * 60) * MINUTE_MS);
  }
  after(at: Date, minutes: number): Date {
    return new Date(Math.min(NOW.getTime() - 1, at.getTime() + (1 + this.below(minutes)) * MINUTE_MS));
  }
}

const spell = (at: Date) => at.toISOString().slice(8, 16);

export async function randomDesk(seed: number, size: number): Promise<void> {
  const dice = new Dice(seed);
  const people = ["u1", "u2"].map((id) => ({
    ...{ id, name: id, email: `${id}@shop.example`, emailVerified: true, role: "agent" as const },
    ...{ createdAt: NOW, updatedAt: NOW },
  }));
  await transact((tx) => tx.insert(user).values(people));
  await randomRuns(dice, size);
  for (let i = 0; i < size; i++) await randomTicket(dice, i);
  await randomAttempts(dice);
  await built();
}

async function randomTicket(dice: Dice, i: number): Promise<void> {
  const opened = dice.moment();
  const end = dice.pick(["open", "open", "resolved", "resolved", "resolved", "closed", "merged"] as const);
  const first = dice.odds(70) ? dice.after(opened, 600) : null;
  const resolvedAt = end === "resolved" ? dice.after(opened, 3_000) : null;
  const reopenCount = dice.odds(25) ? 1 : 0;
  const firstResolvedAt = reopenCount > 0 ? dice.after(opened, 100) : resolvedAt;
  const judged = dice.odds(60);
  const orderNo = dice.odds(70) ? `O${i}` : null;
  const id = newId();
  const answers = [0, 1].map(() => dice.pick([null, true, false]));
  const number = await ticket(
    spell(opened),
    {
      id,
      status: end === "resolved" ? "resolved" : end === "open" ? dice.pick(["open", "waiting_customer"]) : "closed",
      ...{ causeCode: dice.pick(causes), channel: dice.pick([null, ...channels]), orderNo },
      ...{ assigneeId: dice.pick([null, "u1", "u2"]), queue: dice.pick(["general", "vip"]) },
      ...{ amountFen: dice.pick([null, 0, 500, 12_345]), chargeState: dice.pick(["confirmed", "none"]) },
      ...{ moneyStuck: dice.pick([true, false]), moneySettled: dice.pick([true, false]) },
      ...{ firstReplyAt: first, resolvedAt, firstResolvedAt, reopenCount, publicReplyCount: dice.below(3) },
      closedAt: end === "closed" || end === "merged" ? dice.after(opened, 500) : null,
      mergedInto: end === "merged" ? newId() : null,
      ...(resolvedAt && { requesterWaitMs: dice.below(9_000_000), agentWorkMs: dice.below(900_000) }),
      nextDueAt: new Date(NOW.getTime() + (dice.below(120) - 60) * MINUTE_MS),
      ratedGood: resolvedAt ? (answers[reopenCount] ?? null) : null,
      ...(judged && { diagnosisId: `d${i}`, finalCauseCode: dice.pick(causes) }),
    },
    slaMetrics.filter(() => dice.odds(50)).map((metric) => randomClock(dice, metric, opened)),
  );
  await transact(async (tx) => {
    const at = resolvedAt ?? opened;
    for (const [round, good] of answers.entries()) {
      if (good !== null) {
        await tx.insert(ratings).values({ ticketId: id, round, good, at, version: 1, resolvedAt: at });
      }
    }
    await tx.insert(topups).values(randomTopup(dice, orderNo ?? `X${i}`, dice.odds(70) ? number : null));
    if (orderNo) await tx.insert(orders).values(randomOrder(dice, orderNo));
    if (dice.odds(40)) await tx.insert(refunds).values(randomRefund(dice, `R${i}`, dice.odds(70) ? number : null));
    if (dice.odds(10)) await post(tx, randomLoss(dice, orderNo ?? `X${i}`));
    if (dice.odds(40)) await randomCall(dice, tx, { id, number });
  });
}

function randomClock(dice: Dice, metric: Clock["metric"], opened: Date): Clock {
  const due = dice.after(opened, 2_000);
  const decided = dice.odds(70) ? dice.after(opened, 3_000) : null;
  if (!decided) return { metric, due: spell(due), ...(dice.odds(20) ? { paused: spell(opened) } : {}) };
  const outcome = dice.pick(["met", "breached", "cancelled"] as const);
  const agent = outcome === "breached" && dice.odds(50) ? { agent: { outcome: "met" as const } } : {};
  return { metric, due: spell(due), decided: spell(decided), outcome, ...agent };
}

type Tx = Parameters<Parameters<typeof transact>[0]>[0];

const asked = (dice: Dice) => ({
  ...{ customerId: "C1", reasonCode: "CB_MISSING" as const, gate: [], secondPersonReasons: [], factsHash: "x" },
  ...{ requestedByKind: "staff", requestedById: "a", requestedByName: "a", requestedAt: dice.moment() },
  amountFen: 100 + dice.below(900),
  state: dice.pick(["succeeded", "succeeded", "rejected"] as const),
});

const randomTopup = (dice: Dice, orderNo: string, ticketNumber: string | null) => ({
  ...{ id: newId(), orderNo, ticketNumber, decidedAt: dice.moment(), ...asked(dice) },
});

const randomRefund = (dice: Dice, orderNo: string, ticketNumber: string | null) => ({
  ...{ id: newId(), orderNo, ticketNumber, settledAt: dice.moment(), ...asked(dice) },
  ...{ outTradeNo: orderNo, n: 1, refundedBeforeFen: 0, route: "gateway" as const, attempts: 0 },
});

const randomLoss = (dice: Dice, orderNo: string) => ({
  ...{ kind: "loss" as const, orderNo, reference: newId(), postedAt: dice.moment() },
  lines: [
    { account: LOSS, amountFen: -100 },
    { account: clearingAccount(null), amountFen: 100 },
  ],
});

function randomOrder(dice: Dice, orderNo: string) {
  const createdAt = dice.moment();
  const paidAt = dice.odds(80) ? dice.after(createdAt, 10) : null;
  return {
    ...{ orderNo, customerId: "C1", productType: "direct" as const, productName: "x", sku: "x", faceValueFen: 1_000 },
    ...{ amountFen: 1_000, target: "t", createdAt, status: "completed" as const, statusAt: createdAt },
    ...{ paidFen: dice.pick([0, 300, 1_000]), paidAt, paidCount: 1, platformCreditedFen: 0, refundedFen: 0 },
    ...{ lastEventAt: createdAt, creditedAt: paidAt && dice.odds(70) ? dice.after(paidAt, 90) : null },
  };
}

async function randomCall(dice: Dice, tx: Tx, { id, number }: { id: string; number: string }): Promise<void> {
  const slotFrom = new Date(Math.floor(dice.moment().getTime() / HOUR_MS) * HOUR_MS);
  const state = dice.pick(["booked", "done", "missed", "cancelled"] as const);
  await tx.insert(callbackRequests).values({
    ...{ id: newId(), ticketId: id, number, phone: null, shownPhone: "x", state, tries: 1, version: 1 },
    ...{ slotFrom, slotTo: new Date(slotFrom.getTime() + HOUR_MS), createdAt: slotFrom, endedAt: null },
  });
  if (state === "booked") return;
  const at = new Date(slotFrom.getTime() + (dice.below(120) - 20) * MINUTE_MS);
  await tx.insert(ticketEvents).values({
    ...{ id: newId(), ticketId: id, type: "call_taken", actorKind: "staff", actorId: "u1", actorName: "u1", at },
  });
}

async function randomRuns(dice: Dice, size: number): Promise<void> {
  for (let i = 0; i < size; i++) {
    const createdAt = dice.moment();
    const outcomeKind = dice.pick([null, "wait", "self_fixed", "ticket"] as const);
    await transact(async (tx) => {
      await tx.insert(diagnoses).values({
        ...run(`d${i}`, dice.pick([null, ...causes])),
        ...{ createdAt, outcomeKind, ticketNumber: dice.odds(30) ? `TK${i}` : null },
        ...{ solvedAt: outcomeKind && dice.odds(40) ? dice.after(createdAt, 60) : null },
        ...{ owner: dice.odds(70), orderNo: dice.odds(60) ? `O${i}` : null },
      });
      for (let seq = 0; seq < dice.below(4); seq++) {
        const kind = dice.pick(["answered", "looked_up"]);
        await tx.insert(diagnosisLog).values({ diagnosisId: `d${i}`, seq, kind, data: {}, at: createdAt });
      }
    });
  }
}

async function randomAttempts(dice: Dice): Promise<void> {
  const rows = new Map<string, typeof channelHistory.$inferInsert>();
  for (let i = 0; i < 40; i++) {
    const [channel, at, attempts] = [dice.pick(channels), dice.moment(), dice.below(9)];
    const row = { channel, at, state: "up" as const, attempts, succeeded: dice.below(attempts + 1) };
    rows.set(`${channel} ${at.getTime()}`, row);
  }
  await transact((tx) => tx.insert(channelHistory).values([...rows.values()]));
}
