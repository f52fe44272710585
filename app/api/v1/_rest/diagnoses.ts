import { z } from "zod";
import {
  answerQuestion,
  confirmSolved,
  proveOwnership,
  requestHuman,
  startDiagnosis,
  undoAnswer,
  viewDiagnosis,
} from "#server/diagnosis/index.ts";
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
    problems: { 422: ["INVALID_INPUT", "INVALID_ANSWER", "UNKNOWN_QUESTION"] },
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
    async run(call) {
      return { status: 200, body: await viewDiagnosis({ ctx: call.ctx, input: inRun(call) }) };
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
    bodyExample: { questionId: "debited", value: "yes" },
    answers: { 200: view },
    problems: { 404: ["DIAGNOSIS_NOT_FOUND"], 422: ["UNKNOWN_QUESTION", "INVALID_ANSWER", "QUESTION_SETTLED"] },
    async run(call) {
      return { status: 200, body: await answerQuestion({ ctx: call.ctx, input: { ...inRun(call), ...call.body } }) };
    },
  }),
  endpoint({
    method: "delete",
    path: "/diagnoses/{id}/answers/{questionId}",
    operationId: "undoAnswer",
    tag: "Diagnosis",
    access,
    summary: "Take an answer back",
    description: "The question is open again. Taking back what was not said changes nothing.",
    params: byId.extend({ questionId: z.string().min(1).max(100) }),
    answers: { 200: view },
    problems: { 404: ["DIAGNOSIS_NOT_FOUND"] },
    async run(call) {
      const { questionId } = call.params;
      return { status: 200, body: await undoAnswer({ ctx: call.ctx, input: { ...inRun(call), questionId } }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/diagnoses/{id}/human",
    operationId: "requestHuman",
    tag: "Diagnosis",
    access,
    summary: "Ask for a person",
    description: "Asking ends, the outcome is a ticket, and everything said is carried over.",
    params: byId,
    answers: { 200: view },
    problems: { 404: ["DIAGNOSIS_NOT_FOUND"] },
    async run(call) {
      return { status: 200, body: await requestHuman({ ctx: call.ctx, input: inRun(call) }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/diagnoses/{id}/solved",
    operationId: "confirmSolved",
    tag: "Diagnosis",
    access,
    summary: "Say that it is solved",
    description: "Only where the outcome is `self_fixed`; this and nothing else counts as solved.",
    params: byId,
    answers: { 200: view },
    problems: { 404: ["DIAGNOSIS_NOT_FOUND"], 409: ["NOT_SELF_FIXED"] },
    async run(call) {
      return { status: 200, body: await confirmSolved({ ctx: call.ctx, input: inRun(call) }) };
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
    bodyExample: { proof: "123456" },
    answers: { 200: view },
    problems: { 404: ["DIAGNOSIS_NOT_FOUND"], 422: ["PROOF_NOT_ACCEPTED"] },
    async run(call) {
      return { status: 200, body: await proveOwnership({ ctx: call.ctx, input: { ...inRun(call), ...call.body } }) };
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

/** Which run, in the language that the caller asks for, else in the run's own. */
function inRun({ params, request, locale }: { params: { id: string }; request: Request; locale: string }) {
  return { id: params.id, ...(request.headers.has("accept-language") ? { locale } : {}) };
}
