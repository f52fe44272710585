import { z } from "zod";
import {
  checkPackContent,
  comparePacks,
  declinePack,
  discardPackDraft,
  getPack,
  listPacks,
  packGraph,
  proposePack,
  publishPack,
  savePackDraft,
  simulatePack,
} from "#server/diagnosis/index.ts";
import {
  anyPackSchema,
  declineSchema,
  MAX_PACK_BYTES,
  packCheckSchema,
  packDetailSchema,
  packDiffSchema,
  packGraphSchema,
  packKeySchema,
  packListSchema,
  packSummarySchema,
  proposalSchema,
  publicationSchema,
  saveDraftSchema,
  simulatedSchema,
  simulationSchema,
} from "#server/diagnosis/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { learningEndpoints } from "./packs-learning.ts";
import { pageOf } from "./vocabulary.ts";

const reading = ["packs:write", "packs:publish", "diagnosis:write"] as const;
const writing = ["packs:write"] as const;
const byVersion = z.object({ version: anyPackSchema });
const byDraft = z.object({ id: z.string().min(1).max(64) });
const refused = {
  description:
    "A checklist with errors is refused with a line for each in `errors` and, in both languages, in `problems`; the running one stays.",
};

const readEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/packs",
    operationId: "listPacks",
    tag: "Checklist",
    access: reading,
    summary: "The versions of the checklist",
    description: "Newest first. `running` marks the one that new runs get; old runs go on with their own.",
    query: packListSchema,
    answers: { 200: { description: "One page.", schema: pageOf(packSummarySchema) } },
    problems: { 422: ["BAD_CURSOR"] },
    async run({ ctx, query }) {
      return { status: 200, body: await listPacks({ ctx, input: query }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/packs/{version}",
    operationId: "getPack",
    tag: "Checklist",
    access: reading,
    summary: "A version with its rules and words",
    description:
      "`version` is a version, the id of a draft, or `running`. `diff` is what publishing it would change; its `hash` is what the publisher confirms.",
    params: byVersion,
    answers: { 200: { description: "The version.", schema: packDetailSchema } },
    problems: { 404: ["PACK_NOT_FOUND"], 422: ["PACK_INVALID"] },
    async run({ ctx, params }) {
      return { status: 200, body: await getPack({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/packs/{version}/diff",
    operationId: "comparePacks",
    tag: "Checklist",
    access: reading,
    summary: "What is different between two versions",
    params: byVersion,
    query: z.object({ from: anyPackSchema.default("running") }),
    answers: { 200: { description: "The differences, by what they are of.", schema: packDiffSchema } },
    problems: { 404: ["PACK_NOT_FOUND"], 422: ["PACK_INVALID"] },
    async run({ ctx, params, query }) {
      return { status: 200, body: await comparePacks({ ctx, input: { from: query.from, to: params.version } }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/packs/{version}/graph",
    operationId: "packGraph",
    tag: "Checklist",
    access: reading,
    summary: "A version as a graph with real traffic",
    description: "How many runs went which way in the last 7 or 30 days (UTC), over all versions.",
    params: byVersion,
    query: z.object({ days: z.enum(["7", "30"]).default("7") }),
    answers: { 200: { description: "Nodes and edges.", schema: packGraphSchema } },
    problems: { 404: ["PACK_NOT_FOUND"], 422: ["PACK_INVALID"] },
    async run({ ctx, params, query, locale }) {
      return { status: 200, body: await packGraph({ ctx, input: { ...params, days: Number(query.days), locale } }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/packs/{version}/simulations",
    operationId: "simulatePack",
    tag: "Checklist",
    access: reading,
    summary: "What a version would say to some facts and answers",
    description: "Nothing is stored. Facts that are left out are unknown.",
    params: byVersion,
    body: simulationSchema.omit({ version: true, locale: true }),
    bodyExample: { facts: { "order.status": "awaiting_payment", "pay.state": "paid" }, answers: { debited: "yes" } },
    answers: {
      200: { description: "Ranking, question, outcome, and what safety took away.", schema: simulatedSchema },
    },
    problems: { 404: ["PACK_NOT_FOUND"], 422: ["PACK_INVALID"] },
    async run({ ctx, params, body, locale }) {
      return { status: 200, body: await simulatePack({ ctx, input: { ...body, ...params, locale } }) };
    },
  }),
];

const draftEndpoints: Endpoint[] = [
  endpoint({
    method: "post",
    path: "/packs/check",
    operationId: "checkPack",
    tag: "Checklist",
    access: writing,
    summary: "Check a checklist without keeping it",
    description: "Form, sense and words, and then a run over the labelled corpus, which must end in no unsafe advice.",
    body: z.object({ content: z.unknown() }),
    maxBodyBytes: MAX_PACK_BYTES,
    answers: { 200: { description: "Every problem; `ok` says that there is none.", schema: packCheckSchema } },
    async run({ ctx, body }) {
      return { status: 200, body: await checkPackContent({ ctx, input: { content: body.content } }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/packs/drafts",
    operationId: "savePackDraft",
    tag: "Checklist",
    access: writing,
    summary: "Start a draft",
    description: `From \`base\` (else what runs), or from \`content\`. ${refused.description}`,
    body: saveDraftSchema.omit({ id: true, revision: true }),
    maxBodyBytes: MAX_PACK_BYTES,
    bodyExample: { note: "Weights of card refusals" },
    answers: { 201: { description: "The draft.", schema: packSummarySchema } },
    problems: { 404: ["PACK_NOT_FOUND"], 409: ["TOO_MANY_DRAFTS"], 422: ["PACK_INVALID"] },
    async run({ ctx, body }) {
      return { status: 201, body: await savePackDraft({ ctx, input: body }) };
    },
  }),
  endpoint({
    method: "put",
    path: "/packs/drafts/{id}",
    operationId: "changePackDraft",
    tag: "Checklist",
    access: writing,
    summary: "Save another state of a draft",
    description: `\`revision\` is the one that was read. ${refused.description}`,
    params: byDraft,
    body: saveDraftSchema.omit({ id: true, base: true }),
    maxBodyBytes: MAX_PACK_BYTES,
    answers: { 200: { description: "The draft.", schema: packSummarySchema } },
    problems: { 404: ["PACK_NOT_FOUND"], 409: ["DRAFT_CHANGED", "PACK_NOT_DRAFT"], 422: ["PACK_INVALID"] },
    async run({ ctx, params, body }) {
      return { status: 200, body: await savePackDraft({ ctx, input: { ...body, ...params } }) };
    },
  }),
  endpoint({
    method: "delete",
    path: "/packs/drafts/{id}",
    operationId: "discardPackDraft",
    tag: "Checklist",
    access: writing,
    summary: "Throw a draft away",
    params: byDraft,
    answers: { 200: { description: "Gone.", schema: z.object({ discarded: z.literal(true) }) } },
    problems: { 404: ["PACK_NOT_FOUND"], 409: ["PACK_NOT_DRAFT"] },
    async run({ ctx, params }) {
      await discardPackDraft({ ctx, input: params });
      return { status: 200, body: { discarded: true } };
    },
  }),
];

const decisionEndpoints: Endpoint[] = [
  endpoint({
    method: "post",
    path: "/packs/proposals",
    operationId: "proposePack",
    tag: "Checklist",
    access: writing,
    summary: "Put a version before a second person",
    description: `A draft, an earlier version (the way back), or content as it is. It cannot be changed any more. The corpus is run first. ${refused.description}`,
    body: proposalSchema,
    maxBodyBytes: MAX_PACK_BYTES,
    bodyExample: { version: "0123456789abcdef", note: "Back to what we had" },
    answers: { 201: { description: "Proposed.", schema: packSummarySchema } },
    problems: {
      404: ["PACK_NOT_FOUND"],
      409: ["DRAFT_CHANGED", "PACK_NOT_DRAFT", "PACK_UNCHANGED", "PACK_PROPOSED"],
      422: ["PACK_INVALID"],
    },
    async run({ ctx, body }) {
      return { status: 201, body: await proposePack({ ctx, input: body }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/packs/{version}/publication",
    operationId: "publishPack",
    tag: "Checklist",
    access: ["packs:publish"],
    summary: "Make a proposed version the one that new runs get",
    description:
      "By somebody who neither wrote nor proposed it. `diffHash` confirms the change that was looked at. Other processes have it with the next run.",
    params: z.object({ version: packKeySchema }),
    body: publicationSchema,
    answers: { 200: { description: "Published.", schema: packSummarySchema } },
    problems: {
      403: ["SAME_ACTOR"],
      404: ["PACK_NOT_FOUND"],
      409: ["PACK_NOT_PROPOSED", "DIFF_CHANGED"],
      422: ["PACK_INVALID"],
    },
    async run({ ctx, params, body }) {
      return { status: 200, body: await publishPack({ ctx, input: { ...body, ...params } }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/packs/{version}/rejection",
    operationId: "declinePack",
    tag: "Checklist",
    access: writing,
    summary: "Decline a proposal, or take one's own back",
    params: z.object({ version: packKeySchema }),
    body: declineSchema,
    answers: { 200: { description: "Declined; it stays on file.", schema: packSummarySchema } },
    problems: { 404: ["PACK_NOT_FOUND"], 409: ["PACK_NOT_PROPOSED"] },
    async run({ ctx, params, body }) {
      return { status: 200, body: await declinePack({ ctx, input: { ...body, ...params } }) };
    },
  }),
];

export const packEndpoints: Endpoint[] = [
  ...readEndpoints,
  ...draftEndpoints,
  ...decisionEndpoints,
  ...learningEndpoints,
];
