import { afterEach, beforeEach, expect, test } from "vitest";
import { connection } from "#db/client.ts";
import { plansOf, type TestDatabase, testDatabase, unbounded } from "#db/testing.ts";
import { take } from "./measures.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

test("the oldest paid order is found by an index of those that are not settled", async () => {
  const plans = await plansOf(database, () => take.order_age({ now: new Date(), windowMs: 60_000 }));
  expect(unbounded(plans)).toEqual([]);
  if (connection().dialect === "sqlite") expect(plans.join("\n")).toContain("orders_unsettled");
});
