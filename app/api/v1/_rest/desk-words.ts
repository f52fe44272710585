import { z } from "zod";
import { listFields, listTags, removeTag, retireField, saveField, saveTag } from "#server/tickets/index.ts";
import {
  deskFieldSchema,
  deskTagSchema,
  fieldKeySchema,
  saveFieldSchema,
  saveTagSchema,
  tagNameSchema,
} from "#server/tickets/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";

const byKey = z.object({ key: fieldKeySchema });
const byName = z.object({ name: tagNameSchema });

/** Fields and tags that a desk defines for itself. */
export const deskWordEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/desk-fields",
    operationId: "listDeskFields",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "List the desk's own fields",
    answers: {
      200: { description: "Those that are asked for.", schema: z.object({ items: z.array(deskFieldSchema) }) },
    },
    async run({ ctx }) {
      return { status: 200, body: await listFields({ ctx }) };
    },
  }),
  endpoint({
    method: "put",
    path: "/desk-fields/{key}",
    operationId: "saveDeskField",
    tag: "Tickets",
    access: ["desk:manage"],
    summary: "Define a field of tickets, or change one",
    description: "`requiredOn` names causes whose tickets staff do not resolve without it; `*` for all.",
    params: byKey,
    body: saveFieldSchema,
    bodyExample: { label: { "zh-CN": "供应商单号", en: "Supplier's case" }, kind: "text", requiredOn: [] },
    answers: {
      200: { description: "Its version.", schema: z.object({ key: z.string(), version: z.number().int() }) },
    },
    problems: { 409: ["VERSION_CONFLICT"], 422: ["FIELD_KIND_STAYS", "FIELD_NEEDS_OPTIONS", "TOO_MANY_FIELDS"] },
    async run({ ctx, params, body }) {
      return { status: 200, body: await saveField({ ctx, input: { ...params, ...body } }) };
    },
  }),
  endpoint({
    method: "delete",
    path: "/desk-fields/{key}",
    operationId: "retireDeskField",
    tag: "Tickets",
    access: ["desk:manage"],
    summary: "Ask for a field no longer",
    description: "What was answered stays.",
    params: byKey,
    answers: { 200: { description: "The key.", schema: byKey } },
    problems: { 404: ["FIELD_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await retireField({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/desk-tags",
    operationId: "listDeskTags",
    tag: "Tickets",
    access: ["tickets:read"],
    summary: "List the tags that the desk agreed on",
    answers: { 200: { description: "By name.", schema: z.object({ items: z.array(deskTagSchema) }) } },
    async run({ ctx }) {
      return { status: 200, body: await listTags({ ctx }) };
    },
  }),
  endpoint({
    method: "put",
    path: "/desk-tags/{name}",
    operationId: "saveDeskTag",
    tag: "Tickets",
    access: ["desk:manage"],
    summary: "Agree on a tag, or change what is said of one",
    params: byName,
    body: saveTagSchema,
    bodyExample: { colour: "wait", about: "等供应商核实" },
    answers: { 200: { description: "Its name.", schema: byName } },
    problems: { 422: ["TOO_MANY_TAGS"] },
    async run({ ctx, params, body }) {
      return { status: 200, body: await saveTag({ ctx, input: { ...params, ...body } }) };
    },
  }),
  endpoint({
    method: "delete",
    path: "/desk-tags/{name}",
    operationId: "removeDeskTag",
    tag: "Tickets",
    access: ["desk:manage"],
    summary: "Offer a tag no longer",
    description: "Tickets that have it keep it.",
    params: byName,
    answers: { 200: { description: "Its name.", schema: byName } },
    problems: { 404: ["TAG_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await removeTag({ ctx, input: params }) };
    },
  }),
];
