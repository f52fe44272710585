import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { db, transact } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { idsNow } from "#server/core/ids.ts";
import { event, send } from "#server/orders/testing.ts";
import { ticketsBehind } from "./drilldown.ts";
import { fillMoney } from "./fill-money.ts";
import { followOrders } from "./follow-orders.ts";
import { updateTicket } from "./index.ts";
import { ticketNumbers } from "./numbers.ts";
import { later, openPaid, staff } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

const DAY = 24 * 60;
const credited = (amountFen: number, reference = "R1") =>
  send([event("topup.credit.posted", 80_000, { orderNo: "O1", amountFen, reference })]);
/** Consumers leave the newest two seconds alone. */
async function follow(): Promise<void> {
  vi.useFakeTimers({ toFake: ["Date"], now: idsNow() + 3_000 });
  await followOrders(systemContext("job", fixedClock(later(30))));
  vi.useRealTimers();
}
const rowOf = async (number: string) => {
  const [row] = await db.select().from(tickets).where(eq(tickets.number, number));
  if (!row) throw new Error("no such ticket");
  return row;
};
/** The sum at risk, by the numbers and by the list behind them: one must be the other. */
async function atRisk(): Promise<number> {
  const period = { from: new Date(0), to: new Date(later(10 * DAY)) };
  const behind = await db
    .select()
    .from(tickets)
    .where(ticketsBehind("amount_at_risk", period, new Date(later(DAY))));
  const listed = behind.reduce((sum, row) => sum + (row.amountFen ?? 0), 0);
  const all = (await db.select().from(tickets)).flatMap(ticketNumbers);
  const counted = all.filter(({ metric }) => metric === "amount_at_risk").reduce((sum, { fen }) => sum + fen, 0);
  expect(counted).toBe(listed);
  return counted;
}
const move = async (number: string, status: "open" | "resolved", at: number) =>
  updateTicket({
    ctx: staff("a", later(at)),
    input: { number, status, version: (await rowOf(number)).version },
  });

describe("a ticket's money is its order's", () => {
  test("whatever it asks for: credited by the platform, it is not at risk and not first in line a day later", async () => {
    const { number } = await openPaid("O1", { claim: "refund" });
    expect(await rowOf(number)).toMatchObject({ moneyStuck: true, moneySettled: false });
    expect(await atRisk()).toBe(20_000);
    const before = await rowOf(number);
    await credited(20_000);
    await follow();
    const after = await rowOf(number);
    expect(after).toMatchObject({ status: "new", moneyStuck: false, moneySettled: true, stuckSince: null });
    // Nobody decided anything: whoever is writing meets no conflict.
    expect(after.version).toBe(before.version);
    expect(await atRisk()).toBe(0);
    await move(number, "resolved", 2 * DAY);
    await move(number, "open", 3 * DAY);
    expect((await rowOf(number)).rank).not.toBe(0);
  });

  test("in part it stays stuck, and paid a second time it is so again", async () => {
    const { number } = await openPaid("O1", { claim: "refund" });
    await credited(5_000);
    await follow();
    expect(await rowOf(number)).toMatchObject({ moneyStuck: true, moneySettled: false });
    await credited(15_000, "R2");
    await follow();
    expect(await rowOf(number)).toMatchObject({ moneyStuck: false, moneySettled: true });
    await send([event("topup.payment.succeeded", 80_002, { orderNo: "O1", outTradeNo: "P-2", amountFen: 20_000 })]);
    await follow();
    expect(await rowOf(number)).toMatchObject({ moneyStuck: true, moneySettled: false });
    expect(await atRisk()).toBe(20_000);
  });

  test("what became of it after a ticket's end is looked at when it is opened again", async () => {
    const { number } = await openPaid("O1");
    await move(number, "resolved", 10);
    await credited(20_000);
    await follow();
    expect(await rowOf(number)).toMatchObject({ status: "resolved", moneyStuck: true });
    await move(number, "open", 2 * DAY);
    const again = await rowOf(number);
    expect(again).toMatchObject({ moneyStuck: false, moneySettled: true, stuckSince: null });
    expect(again.rank).not.toBe(0);
    expect(await atRisk()).toBe(0);
  });

  test("an answer or an assignment in between leaves it as it is", async () => {
    const { number } = await openPaid("O1", { claim: "refund" });
    await credited(20_000);
    await follow();
    await move(number, "open", 30);
    expect(await rowOf(number)).toMatchObject({ moneyStuck: false, moneySettled: true });
  });

  test("tickets of before are brought in line once", async () => {
    const { number } = await openPaid("O1", { claim: "refund" });
    await credited(20_000);
    await follow();
    const kept = await rowOf(number);
    await transact((tx) =>
      tx.update(tickets).set({ moneyStuck: true, moneySettled: false, stuckSince: kept.openedAt }),
    );
    await fillMoney(systemContext("job", fixedClock(later(30))));
    expect(await rowOf(number)).toMatchObject({ moneyStuck: false, moneySettled: true, stuckSince: null });
  });
});
