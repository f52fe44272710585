import { z } from "zod";
import {
  getStaffPreferences,
  listStaffDeliveries,
  listStaffNotices,
  listTemplates,
  previewTemplate,
  readStaffNotices,
  resendStaffDelivery,
  resetTemplate,
  saveStaffPreferences,
  saveTemplate,
} from "#server/notifications/index.ts";
import {
  readStaffNoticesSchema,
  saveStaffPreferencesSchema,
  shownStaffPreferencesSchema,
  staffDeliveryListSchema,
  staffDeliverySchema,
  staffNoticeListSchema,
  staffNoticeSchema,
  templatePreviewSchema,
  templateSchema,
  templateTextSchema,
} from "#server/notifications/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { pageOf } from "./vocabulary.ts";

const byId = z.object({ id: z.string().min(1).max(64) });
const byKind = z.object({ kind: z.string().min(1).max(64), locale: z.string().min(1).max(16) });
const tag = "Notices";

const own: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/me/notices",
    operationId: "listOwnNotices",
    ...{ tag, access: "staff" },
    summary: "List what you were told",
    description: "Your own inbox, newest first, in the language of the request.",
    query: staffNoticeListSchema,
    answers: { 200: { description: "One page.", schema: pageOf(staffNoticeSchema) } },
    async run({ ctx, query, locale }) {
      const asked = locale === "en" ? "en" : "zh-CN";
      return { status: 200, body: await listStaffNotices({ ctx, input: query, locale: asked }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/me/notices/read",
    operationId: "readOwnNotices",
    ...{ tag, access: "staff" },
    summary: "Mark notices as read",
    description: "Those named, or all without `ids`. A mail that still waits for one of them is not sent.",
    body: readStaffNoticesSchema,
    answers: {
      200: { description: "How many are left, counted to 100.", schema: z.object({ unread: z.number().int() }) },
    },
    async run({ ctx, body }) {
      return { status: 200, body: await readStaffNotices({ ctx, input: body }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/me/notice-preferences",
    operationId: "getOwnNoticePreferences",
    ...{ tag, access: "staff" },
    summary: "Show how you want to be told",
    answers: { 200: { description: "Your wishes; the number is masked.", schema: shownStaffPreferencesSchema } },
    async run({ ctx }) {
      return { status: 200, body: await getStaffPreferences({ ctx }) };
    },
  }),
  endpoint({
    method: "put",
    path: "/me/notice-preferences",
    operationId: "saveOwnNoticePreferences",
    ...{ tag, access: "staff" },
    summary: "Say how you want to be told",
    description:
      "By kind, the ways besides the inbox; quiet hours and the daily digest are minutes of your own day in `zone`. Alerts that page come at any time.",
    body: saveStaffPreferencesSchema,
    answers: { 200: { description: "As it is now.", schema: shownStaffPreferencesSchema } },
    problems: { 422: ["ZONE_UNKNOWN", "PHONE_INVALID"] },
    async run({ ctx, body }) {
      return { status: 200, body: await saveStaffPreferences({ ctx, input: body }) };
    },
  }),
];

const log: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/staff-notices",
    operationId: "listStaffNoticeDeliveries",
    ...{ tag, access: ["desk:manage"] },
    summary: "List what went out to the staff",
    description:
      "Mails, text messages and what robots said, newest first. `messageId` is the same for what went out together.",
    query: staffDeliveryListSchema,
    answers: { 200: { description: "One page.", schema: pageOf(staffDeliverySchema) } },
    async run({ ctx, query }) {
      return { status: 200, body: await listStaffDeliveries({ ctx, input: query }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/staff-notices/{id}/resend",
    operationId: "resendStaffNotice",
    ...{ tag, access: ["desk:manage"] },
    summary: "Send one to the staff again",
    params: byId,
    answers: { 200: { description: "As it is afterwards.", schema: staffDeliverySchema } },
    problems: { 404: ["DELIVERY_NOT_FOUND"], 409: ["DELIVERY_UNDER_WAY", "CHANNEL_OFF", "NO_CONTACT"] },
    async run({ ctx, params }) {
      return { status: 200, body: await resendStaffDelivery({ ctx, input: params }) };
    },
  }),
];

const templates: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/notice-templates",
    operationId: "listNoticeTemplates",
    ...{ tag, access: ["desk:manage"] },
    summary: "List the words of notices",
    description: "Every kind in both languages: the built-in words, and your own where you have some.",
    answers: { 200: { description: "All of them.", schema: z.object({ items: z.array(templateSchema) }) } },
    async run({ ctx }) {
      return { status: 200, body: { items: await listTemplates({ ctx }) } };
    },
  }),
  endpoint({
    method: "put",
    path: "/notice-templates/{kind}/{locale}",
    operationId: "saveNoticeTemplate",
    ...{ tag, access: ["desk:manage"] },
    summary: "Use your own words for a notice",
    description: "Variables stand in double braces; where one of them is not known, the built-in words go out.",
    params: byKind,
    body: templateTextSchema,
    answers: { 200: { description: "As it is now.", schema: templateSchema } },
    problems: { 404: ["TEMPLATE_NOT_FOUND"], 422: ["TEMPLATE_VARIABLE_UNKNOWN", "TEMPLATE_TITLE_TOO_LONG"] },
    async run({ ctx, params, body }) {
      return { status: 200, body: await saveTemplate({ ctx, input: { ...params, ...body } }) };
    },
  }),
  endpoint({
    method: "delete",
    path: "/notice-templates/{kind}/{locale}",
    operationId: "resetNoticeTemplate",
    ...{ tag, access: ["desk:manage"] },
    summary: "Go back to the built-in words",
    params: byKind,
    answers: { 200: { description: "As it is now.", schema: templateSchema } },
    problems: { 404: ["TEMPLATE_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await resetTemplate({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/notice-templates/{kind}/{locale}/preview",
    operationId: "previewNoticeTemplate",
    ...{ tag, access: ["desk:manage"] },
    summary: "See a notice as it would go out",
    description: "With made-up values. Nothing is kept.",
    params: byKind,
    body: templateTextSchema,
    answers: { 200: { description: "As mail, text message and robot's message.", schema: templatePreviewSchema } },
    problems: { 404: ["TEMPLATE_NOT_FOUND"] },
    async run({ ctx, params, body }) {
      return { status: 200, body: previewTemplate({ ctx, input: { ...params, ...body } }) };
    },
  }),
];

export const staffNoticeEndpoints: Endpoint[] = [...own, ...log, ...templates];
