import { z } from "zod";
import {
  answerCase,
  caseFile,
  closeCase,
  fileCase,
  getCase,
  importComplaints,
  listCases,
  listComplaints,
  MAX_CSV_BYTES,
  MAX_CSV_ROWS,
} from "#server/disputes/index.ts";
import {
  answerCaseSchema,
  caseListSchema,
  closeCaseSchema,
  complaintListSchema,
  complaintSchema,
  type EvidenceFormat,
  fileCaseSchema,
  gatewayCaseSchema,
  importReportSchema,
} from "#server/disputes/schemas.ts";
import { readBytes, requireMediaType } from "#server/http/index.ts";
import { download } from "./download.ts";
import { type Call, type Endpoint, endpoint } from "./endpoint.ts";
import { pageOf } from "./vocabulary.ts";

const byId = z.object({ id: z.string().min(1).max(64) });
const theCase = { description: "The case.", schema: gatewayCaseSchema };

export const caseEndpoints: Endpoint[] = [
  endpoint({
    method: "post",
    path: "/tickets/{number}/cases",
    operationId: "fileCase",
    tag: "Tickets",
    access: ["tickets:write"],
    summary: "Put a payment before its gateway",
    description:
      "The gateway owes an answer within two hours; after 24 hours without one the customer is shown how to complain there themselves. Without `outTradeNo` it is about the payment that was paid. The file to send is at `/cases/{id}/file.pdf` and `.csv`.",
    params: z.object({ number: z.string().min(1).max(40) }),
    body: fileCaseSchema,
    bodyExample: { request: "请补发支付通知" },
    answers: { 201: theCase },
    problems: {
      404: ["TICKET_NOT_FOUND"],
      409: ["CASE_EXISTS", "TICKET_CLOSED", "VERSION_CONFLICT"],
      422: ["TICKET_HAS_NO_ORDER", "NO_PAYMENT_TO_ASK"],
    },
    async run({ ctx, params, body }) {
      const filed = await fileCase({ ctx, input: { ...params, ...body } });
      return { status: 201, body: filed, headers: { Location: `/api/v1/cases/${filed.id}` } };
    },
  }),
  endpoint({
    method: "get",
    path: "/cases",
    operationId: "listCases",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "List cases put before gateways",
    description:
      "Those that wait for an answer, by due time; all of them, newest first, with `view=all`, or for one ticket or order.",
    query: caseListSchema,
    answers: { 200: { description: "One page.", schema: pageOf(gatewayCaseSchema) } },
    problems: { 422: ["BAD_CURSOR"] },
    async run({ ctx, query }) {
      return { status: 200, body: await listCases({ ctx, input: query }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/cases/{id}",
    operationId: "getCase",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "Read a case",
    params: byId,
    answers: { 200: theCase },
    problems: { 404: ["CASE_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await getCase({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/cases/{id}/file.csv",
    operationId: "downloadCaseCsv",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "The file of a case, as CSV",
    description:
      "Numbers, times, amounts, every callback, what the gateway says and what the customer says, without their contacts: one line an item. UTF-8 with a byte order mark; cells that a spreadsheet would run begin with an apostrophe, numbers of 12 digits and more end with a tab. Needs `trace:read` as well. In Chinese unless `Accept-Language` says otherwise.",
    params: byId,
    answers: { 200: { description: "The file.", mediaType: "text/csv" } },
    problems: { 404: ["CASE_NOT_FOUND"] },
    run: (call) => fileOf(call, "csv"),
  }),
  endpoint({
    method: "get",
    path: "/cases/{id}/file.pdf",
    operationId: "downloadCasePdf",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "The file of a case, as PDF",
    description: "The same as the CSV, to read and to send on. Needs `trace:read` as well.",
    params: byId,
    answers: { 200: { description: "The file.", mediaType: "application/pdf" } },
    problems: { 404: ["CASE_NOT_FOUND"] },
    run: (call) => fileOf(call, "pdf"),
  }),
  endpoint({
    method: "post",
    path: "/cases/{id}/answer",
    operationId: "answerCase",
    tag: "Tickets",
    access: ["tickets:write"],
    summary: "Enter what the gateway answered",
    description: "`answeredAt` decides whether the two hours were kept. The customer hears that there is an answer.",
    params: byId,
    body: answerCaseSchema,
    bodyExample: { answer: "交易成功，通知已补发", answeredAt: "2026-11-23T05:10:00Z" },
    answers: { 200: theCase },
    problems: { 404: ["CASE_NOT_FOUND"], 409: ["CASE_STATE", "VERSION_CONFLICT"], 422: ["ANSWERED_AT_WRONG"] },
    async run({ ctx, params, body }) {
      return { status: 200, body: await answerCase({ ctx, input: { ...params, ...body } }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/cases/{id}/close",
    operationId: "closeCase",
    tag: "Tickets",
    access: ["tickets:write"],
    summary: "Close a case",
    description: "One that was not answered is withdrawn, and its ticket is work again.",
    params: byId,
    body: closeCaseSchema,
    bodyExample: { note: "款项已到账" },
    answers: { 200: theCase },
    problems: { 404: ["CASE_NOT_FOUND"], 409: ["CASE_STATE", "VERSION_CONFLICT"] },
    async run({ ctx, params, body }) {
      return { status: 200, body: await closeCase({ ctx, input: { ...params, ...body } }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/complaints",
    operationId: "listComplaints",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "List complaints made at gateways",
    description: "Newest first. Each has the order and ticket that it joined, once they are known.",
    query: complaintListSchema,
    answers: { 200: { description: "One page.", schema: pageOf(complaintSchema) } },
    problems: { 422: ["BAD_CURSOR"] },
    async run({ ctx, query }) {
      return { status: 200, body: await listComplaints({ ctx, input: query }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/channels/{channel}/complaints",
    operationId: "importComplaints",
    tag: "Channels",
    access: ["channels:write"],
    summary: "Upload a list of complaints",
    description: `For gateways that do not tell of complaints themselves. CSV in UTF-8 or GB18030, at most ${MAX_CSV_ROWS} rows, with a first line that names the columns: \`complaint_no\` (needed), \`out_trade_no\` or \`gateway_trade_no\` (one is needed), \`made_at\` (Beijing time unless it says otherwise), \`amount\` (yuan), \`state\` (pending, processing, processed), \`text\`, \`phone\`; the Chinese names that gateways' consoles use are known too. All of it is taken or nothing: every wrong line is named. The same list again changes nothing.`,
    params: z.object({ channel: z.string().trim().min(1).max(128) }),
    upload: {
      mediaType: "text/csv",
      description: "The list.",
      example: "complaint_no,made_at,out_trade_no,amount,text\nT1,2026-11-23 10:05,P2026112301,200.00,充值未到账\n",
    },
    answers: { 200: { description: "What became of it.", schema: importReportSchema } },
    problems: { 413: ["CSV_TOO_LONG"], 422: ["CSV_INVALID"] },
    async run({ ctx, params, request }) {
      requireMediaType(request, "text/csv");
      const csv = await readBytes(request, MAX_CSV_BYTES);
      return { status: 200, body: await importComplaints({ ctx, input: { ...params, csv } }) };
    },
  }),
];

async function fileOf(
  { ctx, params, request, locale }: Call<{ id: string }, undefined, undefined>,
  format: EvidenceFormat,
): Promise<Response> {
  const language = request.headers.has("accept-language") ? { locale } : {};
  return download(await caseFile({ ctx, input: { ...params, format, ...language } }));
}
