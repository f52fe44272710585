import { z } from "zod";
import {
  askEvidence,
  carryOnAppeal,
  claimAppeal,
  confirmAppealOnce,
  decideAppealOnce,
  getAppeal,
  getAppealSettings,
  listAppeals,
  openAppeal,
  saveAppealPolicy,
  takeBackRelease,
} from "#server/appeals/index.ts";
import {
  appealListSchema,
  appealSchema,
  appealSettingsSchema,
  appealSummarySchema,
  askEvidenceSchema,
  confirmAppealSchema,
  decideAppealSchema,
  openAppealSchema,
  ownAppealSchema,
  saveAppealPolicySchema,
} from "#server/appeals/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { once } from "./once.ts";
import { pageOf } from "./vocabulary.ts";

const byId = z.object({ id: z.string().min(1).max(64) });
const theAppeal = { description: "The appeal.", schema: appealSchema };
const openedSchema = ownAppealSchema.extend({ existing: z.boolean() });
const factsHash = "0".repeat(64);

export const appealEndpoints: Endpoint[] = [
  endpoint({
    method: "post",
    path: "/diagnoses/{id}/appeal",
    operationId: "openAppeal",
    tag: "Appeals",
    access: ["diagnosis:write"],
    summary: "Appeal against a risk hold",
    description:
      "For the owner of the order, who has to be proven. Evidence is words, or files uploaded to `/attachments` (`identity` documents with that kind). One appeal an order or account is open: a later call adds to it and answers 200. The answer may be shown to the customer: it says what is missing and by when there is a decision, and nothing of rules.",
    params: byId,
    body: openAppealSchema,
    bodyExample: { statement: "给家人充值", evidence: [{ item: "purpose", text: "孩子的学习账号" }] },
    answers: {
      201: { description: "A new appeal.", schema: openedSchema },
      200: { description: "The one that is open.", schema: openedSchema },
    },
    problems: {
      403: ["OWNERSHIP_NOT_PROVEN"],
      404: ["DIAGNOSIS_NOT_FOUND"],
      409: ["NOTHING_TO_APPEAL", "APPEAL_DECIDED", "TICKET_CLOSED"],
      422: ["EVIDENCE_NOT_USABLE", "TOO_MUCH_EVIDENCE"],
    },
    async run({ ctx, params, body }) {
      const { appeal, existing } = await openAppeal({ ctx, input: { diagnosisId: params.id, ...body } });
      const headers = { Location: `/api/v1/appeals/${appeal.id}` };
      return { status: existing ? 200 : 201, body: { ...appeal, existing }, headers };
    },
  }),
  endpoint({
    method: "get",
    path: "/appeals",
    operationId: "listAppeals",
    tag: "Appeals",
    access: ["tickets:read"],
    summary: "List appeals",
    description:
      "`group=open` by due time; `decided` and `all` by when they were opened, the newest first, with `clock` saying whether the hour was kept. `person` is what came to nothing by itself.",
    query: appealListSchema,
    answers: { 200: { description: "One page.", schema: pageOf(appealSummarySchema) } },
    problems: { 422: ["BAD_CURSOR"] },
    async run({ ctx, query }) {
      return { status: 200, body: await listAppeals({ ctx, input: query }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/appeals/{id}",
    operationId: "getAppeal",
    tag: "Appeals",
    access: ["tickets:read"],
    summary: "Read an appeal",
    description:
      "With the flags and what it is decided on: for staff, never for the customer. Identity documents are not among it.",
    params: byId,
    answers: { 200: theAppeal },
    problems: { 404: ["APPEAL_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await getAppeal({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/appeals/{id}/claim",
    operationId: "claimAppeal",
    tag: "Appeals",
    access: ["tickets:write"],
    summary: "Take an appeal to review it, or give it back",
    params: byId,
    body: z.object({ take: z.boolean().default(true) }),
    bodyExample: { take: true },
    answers: { 200: theAppeal },
    problems: { 403: ["SAME_ACTOR"], 404: ["APPEAL_NOT_FOUND"], 409: ["ALREADY_DECIDED", "VERSION_CONFLICT"] },
    async run({ ctx, params, body }) {
      return { status: 200, body: await claimAppeal({ ctx, input: { ...params, ...body } }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/appeals/{id}/evidence-request",
    operationId: "askEvidence",
    tag: "Appeals",
    access: ["tickets:write"],
    summary: "Ask the owner for more",
    description: "The hour stands still until they give it.",
    params: byId,
    body: askEvidenceSchema,
    bodyExample: { items: ["payment_proof"], message: "请发付款成功的截图" },
    answers: { 200: theAppeal },
    problems: { 404: ["APPEAL_NOT_FOUND"], 409: ["ALREADY_DECIDED", "SECOND_PERSON_WAITS", "VERSION_CONFLICT"] },
    async run({ ctx, params, body }) {
      return { status: 200, body: await askEvidence({ ctx, input: { ...params, ...body } }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/appeals/{id}/decision",
    operationId: "decideAppeal",
    tag: "Appeals",
    access: ["tickets:write"],
    summary: "Pass or deny an appeal",
    description:
      "`factsHash` is that of the appeal as it was read: a decision holds for exactly those facts. Passing needs `topups:request` as well and releases the order once, to the platform or through the money gate; denying needs `refunds:request` and asks for the money to go back. A large sum, or lifting the hold on an account, becomes `awaiting_second` until another person or key confirms it.",
    idempotency: "required",
    params: byId,
    body: decideAppealSchema,
    bodyExample: { decision: "pass", reasonCode: "OWNER_CONFIRMED", note: "已电话核实", factsHash },
    answers: { 200: { description: "Decided, or waiting for a second person.", schema: appealSchema } },
    problems: {
      403: ["SAME_ACTOR"],
      404: ["APPEAL_NOT_FOUND"],
      409: ["ALREADY_DECIDED", "SECOND_PERSON_WAITS", "FACTS_CHANGED", "VERSION_CONFLICT"],
    },
    run({ ctx, params, body, request, idempotencyKey: key }) {
      const asked = { method: "POST", path: `/appeals/${params.id}/decision`, body };
      return once(request, () => decideAppealOnce({ ctx, key, request: asked, input: { ...params, ...body } }));
    },
  }),
  endpoint({
    method: "post",
    path: "/appeals/{id}/confirmation",
    operationId: "confirmAppeal",
    tag: "Appeals",
    access: ["tickets:write"],
    summary: "Agree to a decision as the second person, or send it back",
    description:
      "Needs `topups:approve`, except for whoever decided and takes it back with `agree: false`. `FACTS_CHANGED` with `void: true` means that the decision is over and the appeal open again.",
    idempotency: "required",
    params: byId,
    body: confirmAppealSchema,
    bodyExample: { agree: true, factsHash },
    answers: { 200: theAppeal },
    problems: {
      403: ["SAME_ACTOR"],
      404: ["APPEAL_NOT_FOUND"],
      409: ["NOTHING_PROPOSED", "FACTS_CHANGED", "VERSION_CONFLICT"],
    },
    run({ ctx, params, body, request, idempotencyKey: key }) {
      const asked = { method: "POST", path: `/appeals/${params.id}/confirmation`, body };
      return once(request, () => confirmAppealOnce({ ctx, key, request: asked, input: { ...params, ...body } }));
    },
  }),
  endpoint({
    method: "post",
    path: "/appeals/{id}/carry-on",
    operationId: "carryOnAppeal",
    tag: "Appeals",
    access: ["tickets:write"],
    summary: "Take on what did not come of a decision by itself",
    description:
      "Credits an order whose release the platform refused, or tries again what the gate stopped: through the same gate and claims. Repeated, it answers `NOTHING_TO_CARRY_ON`; it can never credit twice.",
    params: byId,
    answers: { 200: theAppeal },
    problems: {
      404: ["APPEAL_NOT_FOUND"],
      409: ["NOTHING_TO_CARRY_ON", "RELEASE_STANDS", "VERSION_CONFLICT"],
    },
    async run({ ctx, params }) {
      return { status: 200, body: await carryOnAppeal({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "delete",
    path: "/appeals/{id}/release",
    operationId: "takeBackRelease",
    tag: "Appeals",
    access: ["topups:approve"],
    summary: "Take a release back that the platform did not carry out",
    description:
      "By another actor than the one who passed the appeal, once it is certain that nothing will be delivered.",
    params: byId,
    body: z.object({ note: z.string().trim().min(1).max(2_000) }),
    bodyExample: { note: "平台确认不会发货" },
    answers: { 200: theAppeal },
    problems: {
      403: ["SAME_ACTOR"],
      404: ["APPEAL_NOT_FOUND"],
      409: ["NO_RELEASE", "RELEASE_OPEN", "VERSION_CONFLICT"],
    },
    async run({ ctx, params, body }) {
      return { status: 200, body: await takeBackRelease({ ctx, input: { ...params, ...body } }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/settings/appeals",
    operationId: "getAppealSettings",
    tag: "Settings",
    access: ["tickets:read"],
    summary: "Read how long identity documents are kept",
    answers: { 200: { description: "The settings.", schema: appealSettingsSchema } },
    async run({ ctx }) {
      return { status: 200, body: await getAppealSettings({ ctx }) };
    },
  }),
  endpoint({
    method: "put",
    path: "/settings/appeals",
    operationId: "saveAppealSettings",
    tag: "Settings",
    access: ["admin"],
    summary: "Set how long identity documents are kept",
    description: "In days after the decision; it holds for those that are kept already, too.",
    body: saveAppealPolicySchema,
    bodyExample: { identityDays: 30, version: 0 },
    answers: { 200: { description: "Saved.", schema: appealSettingsSchema } },
    problems: { 409: ["VERSION_CONFLICT"] },
    async run({ ctx, body }) {
      return { status: 200, body: await saveAppealPolicy({ ctx, input: body }) };
    },
  }),
];
