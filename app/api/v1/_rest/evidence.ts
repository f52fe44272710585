import { z } from "zod";
import { getCheckpoint, listCheckpoints, listKeys, proveConsistency, proveInclusion } from "#server/evidence/index.ts";
import { checkpointSchema, inclusionSchema, keySchema, proofSchema, receiptSchema } from "#server/evidence/schemas.ts";
import { orderReceipt } from "#server/tickets/index.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

const size = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

export const evidenceEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/evidence/checkpoint",
    operationId: "getCheckpoint",
    tag: "Evidence",
    access: "public",
    summary: "The evidence log's signed head",
    description:
      "How many leaves the log has and the root of its Merkle tree (RFC 9162 hashing), as a signed note (C2SP tlog-checkpoint, Ed25519). Whoever keeps one can show later that nothing before it was changed. `size` asks for an older one.",
    query: z.object({ size: size.optional() }),
    answers: { 200: { description: "The head.", schema: checkpointSchema } },
    problems: { 404: ["CHECKPOINT_NOT_FOUND"] },
    async run({ query }) {
      return { status: 200, body: await getCheckpoint(query.size) };
    },
  }),
  endpoint({
    method: "get",
    path: "/evidence/checkpoints",
    operationId: "listCheckpoints",
    tag: "Evidence",
    access: "public",
    summary: "Signed heads, the newest first",
    query: z.object({ limit: z.coerce.number().int().min(1).max(100).default(20), cursor: size.optional() }),
    answers: {
      200: {
        description: "A page of heads.",
        schema: z.object({ items: z.array(checkpointSchema), nextCursor: z.string().nullable() }),
      },
    },
    async run({ query }) {
      return { status: 200, body: await listCheckpoints({ limit: query.limit, before: query.cursor }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/evidence/keys",
    operationId: "listEvidenceKeys",
    tag: "Evidence",
    access: "public",
    summary: "The keys that sign the log's heads",
    description:
      "Verifier keys (C2SP signed-note), the newest first. Keep one: a receipt is only worth as much as a key that was got before.",
    answers: {
      200: {
        description: "All keys.",
        schema: z.object({ items: z.array(keySchema), nextCursor: z.null() }),
      },
    },
    async run() {
      return { status: 200, body: { items: await listKeys(), nextCursor: null } };
    },
  }),
  endpoint({
    method: "get",
    path: "/evidence/consistency",
    operationId: "proveConsistency",
    tag: "Evidence",
    access: "public",
    summary: "The proof that the log continues an earlier one",
    description: "The consistency proof of RFC 9162, 2.1.4, between two sizes, each hash in base64.",
    query: z.object({ from: size, to: size }),
    answers: { 200: { description: "The proof.", schema: proofSchema } },
    problems: { 422: ["BAD_SIZES"] },
    async run({ query }) {
      return { status: 200, body: await proveConsistency(query) };
    },
  }),
  endpoint({
    method: "get",
    path: "/evidence/inclusion",
    operationId: "proveInclusion",
    tag: "Evidence",
    access: "public",
    summary: "The proof that a leaf is in the log",
    description:
      "The inclusion proof of RFC 9162, 2.1.3, each hash in base64. A leaf is found by its hash alone, in base64 or base64url: SHA-256 of a zero byte and its text.",
    query: z.object({
      leafHash: z.string().regex(/^[A-Za-z0-9+/_-]{43}=?$/, "must be 32 bytes in base64"),
      size: size.optional(),
    }),
    answers: { 200: { description: "The proof.", schema: inclusionSchema } },
    problems: { 404: ["LEAF_NOT_FOUND"], 422: ["BAD_SIZES"] },
    async run({ query }) {
      return { status: 200, body: await proveInclusion(query) };
    },
  }),
  endpoint({
    method: "get",
    path: "/orders/{orderNo}/receipt",
    operationId: "getReceipt",
    tag: "Evidence",
    access: ["trace:read"],
    summary: "An order's receipt",
    description:
      "What happened to the order, with the proof of each thing that the evidence log has it. `/evidence/verify.mjs` checks it without any server; `/evidence` does in a browser.",
    params: z.object({ orderNo: z.string().min(1).max(128) }),
    answers: { 200: { description: "The receipt.", schema: receiptSchema } },
    problems: { 404: ["ORDER_NOT_FOUND"], 409: ["EVIDENCE_PENDING"] },
    async run({ ctx, params }) {
      return { status: 200, body: await orderReceipt({ ctx, input: params }) };
    },
  }),
];
