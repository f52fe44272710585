import { z } from "zod";
import { decideOrderRefund, decideOrderRefundOnce, refundOrderOnce } from "#server/tickets/index.ts";
import { getRefund, listRefunds, previewRefund, settleRefund } from "#server/topup/index.ts";
import {
  reasonCodes,
  refundListSchema,
  refundPreviewSchema,
  refundRequestSchema,
  refundSchema,
  refundSettlementSchema,
  topupDecisionSchema,
} from "#server/topup/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { once } from "./once.ts";
import { pageOf } from "./vocabulary.ts";

const ofOrder = z.object({ orderNo: z.string().min(1).max(128) });
const byId = z.object({ id: z.string().min(1).max(64) });
const requesting = ["refunds:request"] as const;
const deciding = ["topups:approve", "refunds:request"] as const;
const reading = ["refunds:request", "topups:request", "topups:approve", "tickets:read", "trace:read"] as const;
const refused = {
  404: ["ORDER_NOT_FOUND", "PAYMENT_NOT_FOUND"],
  409: ["ALREADY_CREDITED", "REFUND_CLAIMED", "TOPUP_IN_PROGRESS"],
  422: ["GATE_FAILED", "AMOUNT_TOO_HIGH", "TICKET_NOT_OF_ORDER"],
};
const example = { reasonCode: "CUSTOMER_REQUEST", note: "客户要求退款，订单未到账", ticketNumber: "TK202611230001" };

export const refundEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/orders/{orderNo}/refunds/preview",
    operationId: "previewRefund",
    tag: "Refunds",
    access: reading,
    summary: "Would a refund be possible?",
    description: "The gate check by check, as it stands now, and what of each payment may go back. Writes nothing.",
    params: ofOrder,
    query: z.object({
      amountFen: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
      paymentNo: z.string().min(1).max(128).optional(),
      reasonCode: z.enum(reasonCodes).optional(),
    }),
    answers: { 200: { description: "The gate.", schema: refundPreviewSchema } },
    problems: { 404: ["ORDER_NOT_FOUND"] },
    async run({ ctx, params, query }) {
      return { status: 200, body: await previewRefund({ ctx, input: { ...params, ...query } }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/orders/{orderNo}/refunds",
    operationId: "requestRefund",
    tag: "Refunds",
    access: requesting,
    summary: "Give a payment back",
    description:
      "Passes the gate or is refused with the checks that failed. Without `paymentNo` it is the newest payment that may go back, without `amountFen` all that it has left; another amount needs a second person. `pending_approval` waits for one; `executing` with route `by_hand` waits for a person in the merchant console. A payment turns into a credit or a refund, never both.",
    idempotency: "required",
    params: ofOrder,
    body: refundRequestSchema,
    bodyExample: example,
    answers: { 201: { description: "Asked for; `state` says what became of it.", schema: refundSchema } },
    problems: refused,
    run({ ctx, params, body, request, idempotencyKey: key }) {
      const asked = { method: "POST", path: `/orders/${params.orderNo}/refunds`, body };
      return once(request, () => refundOrderOnce({ ctx, key, request: asked, input: { ...params, ...body } }));
    },
  }),
  endpoint({
    method: "get",
    path: "/refunds",
    operationId: "listRefunds",
    tag: "Refunds",
    access: reading,
    summary: "List refunds",
    description: "Newest first. `state=pending_approval` is what waits for a second person.",
    query: refundListSchema,
    answers: { 200: { description: "One page.", schema: pageOf(refundSchema) } },
    problems: { 422: ["BAD_CURSOR"] },
    async run({ ctx, query }) {
      return { status: 200, body: await listRefunds({ ctx, input: query }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/refunds/{id}",
    operationId: "getRefund",
    tag: "Refunds",
    access: reading,
    summary: "Read a refund",
    params: byId,
    answers: { 200: { description: "The refund.", schema: refundSchema } },
    problems: { 404: ["REFUND_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await getRefund({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/refunds/{id}/approval",
    operationId: "decideRefund",
    tag: "Refunds",
    access: deciding,
    summary: "Approve or reject a refund that waits",
    description:
      "`factsHash` is that of the refund as it was shown: an approval holds for exactly those facts. `FACTS_CHANGED` with `void: true` means that they moved on: the request is rejected then, and a new one can be made. Who asked may not approve, but may withdraw by rejecting; whoever else rejects says why in `note`. Without Idempotency-Key a second decision answers `ALREADY_DECIDED`; it can never refund twice.",
    idempotency: "optional",
    params: byId,
    body: topupDecisionSchema,
    bodyExample: { decision: "approve", note: "已复核", factsHash: "0".repeat(64) },
    answers: {
      200: { description: "Decided; an approval was carried out as far as it can be.", schema: refundSchema },
    },
    problems: {
      403: ["SAME_ACTOR"],
      404: ["REFUND_NOT_FOUND"],
      409: [
        "FACTS_CHANGED",
        "ALREADY_DECIDED",
        "REFUND_EXPIRED",
        "ALREADY_CREDITED",
        "REFUND_CLAIMED",
        "TOPUP_IN_PROGRESS",
      ],
      422: ["GATE_FAILED", "NOTE_REQUIRED"],
    },
    async run({ ctx, params, body, request, idempotencyKey }) {
      const input = { ...params, ...body };
      if (!idempotencyKey) return { status: 200, body: await decideOrderRefund({ ctx, input }) };
      const asked = { method: "POST", path: `/refunds/${params.id}/approval`, body };
      return once(request, () => decideOrderRefundOnce({ ctx, key: idempotencyKey, request: asked, input }));
    },
  }),
  endpoint({
    method: "post",
    path: "/refunds/{id}/settlement",
    operationId: "settleRefund",
    tag: "Refunds",
    access: deciding,
    summary: "Say how a refund ended that no machine can tell",
    description:
      "For a refund that a person made in the merchant console (`route` is `by_hand`), with the gateway's own number; and for one of which the gateway never said what became of it, which needs somebody who may approve and did not ask for it. `failed` sets the money free again.",
    params: byId,
    body: refundSettlementSchema,
    bodyExample: { result: "succeeded", reference: "2026112322001", note: "已在商户后台原路退回" },
    answers: { 200: { description: "Settled.", schema: refundSchema } },
    problems: {
      403: ["SAME_ACTOR"],
      404: ["REFUND_NOT_FOUND"],
      409: ["ALREADY_DECIDED", "REFUND_RUNNING", "SETTLE_COMMAND"],
    },
    async run({ ctx, params, body }) {
      return { status: 200, body: await settleRefund({ ctx, input: { ...params, ...body } }) };
    },
  }),
];
