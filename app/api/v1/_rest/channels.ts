import { z } from "zod";
import {
  cancelAnnouncement,
  channelHistoryOf,
  createAnnouncement,
  getChannel,
  listAnnouncements,
  publicChannels,
  saveChannel,
  testChannel,
} from "#server/channels/index.ts";
import {
  announcementInputSchema,
  announcementListSchema,
  announcementSchema,
  channelInputSchema,
  channelSettingSchema,
  historyRanges,
  historySchema,
  probeSchema,
  publicChannelsSchema,
} from "#server/channels/schemas.ts";
import { type Endpoint, endpoint } from "./endpoint.ts";
import { pageOf } from "./vocabulary.ts";

const writing = ["channels:write"] as const;
const byCode = z.object({ channel: z.string().min(1).max(128) });
const settingExample = {
  kind: "epay",
  label: "聚合支付",
  methods: ["alipay", "wxpay"],
  priority: 20,
  enabled: true,
  config: { pid: "1001", signType: "MD5", key: "KEY89utjzxk1B2c3", apiUrl: "https://pay.example.com" },
  policy: "assist",
};
const announcementExample = {
  kind: "maintenance",
  channel: "alipay",
  text: {
    "zh-CN": "支付宝例行维护，期间请使用其他渠道。",
    en: "Alipay is being maintained; please use another channel.",
  },
  startsAt: "2026-12-01T16:00:00Z",
  endsAt: "2026-12-01T18:00:00Z",
};

const settingEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/channels",
    operationId: "listChannels",
    tag: "Channels",
    access: "public",
    summary: "The health of the payment channels",
    description:
      "`status` is the worst of the platform's word, maintenance windows and our own measurements. `banner` are the channels in trouble, `recommendedChannel` the one to pay with now, `bannerText` what to tell people while both are there. Who may already have been charged must not be asked to pay again: show the banner to those who have not paid.",
    answers: { 200: { description: "All channels.", schema: publicChannelsSchema } },
    async run({ ctx, locale }) {
      return { status: 200, body: await publicChannels({ now: ctx.clock.now(), locale }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/channels/{channel}",
    operationId: "getChannel",
    tag: "Channels",
    access: writing,
    summary: "How a channel is set up",
    description: "Secrets are never shown: `secretsSet` names those that are there.",
    params: byCode,
    answers: { 200: { description: "The setting.", schema: channelSettingSchema } },
    problems: { 404: ["CHANNEL_NOT_FOUND"] },
    async run({ ctx, params }) {
      return { status: 200, body: await getChannel({ ctx, input: params }) };
    },
  }),
  endpoint({
    method: "put",
    path: "/channels/{channel}",
    operationId: "saveChannel",
    tag: "Channels",
    access: writing,
    summary: "Set a channel up, or change how it is set up",
    description:
      "Keys may be PEM or the base64 that gateways' consoles show. Secrets are write-only; one that is left out stays as it is while the kind (and, for epay, the site) stays. `policy`, `autoLimitFen` and `relayUrl` stay too when left out. Private addresses are refused unless ALLOW_PRIVATE_URLS is on.",
    params: byCode,
    body: channelInputSchema,
    bodyExample: settingExample,
    answers: { 200: { description: "Saved.", schema: channelSettingSchema } },
    async run({ ctx, params, body }) {
      return { status: 200, body: await saveChannel({ ctx, input: { ...body, ...params } }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/channels/{channel}/test",
    operationId: "testChannel",
    tag: "Channels",
    access: writing,
    summary: "Try a channel out",
    description:
      "Asks its gateway for a payment that cannot exist. Moves no money; a disabled channel can be tried too.",
    params: byCode,
    answers: { 200: { description: "What came of it; `ok` says whether it works.", schema: probeSchema } },
    problems: { 404: ["CHANNEL_NOT_FOUND"], 503: ["CHANNEL_SECRETS_UNREADABLE"] },
    async run({ ctx, params, locale }) {
      return { status: 200, body: await testChannel({ ctx, input: { ...params, locale } }) };
    },
  }),
  endpoint({
    method: "get",
    path: "/channels/{channel}/history",
    operationId: "channelHistory",
    tag: "Channels",
    access: writing,
    summary: "How a channel fared",
    params: byCode,
    query: z.object({ range: z.enum(historyRanges).default("24h") }),
    answers: { 200: { description: "Points in time; steps without attempts are left out.", schema: historySchema } },
    async run({ ctx, params, query }) {
      return { status: 200, body: await channelHistoryOf({ ctx, input: { ...params, ...query } }) };
    },
  }),
];

const announcementEndpoints: Endpoint[] = [
  endpoint({
    method: "get",
    path: "/announcements",
    operationId: "listAnnouncements",
    tag: "Channels",
    access: "public",
    summary: "Notices and maintenance windows",
    description: "Newest first. `show=all` has those that are over or were cancelled, too.",
    query: announcementListSchema,
    answers: { 200: { description: "One page.", schema: pageOf(announcementSchema) } },
    problems: { 422: ["BAD_CURSOR"] },
    async run({ ctx, query }) {
      return { status: 200, body: await listAnnouncements({ ctx, input: query }) };
    },
  }),
  endpoint({
    method: "post",
    path: "/announcements",
    operationId: "createAnnouncement",
    tag: "Channels",
    access: writing,
    summary: "Announce something, or plan maintenance",
    description:
      "While a window of kind `maintenance` lasts, its channel (every channel, when it names none) is in `maintenance`. It is shown from the moment it is planned, at most two weeks ahead.",
    body: announcementInputSchema,
    bodyExample: announcementExample,
    answers: { 201: { description: "Announced.", schema: announcementSchema } },
    async run({ ctx, body }) {
      return { status: 201, body: await createAnnouncement({ ctx, input: body }) };
    },
  }),
  endpoint({
    method: "delete",
    path: "/announcements/{id}",
    operationId: "cancelAnnouncement",
    tag: "Channels",
    access: writing,
    summary: "Take an announcement back",
    description: "A maintenance window that lasts ends now. Repeating it changes nothing.",
    params: z.object({ id: z.string().min(1).max(64) }),
    answers: { 200: { description: "Cancelled.", schema: announcementSchema } },
    problems: { 404: ["ANNOUNCEMENT_NOT_FOUND"], 409: ["ANNOUNCEMENT_OVER"] },
    async run({ ctx, params }) {
      return { status: 200, body: await cancelAnnouncement({ ctx, input: params }) };
    },
  }),
];

export const channelEndpoints: Endpoint[] = [...settingEndpoints, ...announcementEndpoints];
