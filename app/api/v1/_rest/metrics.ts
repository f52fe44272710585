import { z } from "zod";
import { DAY_MS } from "#server/core/clock.ts";
import { causeInfo } from "#server/diagnosis/index.ts";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import { managerOverview, metricsSeries } from "#server/metrics/index.ts";
import { groupings, overviewSchema, seriesSchema } from "#server/metrics/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

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
      const to = query.to ?? ctx.clock.now().toISOString();
      const from = query.from ?? new Date(Date.parse(to) - DEFAULT_PERIOD_MS).toISOString();
      const overview = await managerOverview({ ctx, input: { from, to } });
      const { groupBy } = query;
      if (!groupBy) return { status: 200, body: { ...overview, groupBy: null, groups: null } };
      const { items } = await metricsSeries({ ctx, input: { from, to, groupBy } });
      return { status: 200, body: { ...overview, groupBy, groups: items } };
    },
  }),
  endpoint({
    method: "get",
    path: "/causes",
    operationId: "listCauses",
    tag: "Diagnosis",
    access: "public",
    summary: "The causes that the checklist can find",
    description: "In the language of Accept-Language, as customers are told.",
    answers: {
      200: { description: "All causes.", schema: z.object({ items: z.array(causeSchema()), nextCursor: z.null() }) },
    },
    async run({ locale }) {
      const items = causeCodes.map((code) => {
        const { title, happened, money, now, by } = causeInfo(code, locale);
        return { code, title, happened, money, now, by };
      });
      return { status: 200, body: { items, nextCursor: null } };
    },
  }),
];

function causeSchema() {
  const text = z.string();
  return z.object({ code: z.enum(causeCodes), title: text, happened: text, money: text, now: text, by: text });
}
