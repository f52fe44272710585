import { z } from "zod";
import { invalid } from "#server/core/errors.ts";
import { attachmentKinds } from "#server/diagnosis/schemas.ts";
import { inspectJson, type ProblemLocale, parseInput, readForm } from "#server/http/index.ts";
import { readFieldNames } from "#server/reading/schemas.ts";
import { cropAttachment, MAX_FILE_BYTES, readAttachment, storeAttachment } from "#server/tickets/index.ts";
import { attachmentSchema } from "#server/tickets/schemas.ts";
import { download } from "./download.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

/** The file, its headers and the other field. */
export const MAX_FORM_BYTES = MAX_FILE_BYTES + 64 * 1024;

export const attachmentEndpoints: Endpoint[] = [
  endpoint({
    method: "post",
    path: "/attachments",
    operationId: "uploadAttachment",
    tag: "Attachments",
    access: ["diagnosis:write", "tickets:write"],
    summary: "Upload a screenshot or another proof",
    description:
      "PNG, JPEG, WebP, HEIC or PDF up to 10 MB, judged by content whatever the name says. Pictures are encoded anew and lose their metadata; `sha256` is that of the stored bytes. `extracted` is what was read off a picture, for a person to confirm: it is missing when the picture was not read, or not yet (within about 8 s), and `null` stands for what was not found. Identity documents are encrypted and never read. The id goes into `attachmentIds` of a ticket or message. `identity` documents have to be pictures, are kept encrypted, belong to an appeal, and are never given out again here.",
    form: {
      schema: {
        type: "object",
        required: ["file", "kind"],
        properties: {
          file: { type: "string", format: "binary", description: "The file, with its name." },
          kind: { type: "string", enum: [...attachmentKinds] },
        },
      },
    },
    answers: { 201: { description: "Stored.", schema: attachmentSchema } },
    problems: {
      400: ["MALFORMED_FORM"],
      413: ["FILE_TOO_LARGE"],
      415: ["FILE_TYPE_NOT_ALLOWED", "HEIC_NOT_READABLE"],
      422: [
        "VALIDATION_FAILED",
        "FILE_EMPTY",
        "FILE_DAMAGED",
        "IMAGE_TOO_LARGE",
        "TOO_MANY_ATTACHMENTS",
        "IDENTITY_NEEDS_PICTURE",
      ],
    },
    async run({ ctx, request, locale }) {
      const { file, kind } = formOf(await readForm(request, MAX_FORM_BYTES), locale);
      const bytes = new Uint8Array(await file.arrayBuffer());
      const stored = await storeAttachment({ ctx, input: { bytes, name: file.name, kind } });
      return { status: 201, body: stored, headers: { Location: `/api/v1/attachments/${stored.id}` } };
    },
  }),
  endpoint({
    method: "get",
    path: "/attachments/{id}",
    operationId: "downloadAttachment",
    tag: "Attachments",
    access: ["tickets:read", "diagnosis:write", "tickets:write"],
    summary: "Download a stored file",
    description: "As an attachment, with the media type that was found, and `nosniff`.",
    params: z.object({ id: z.string().min(1).max(64) }),
    answers: { 200: { description: "The bytes.", mediaType: "application/octet-stream" } },
    problems: { 404: ["ATTACHMENT_NOT_FOUND"] },
    async run({ ctx, params }) {
      return download(await readAttachment({ ctx, input: params }));
    },
  }),
  endpoint({
    method: "get",
    path: "/attachments/{id}/crop",
    operationId: "cropAttachment",
    tag: "Attachments",
    access: ["tickets:read", "diagnosis:write", "tickets:write"],
    summary: "The part of a picture where a field was read",
    description:
      "A PNG of at most 960 × 480 pixels: of a field that was read, or of a box in fractions of the picture.",
    params: z.object({ id: z.string().min(1).max(64) }),
    query: z.object({
      field: z.enum(readFieldNames).optional(),
      box: z.string().max(60).optional().describe("x,y,width,height, each from 0 to 1"),
    }),
    answers: { 200: { description: "The picture.", mediaType: "image/png" } },
    problems: { 404: ["ATTACHMENT_NOT_FOUND"], 422: ["CROP_BOX_MISSING"] },
    async run({ ctx, params, query }) {
      const bytes = Buffer.from(await cropAttachment({ ctx, input: { ...params, ...query } }));
      return download({ bytes, mediaType: "image/png", name: "crop.png" });
    },
  }),
];

const formSchema = z.object({
  file: z.file().min(1),
  kind: z.enum(attachmentKinds),
});

function formOf(form: FormData, locale: ProblemLocale): z.output<typeof formSchema> {
  const sent = { file: form.get("file") ?? undefined, kind: form.get("kind") ?? undefined };
  const parsed = parseInput(formSchema, sent, locale);
  const fault = inspectJson(parsed.file.name);
  if (fault)
    throw invalid("VALIDATION_FAILED", "The file's name is not acceptable.", { errors: [{ ...fault, path: "file" }] });
  return parsed;
}
