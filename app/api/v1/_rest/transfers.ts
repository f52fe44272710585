import { Readable } from "node:stream";
import { z } from "zod";
import { noStore, streamBody } from "#server/http/index.ts";
import {
  cancelImport,
  commitImport,
  exportFile,
  getTransfer,
  listTransfers,
  problemsFile,
  startExport,
  startImport,
} from "#server/transfer/index.ts";
import { importKinds, startExportSchema, transferInFullSchema, transferSchema } from "#server/transfer/schemas.ts";
import { download } from "./download.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

const params = z.object({ id: z.string().min(1).max(64) });
const missing = { 404: ["TRANSFER_NOT_FOUND"] };
const notReady = { ...missing, 409: ["TRANSFER_NOT_READY"] };

export const transferEndpoints: Endpoint[] = [
  endpoint({
    method: "post",
    path: "/imports",
    operationId: "startImport",
    tag: "Transfers",
    access: ["imports:write"],
    summary: "Upload a CSV file and hear what is wrong with it",
    description:
      "Tickets, orders or macros, in UTF-8 or GB18030, up to 20 MB and 100,000 rows; the body is the file. Nothing is taken in: the answer counts rows that are good, that were taken in before, and that have a problem, and `GET /transfers/{id}` names each problem by line and column. The file is kept for a day.",
    query: z.object({ kind: z.enum(importKinds), fileName: z.string().max(120).default("") }),
    upload: { mediaType: "text/csv", description: "The file's bytes." },
    answers: { 201: { description: "Looked through.", schema: transferSchema } },
    problems: {
      400: ["BODY_INTERRUPTED"],
      408: ["BODY_TIMEOUT"],
      413: ["FILE_TOO_LARGE"],
      422: ["FILE_EMPTY", "FILE_ENCODING", "FILE_MALFORMED", "FILE_TOO_LONG"],
    },
    async run({ ctx, query, request }) {
      const body = streamBody(request);
      try {
        const made = await startImport({ ctx, input: { ...query, bytes: body.bytes } });
        return { status: 201, body: made, headers: { Location: `/api/v1/transfers/${made.id}` } };
      } finally {
        body.discard();
      }
    },
  }),
  endpoint({
    method: "post",
    path: "/imports/{id}/commit",
    operationId: "commitImport",
    tag: "Transfers",
    access: ["imports:write"],
    summary: "Take a checked file in",
    description:
      "Its good rows, each once by its key, whichever file brings it; rows with a problem are left out. It goes on where it stopped. Tickets come as history with the tag `imported`, and nobody is told of them; orders go through the platform's own door, and only settled ones can come by file.",
    params,
    answers: { 202: { description: "It is being taken in.", schema: transferSchema } },
    problems: notReady,
    async run({ ctx, params: input }) {
      return { status: 202, body: await commitImport({ ctx, input }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/imports/{id}/cancel",
    operationId: "cancelImport",
    tag: "Transfers",
    access: ["imports:write"],
    summary: "End an import",
    description: "What was taken in before stays.",
    params,
    answers: { 200: { description: "Ended.", schema: transferSchema } },
    problems: notReady,
    async run({ ctx, params: input }) {
      return { status: 200, body: await cancelImport({ ctx, input }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/imports/{id}/problems",
    operationId: "getImportProblems",
    tag: "Transfers",
    access: ["imports:write"],
    summary: "Every problem of a file, as CSV",
    params,
    answers: { 200: { description: "The file.", mediaType: "text/csv" } },
    problems: missing,
    async run({ ctx, params: input }) {
      const { name, bytes } = await problemsFile({ ctx, input });
      return download({ bytes, mediaType: "text/csv; charset=utf-8", name });
    },
  }),
  endpoint({
    method: "get",
    path: "/transfers",
    operationId: "listTransfers",
    tag: "Transfers",
    access: ["imports:write", "exports:read"],
    summary: "Files that came in and went out, the newest first",
    answers: { 200: { description: "The newest 50.", schema: z.object({ items: z.array(transferSchema) }) } },
    async run({ ctx }) {
      return { status: 200, body: await listTransfers({ ctx }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/transfers/{id}",
    operationId: "getTransfer",
    tag: "Transfers",
    access: ["imports:write", "exports:read"],
    summary: "One transfer, with its first problems",
    params,
    answers: { 200: { description: "The transfer.", schema: transferInFullSchema } },
    problems: missing,
    async run({ ctx, params: input }) {
      return { status: 200, body: await getTransfer({ ctx, input }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/exports",
    operationId: "startExport",
    tag: "Transfers",
    access: ["exports:read"],
    summary: "Have an export written",
    description:
      "`tickets`, `orders` and `macros` as CSV with the columns of an import, tickets of one list alone with `view` or `filter`; `full` as a zip with JSON lines for each table and, where contacts are plain, the files. Contacts are masked unless `plain` is asked for with a reason, which needs `pii:reveal` besides. The file is there for a day.",
    body: startExportSchema,
    answers: { 202: { description: "It is being written.", schema: transferSchema } },
    problems: { 404: ["VIEW_NOT_FOUND"] },
    async run({ ctx, body }) {
      const made = await startExport({ ctx, input: body });
      return { status: 202, body: made, headers: { Location: `/api/v1/transfers/${made.id}` } };
    },
  }),
  endpoint({
    method: "get",
    path: "/exports/{id}/file",
    operationId: "getExportFile",
    tag: "Transfers",
    access: ["exports:read"],
    summary: "The file of an export",
    description: "A file with plain contacts is for whoever asked for it. That it was taken is written down.",
    params,
    answers: { 200: { description: "The file.", mediaType: "application/octet-stream" } },
    problems: notReady,
    async run({ ctx, params: input }) {
      const { name, mediaType, bytes, stream } = await exportFile({ ctx, input });
      return new Response(Readable.toWeb(Readable.from(stream)) as ReadableStream as BodyInit, {
        headers: {
          ...noStore,
          "Content-Type": mediaType,
          "Content-Length": `${bytes}`,
          "Content-Disposition": `attachment; filename="${name}"`,
          "X-Content-Type-Options": "nosniff",
        },
      });
    },
  }),
];
