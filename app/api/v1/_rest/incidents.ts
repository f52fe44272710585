import { z } from "zod";
import {
  ackAlert,
  approveMany,
  getIncident,
  incidentApprovals,
  listAlertRules,
  listAlerts,
  listIncidents,
  moveIncident,
  noteIncident,
  noticeIncident,
  openIncident,
  postMortem,
  saveAlertRule,
  startIncidentBatch,
} from "#server/incidents/index.ts";
import {
  alertListSchema,
  alertRuleSchema,
  alertSchema,
  approvedManySchema,
  approveManySchema,
  batchSchema,
  incidentApprovalsSchema,
  incidentListSchema,
  incidentSchema,
  incidentWithEventsSchema,
  incidentWorkSchema,
  moveIncidentSchema,
  noteIncidentSchema,
  noticeIncidentSchema,
  openIncidentSchema,
  saveAlertRuleSchema,
} from "#server/incidents/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { pageOf } from "./vocabulary.ts";

const byId = z.object({ id: z.string().min(1).max(64) });
const byNumber = z.object({ number: z.string().min(1).max(40) });
const tag = "Incidents";
const notFound = { 404: ["INCIDENT_NOT_FOUND"] };
const changed = { ...notFound, 409: ["VERSION_CONFLICT", "INCIDENT_STATE"] };

const alerts: Endpoint[] = [
  endpoint({
    ...{ method: "get", path: "/alerts", operationId: "listAlerts", tag, access: ["tickets:read"] },
    summary: "List alerts",
    description: "Measures that are or were over their threshold, newest first. `unit` says in what `value` counts.",
    query: alertListSchema,
    answers: { 200: { description: "One page.", schema: pageOf(alertSchema) } },
    async run({ ctx, query }) {
      return { status: 200, body: await listAlerts({ ctx, input: query }) };
    },
  }),
  endpoint({
    ...{ method: "post", path: "/alerts/{id}/ack", operationId: "ackAlert", tag, access: ["tickets:write"] },
    summary: "Say that you look after an alert",
    params: byId,
    answers: { 200: { description: "As it is now.", schema: alertSchema } },
    problems: { 404: ["ALERT_NOT_FOUND"], 409: ["ALERT_OVER"] },
    async run({ ctx, params }) {
      return { status: 200, body: await ackAlert({ ctx, input: params }) };
    },
  }),
  endpoint({
    ...{ method: "get", path: "/alert-rules", operationId: "listAlertRules", tag, access: ["tickets:read"] },
    summary: "List from when on each measure alerts",
    answers: { 200: { description: "All of them.", schema: z.object({ items: z.array(alertRuleSchema) }) } },
    async run({ ctx }) {
      return { status: 200, body: { items: await listAlertRules({ ctx }) } };
    },
  }),
  endpoint({
    ...{ method: "put", path: "/alert-rules/{id}", operationId: "saveAlertRule", tag, access: ["incidents:write"] },
    summary: "Change from when on a measure alerts",
    params: byId,
    body: saveAlertRuleSchema.omit({ id: true }),
    answers: { 200: { description: "As it is now.", schema: alertRuleSchema } },
    problems: { 404: ["RULE_NOT_FOUND"], 409: ["VERSION_CONFLICT"] },
    async run({ ctx, params, body }) {
      return { status: 200, body: await saveAlertRule({ ctx, input: { ...body, ...params } }) };
    },
  }),
];

