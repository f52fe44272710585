import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { billLines, bills } from "#db/schema/index.ts";
import { plansOf, type TestDatabase, testDatabase } from "#db/testing.ts";
import type { Ctx } from "#server/core/context.ts";
import type { BillLine } from "#server/gateways/index.ts";
import { judgeSums } from "./findings.ts";
import { forgetLines } from "./forget-lines.ts";
import { BATCH_LINES } from "./lines.ts";
import { readBillLines } from "./read-bill.ts";
import { runDueBills } from "./run.ts";
import { settleBillItems } from "./settle.ts";
import { billRow, items, jobs, line, paidOrder, putBill, refundLine, runBill, source } from "./testing.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

const LATER = "2026-11-02T05:00:00Z";
const linesOf = (billId: string) => db.select().from(billLines).where(eq(billLines.billId, billId));

describe("memory", () => {
  test("never holds more lines than a batch, and others write meanwhile", async () => {
    const id = await putBill();
    let [furthest, written] = [0, 0];
    async function* many(): AsyncGenerator<BillLine> {
      for (let n = 0; n < 50_000; n++) {
        if (n % 1_000 === 999) furthest = Math.max(furthest, n - (await billRow(id)).linesRead);
        if (n % 10_000 === 5_000) {
          await paidOrder(`N${n}`);
          written++;
        }
        yield line(`PN${n}`, 20_000, { s: n });
      }
    }
    const { lines } = source(many());
    await runReading(id, lines);
    expect(written).toBe(5);
    expect(furthest).toBeGreaterThan(0);
    expect(furthest).toBeLessThanOrEqual(BATCH_LINES);
    expect(await billRow(id)).toMatchObject({ phase: "matching", linesRead: 50_000, paidFen: 50_000 * 20_000 });
    expect(await db.$count(billLines, eq(billLines.billId, id))).toBe(50_000);
  });
});

/** Takes the bill up and reads it, without comparing. */
async function runReading(id: string, lines: AsyncIterable<BillLine>) {
  await transact((tx) => tx.update(bills).set({ state: "running", run: 1 }).where(eq(bills.id, id)));
  await readBillLines(jobs(), await billRow(id), async () => ({ lines, bytesRead: () => 0 }));
}

