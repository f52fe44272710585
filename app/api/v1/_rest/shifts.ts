import { z } from "zod";
import {
  assignTicket,
  getAssignment,
  listShifts,
  listTeam,
  planShift,
  removeShift,
  saveAssignment,
  saveSkills,
  saveState,
} from "#server/shifts/index.ts";
import {
  assignedSchema,
  assignmentSettingsSchema,
  memberSchema,
  planShiftSchema,
  saveSkillsSchema,
  saveStateSchema,
  shiftListSchema,
  shiftSchema,
} from "#server/shifts/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

const reading = ["tickets:read"] as const;
const working = ["tickets:write"] as const;
const managing = ["desk:manage"] as const;
const byId = z.object({ id: z.string().min(1).max(64) });
const byNumber = z.object({ number: z.string().min(1).max(40) });

export const shiftEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/shifts",
    operationId: "listShifts",
    tag: "Staff",
    access: reading,
    summary: "List who works when",
    query: shiftListSchema,
    answers: {
      200: { description: "Shifts that touch the time.", schema: z.object({ shifts: z.array(shiftSchema) }) },
    },
    async run({ ctx, query }) {
      return { status: 200, body: await listShifts({ ctx, input: query }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/shifts",
    operationId: "planShift",
    tag: "Staff",
    access: managing,
    summary: "Put somebody on shift",
    body: planShiftSchema,
    bodyExample: { personId: "0197c3a2", from: "2026-12-01T01:00:00Z", to: "2026-12-01T10:00:00Z" },
    answers: { 201: { description: "The shift.", schema: shiftSchema } },
    problems: { 409: ["SHIFT_OVERLAPS"], 422: ["PERSON_UNKNOWN"] },
    async run({ ctx, body }) {
      return { status: 201, body: await planShift({ ctx, input: body }) };
    },
  }),
  endpoint({
    method: "delete",
    path: "/shifts/{id}",
    operationId: "removeShift",
    tag: "Staff",
    access: managing,
    summary: "Take a shift out of the plan",
    params: byId,
    answers: { 200: { description: "It is gone.", schema: z.object({ id: z.string() }) } },
    problems: { 404: ["SHIFT_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await removeShift({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/team",
    operationId: "listTeam",
    tag: "Staff",
    access: reading,
    summary: "List the team with shift, skills and load",
    description: "`load` is the open tickets weighted by priority. Who has no skills does the work of every queue.",
    answers: { 200: { description: "Everybody.", schema: z.object({ team: z.array(memberSchema) }) } },
    async run({ ctx }) {
      return { status: 200, body: await listTeam({ ctx }) };
    },
  }),
  endpoint({
    method: "put",
    path: "/team/{id}/skills",
    operationId: "saveSkills",
    tag: "Staff",
    access: managing,
    summary: "Set which queues a person works in",
    description: "`maxOpen` is how many open tickets they get at a time.",
    params: byId,
    body: saveSkillsSchema,
    bodyExample: { skills: [{ queue: "general", level: 2 }], maxOpen: 30 },
    answers: { 200: { description: "As it is now.", schema: saveSkillsSchema } },
    problems: { 422: ["PERSON_UNKNOWN"] },
    async run({ ctx, params, body }) {
      return { status: 200, body: await saveSkills({ ctx, input: { personId: params.id, ...body } }) };
    },
  }),
  endpoint({
    method: "put",
    path: "/me/state",
    operationId: "saveOwnState",
    tag: "Staff",
    access: "staff",
    summary: "Say whether you take new work",
    body: saveStateSchema,
    bodyExample: { state: "away" },
    answers: { 200: { description: "As it is now.", schema: saveStateSchema } },
    async run({ ctx, body }) {
      return { status: 200, body: await saveState({ ctx, input: body }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/tickets/{number}/assignment",
    operationId: "assignTicket",
    tag: "Tickets",
    access: working,
    summary: "Give a ticket to whoever has the least to do",
    description: "Of those on shift who know its queue and have room. Whoever has it already is passed over.",
    params: byNumber,
    answers: { 200: { description: "Who has it now.", schema: assignedSchema } },
    problems: { 404: ["TICKET_NOT_FOUND"], 409: ["NOBODY_TO_ASSIGN", "VERSION_CONFLICT"] },
    async run({ ctx, params }) {
      return { status: 200, body: await assignTicket({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/settings/assignment",
    operationId: "getAssignment",
    tag: "Settings",
    access: reading,
    summary: "See whether tickets are given away by themselves",
    answers: { 200: { description: "The setting.", schema: assignmentSettingsSchema } },
    async run({ ctx }) {
      return { status: 200, body: await getAssignment({ ctx }) };
    },
  }),
  endpoint({
    method: "put",
    path: "/settings/assignment",
    operationId: "saveAssignment",
    tag: "Settings",
    access: managing,
    summary: "Let tickets be given away by themselves, or not",
    body: assignmentSettingsSchema,
    bodyExample: { automatic: true },
    answers: { 200: { description: "As it is now.", schema: assignmentSettingsSchema } },
    async run({ ctx, body }) {
      return { status: 200, body: await saveAssignment({ ctx, input: body }) };
    },
  }),
];
