import { z } from "zod";
import { answerQuestion, proveOwnership, startDiagnosis, viewDiagnosis } from "#server/diagnosis/index.ts";
import { answerValueSchema, diagnosisStartSchema, diagnosisViewSchema } from "#server/diagnosis/schemas.ts";
import { openTicket } from "#server/tickets/index.ts";
import { openedTicketSchema, openTicketSchema } from "#server/tickets/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

const byId = z.object({ id: z.string().min(1).max(64) });
const access = ["diagnosis:write"] as const;
const view = { description: "Where the checklist stands.", schema: diagnosisViewSchema };

export const diagnosisEndpoints: Endpoint[] = [
  endpoint({
    method: "post",
    path: "/diagnoses",
    operationId: "startDiagnosis",
    tag: "Diagnosis",
    access,
    summary: "Start the checklist",
    description:
      "From an order number, a payment number or pasted text. `onBehalfOf` says whose order it is: with another customer's order the answer is the same as for an order that does not exist.",
    body: diagnosisStartSchema,
    bodyExample: { orderNo: "DD20261123000001", onBehalfOf: "C1001" },
    answers: { 201: view },
    problems: { 404: ["ORDER_NOT_FOUND"] },
    async run({ ctx, body, locale }) {
      const started = await startDiagnosis({ ctx, input: { ...body, locale } });
      return { status: 201, body: started, headers: { Location: `/api/v1/diagnoses/${started.id}` } };
    },
  }),
  endpoint({
    method: "get",
    path: "/diagnoses/{id}",
    operationId: "getDiagnosis",
    tag: "Diagnosis",
    access,
    summary: "Where a checklist stands",
    params: byId,
    answers: { 200: view },
    problems: { 404: ["DIAGNOSIS_NOT_FOUND"] },
    async run({ ctx, params, locale }) {
      return { status: 200, body: await viewDiagnosis({ ctx, input: { id: params.id, locale } }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/diagnoses/{id}/answers",
    operationId: "answerQuestion",
    tag: "Diagnosis",
    access,
    summary: "Answer a question, or change an earlier answer",
    params: byId,
    body: z.object({ questionId: z.string().min(1).max(100), value: answerValueSchema }),
    bodyExample: { questionId: "charged", value: "yes" },
    answers: { 200: view },
    problems: { 404: ["DIAGNOSIS_NOT_FOUND"] },
    async run({ ctx, params, body, locale }) {
      return { status: 200, body: await answerQuestion({ ctx, input: { id: params.id, ...body, locale } }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/diagnoses/{id}/proof",
    operationId: "proveOwnership",
    tag: "Diagnosis",
    access,
    summary: "Prove that the order is the asker's",
    description: "With the last six of the payment number, or the contact given for the order.",
    params: byId,
    body: z.object({ proof: z.string().trim().min(1).max(320) }),
    answers: { 200: view },
    problems: { 404: ["DIAGNOSIS_NOT_FOUND"] },
    async run({ ctx, params, body, locale }) {
      return { status: 200, body: await proveOwnership({ ctx, input: { id: params.id, ...body, locale } }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/diagnoses/{id}/ticket",
    operationId: "openTicket",
    tag: "Tickets",
    access,
    summary: "Turn a checklist into a ticket",
    description:
      "An order has one open ticket at most: when there is one already it is answered with 200 and `existing`.",
    params: byId,
    body: openTicketSchema,
    bodyExample: { claim: "complete_topup", description: "付款成功但没有到账", attachmentIds: [] },
    answers: {
      201: { description: "A new ticket.", schema: openedTicketSchema },
      200: { description: "The order's open ticket.", schema: openedTicketSchema },
    },
    problems: { 404: ["DIAGNOSIS_NOT_FOUND"], 422: ["ATTACHMENT_NOT_USABLE"] },
    async run({ ctx, params, body }) {
      const opened = await openTicket({ ctx, input: { diagnosisId: params.id, ...body } });
      const headers = { Location: `/api/v1/tickets/${opened.number}` };
      return { status: opened.existing ? 200 : 201, body: opened, headers };
    },
  }),
];
