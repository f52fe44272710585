import { z } from "zod";
import { DAY_MS } from "#server/core/clock.ts";
import { checklistReport, checklistRuns, managerOverview, metricsSeries } from "#server/metrics/index.ts";
import {
  checklistReportSchema,
  checklistRunSchema,
  checklistRunsInputSchema,
  groupings,
  overviewSchema,
  seriesSchema,
} from "#server/metrics/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { pageOf } from "./vocabulary.ts";

const DEFAULT_PERIOD_MS = 30 * DAY_MS;
const instant = z.iso.datetime({ offset: true });

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
      "Over a period (by default the last 30 days) beside the one before. Each number names its `metric`: `GET /api/v1/tickets?queue=all&metric=…&from=…&to=…` lists exactly the tickets behind it. `groupBy` adds the same by cause, channel, day or agent.",
    query: z.object({ from: instant.optional(), to: instant.optional(), groupBy: z.enum(groupings).optional() }),
    answers: { 200: { description: "The numbers.", schema: metricsSchema } },
    async run({ ctx, query }) {
      const period = periodOf(query, ctx.clock.now());
      const overview = await managerOverview({ ctx, input: period });
      const { groupBy } = query;
      if (!groupBy) return { status: 200, body: { ...overview, groupBy: null, groups: null } };
      const { items } = await metricsSeries({ ctx, input: { ...period, groupBy } });
      return { status: 200, body: { ...overview, groupBy, groups: items } };
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
      "Runs started in a period (by default the last 30 days) by what became of them, beside the period before. Only fixes that the person or a later credit confirmed count, less those who came back within seven days. `accuracy` compares the cause that a run named with the final cause that agents gave.",
    query: z.object({ from: instant.optional(), to: instant.optional() }),
    answers: { 200: { description: "The numbers.", schema: checklistReportSchema } },
    async run({ ctx, query }) {
      const input = periodOf(query, ctx.clock.now());
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
    description: "Newest first; `end` narrows to those that ended so.",
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
