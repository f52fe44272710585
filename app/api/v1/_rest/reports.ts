import { z } from "zod";
import { forecastTickets, listReports, removeReport, saveReport } from "#server/metrics/index.ts";
import {
  forecastSchema,
  reportIdSchema,
  reportSchema,
  saveReportSchema,
  staffingSchema,
} from "#server/metrics/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

const tag = "Metrics";
const one = { 200: { description: "The report.", schema: reportSchema } };
const example = {
  ...{ name: "每周服务承诺", board: "sla", period: "week", weekday: 1, hour: 9, minute: 0, zone: "Asia/Shanghai" },
  ...{ locale: "zh-CN", peopleIds: ["u_1"], enabled: true },
};

export const reportEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/metrics/forecast",
    operationId: "getForecast",
    tag,
    access: ["metrics:read"],
    summary: "What the next days bring, and how many people it takes",
    description:
      "Tickets expected by the hour: the middle of like days of six weeks at the level of the last two, with its error over the last 28 days beside that of taking the week before. People by Erlang C. With less than 21 days of history `days` is empty.",
    query: staffingSchema,
    answers: { 200: { description: "The forecast.", schema: forecastSchema } },
    async run({ ctx, query }) {
      return { status: 200, body: await forecastTickets({ ctx, input: query }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/reports",
    operationId: "listReports",
    tag,
    access: ["metrics:read"],
    summary: "Reports that are mailed by themselves",
    description: "With their next time, and how the last mails went.",
    answers: { 200: { description: "All of them.", schema: z.object({ items: z.array(reportSchema) }) } },
    async run({ ctx }) {
      return { status: 200, body: { items: await listReports({ ctx }) } };
    },
  }),
  endpoint({
    method: "post",
    path: "/reports",
    operationId: "saveReport",
    tag,
    access: ["desk:manage"],
    summary: "Make a report, or change one",
    description:
      "With `id` and `version` it is changed. Recipients are members of the staff who may see numbers. Needs `metrics:read` as well.",
    body: saveReportSchema,
    bodyExample: example,
    answers: one,
    problems: { 404: ["REPORT_NOT_FOUND"], 409: ["VERSION_CONFLICT"], 422: ["RECIPIENT_MAY_NOT", "TOO_MANY_REPORTS"] },
    async run({ ctx, body }) {
      return { status: 200, body: await saveReport({ ctx, input: body }) };
    },
  }),
  endpoint({
    method: "delete",
    path: "/reports/{id}",
    operationId: "removeReport",
    tag,
    access: ["desk:manage"],
    summary: "End a report",
    description: "Mails of it that were not begun are not sent any more. Needs `metrics:read` as well.",
    params: reportIdSchema,
    answers: { 200: { description: "It is gone.", schema: z.object({ id: z.string() }) } },
    problems: { 404: ["REPORT_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await removeReport({ ctx, input: params }) };
    },
  }),
];
