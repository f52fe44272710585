import { z } from "zod";
import { noStore } from "#server/http/index.ts";
import { gatewayText, orderTimeline, proposeNext } from "#server/workbench/index.ts";
import { lanes, nextActionSchema, timelineSchema } from "#server/workbench/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

const orderParams = z.object({ orderNo: z.string().min(1).max(128) });

export const workbenchEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/orders/{orderNo}/timeline",
    operationId: "getTimeline",
    tag: "Orders",
    access: ["trace:read"],
    summary: "Everything that happened around an order, on one clock",
    description: `Order, attempts, callbacks with their verdict, queries to the gateway, commands with every attempt, fulfilment, ledger, risk, notices, the ticket's steps and the audit log, oldest first. At most 200 rows of each source, the newest; \`cut\` names those that have more. \`lateMs\` is how much later than its own time a thing reached us. The audit log needs \`metrics:read\` besides and is left out without it. \`lanes\` takes a list parted by commas, of ${lanes.join(", ")}.`,
    params: orderParams,
    query: z.object({ lanes: z.string().max(200).optional() }),
    answers: { 200: { description: "The timeline.", schema: timelineSchema } },
    problems: { 404: ["ORDER_NOT_FOUND"] },
    async run({ ctx, params, query, locale }) {
      const given = query.lanes?.split(",").filter((lane) => lane !== "");
      const input = { ...params, locale, ...(given ? { lanes: given as (typeof lanes)[number][] } : {}) };
      return { status: 200, body: await orderTimeline({ ctx, input }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/orders/{orderNo}/gateway-text",
    operationId: "getGatewayText",
    tag: "Orders",
    access: ["trace:read"],
    summary: "What to say to the gateway about an order, as text",
    description:
      "Payment numbers of both sides, sums, times in Beijing time, what the gateway answered, each callback with the SHA-256 of its bytes, and refunds. Nothing of the customer is in it.",
    params: orderParams,
    answers: { 200: { description: "The text.", mediaType: "text/plain" } },
    problems: { 404: ["ORDER_NOT_FOUND"] },
    async run({ ctx, params, locale }) {
      const { text } = await gatewayText({ ctx, input: { ...params, locale } });
      return new Response(text, { headers: { ...noStore, "Content-Type": "text/plain; charset=utf-8" } });
    },
  }),
  endpoint({
    method: "get",
    path: "/tickets/{number}/next-action",
    operationId: "getNextAction",
    tag: "Tickets",
    access: ["trace:read"],
    summary: "What to do next about a ticket",
    description:
      "Proposed from the cause, with the gate that was looked at; what the cause would have asked for first is told with what stopped it. Money is proposed only where its gate is open, and paying only where nothing can have been taken. Nothing is done by asking. Needs `tickets:read` besides.",
    params: z.object({ number: z.string().min(1).max(40) }),
    answers: { 200: { description: "The proposal.", schema: nextActionSchema } },
    problems: { 404: ["TICKET_NOT_FOUND"] },
    async run({ ctx, params, locale }) {
      return { status: 200, body: await proposeNext({ ctx, input: { ...params, locale } }) };
    },
  }),
];
