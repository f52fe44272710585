import { z } from "zod";
import {
  activatePolicy,
  listCalendars,
  listHolidays,
  listPolicies,
  saveCalendar,
  saveHolidays,
  savePolicy,
  trySla,
} from "#server/sla/index.ts";
import {
  calendarIdSchema,
  calendarSchema,
  holidayYearSchema,
  policySchema,
  saveCalendarSchema,
  savePolicySchema,
  ticketClocksSchema,
  triedSchema,
  trySlaSchema,
} from "#server/sla/schemas.ts";
import { ticketClocks } from "#server/tickets/index.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

const reading = ["tickets:read"] as const;
const writing = ["sla:write"] as const;
const byCalendar = z.object({ id: calendarIdSchema });
const byYear = z.object({ year: z.coerce.number().int().min(2000).max(2100) });
const office = [
  { from: 540, to: 720 },
  { from: 840, to: 1_080 },
];
const hours = (n: number) => ({ minutes: n * 60, calendar: "always" });

export const slaEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/tickets/{number}/clocks",
    operationId: "listTicketClocks",
    tag: "Tickets",
    access: reading,
    summary: "List the clocks of a ticket and its pauses",
    description:
      "`dueAt` and `outcome` are what the customer was promised; `agentDueAt` and `agentOutcome` also stand still while we wait for a supplier.",
    params: z.object({ number: z.string().min(1).max(40) }),
    answers: { 200: { description: "Every run, and when the ticket waited.", schema: ticketClocksSchema } },
    problems: { 404: ["TICKET_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await ticketClocks({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/settings/sla",
    operationId: "listSlaPolicies",
    tag: "Settings",
    access: reading,
    summary: "List the versions of the service levels",
    description:
      "`active` holds for clocks that start now. A clock that runs keeps the version that it was started under.",
    answers: {
      200: {
        description: "The versions, newest first, and last the one that comes with the product.",
        schema: z.object({ active: policySchema, policies: z.array(policySchema) }),
      },
    },
    async run({ ctx }) {
      return { status: 200, body: await listPolicies({ ctx }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/settings/sla",
    operationId: "saveSlaPolicy",
    tag: "Settings",
    access: writing,
    summary: "Save a version of the service levels",
    description:
      "`minutes` is working time by the target's calendar. It holds once it is activated; no version is ever changed.",
    body: savePolicySchema,
    bodyExample: {
      name: "2026 Q4",
      targets: {
        first_response: { ...hours(2), byPriority: { urgent: 30 } },
        next_response: hours(2),
        verification: hours(1),
        appeal_review: hours(1),
        resolution: hours(24),
        gateway_answer: hours(2),
      },
      queues: {},
      warnPercent: 75,
      escalateMinutes: 30,
    },
    answers: { 201: { description: "The version, a draft.", schema: policySchema } },
    problems: { 422: ["CALENDAR_UNKNOWN", "CALENDAR_TOO_THIN"] },
    async run({ ctx, body }) {
      return { status: 201, body: await savePolicy({ ctx, input: body }) };
    },
  }),
  endpoint({
    method: "put",
    path: "/settings/sla/active",
    operationId: "activateSlaPolicy",
    tag: "Settings",
    access: writing,
    summary: "Let a version of the service levels hold",
    body: z.object({ version: z.string().min(1).max(40) }),
    bodyExample: { version: "policy-1" },
    answers: { 200: { description: "It holds from now on.", schema: policySchema } },
    problems: { 404: ["POLICY_NOT_FOUND"], 409: ["POLICY_ACTIVE"], 422: ["CALENDAR_TOO_THIN"] },
    async run({ ctx, body }) {
      return { status: 200, body: await activatePolicy({ ctx, input: body }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/settings/sla/due",
    operationId: "trySlaPolicy",
    tag: "Settings",
    access: reading,
    summary: "See by when a ticket would have to be answered",
    description: "For a ticket that is opened `at` some time, under a version or under the one that holds.",
    query: trySlaSchema,
    answers: { 200: { description: "Each clock with its warning, due time and escalation.", schema: triedSchema } },
    problems: { 404: ["POLICY_NOT_FOUND"] },
    async run({ ctx, query }) {
      return { status: 200, body: await trySla({ ctx, input: query }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/settings/calendars",
    operationId: "listCalendars",
    tag: "Settings",
    access: reading,
    summary: "List the working calendars",
    description: "Each as it is now. `weekly` begins with Monday; times are minutes of the local day.",
    answers: { 200: { description: "The calendars.", schema: z.object({ calendars: z.array(calendarSchema) }) } },
    async run({ ctx }) {
      return { status: 200, body: await listCalendars({ ctx }) };
    },
  }),
  endpoint({
    method: "put",
    path: "/settings/calendars/{id}",
    operationId: "saveCalendar",
    tag: "Settings",
    access: writing,
    summary: "Save a working calendar",
    description:
      "Makes a new version of it. `version` is the one that was read, 0 for a new calendar. Clocks that run keep theirs.",
    params: byCalendar,
    body: saveCalendarSchema,
    bodyExample: {
      name: "客服工作时间",
      version: 0,
      zone: "Asia/Shanghai",
      weekly: [office, office, office, office, office, [], []],
      country: "CN",
      exceptions: { "2026-12-31": { kind: "closed" } },
    },
    answers: { 200: { description: "The calendar.", schema: calendarSchema } },
    problems: {
      409: ["VERSION_CONFLICT", "TOO_MANY_CALENDARS"],
      422: ["CALENDAR_EMPTY", "CALENDAR_TOO_THIN", "CALENDAR_FIXED"],
    },
    async run({ ctx, params, body }) {
      return { status: 200, body: await saveCalendar({ ctx, input: { ...params, ...body } }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/settings/holidays",
    operationId: "listHolidays",
    tag: "Settings",
    access: reading,
    summary: "List public holidays and days worked in exchange",
    answers: { 200: { description: "Every known year.", schema: z.object({ years: z.array(holidayYearSchema) }) } },
    async run({ ctx }) {
      return { status: 200, body: await listHolidays({ ctx }) };
    },
  }),
  endpoint({
    method: "put",
    path: "/settings/holidays/{year}",
    operationId: "saveHolidays",
    tag: "Settings",
    access: writing,
    summary: "Enter a year's public holidays",
    description:
      "Replaces the year. `worksAs` is null for a day off; for a day that is worked in exchange (调休) it is the weekday, 1 for Monday, whose shifts it has. Calendars that keep these holidays get a new version.",
    params: byYear,
    body: holidayYearSchema.omit({ year: true }),
    bodyExample: {
      country: "CN",
      source: "国务院办公厅关于2026年部分节假日安排的通知",
      days: [
        { day: "2026-01-01", name: "元旦", worksAs: null },
        { day: "2026-01-04", name: "元旦", worksAs: 1 },
      ],
    },
    answers: {
      200: {
        description: "The year, and the calendars that were renewed.",
        schema: holidayYearSchema.extend({ calendars: z.array(z.string()) }),
      },
    },
    async run({ ctx, params, body }) {
      return { status: 200, body: await saveHolidays({ ctx, input: { ...params, ...body } }) };
    },
  }),
];