describe("a worker that dies", () => {
  /** A day of a channel of its own, so that one database holds many of them: numbers and orders begin with the channel. */
  const lines = (channel: string) => [
    ...["A", "B", "C", "D", "E"].map((name) => line(`P${channel}${name}`, 20_000)),
    line(`P${channel}A`, 20_000),
    line(`P${channel}X`, 700),
    refundLine(`P${channel}B`, 300),
  ];
  const told = async (channel: string) => {
    for (const name of ["A", "B", "C", "D"]) await paidOrder(`${channel}${name}`, { channel });
    await paidOrder(`${channel}F`, { channel, s: 3_600 });
    await paidOrder(`${channel}G`, { channel, s: 3_700 });
  };
  const outcome = async (id: string) => {
    const { channel, state, linesRead, compared, matched, counts, paidFen, refundedFen, ourPaidFen } =
      await billRow(id);
    const own = (await items()).filter((item) => item.outTradeNo?.startsWith(`P${channel}`));
    const all = { state, linesRead, compared, matched, counts, paidFen, refundedFen, ourPaidFen, items: own };
    const plain = JSON.parse(JSON.stringify(all).replaceAll(channel, ""));
    return { ...plain, lines: (await linesOf(id)).length };
  };
  const sizes = { lines: 3, page: 2 };

  /** A context whose process is gone at the `n`th look at the clock: whatever is under way ends there, and nothing after it happens. */
  function dyingAt(n: number): Ctx {
    const ctx = jobs();
    let looks = 0;
    const now = () => {
      if (++looks >= n) throw new Error("killed");
      return ctx.clock.now();
    };
    return { ...ctx, clock: { now } };
  }

  test("leaves nothing behind wherever it was: the next one ends with the same result", async () => {
    await told("c1z");
    const first = await putBill({ channel: "c1z" });
    await runDueBills(jobs(), async () => source(lines("c1z")), sizes);
    const whole = await outcome(first);
    expect(whole).toMatchObject({ state: "done", linesRead: 8, compared: 6, lines: 6 });
    const counts = { missing_here: 2, missing_there: 2, amount_differs: 0, paid_twice: 1, refunded_there: 1 };
    expect(whole.counts).toEqual(counts);
    let died = 0;
    for (let n = 2; died === n - 2; n++) {
      const channel = `c${n}z`;
      await told(channel);
      const id = await putBill({ channel });
      const killed = await runDueBills(dyingAt(n), async () => source(lines(channel)), sizes).then(
        () => false,
        () => true,
      );
      if (killed) died++;
      await runDueBills(jobs(LATER), async () => source(lines(channel)), sizes);
      expect(await outcome(id), `killed at ${n}`).toEqual(whole);
    }
    expect(died).toBeGreaterThan(15);
  });

  test("and comes back to life writes nothing into the work of the next", async () => {
    await told("c1z");
    const id = await putBill({ channel: "c1z" });
    let wake = () => {};
    const asleep = new Promise<void>((resolve) => {
      wake = resolve;
    });
    async function* halting() {
      yield* lines("c1z").slice(0, 4);
      await asleep;
      yield* lines("c1z");
    }
    const zombie = runDueBills(jobs(), async () => source(halting()), sizes);
    await until(async () => (await billRow(id)).linesRead === 3);
    // Its lease holds: nobody else takes the bill up.
    expect(await runDueBills(jobs(), async () => source([]), sizes)).toEqual([]);
    expect(await runDueBills(jobs(LATER), async () => source(lines("c1z")), sizes)).toEqual([id]);
    const done = await outcome(id);
    wake();
    await zombie;
    expect(await outcome(id)).toEqual(done);
    expect(done).toMatchObject({ state: "done", linesRead: 8 });
  });

  test("a bill that keeps ending its workers is given up", async () => {
    const id = await putBill();
    await transact((tx) => tx.update(bills).set({ attempts: 12 }).where(eq(bills.id, id)));
    await runDueBills(jobs(), async () => source([]));
    expect(await billRow(id)).toMatchObject({ state: "failed", error: "INTERNAL", nextAttemptAt: null });
  });
});

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("it did not come to that");
}

test("whatever the bill and our records are, comparing in the database leaves nothing out", async () => {
  let seed = 7;
  const pick = (n: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % n;
  };
  const lines: BillLine[] = [];
  for (let n = 0; n < 60; n++) {
    const number = `PN${n}`;
    if (pick(8) > 0)
      await paidOrder(`N${pick(6) === 0 ? n - 1 : n}`, {
        number,
        s: n,
        paid: pick(6) > 0,
        channel: pick(9) > 0 ? "alipay" : "other",
      });
    for (let times = pick(7) > 0 ? 1 : pick(3); times > 0; times--)
      lines.push(line(number, pick(7) > 0 ? 20_000 : 1 + pick(500)));
    if (pick(6) === 0) lines.push(refundLine(number, 1 + pick(20_000)));
  }
  const id = await putBill();
  await runReading(id, source(lines).lines);
  const bill = await billRow(id);
  const all = (await linesOf(id)).map(({ billId: _billId, ...sum }) => sum);
  const expected = (await judgeSums(db, bill, all)).flatMap((one) => one.findings);
  await runDueBills(jobs(LATER));
  const { counts, compared, matched } = await billRow(id);
  expect(expected.length).toBeGreaterThan(20);
  const { missing_there: _ours, ...theirs } = counts;
  for (const [kind, n] of Object.entries(theirs)) expect(expected.filter((one) => one.kind === kind)).toHaveLength(n);
  expect(matched).toBe(compared - new Set(expected.map((one) => one.outTradeNo)).size);
});

test("no question asked while a bill is worked through reads a whole table", async () => {
  const plans = await plansOf(database, async () => {
    await paidOrder("A");
    await paidOrder("B", { s: 3_600 });
    await runBill([line("PA", 19_000), line("PX", 5), refundLine("PA", 1)]);
    await settleBillItems(jobs());
    await forgetLines(jobs("2027-11-02T04:00:00Z"));
  });
  expect(
    plans.filter((plan) => /^SCAN (bills|bill_lines|payments|orders|inbound|refunds|money_items)/.test(plan)),
  ).toEqual([]);
});
