import { precheck } from "#server/risk/index.ts";
import { keptPrecheckSchema, precheckSchema } from "#server/risk/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

export const precheckEndpoints: Endpoint[] = [
  endpoint({
    method: "post",
    path: "/prechecks",
    operationId: "precheck",
    tag: "Before paying",
    access: ["diagnosis:write"],
    summary: "Whether a payment would go through",
    description:
      "Ask from the shop's server when the payment page is opened. `will_fail`: do not let them pay. `warn`: show the reasons; where `payNow` is false something else comes first, such as an earlier payment that may have been charged. `recommendedChannel` is there when another channel has room for the sum. Codes are cause codes, `PAY_DELAYED` or `UNRESOLVED_PAYMENT`; texts are in the language of `Accept-Language`, never say what risk rules look at, and never suggest several smaller payments. `id` shows the same answer in the embedded panel (`data-precheck`) until `expiresAt`, without any order number. All members beyond the first four are optional; what is left out counts as unknown.",
    body: precheckSchema,
    bodyExample: { customerId: "C1001", amountFen: 600_000, channel: "alipay", sku: "wallet-1000" },
    answers: { 200: { description: "What would become of it.", schema: keptPrecheckSchema } },
    async run({ ctx, body, locale }) {
      return { status: 200, body: await precheck({ ctx, input: { ...body, locale } }) };
    },
  }),
];
