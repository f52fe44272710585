import { afterEach, beforeEach, expect, test } from "vitest";
import { connection } from "#db/client.ts";
import { plansOf, type TestDatabase, testDatabase, unbounded } from "#db/testing.ts";
import { orderTrace } from "#server/orders/index.ts";
import { searchTickets } from "#server/search/index.ts";
import { indexAll } from "#server/search/testing.ts";
import { orderTimeline } from "#server/workbench/index.ts";
import {
  flowMetrics,
  getTicket,
  listBulk,
  listTickets,
  listView,
  listViews,
  postMessage,
  queueCounts,
} from "./index.ts";
import { ticketQueues, ticketSorts, viewSorts } from "./schemas.ts";
import { NOW, openPaid, staff } from "./testing.ts";

/** How SQLite reads what people wait for, without statistics, as on a young database. */

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

const ctx = staff("me");
const manager = staff("boss", undefined, "manager");

const onSqlite = () => connection().dialect === "sqlite";

test.each(ticketSorts.flatMap((sort) => ticketQueues.map((queue) => ({ sort, queue }))))(
  "the queue $queue sorted by $sort reads its index",
  async ({ sort, queue }) => {
    const plans = await plansOf(database, () => listTickets({ ctx, input: { queue, sort } }));
    expect(unbounded(plans)).toEqual([]);
    expect(plans.join("\n")).not.toContain("TEMP B-TREE");
  },
);

test.each(viewSorts.flatMap((sort) => ticketQueues.map((view) => ({ sort, view }))))(
  "the list $view sorted by $sort reads its index",
  async ({ sort, view }) => {
    const plans = await plansOf(database, () => listView({ ctx, input: { view, sort, limit: 50 } }));
    expect(unbounded(plans)).toEqual([]);
    expect(plans.join("\n")).not.toContain("TEMP B-TREE");
  },
);

test.each(flowMetrics.filter((metric) => metric !== "backlog"))(
  "the list behind %s reads an index of times",
  async (metric) => {
    const input = { metric, from: "2026-10-03T00:00:00Z", to: "2026-11-02T00:00:00Z" };
    const plans = await plansOf(database, () => listTickets({ ctx: manager, input }));
    expect(unbounded(plans)).toEqual([]);
  },
);

test("numbers of lists are read, not counted", async () => {
  const plans = await plansOf(database, async () => [await queueCounts({ ctx }), await listViews({ ctx })]);
  expect(unbounded(plans)).toEqual([]);
  expect(plans.join("\n")).not.toMatch(/\btickets\b/);
});

test("a ticket, its trace and its order's whole clock are found by what they belong to", async () => {
  const { number } = await openPaid();
  await postMessage({ ctx, input: { number, body: "您好", visibility: "public" } });
  const plans = await plansOf(database, async () => {
    await getTicket({ ctx, input: { number } });
    await orderTrace("O1", new Date(NOW));
    await orderTimeline({ ctx, input: { orderNo: "O1", locale: "zh-CN" } });
    await listBulk({ ctx });
  });
  expect(unbounded(plans)).toEqual([]);
});

test.each(["TK202611020001", "O1", "5601", "PO1", "退款", "退款 支付宝", "steam", "C1001"])(
  "searching for %j asks the indexes",
  async (q) => {
    await openPaid("O1", { description: "支付宝退款 steam", contact: "13912345601" });
    await indexAll();
    const plans = await plansOf(database, () => searchTickets({ ctx, input: { q } }));
    expect(unbounded(plans)).toEqual([]);
    // What was found is read by its ids, and no list is walked for it.
    expect(plans.filter((plan) => plan.startsWith("SCAN tickets"))).toEqual([]);
    if (!onSqlite() || !/[^A-Z0-9]/i.test(q)) return;
    expect(plans.join("\n")).toContain("VIRTUAL TABLE INDEX");
  },
);
