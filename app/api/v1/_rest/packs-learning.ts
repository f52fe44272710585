import { z } from "zod";
import { packSummarySchema } from "#server/diagnosis/schemas.ts";
import { acceptWeights, confusionTable, confusionTickets, unknownCases, weightProposal } from "#server/tuning/index.ts";
import {
  acceptSchema,
  cellSchema,
  cellTicketSchema,
  confusionSchema,
  periodSchema,
  triageInputSchema,
  triageSchema,
  weightProposalSchema,
} from "#server/tuning/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { pageOf } from "./vocabulary.ts";

const reading = ["tickets:read"] as const;
const writing = ["packs:write"] as const;

export const learningEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/learning/confusion",
    operationId: "confusionTable",
    tag: "Checklist",
    access: reading,
    summary: "What the checklist said beside what agents found",
    description: "Over tickets resolved in the last 30, 90 or 365 days of which both are known.",
    query: periodSchema,
    answers: { 200: { description: "The table, by pairs.", schema: confusionSchema } },
    async run({ ctx, query }) {
      return { status: 200, body: await confusionTable({ ctx, input: query }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/learning/confusion/tickets",
    operationId: "confusionTickets",
    tag: "Checklist",
    access: reading,
    summary: "The tickets behind a cell of that table",
    query: cellSchema,
    answers: { 200: { description: "One page.", schema: pageOf(cellTicketSchema) } },
    problems: { 422: ["BAD_CURSOR"] },
    async run({ ctx, query }) {
      return { status: 200, body: await confusionTickets({ ctx, input: query }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/learning/unknown",
    operationId: "unknownCases",
    tag: "Checklist",
    access: reading,
    summary: "The cases that fit no cause",
    description: "With the codes of gateways and suppliers as they were spelt: each is the seed of a rule.",
    query: triageInputSchema,
    answers: { 200: { description: "One page.", schema: pageOf(triageSchema) } },
    problems: { 422: ["BAD_CURSOR"] },
    async run({ ctx, query }) {
      return { status: 200, body: await unknownCases({ ctx, input: query }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/learning/weights",
    operationId: "weightProposal",
    tag: "Checklist",
    access: writing,
    summary: "New weights from agents' findings, and their effect",
    description:
      "Smoothed log likelihood ratios, pulled towards the present weights and clipped at ±4; `effect` is on the labelled corpus, before and after. Nothing is kept.",
    query: periodSchema,
    answers: { 200: { description: "The proposal.", schema: weightProposalSchema } },
    async run({ ctx, query }) {
      return { status: 200, body: await weightProposal({ ctx, input: query }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/learning/weights/draft",
    operationId: "acceptWeights",
    tag: "Checklist",
    access: writing,
    summary: "Make a draft of the proposed weights",
    description: "`hash` is that of the proposal that was looked at. The draft then goes the way of every draft.",
    body: acceptSchema.extend({ note: z.string().trim().max(2_000).default("") }),
    answers: { 201: { description: "The draft.", schema: packSummarySchema } },
    problems: { 409: ["PROPOSAL_CHANGED", "TOO_MANY_DRAFTS"], 422: ["PACK_INVALID"] },
    async run({ ctx, body }) {
      return { status: 201, body: await acceptWeights({ ctx, input: body }) };
    },
  }),
];
