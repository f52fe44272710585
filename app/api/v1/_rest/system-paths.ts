import { z } from "zod";
import { cloudEventSchema, eventData } from "#server/orders/schemas.ts";
import type { SchemaBook } from "./json-schema.ts";
import { answersOf, type OpenApiDocument, problemAnswer } from "./openapi.ts";
import { receiptSchema } from "./vocabulary.ts";

/** What stands outside `/api/v1`: the events coming in, health, and the description itself. */
export function systemPaths(book: SchemaBook): OpenApiDocument["paths"] {
  return {
    "/api/events": { post: events(book) },
    "/api/health": {
      get: {
        operationId: "health",
        tags: ["System"],
        summary: "Is the process alive?",
        security: [],
        responses: answersOf({ 200: { description: "It is.", schema: healthSchema, example: healthExample } }, book),
      },
    },
    "/api/ready": {
      get: {
        operationId: "ready",
        tags: ["System"],
        summary: "Can it work: database, storage and job loop?",
        security: [],
        responses: {
          ...answersOf({ 200: { description: "Every check passed.", schema: readySchema } }, book),
          503: problemAnswer(["NOT_READY"]),
        },
      },
    },
    "/api/openapi.json": {
      get: {
        operationId: "openapi",
        tags: ["System"],
        summary: "This description",
        security: [],
        responses: answersOf({ 200: { description: "OpenAPI 3.1.", schema: z.looseObject({}) } }, book),
      },
    },
  };
}

const healthSchema = z.object({ status: z.literal("ok"), version: z.string(), uptimeS: z.number().int() });
const healthExample = { status: "ok", version: "0.1.0", uptimeS: 42 };
export const readySchema = z.object({
  status: z.enum(["ready", "not_ready"]),
  checks: z.record(z.string(), z.enum(["ok", "failed", "off"])),
});

const example = {
  specversion: "1.0",
  id: "9f3c1c1e-order-created",
  source: "shop",
  type: "topup.order.created",
  subject: "DD20261123000001",
  time: "2026-11-23T03:00:00Z",
  data: {
    orderNo: "DD20261123000001",
    customerId: "C1001",
    productType: "wallet",
    productName: "100 元钱包充值",
    sku: "wallet-100",
    faceValueFen: 10_000,
    amountFen: 10_000,
    target: "13800000000",
  },
};

function events(book: SchemaBook): OpenApiDocument["paths"][string][string] {
  const header = (name: string, description: string) => ({
    name,
    in: "header",
    required: true,
    description,
    schema: { type: "string" },
  });
  const event = book.input(cloudEventSchema);
  return {
    operationId: "receiveEvents",
    tags: ["Events"],
    summary: "Take in the platform's events",
    description: [
      "CloudEvents 1.0 in structured JSON, one or a batch of up to 1,000, signed by Standard Webhooks. The answer comes once everything is durable. Order and repetition do not matter; `source` and `id` tell events apart. Events of orders not yet known wait for them.",
      `Types: ${Object.keys(eventData)
        .map((type) => `\`${type}\``)
        .join(", ")}. Others are kept and shown in the trace.`,
    ].join("\n\n"),
    security: [{ platformSignature: [] }],
    parameters: [
      header("webhook-id", "Unique for each delivery; the same when it is repeated."),
      header("webhook-timestamp", "Unix seconds; at most five minutes off."),
      header(
        "webhook-signature",
        "`v1,` and the Base64 HMAC-SHA256 of `id.timestamp.body`; several with spaces between.",
      ),
    ],
    requestBody: {
      required: true,
      content: {
        "application/cloudevents+json": { schema: event, example },
        "application/cloudevents-batch+json": {
          schema: { type: "array", maxItems: 1_000, items: event },
          example: [example],
        },
      },
    },
    responses: {
      ...answersOf(
        {
          202: {
            description:
              "Durable. Events that are not acceptable are named in `rejected`, one by one; the others are in.",
            schema: receiptSchema,
            example: { accepted: 1, duplicates: 0, rejected: [] },
          },
        },
        book,
      ),
      400: problemAnswer(["MALFORMED_JSON"]),
      401: problemAnswer(["BAD_SIGNATURE"]),
      413: problemAnswer(["PAYLOAD_TOO_LARGE", "TOO_MANY_EVENTS"]),
      415: problemAnswer(["UNSUPPORTED_MEDIA_TYPE"]),
      422: problemAnswer(["VALIDATION_FAILED"]),
      429: problemAnswer(["RATE_LIMITED"]),
      500: problemAnswer(["INTERNAL"]),
      503: problemAnswer(["EVENTS_NOT_CONFIGURED"]),
    },
  };
}
