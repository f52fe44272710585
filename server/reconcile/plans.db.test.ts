import { afterEach, beforeEach, expect, test } from "vitest";
import { plansOf, type TestDatabase, testDatabase } from "#db/testing.ts";
import { dueLooks } from "./jobs.ts";
import { listMoneyItems } from "./queue.ts";
import { at, staff } from "./testing.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

test("what is due is found by its index, and never by reading every order", async () => {
  const plans = await plansOf(database, () => dueLooks(at(0)));
  for (const plan of plans) expect(plan).toMatch(/INDEX money_watch_next/);
});

test("no way into the queue reads all that ever was in it", async () => {
  const ctx = staff("a1", 0);
  const plans = await plansOf(database, async () => {
    await listMoneyItems({ ctx, input: {} });
    await listMoneyItems({ ctx, input: { kind: "order_stuck" } });
    await listMoneyItems({ ctx, input: { orderNo: "O1" } });
    await listMoneyItems({ ctx, input: { state: "resolved" } });
  });
  for (const plan of plans) expect(plan).not.toMatch(/^SCAN (money_items|tickets)(?! USING)/);
});
