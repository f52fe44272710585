import { z } from "zod";
import {
  confirmWriteOffOnce,
  getMoneyItem,
  getRepairSettings,
  listMoneyItems,
  resolveMoneyItem,
  resolveMoneyItemOnce,
  saveRepairSettings,
} from "#server/reconcile/index.ts";
import {
  confirmItemSchema,
  itemResultSchema,
  moneyItemListSchema,
  moneyItemPageSchema,
  moneyItemSchema,
  repairSettingsSchema,
  resolveItemSchema,
} from "#server/reconcile/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { once } from "./once.ts";

const byId = z.object({ id: z.string().min(1).max(64) });
const reading = ["trace:read"] as const;
const acting = ["topups:request", "refunds:request", "topups:approve"] as const;
const confirming = ["topups:approve", "topups:request"] as const;
const settling = ["channels:write"] as const;
/** What goes through the gate, or posts to the books, is done once for each key. */
const moving = ["apply", "refund", "write_off"];

export const moneyItemEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/money-items",
    operationId: "listMoneyItems",
    tag: "Money",
    access: reading,
    summary: "What about money waits for a person",
    description:
      "Open items, charged-and-not-credited first, then by age; with `state=resolved` those that ended, newest first. `detail.why` says why a person is needed, `actions` what may be done, and `counts` how many are open of each kind.",
    query: moneyItemListSchema,
    answers: { 200: { description: "One page.", schema: moneyItemPageSchema } },
    problems: { 422: ["BAD_CURSOR"] },
    async run({ ctx, query }) {
      return { status: 200, body: await listMoneyItems({ ctx, input: query }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/money-items/{id}",
    operationId: "getMoneyItem",
    tag: "Money",
    access: reading,
    summary: "Read a money item",
    params: byId,
    answers: { 200: { description: "The item.", schema: moneyItemSchema } },
    problems: { 404: ["MONEY_ITEM_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await getMoneyItem({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/money-items/{id}/resolution",
    operationId: "resolveMoneyItem",
    tag: "Money",
    access: acting,
    summary: "Do something about a money item",
    description:
      "`apply` credits and `refund` gives back, through the same gate as a top-up or refund by hand, second person included; `link` ties an unknown payment to `orderNo`; `write_off` (needs `topups:approve`), and `dismiss` where money is behind the item, wait for a second person; `dismiss` of an alert ends it. `apply`, `refund` and `write_off` need an Idempotency-Key.",
    idempotency: "optional",
    params: byId,
    body: resolveItemSchema,
    bodyExample: { action: "apply", note: "已向支付渠道核实付款", version: 1 },
    answers: { 200: { description: "The item as it is now, and what it led to.", schema: itemResultSchema } },
    problems: {
      400: ["IDEMPOTENCY_KEY_REQUIRED"],
      404: ["MONEY_ITEM_NOT_FOUND", "ORDER_NOT_FOUND"],
      409: [
        "ALREADY_RESOLVED",
        "VERSION_CONFLICT",
        "PROPOSAL_WAITS",
        "PAYMENT_TAKEN",
        "ALREADY_CREDITED",
        "REFUND_CLAIMED",
        "TOPUP_IN_PROGRESS",
        "REFUND_IN_PROGRESS",
        "ALREADY_REFUNDED",
      ],
      422: ["ACTION_NOT_POSSIBLE", "GATE_FAILED", "AMOUNT_TOO_HIGH"],
    },
    async run({ ctx, params, body, request, idempotencyKey }) {
      const input = { ...params, ...body };
      if (!idempotencyKey && !moving.includes(body.action)) {
        return { status: 200, body: await resolveMoneyItem({ ctx, input }) };
      }
      const asked = { method: "POST", path: `/money-items/${params.id}/resolution`, body };
      return once(request, () => resolveMoneyItemOnce({ ctx, key: idempotencyKey, request: asked, input }));
    },
  }),
  endpoint({
    method: "post",
    path: "/money-items/{id}/confirmation",
    operationId: "confirmMoneyItem",
    tag: "Money",
    access: confirming,
    summary: "Confirm or turn down a proposal",
    description:
      "By somebody else than whoever proposed. An agreed write-off is posted to the ledger. Who proposed may take it back with `agree: false`.",
    idempotency: "required",
    params: byId,
    body: confirmItemSchema,
    bodyExample: { agree: true, note: "已复核" },
    answers: { 200: { description: "The item as it is now.", schema: itemResultSchema } },
    problems: { 403: ["SAME_ACTOR"], 404: ["MONEY_ITEM_NOT_FOUND"], 409: ["ALREADY_RESOLVED", "NO_PROPOSAL"] },
    run: ({ ctx, params, body, request, idempotencyKey }) =>
      once(request, () =>
        confirmWriteOffOnce({
          ctx,
          key: idempotencyKey,
          request: { method: "POST", path: `/money-items/${params.id}/confirmation`, body },
          input: { ...params, ...body },
        }),
      ),
  }),
  endpoint({
    method: "get",
    path: "/settings/repair",
    operationId: "getRepairSettings",
    tag: "Money",
    access: settling,
    summary: "How long charged orders are left alone",
    answers: { 200: { description: "The settings.", schema: repairSettingsSchema } },
    async run({ ctx }) {
      return { status: 200, body: await getRepairSettings({ ctx }) };
    },
  }),
  endpoint({
    method: "put",
    path: "/settings/repair",
    operationId: "saveRepairSettings",
    tag: "Money",
    access: settling,
    summary: "Set how long charged orders are left alone",
    description:
      "A payment that its gateway confirmed and that nobody credited is repaired after `graceSeconds`, as the policy of its channel says.",
    body: repairSettingsSchema,
    bodyExample: { graceSeconds: 60 },
    answers: { 200: { description: "As they are now.", schema: repairSettingsSchema } },
    async run({ ctx, body }) {
      return { status: 200, body: await saveRepairSettings({ ctx, input: body }) };
    },
  }),
];
