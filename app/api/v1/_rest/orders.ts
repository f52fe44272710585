import { z } from "zod";
import { notFound } from "#server/core/errors.ts";
import { orderTrace } from "#server/orders/index.ts";
import { traceSchema } from "#server/orders/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

export const orderEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/orders/{orderNo}/trace",
    operationId: "getTrace",
    tag: "Orders",
    access: ["trace:read"],
    summary: "Where an order's money is",
    description:
      "The six hops of a top-up, the first broken one, the money, and every event. `paidFen` is what the gateway or else the platform's signed word says was paid; `creditedFen` counts every credit, ours and the platform's.",
    params: z.object({ orderNo: z.string().min(1).max(128) }),
    answers: { 200: { description: "The trace.", schema: traceSchema } },
    problems: { 404: ["ORDER_NOT_FOUND"] },
    async run({ ctx, params, locale }) {
      const trace = await orderTrace(params.orderNo, ctx.clock.now(), locale);
      if (!trace) throw notFound("ORDER");
      return { status: 200, body: trace };
    },
  }),
];
