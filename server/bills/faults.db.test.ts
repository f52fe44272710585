import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { billLines, bills, moneyItems } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { GatewayError } from "#server/gateways/index.ts";
import { forgetLines, LINES_KEPT_MS } from "./forget-lines.ts";
import { fromTheBeginning } from "./new-bill.ts";
import { planBills } from "./plan.ts";
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

freshDatabase({ beforeEach, afterEach });

const linesOf = (billId: string) => db.select().from(billLines).where(eq(billLines.billId, billId));

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
    // Nobody sits before a bill that is fetched by itself: its day stays unchecked until a person does something about it.
    const waiting = () => db.select().from(moneyItems);
    expect(await waiting()).toMatchObject([
      {
        kind: "bill_failed",
        state: "open",
        channel: "alipay",
        detail: { billId: row.id, day: DAY, reason: "BILL_NOT_READY" },
      },
    ]);
    await transact((tx) =>
      tx
        .update(bills)
        .set(fromTheBeginning(new Date(MORNING_AFTER)))
        .where(eq(bills.id, row.id)),
    );
    await runDueBills(jobs(), async () => source([]));
    expect(await waiting()).toMatchObject([{ kind: "bill_failed", state: "resolved", resolution: "settled" }]);
  });

  test("empty, though we believe in payments of that day: asked again for most of a day, then believed", async () => {
    await paidOrder("A");
    let row = await failing(gatewayError("BILL_EMPTY"));
    expect(row).toMatchObject({ state: "pending", error: "BILL_NOT_READY" });
    expect(await items()).toEqual([]);
    while (row.state === "pending") {
      await runDueBills(jobs(row.nextAttemptAt?.toISOString()), () => Promise.reject(gatewayError("BILL_EMPTY")));
      row = await billRow(row.id);
    }
    expect(row).toMatchObject({ state: "done", linesRead: 0, mismatched: 1 });
    expect(row.finishedAt?.getTime()).toBeGreaterThan(Date.parse(MORNING_AFTER) + 12 * 3_600_000);
    expect((await items()).map((item) => item.kind)).toEqual(["missing_there"]);
  });

  test("empty, and we know of nothing either: done at once", async () => {
    expect(await failing(gatewayError("BILL_EMPTY"))).toMatchObject({ state: "done", linesRead: 0, mismatched: 0 });
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
    expect((await items()).map(({ kind }) => kind)).toEqual(["bill_failed", "bill_failed"]);
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
