import { z } from "zod";
import { decideOrderTopup, decideOrderTopupOnce, topUpOrderOnce } from "#server/tickets/index.ts";
import { getTopup, listTopups, previewTopup } from "#server/topup/index.ts";
import {
  reasonCodes,
  topupDecisionSchema,
  topupListSchema,
  topupPreviewSchema,
  topupRequestSchema,
  topupSchema,
} from "#server/topup/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { once } from "./once.ts";
import { pageOf } from "./vocabulary.ts";

const ofOrder = z.object({ orderNo: z.string().min(1).max(128) });
const byId = z.object({ id: z.string().min(1).max(64) });
const requesting = ["topups:request"] as const;
const deciding = ["topups:approve", "topups:request"] as const;
const reading = ["topups:request", "topups:approve", "tickets:read", "trace:read"] as const;
const refused = {
  404: ["ORDER_NOT_FOUND"],
  409: ["ALREADY_CREDITED", "REFUND_CLAIMED", "TOPUP_IN_PROGRESS"],
  422: ["GATE_FAILED", "AMOUNT_TOO_HIGH", "TICKET_NOT_OF_ORDER"],
};
const example = { reasonCode: "CB_MISSING", note: "已向支付渠道核实付款", ticketNumber: "TK202611230001" };

export const topupEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/orders/{orderNo}/topups/preview",
    operationId: "previewTopup",
    tag: "Top-ups",
    access: reading,
    summary: "Would a top-up be possible?",
    description: "The gate check by check, as it stands now. Writes nothing.",
    params: ofOrder,
    query: z.object({
      amountFen: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
      reasonCode: z.enum(reasonCodes).optional(),
    }),
    answers: { 200: { description: "The gate.", schema: topupPreviewSchema } },
    problems: { 404: ["ORDER_NOT_FOUND"] },
    async run({ ctx, params, query }) {
      return { status: 200, body: await previewTopup({ ctx, input: { ...params, ...query } }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/orders/{orderNo}/topups",
    operationId: "requestTopup",
    tag: "Top-ups",
    access: requesting,
    summary: "Credit an order by hand",
    description:
      "Passes the gate or is refused with the checks that failed. Without `amountFen` it is all that is paid and neither credited nor refunded; another amount needs a second person. `pending_approval` waits for one. A refusal because of another top-up carries its `topupId`.",
    idempotency: "required",
    params: ofOrder,
    body: topupRequestSchema,
    bodyExample: example,
    answers: { 201: { description: "Asked for; `state` says what became of it.", schema: topupSchema } },
    problems: refused,
    run({ ctx, params, body, request, idempotencyKey: key }) {
      const asked = { method: "POST", path: `/orders/${params.orderNo}/topups`, body };
      return once(request, () => topUpOrderOnce({ ctx, key, request: asked, input: { ...params, ...body } }));
    },
  }),
  endpoint({
    method: "get",
    path: "/topups",
    operationId: "listTopups",
    tag: "Top-ups",
    access: reading,
    summary: "List top-ups",
    description: "Newest first. `state=pending_approval` is what waits for a second person.",
    query: topupListSchema,
    answers: { 200: { description: "One page.", schema: pageOf(topupSchema) } },
    problems: { 422: ["BAD_CURSOR"] },
    async run({ ctx, query }) {
      return { status: 200, body: await listTopups({ ctx, input: query }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/topups/{id}",
    operationId: "getTopup",
    tag: "Top-ups",
    access: reading,
    summary: "Read a top-up",
    params: byId,
    answers: { 200: { description: "The top-up.", schema: topupSchema } },
    problems: { 404: ["TOPUP_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await getTopup({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/topups/{id}/approval",
    operationId: "decideTopup",
    tag: "Top-ups",
    access: deciding,
    summary: "Approve or reject a top-up that waits",
    description:
      "`factsHash` is that of the top-up as it was shown: an approval holds for exactly those facts. `FACTS_CHANGED` with `void: true` means that they moved on: the request is rejected then, and a new one can be made. Who asked may not approve, but may withdraw by rejecting; whoever else rejects says why in `note`. Without Idempotency-Key a second decision answers `ALREADY_DECIDED`; it can never credit twice.",
    idempotency: "optional",
    params: byId,
    body: topupDecisionSchema,
    bodyExample: { decision: "approve", note: "已复核", factsHash: "0".repeat(64) },
    answers: { 200: { description: "Decided; an approval was executed.", schema: topupSchema } },
    problems: {
      403: ["SAME_ACTOR"],
      404: ["TOPUP_NOT_FOUND"],
      409: ["FACTS_CHANGED", "ALREADY_DECIDED", "TOPUP_EXPIRED", "ALREADY_CREDITED", "REFUND_CLAIMED"],
      422: ["GATE_FAILED", "NOTE_REQUIRED"],
    },
    async run({ ctx, params, body, request, idempotencyKey }) {
      const input = { ...params, ...body };
      if (!idempotencyKey) return { status: 200, body: await decideOrderTopup({ ctx, input }) };
      const asked = { method: "POST", path: `/topups/${params.id}/approval`, body };
      return once(request, () => decideOrderTopupOnce({ ctx, key: idempotencyKey, request: asked, input }));
    },
  }),
];
