import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { billLines, bills } from "#db/schema/index.ts";
import { plansOf, type TestDatabase, testDatabase } from "#db/testing.ts";
import type { Ctx } from "#server/core/context.ts";
import { type BillLine, GatewayError } from "#server/gateways/index.ts";
import { judgeSums } from "./findings.ts";
import { forgetLines, LINES_KEPT_MS } from "./forget-lines.ts";
import { BATCH_LINES } from "./lines.ts";
import { planBills } from "./plan.ts";
import { readBillLines } from "./read-bill.ts";
import { runDueBills } from "./run.ts";
import { settleBillItems } from "./settle.ts";
import {
  billRow,
  DAY,
  items,
  jobs,
  line,
  MORNING_AFTER,
  paidOrder,
  putBill,
  refundLine,
  runBill,
  setUpChannel,
  source,
} from "./testing.ts";

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
  const lines = () => [
    ...["A", "B", "C", "D", "E"].map((name) => line(`P${name}`, 20_000)),
    line("PA", 20_000),
    line("PX", 700),
    refundLine("PB", 300),
  ];
  const told = async () => {
    for (const name of ["A", "B", "C", "D"]) await paidOrder(name);
    await paidOrder("F", { s: 3_600 });
    await paidOrder("G", { s: 3_700 });
  };
  const outcome = async (id: string) => {
    const { state, linesRead, compared, matched, counts, paidFen, refundedFen, ourPaidFen } = await billRow(id);
    return {
      state,
      linesRead,
      compared,
      matched,
      counts,
      paidFen,
      refundedFen,
      ourPaidFen,
      items: await items(),
      lines: (await linesOf(id)).length,
    };
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
    await told();
    const first = await putBill();
    await runDueBills(jobs(), async () => source(lines()), sizes);
    const whole = await outcome(first);
    expect(whole).toMatchObject({ state: "done", linesRead: 8, compared: 6, lines: 6 });
    expect(whole.counts).toEqual({
      missing_here: 2,
      missing_there: 2,
      amount_differs: 0,
      paid_twice: 1,
      refunded_there: 1,
    });
    let died = 0;
    for (let n = 2; died === n - 2; n++) {
      await database.drop();
      database = await testDatabase();
      await told();
      const id = await putBill();
      const killed = await runDueBills(dyingAt(n), async () => source(lines()), sizes).then(
        () => false,
        () => true,
      );
      if (killed) died++;
      await runDueBills(jobs(LATER), async () => source(lines()), sizes);
      expect(await outcome(id), `killed at ${n}`).toEqual(whole);
    }
    expect(died).toBeGreaterThan(15);
  });

  test("and comes back to life writes nothing into the work of the next", async () => {
    await told();
    const id = await putBill();
    let wake = () => {};
    const asleep = new Promise<void>((resolve) => {
      wake = resolve;
    });
    async function* halting() {
      yield* lines().slice(0, 4);
      await asleep;
      yield* lines();
    }
    const zombie = runDueBills(jobs(), async () => source(halting()), sizes);
    await until(async () => (await billRow(id)).linesRead === 3);
    // Its lease holds: nobody else takes the bill up.
    expect(await runDueBills(jobs(), async () => source([]), sizes)).toEqual([]);
    expect(await runDueBills(jobs(LATER), async () => source(lines()), sizes)).toEqual([id]);
    const done = await outcome(id);
    wake();
    await zombie;
    expect(await outcome(id)).toEqual(done);
    expect(done).toMatchObject({ state: "done", linesRead: 8 });
  });

  test("a bill that keeps ending its workers is given up", async () => {
    const id = await putBill();
    await transact((tx) => tx.update(bills).set({ attempts: 12 }).where(eq(bills.id, id)));
    await runDueBills(jobs(), async () => source(lines()));
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

describe("what may be wrong with a bill", () => {
  const failing = async (error: unknown, changes: Partial<typeof bills.$inferInsert> = { run: 0 }) => {
    const id = await putBill();
    await transact((tx) => tx.update(bills).set(changes).where(eq(bills.id, id)));
    await runDueBills(jobs(), () => Promise.reject(error));
    return billRow(id);
  };
  const gatewayError = (code: ConstructorParameters<typeof GatewayError>[0], message = code as string) =>
    new GatewayError(code, message, { sent: true });

  test("not ready: asked again later, and taken then", async () => {
    const row = await failing(gatewayError("BILL_NOT_READY"));
    expect(row).toMatchObject({ state: "pending", error: "BILL_NOT_READY", attempts: 1 });
    expect(row.nextAttemptAt?.toISOString()).toBe("2026-11-02T04:05:00.000Z");
    expect(await runDueBills(jobs("2026-11-02T04:04:00Z"), async () => source([]))).toEqual([]);
    await runDueBills(jobs("2026-11-02T04:05:00Z"), async () => source([line("PX", 1)]));
    expect(await billRow(row.id)).toMatchObject({ state: "done", error: null, attempts: 0, linesRead: 1 });
  });

  test("never ready: given up in the end, and said so", async () => {
    let row = await failing(gatewayError("BILL_NOT_READY"));
    let attempts = 1;
    while (row.state === "pending") {
      const at = row.nextAttemptAt?.toISOString() ?? "";
      await runDueBills(jobs(at), () => Promise.reject(gatewayError("BILL_NOT_READY")));
      row = await billRow(row.id);
      attempts++;
    }
    expect(row).toMatchObject({ state: "failed", error: "BILL_NOT_READY", nextAttemptAt: null });
    expect(attempts).toBe(11);
  });

  test("a day without a trade is a bill without lines, and what we believe in is missing there", async () => {
    await paidOrder("A");
    expect(await failing(gatewayError("BILL_EMPTY"))).toMatchObject({ state: "done", linesRead: 0, mismatched: 1 });
    expect((await items()).map((item) => item.kind)).toEqual(["missing_there"]);
  });

  test("a gateway without bills is not asked again", async () => {
    expect(await failing(gatewayError("BILL_UNSUPPORTED"))).toMatchObject({
      state: "failed",
      error: "BILL_UNSUPPORTED",
    });
  });

  test("a malformed line of an upload is named, and the file is not read again", async () => {
    const upload = { source: "upload" as const, fileName: "line 7: x.csv" };
    const row = await failing(gatewayError("BILL_MALFORMED", "line 7: x.csv: line 12: its money is no amount"), upload);
    expect(row).toMatchObject({
      state: "failed",
      error: "BILL_MALFORMED",
      errorLine: 12,
      errorDetail: "its money is no amount",
    });
  });

  test("nothing is raised by a bill that turns out to be broken at its end", async () => {
    async function* cutOff() {
      yield line("PX", 500);
      throw gatewayError("BILL_TRUNCATED");
    }
    const id = await putBill();
    await runDueBills(jobs(), async () => source(cutOff()));
    expect(await billRow(id)).toMatchObject({ state: "pending", error: "BILL_TRUNCATED" });
    expect(await items()).toEqual([]);
  });

  test("the bill of another day is refused, by a line or by most of them", async () => {
    const far = await runBill([line("PA", 1), line("PB", 1, { s: 3 * 86_400 })]);
    expect(far).toMatchObject({ state: "failed", error: "BILL_WRONG_DAY", errorDetail: "record 2 is of 2026-11-04" });
    const next = await runBill([line("PA", 1), line("PB", 1, { s: 86_400 }), line("PC", 1, { s: 86_401 })], {
      channel: "b",
    });
    expect(next).toMatchObject({
      state: "failed",
      error: "BILL_WRONG_DAY",
      errorDetail: "most records are of 2026-11-02",
    });
    expect(await items()).toEqual([]);
  });

  test("a refund may be dated by the day of its payment", async () => {
    expect(await runBill([line("PA", 1), refundLine("PB", 1, { at: new Date("2026-09-01") })])).toMatchObject({
      state: "done",
    });
  });
});

describe("near midnight", () => {
  // 23:59:59 in Shanghai on the first of November.
  const LATE_S = 16 * 3_600 - 1 - 20;

  test("a payment waits for the next day's bill, and is there", async () => {
    await paidOrder("A", { s: LATE_S });
    const first = await runBill([line("PX", 5)]);
    expect(first).toMatchObject({ state: "done", waiting: 1 });
    expect((await items()).map((item) => item.kind)).toEqual(["missing_here"]);
    await runBill([line("PA", 20_000, { s: LATE_S + 22 })], { day: "2026-11-02", at: "2026-11-03T04:00:00Z" });
    expect((await items()).map((item) => item.kind)).toEqual(["missing_here"]);
    expect(await billRow(first.id)).toMatchObject({ waiting: 0, nextAttemptAt: null, state: "done" });
  });

  test("and is missing there when the next day's bill has it not either", async () => {
    await paidOrder("A", { s: LATE_S });
    const first = await runBill([]);
    await runBill([], { day: "2026-11-02", at: "2026-11-03T04:00:00Z" });
    expect((await items()).map((item) => [item.kind, item.outTradeNo])).toEqual([["missing_there", "PA"]]);
    expect(await billRow(first.id)).toMatchObject({ waiting: 0, mismatched: 1 });
  });

  test("and is missing there in the end when that bill never comes", async () => {
    await paidOrder("A", { s: LATE_S });
    const first = await runBill([]);
    expect(await items()).toEqual([]);
    const at = first.nextAttemptAt?.toISOString() ?? "";
    expect(at).toBe("2026-11-04T16:00:00.000Z");
    await runDueBills(jobs(at), () => Promise.reject(new Error("the bill is not to be read again")));
    expect((await items()).map((item) => item.kind)).toEqual(["missing_there"]);
  });

  test("a payment told of late stands on the bill of the day before", async () => {
    await runBill([line("PA", 20_000, { s: LATE_S })]);
    await paidOrder("A", { s: LATE_S + 9 * 3_600 });
    await runBill([], { day: "2026-11-02", at: "2026-11-03T04:00:00Z" });
    await settleBillItems(jobs());
    expect(await items()).toEqual([]);
  });
});

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

describe("which bills are asked for", () => {
  test("yesterday's after ten, of enabled channels whose gateways give bills, once", async () => {
    await setUpChannel("ali", "alipay");
    await setUpChannel("off", "wechatpay", false);
    await setUpChannel("small", "epay");
    expect(await planBills(jobs("2026-11-02T01:59:00Z"))).toBe(1);
    expect(await planBills(jobs("2026-11-02T02:00:00Z"))).toBe(1);
    expect(await planBills(jobs("2026-11-02T03:00:00Z"))).toBe(0);
    const rows = await db.select().from(bills);
    expect(rows.map(({ channel, day, state, source: from }) => [channel, day, state, from])).toEqual([
      ["ali", "2026-10-31", "pending", "gateway"],
      ["ali", DAY, "pending", "gateway"],
    ]);
  });

  test("days of a standstill are caught up with, a week at most, and what was uploaded is left alone", async () => {
    await setUpChannel("ali", "alipay");
    await planBills(jobs("2026-11-02T03:00:00Z"));
    await transact((tx) => tx.update(bills).set({ source: "gateway" }));
    await putBill({ channel: "ali", day: "2026-11-03" });
    expect(await planBills(jobs("2026-11-05T03:00:00Z"))).toBe(1);
    expect(await planBills(jobs("2026-12-05T03:00:00Z"))).toBe(7);
  });
});

describe("old bills", () => {
  test("lose their lines and keep their sums; open items stay open", async () => {
    const bill = await runBill([line("PX", 500)]);
    expect(await forgetLines(jobs())).toEqual([]);
    const old = new Date(Date.parse(MORNING_AFTER) + LINES_KEPT_MS + 1_000).toISOString();
    expect(await forgetLines(jobs(old))).toEqual([bill.id]);
    expect(await linesOf(bill.id)).toEqual([]);
    expect(await forgetLines(jobs(old))).toEqual([]);
    await settleBillItems(jobs(old));
    expect((await items()).map((item) => item.kind)).toEqual(["missing_here"]);
    expect(await billRow(bill.id)).toMatchObject({ linesRead: 1, paidFen: 500 });
  });
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
