import { afterEach, beforeEach, expect, test } from "vitest";
import { plansOf, type TestDatabase, testDatabase, unbounded } from "#db/testing.ts";
import { openPaid, staff } from "#server/tickets/testing.ts";
import { boardNames } from "./boards/schemas.ts";
import { foldDeltas } from "./cells/fold.ts";
import {
  checklistReport,
  checklistRuns,
  forecastTickets,
  listRecords,
  managerOverview,
  metricsBoard,
  metricsSeries,
} from "./index.ts";
import { groupings } from "./schemas.ts";

/** How SQLite reads the manager's numbers and what stands behind them, without statistics, as on a young database. */

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
  await openPaid();
  await foldDeltas(ctx);
});
afterEach(() => database.drop());

const ctx = staff("boss", undefined, "manager");
const range = { from: "2026-10-03T00:00:00Z", to: "2026-11-02T00:00:00Z" };
const isBounded = async (body: () => Promise<unknown>) => expect(unbounded(await plansOf(database, body))).toEqual([]);

test("the manager's page reads what was added up, and minutes at its ends", () =>
  isBounded(() => managerOverview({ ctx, input: range })));

test.each(boardNames)("the dashboard %s reads what was added up", (board) =>
  isBounded(() => metricsBoard({ ctx, input: { board, ...range } })),
);

test.each(boardNames)("the dashboard %s of one cause reads what was added up", (board) =>
  isBounded(() => metricsBoard({ ctx, input: { board, ...range, cause: "CB_MISSING" } })),
);

test.each(groupings)("numbers by %s read what was added up", (groupBy) =>
  isBounded(() => metricsSeries({ ctx, input: { groupBy, ...range } })),
);

test.each([
  ...["promise", "promise.breached", "promise.resolution.met", "work.breached", "recovered", "refunded"],
  ...["paid_to_credited", "wrong_credit", "attempts", "failed", "calls", "calls.kept"],
])("the list behind %s reads an index of times", (metric) =>
  isBounded(() => listRecords({ ctx, input: { metric, ...range, limit: 50 } })),
);

test("the forecast and the checklist's report and runs read their indexes", () =>
  isBounded(async () => {
    await forecastTickets({ ctx, input: {} });
    await checklistReport({ ctx, input: range });
    await checklistRuns({ ctx, input: { ...range, limit: 50 } });
  }));
