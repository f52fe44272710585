import { z } from "zod";
import {
  answerSettlement,
  getCommand,
  listCommands,
  lockOfCommand,
  proposeSettlement,
  retryCommand,
  withIdempotency,
} from "#server/topup/index.ts";
import {
  commandListSchema,
  commandSchema,
  commandSummarySchema,
  settlementAnswerSchema,
  settlementSchema,
} from "#server/topup/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { once } from "./once.ts";
import { pageOf } from "./vocabulary.ts";

const byId = z.object({ id: z.string().min(1).max(64) });
const reading = ["topups:request", "topups:approve", "trace:read"] as const;
const proposing = ["topups:request", "topups:approve"] as const;
const approving = ["topups:approve"] as const;

export const commandEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/commands",
    operationId: "listCommands",
    tag: "Commands",
    access: reading,
    summary: "List commands to the platform",
    description:
      "Newest first. `state=dead` is what nobody answered, `state=open` everything without a result, `state=waiting` what a second person has to confirm.",
    query: commandListSchema,
    answers: { 200: { description: "One page.", schema: pageOf(commandSummarySchema) } },
    problems: { 422: ["BAD_CURSOR"] },
    async run({ ctx, query }) {
      return { status: 200, body: await listCommands({ ctx, input: query }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/commands/{id}",
    operationId: "getCommand",
    tag: "Commands",
    access: reading,
    summary: "Read a command",
    description: "With the very text that is sent, and every attempt. A card key that came back is never among it.",
    params: byId,
    answers: { 200: { description: "The command.", schema: commandSchema } },
    problems: { 404: ["COMMAND_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await getCommand({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/commands/{id}/retry",
    operationId: "retryCommand",
    tag: "Commands",
    access: approving,
    summary: "Ask the platform now",
    description:
      "Asks under the same id what became of it and begins the schedule anew; one that never left is sent. For one that succeeded and whose card key could not be read it asks for the key again. Repeating it is harmless.",
    params: byId,
    answers: { 200: { description: "As it is afterwards.", schema: commandSchema } },
    problems: { 404: ["COMMAND_NOT_FOUND"], 409: ["COMMAND_DECIDED"] },
    async run({ ctx, params }) {
      return { status: 200, body: await retryCommand({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/commands/{id}/settlement",
    operationId: "proposeSettlement",
    tag: "Commands",
    access: proposing,
    summary: "Propose the result of a command",
    description:
      "For what the platform does not tell: say what you made sure of, and how. Nothing moves until a second person confirms; until then the platform is asked on, and what it says comes first.",
    idempotency: "required",
    params: byId,
    body: settlementSchema,
    bodyExample: { result: "succeeded", reference: "SHOP-20261123-17", note: "在平台后台核对过，已到账" },
    answers: { 201: { description: "Proposed.", schema: commandSchema } },
    problems: { 404: ["COMMAND_NOT_FOUND"], 409: ["COMMAND_DECIDED", "SETTLEMENT_WAITS"] },
    run: ({ ctx, params, body, request, idempotencyKey }) =>
      once(request, async () =>
        withIdempotency({
          ctx,
          key: idempotencyKey,
          request: { method: "POST", path: `/commands/${params.id}/settlement`, body },
          ...(await lockOfCommand(params.id)),
          run: async (inTx) => ({
            status: 201,
            body: await proposeSettlement({ ctx: inTx, input: { ...params, ...body } }),
          }),
        }),
      ),
  }),
  endpoint({
    method: "post",
    path: "/commands/{id}/settlement/confirmation",
    operationId: "confirmSettlement",
    tag: "Commands",
    access: proposing,
    summary: "Confirm or decline a proposed result",
    description:
      "A confirmation completes the top-up or refund with that result. Whoever proposed it may take it back with `agree: false`, and not confirm it. With `proposalId` only the proposal that was read is agreed to. `COMMAND_BUSY`: the platform is being asked at this very moment.",
    idempotency: "required",
    params: byId,
    body: settlementAnswerSchema,
    bodyExample: { agree: true, note: "复核无误" },
    answers: { 200: { description: "Answered.", schema: commandSchema } },
    problems: {
      403: ["SAME_ACTOR"],
      404: ["COMMAND_NOT_FOUND"],
      409: ["COMMAND_DECIDED", "NOTHING_PROPOSED", "PROPOSAL_CHANGED"],
      503: ["COMMAND_BUSY"],
    },
    run: ({ ctx, params, body, request, idempotencyKey }) =>
      once(request, async () =>
        withIdempotency({
          ctx,
          key: idempotencyKey,
          request: { method: "POST", path: `/commands/${params.id}/settlement/confirmation`, body },
          ...(await lockOfCommand(params.id)),
          run: async (inTx) => ({
            status: 200,
            body: await answerSettlement({ ctx: inTx, input: { ...params, ...body } }),
          }),
        }),
      ),
  }),
];
