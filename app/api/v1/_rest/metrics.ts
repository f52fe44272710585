import { z } from "zod";
import { DAY_MS } from "#server/core/clock.ts";
import {
  boardCsv,
  checklistReport,
  checklistRuns,
  listRecords,
  managerOverview,
  metricsBoard,
  metricsSeries,
} from "#server/metrics/index.ts";
import {
  boardNames,
  boardSchema,
  checklistReportSchema,
  checklistRunSchema,
  checklistRunsInputSchema,
  groupings,
  overviewSchema,
  recordSchema,
  recordsInputSchema,
  seriesSchema,
  sliceSchema,
} from "#server/metrics/schemas.ts";
import { download } from "./download.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { pageOf } from "./vocabulary.ts";

const DEFAULT_PERIOD_MS = 30 * DAY_MS;
const instant = z.iso.datetime({ offset: true });

const rangeShape = { from: instant.optional(), to: instant.optional() };
const byBoard = z.object({ board: z.enum(boardNames) });
const boardQuery = z.object({
  ...rangeShape,
  ...sliceSchema.shape,
  compare: z.enum(["true", "false"]).default("true"),
});

const metricsSchema = overviewSchema.extend({
  groupBy: z.enum(groupings).nullable(),
  /** Null unless `groupBy` was asked for. */
  groups: seriesSchema.shape.items.nullable(),
});

export const metricEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/metrics",
    operationId: "getMetrics",
    tag: "Metrics",
    access: ["metrics:read"],
    summary: "Whether the promises are kept",
    description:
      "Over a period (by default the last 30 days) beside the one before. Each number names its `metric`: `GET /api/v1/tickets?queue=all&metric=…&from=…&to=…` lists exactly the tickets behind it. `groupBy` adds the same by cause, channel, day, agent or queue. `cause`, `channel`, `agent` and `queue` narrow all of it to tickets of one (`none` to those that have none). Numbers come from sums kept by hour and day; of more than 2,000 durations median and p90 are within one per cent, and say so by `approximate`.",
    query: z.object({ ...rangeShape, ...sliceSchema.shape, groupBy: z.enum(groupings).optional() }),
    answers: { 200: { description: "The numbers.", schema: metricsSchema } },
    async run({ ctx, query }) {
      const { cause, channel, agent, queue } = query;
      const period = { ...periodOf(query, ctx.clock.now()), cause, channel, agent, queue };
      const overview = await managerOverview({ ctx, input: period });
      const { groupBy } = query;
      if (!groupBy) return { status: 200, body: { ...overview, groupBy: null, groups: null } };
      const { items } = await metricsSeries({ ctx, input: { ...period, groupBy } });
      return { status: 200, body: { ...overview, groupBy, groups: items } };
    },
  }),
  endpoint({
    method: "get",
    path: "/metrics/boards/{board}",
    operationId: "getBoard",
    tag: "Metrics",
    access: ["metrics:read"],
    summary: "One of the dashboards",
    description:
      "Service levels, causes, channels, people, money or diagnosis, over a period (by default the last 30 days). Each number has a `drill`, the list that it is counted from: `tickets` is `GET /api/v1/tickets`, `records` is `GET /api/v1/metrics/records` and `runs` is `GET /api/v1/metrics/checklist/runs`, with that query. A ratio is the lines of `drill` out of those of `whole`; `before` is the same over the period before, with its own lists. `few` stands where fewer than five would have made a ratio or a median of a person.",
    params: byBoard,
    query: boardQuery,
    answers: { 200: { description: "Its numbers and tables.", schema: boardSchema } },
    async run({ ctx, params, query }) {
      const input = { ...query, ...periodOf(query, ctx.clock.now()), ...params };
      return { status: 200, body: await metricsBoard({ ctx, input }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/metrics/boards/{board}/file.csv",
    operationId: "downloadBoard",
    tag: "Metrics",
    access: ["metrics:read"],
    summary: "A dashboard for a spreadsheet",
    description:
      "The same numbers and tables: amounts in yuan, durations in seconds, ratios from 0 to 1. In Chinese unless `Accept-Language` says otherwise.",
    params: byBoard,
    query: boardQuery,
    answers: { 200: { description: "The file.", mediaType: "text/csv" } },
    async run({ ctx, params, query, locale }) {
      const input = { ...query, ...periodOf(query, ctx.clock.now()), ...params };
      return download(await boardCsv({ ctx, input, locale }));
    },
  }),
  endpoint({
    method: "get",
    path: "/metrics/records",
    operationId: "listMetricRecords",
    tag: "Metrics",
    access: ["metrics:read"],
    summary: "What stands behind numbers that count no tickets",
    description:
      "Promises (`promise`, `promise.resolution`, `promise.breached`, `promise.resolution.met`; `work` for the clocks of those who do the work, which also stand still while they wait for a supplier), credits by hand (`recovered`), refunds (`refunded`), orders by their credit (`paid_to_credited`), orders that got too much (`wrong_credit`), promised calls (`calls`, and `calls.kept` for those made in their time) and attempts at gateways by five minutes (`attempts`, `failed`; `n` says how many), oldest first.",
    query: recordsInputSchema,
    answers: { 200: { description: "A page of records.", schema: pageOf(recordSchema) } },
    problems: { 422: ["METRIC_UNKNOWN", "BAD_CURSOR"] },
    async run({ ctx, query }) {
      return { status: 200, body: await listRecords({ ctx, input: query }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/metrics/checklist",
    operationId: "getChecklistMetrics",
    tag: "Metrics",
    access: ["metrics:read"],
    summary: "Whether the checklist helps",
    description:
      "Runs started in a period (by default the last 30 days) by what became of them, beside the period before. Only fixes that the person or a later credit confirmed count, less those who came back within seven days. `accuracy` compares the cause that a run named with the final cause that agents gave. `cause` narrows to runs that named it; the others narrow the tickets of the accuracy alone.",
    query: z.object({ ...rangeShape, ...sliceSchema.shape }),
    answers: { 200: { description: "The numbers.", schema: checklistReportSchema } },
    async run({ ctx, query }) {
      const { cause, channel, agent, queue } = query;
      const input = { ...periodOf(query, ctx.clock.now()), cause, channel, agent, queue };
      return { status: 200, body: await checklistReport({ ctx, input }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/metrics/checklist/runs",
    operationId: "listChecklistRuns",
    tag: "Metrics",
    access: ["metrics:read"],
    summary: "The runs behind the checklist's numbers",
    description:
      "Newest first; `end` narrows to those that ended so, to confirmed fixes (`solved`) or to all that came to a result (`concluded`); `cause` to those that named it.",
    query: checklistRunsInputSchema,
    answers: { 200: { description: "A page of runs.", schema: pageOf(checklistRunSchema) } },
    async run({ ctx, query }) {
      return { status: 200, body: await checklistRuns({ ctx, input: query }) };
    },
  }),
];

/** The period asked for; by default the last 30 days. */
function periodOf({ from, to }: { from?: string | undefined; to?: string | undefined }, now: Date) {
  const end = to ?? now.toISOString();
  return { from: from ?? new Date(Date.parse(end) - DEFAULT_PERIOD_MS).toISOString(), to: end };
}
