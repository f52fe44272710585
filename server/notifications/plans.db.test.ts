import { afterEach, beforeEach, expect, test } from "vitest";
import { plansOf, type TestDatabase, testDatabase, unbounded } from "#db/testing.ts";
import { staff } from "#server/tickets/testing.ts";
import { listDeliveries, listStaffNotices, unreadStaffNotices } from "./index.ts";

/** How SQLite reads lists of what was sent and told, without statistics, as on a young database. */

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

const ctx = staff("me");
const isBounded = async (body: () => Promise<unknown>) => expect(unbounded(await plansOf(database, body))).toEqual([]);

test.each(["all", "unread"] as const)("one's own notices (%s) are found by whose they are", (show) =>
  isBounded(() => listStaffNotices({ ctx, input: { show, limit: 50 }, locale: "zh-CN" })),
);

test("one's unread notices are counted from an index", () => isBounded(() => unreadStaffNotices({ ctx })));

test.each([...[{ customerId: "C1" }, { orderNo: "O1" }, { state: "failed" as const }, {}]])(
  "deliveries with %j are found by it",
  (input) => isBounded(() => listDeliveries({ ctx, input: { ...input, limit: 50 } })),
);
