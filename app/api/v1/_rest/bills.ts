import { z } from "zod";
import { fileOfForm, getBill, listBills, retryBill, uploadBill } from "#server/bills/index.ts";
import { billChannelSchema, billListSchema, billSchema, billUploadQuerySchema } from "#server/bills/schemas.ts";
import { requireMediaType, streamBody } from "#server/http/index.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { pageOf } from "./vocabulary.ts";

const byId = z.object({ id: z.string().min(1).max(64) });
const FORM = "multipart/form-data";
/** What browsers and systems call such files; what it is, its content says. */
const fileTypes = [
  "application/octet-stream",
  "text/csv",
  "text/plain",
  "application/vnd.ms-excel",
  "application/zip",
  "application/x-zip-compressed",
];

export const billEndpoints: Endpoint[] = [
  endpoint({
    method: "post",
    path: "/channels/{channel}/bills",
    operationId: "uploadBill",
    tag: "Bills",
    access: ["channels:write"],
    summary: "Upload a channel's bill of a day",
    description:
      "Alipay's CSV or zip, WeChat Pay's CSV, or an epay site's export, in UTF-8 or GBK, up to 512 MB; the body is the file itself, or a form with it in `file`. It is stored as it comes, and read and compared afterwards: `GET /bills/{id}` tells how far that is. A bill that is there is replaced with `replace=true` only. Nothing is credited by a bill: what differs is put before a person.",
    params: z.object({ channel: billChannelSchema }),
    query: billUploadQuerySchema,
    form: {
      schema: {
        type: "object",
        required: ["file"],
        properties: { file: { type: "string", format: "binary", description: "The file, with its name." } },
      },
    },
    upload: { mediaType: "application/octet-stream", description: "The file's bytes." },
    answers: { 202: { description: "Stored; it will be read.", schema: billSchema } },
    problems: {
      400: ["MALFORMED_FORM", "BODY_INTERRUPTED"],
      404: ["CHANNEL_NOT_FOUND"],
      408: ["BODY_TIMEOUT"],
      409: ["BILL_EXISTS"],
      415: ["BILL_TYPE_NOT_ALLOWED"],
      422: ["BILL_DAY_NOT_OVER", "FILE_EMPTY", "BILL_ENCODING"],
    },
    async run({ ctx, params, query, request }) {
      const type = requireMediaType(request, FORM, ...fileTypes);
      const body = streamBody(request);
      try {
        const contentType = request.headers.get("content-type") ?? "";
        const file =
          type === FORM
            ? await fileOfForm(body.bytes, contentType, "file")
            : { name: query.fileName ?? "", bytes: body.bytes };
        const input = { ...params, day: query.day, replace: query.replace === "true", fileName: file.name };
        const bill = await uploadBill({ ctx, input: { ...input, bytes: file.bytes } });
        return { status: 202, body: bill, headers: { Location: `/api/v1/bills/${bill.id}` } };
      } finally {
        body.discard();
      }
    },
  }),
  endpoint({
    method: "get",
    path: "/bills",
    operationId: "listBills",
    tag: "Bills",
    access: ["metrics:read", "channels:write"],
    summary: "List bills",
    description: "The newest day first.",
    query: billListSchema,
    answers: { 200: { description: "One page.", schema: pageOf(billSchema) } },
    problems: { 422: ["BAD_CURSOR"] },
    async run({ ctx, query }) {
      return { status: 200, body: await listBills({ ctx, input: query }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/bills/{id}",
    operationId: "getBill",
    tag: "Bills",
    access: ["metrics:read", "channels:write"],
    summary: "Read a bill and how far it is",
    description:
      "`percent` is that of the whole work, null while a gateway is still sending. `mismatches` has for each kind how many the last comparison found and how many still wait in the money queue.",
    params: byId,
    answers: { 200: { description: "The bill.", schema: billSchema } },
    problems: { 404: ["BILL_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await getBill({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/bills/{id}/retry",
    operationId: "retryBill",
    tag: "Bills",
    access: ["channels:write"],
    summary: "Fetch or read a bill again",
    description: "From its beginning, at once: after it failed, or to compare it with what is known now.",
    params: byId,
    answers: { 202: { description: "It will be read.", schema: billSchema } },
    problems: { 404: ["BILL_NOT_FOUND"], 409: ["BILL_RUNNING"] },
    async run({ ctx, params }) {
      return { status: 202, body: await retryBill({ ctx, input: params }) };
    },
  }),
];