const incidents: Endpoint[] = [
  endpoint({
    ...{ method: "get", path: "/incidents", operationId: "listIncidents", tag, access: ["tickets:read"] },
    summary: "List incidents",
    query: incidentListSchema,
    answers: { 200: { description: "One page, newest first.", schema: pageOf(incidentSchema) } },
    async run({ ctx, query }) {
      return { status: 200, body: await listIncidents({ ctx, input: query }) };
    },
  }),
  endpoint({
    ...{ method: "post", path: "/incidents", operationId: "openIncident", tag, access: ["incidents:write"] },
    summary: "Open an incident",
    description: "Open tickets with this cause and channel, opened from `fromAt` on, join it within seconds.",
    body: openIncidentSchema,
    answers: { 201: { description: "Opened.", schema: incidentSchema } },
    problems: { 409: ["INCIDENT_EXISTS"] },
    async run({ ctx, body }) {
      return { status: 201, body: await openIncident({ ctx, input: body }) };
    },
  }),
  endpoint({
    ...{ method: "get", path: "/incidents/{number}", operationId: "getIncident", tag, access: ["tickets:read"] },
    summary: "Show an incident with its timeline",
    params: byNumber,
    answers: { 200: { description: "The incident.", schema: incidentWithEventsSchema } },
    problems: notFound,
    async run({ ctx, params }) {
      return { status: 200, body: await getIncident({ ctx, input: params }) };
    },
  }),
  endpoint({
    ...{ method: "get", path: "/incidents/{number}/post-mortem", operationId: "getPostMortem", tag },
    access: ["tickets:read"],
    summary: "Export what happened",
    description: "Markdown in the language of the request; its numbers are counted over the list in it.",
    params: byNumber,
    answers: { 200: { description: "The text.", schema: z.object({ name: z.string(), text: z.string() }) } },
    problems: notFound,
    async run({ ctx, params, locale }) {
      return { status: 200, body: await postMortem({ ctx, input: params, locale: locale === "en" ? "en" : "zh-CN" }) };
    },
  }),
  endpoint({
    ...{ method: "post", path: "/incidents/{number}/state", operationId: "moveIncident", tag },
    access: ["incidents:write"],
    summary: "Accept, dismiss, mitigate or resolve an incident",
    params: byNumber,
    body: moveIncidentSchema.omit({ number: true }),
    answers: { 200: { description: "As it is now.", schema: incidentSchema } },
    problems: changed,
    async run({ ctx, params, body }) {
      return { status: 200, body: await moveIncident({ ctx, input: { ...body, ...params } }) };
    },
  }),
  endpoint({
    ...{ method: "post", path: "/incidents/{number}/notes", operationId: "noteIncident", tag },
    access: ["incidents:write"],
    summary: "Write into the timeline",
    params: byNumber,
    body: noteIncidentSchema.omit({ number: true }),
    answers: { 201: { description: "Written.", schema: z.object({ noted: z.literal(true) }) } },
    problems: notFound,
    async run({ ctx, params, body }) {
      await noteIncident({ ctx, input: { ...body, ...params } });
      return { status: 201, body: { noted: true } };
    },
  }),
  endpoint({
    ...{ method: "put", path: "/incidents/{number}/notice", operationId: "noticeIncident", tag },
    access: ["incidents:write"],
    summary: "Tell every customer of an incident",
    description: "Each ticket's customer once, in their language; those whose tickets join later as well.",
    params: byNumber,
    body: noticeIncidentSchema.omit({ number: true }),
    answers: { 200: { description: "They are told now.", schema: incidentSchema } },
    problems: changed,
    async run({ ctx, params, body }) {
      return { status: 200, body: await noticeIncident({ ctx, input: { ...body, ...params } }) };
    },
  }),
];

const money: Endpoint[] = [
  endpoint({
    ...{ method: "post", path: "/incidents/{number}/batch", operationId: "startIncidentBatch", tag },
    access: ["topups:request"],
    summary: "Ask for every order of an incident to be credited",
    description:
      "One piece of work; each order goes through the same gate as one by one, and its result is in `/bulk/{id}`.",
    params: byNumber,
    body: batchSchema.omit({ number: true }),
    answers: { 202: { description: "It runs.", schema: incidentWorkSchema } },
    problems: { ...notFound, 409: ["INCIDENT_STATE", "NOTHING_TO_DO"] },
    async run({ ctx, params, body }) {
      return { status: 202, body: await startIncidentBatch({ ctx, input: { ...body, ...params } }) };
    },
  }),
  endpoint({
    ...{ method: "get", path: "/incidents/{number}/approvals", operationId: "listIncidentApprovals", tag },
    access: ["topups:approve"],
    summary: "List what waits for a second person in an incident",
    params: byNumber,
    answers: { 200: { description: "Each with what it was judged by.", schema: incidentApprovalsSchema } },
    problems: notFound,
    async run({ ctx, params }) {
      return { status: 200, body: await incidentApprovals({ ctx, input: params }) };
    },
  }),
  endpoint({
    ...{ method: "post", path: "/incidents/{number}/approvals", operationId: "approveIncident", tag },
    access: ["topups:approve"],
    summary: "Approve many top-ups of an incident",
    description: "As their second person, each with the facts that were looked at; a result for each.",
    params: byNumber,
    body: approveManySchema.omit({ number: true }),
    answers: { 200: { description: "What became of each.", schema: approvedManySchema } },
    problems: notFound,
    async run({ ctx, params, body }) {
      return { status: 200, body: await approveMany({ ctx, input: { ...body, ...params } }) };
    },
  }),
];

export const incidentEndpoints: Endpoint[] = [...alerts, ...incidents, ...money];
