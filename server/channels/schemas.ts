import { z } from "zod";
import { fenSchema } from "#server/core/money.ts";
import {
  alipayConfigSchema,
  epayConfigSchema,
  gatewayKinds,
  secretMembers,
  wechatpayConfigSchema,
} from "#server/gateways/schemas.ts";

/** What becomes of a payment that is paid and was not credited: credited by itself, prepared for one click, or only shown. */
export const repairPolicies = ["auto", "assist", "off"] as const;
export type RepairPolicy = (typeof repairPolicies)[number];

/** What our own attempts say of a channel. */
export const healthStates = ["up", "degraded", "down", "unknown"] as const;
export type HealthState = (typeof healthStates)[number];

/** What a channel's health is measured by: payments that ended, callbacks that came, calls that we made. */
export const sampleKinds = ["payment", "callback", "call"] as const;
export type SampleKind = (typeof sampleKinds)[number];

export const announcementKinds = ["announcement", "maintenance"] as const;
export type AnnouncementKind = (typeof announcementKinds)[number];

/** The code that events, callback addresses and settings know a channel by. */
export const channelCodeSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, "1 to 63 of a–z, 0–9, _ and -, beginning with a letter or digit");

export const defaultPolicy: RepairPolicy = "assist";
export const defaultAutoLimitFen = 50_000;

const method = z.string().trim().min(1).max(50);
const common = z.object({
  label: z.string().trim().min(1).max(60),
  methods: z.array(method).max(20),
  /** Smaller numbers are recommended first. */
  priority: z.number().int().min(0).max(9_999),
  enabled: z.boolean(),
  /** Left out: as it was, at first `assist`. */
  policy: z.enum(repairPolicies).optional(),
  /** More than this is never credited without a person. Left out: as it was, at first ¥500. */
  autoLimitFen: fenSchema.optional(),
  /** Where callbacks are passed on to, byte for byte. Left out: as it was; null: nowhere. */
  relayUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable()
    .optional(),
});

const secretsOptional = <K extends string>(names: readonly K[]) =>
  Object.fromEntries(names.map((name) => [name, true])) as { [N in K]: true };

/** A setting as it is sent. Secrets that are left out stay as they are, which the verb checks: it knows what is there. */
export const channelInputSchema = z.discriminatedUnion("kind", [
  common.extend({
    kind: z.literal("alipay"),
    config: alipayConfigSchema.partial(secretsOptional(["privateKey"])),
  }),
  common.extend({
    kind: z.literal("wechatpay"),
    config: wechatpayConfigSchema.partial(secretsOptional(["apiV3Key", "merchantPrivateKey"])),
  }),
  common.extend({ kind: z.literal("epay"), config: z.object(epayConfigSchema.shape) }),
]);
export type ChannelInput = z.output<typeof channelInputSchema>;

/** All names that hold a secret in any kind. */
export const secretNames: readonly string[] = [...new Set(Object.values(secretMembers).flat())];

/** A channel's setting as it is shown: secrets are only named. */
export const channelSettingSchema = z.object({
  channel: z.string(),
  kind: z.enum(gatewayKinds),
  label: z.string(),
  methods: z.array(z.string()),
  priority: z.number().int(),
  enabled: z.boolean(),
  policy: z.enum(repairPolicies),
  autoLimitFen: fenSchema,
  relayUrl: z.string().nullable(),
  config: z.record(z.string(), z.unknown()),
  /** The secrets that are set. */
  secretsSet: z.array(z.string()),
  version: z.number().int(),
  updatedAt: z.string(),
});
export type ChannelSettingView = z.output<typeof channelSettingSchema>;
/** What other modules ask of a setting. */
export type ChannelSetting = Omit<ChannelSettingView, "secretsSet">;

/** What was measured over a time. Shares are left to the reader; null where there was nothing to measure. */
export const healthWindowSchema = z.object({
  /** Payments that ended, without those that failed by the payer's own doing. */
  attempts: z.number().int(),
  succeeded: z.number().int(),
  /** `succeeded` of `attempts`; null without attempts. */
  successRate: z.number().nullable(),
  /** Our own calls to the gateway, and those that it answered. */
  calls: z.number().int(),
  answered: z.number().int(),
  /** The time in which 95 of 100 calls ended. */
  p95Ms: z.number().int().nullable(),
  /** First callbacks of payments. */
  callbacks: z.number().int(),
  /** The time after the payment in which 95 of 100 of them had come. */
  callbackLagMs: z.number().int().nullable(),
});
export type HealthWindow = z.output<typeof healthWindowSchema>;
export const measuresSchema = z.object({ last5m: healthWindowSchema, last1h: healthWindowSchema });
export type Measures = z.output<typeof measuresSchema>;

/** A channel's health by our own attempts alone. */
export const healthSchema = measuresSchema.extend({
  state: z.enum(healthStates),
  since: z.string(),
  measuredAt: z.string(),
});
export type Health = z.output<typeof healthSchema>;

/** All that a channel can be in: the platform's words, and `unknown` while nobody said or measured anything. */
export const standingStates = ["up", "degraded", "down", "maintenance", "suspended", "unknown"] as const;
export type StandingState = (typeof standingStates)[number];
/** The states in which people are told of another channel. */
export const troubledStates: readonly StandingState[] = ["degraded", "down", "maintenance", "suspended"];

const text = z.object({ "zh-CN": z.string(), en: z.string() });

/** A notice or a maintenance window, as everybody may see it. */
export const announcementSchema = z.object({
  id: z.string(),
  kind: z.enum(announcementKinds),
  /** Null for what concerns every channel. */
  channel: z.string().nullable(),
  text,
  startsAt: z.string(),
  endsAt: z.string().nullable(),
  /** `planned` before it starts, `active` while it lasts. */
  state: z.enum(["planned", "active", "over", "cancelled"]),
});
export type Announcement = z.output<typeof announcementSchema>;

const words = z.string().trim().min(1).max(500);
const moment = z.iso.datetime({ offset: true });
export const announcementInputSchema = z
  .object({
    kind: z.enum(announcementKinds),
    channel: channelCodeSchema.nullable().optional(),
    text: z.object({ "zh-CN": words, en: words }),
    /** Left out: now. */
    startsAt: moment.optional(),
    endsAt: moment.nullable().optional(),
  })
  .refine((v) => v.kind !== "maintenance" || v.endsAt, {
    path: ["endsAt"],
    message: "a maintenance window needs an end",
  });
export type AnnouncementInput = z.input<typeof announcementInputSchema>;

export const announcementListSchema = z.object({
  /** `current`: what is active or planned. `all`: the past and the cancelled too, newest first. */
  show: z.enum(["current", "all"]).default("current"),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(200).optional(),
});

/** A channel as everybody may see it. */
export const publicChannelSchema = z.object({
  channel: z.string(),
  /** What people call it. */
  label: z.string(),
  methods: z.array(z.string()),
  /** The worst of the platform's word, maintenance windows, and our own measurements. */
  status: z.enum(standingStates),
  since: z.string().nullable(),
  notice: z.string().nullable(),
  /** True for the one to use now. */
  recommended: z.boolean(),
  singleLimitFen: z.number().int().nullable(),
  dailyLimitFen: z.number().int().nullable(),
  /** Null while nothing was measured. */
  health: healthSchema.nullable(),
  announcements: z.array(announcementSchema),
});
export type PublicChannel = z.output<typeof publicChannelSchema>;

export const publicChannelsSchema = z.object({
  items: z.array(publicChannelSchema),
  recommendedChannel: z.string().nullable(),
  /** Those in trouble. */
  banner: z.array(publicChannelSchema),
  /** What to tell people while a channel is in trouble and another one works; null otherwise. */
  bannerText: text.nullable(),
  /** What concerns every channel. */
  announcements: z.array(announcementSchema),
  nextCursor: z.null(),
});
export type PublicChannels = z.output<typeof publicChannelsSchema>;

/** What came of trying a channel out. */
export const probeVerdicts = [
  "works",
  "misconfigured",
  "unreachable",
  "unavailable",
  "not_a_gateway",
  "bad_signature",
  "refused",
  "foreign",
] as const;
export type ProbeVerdict = (typeof probeVerdicts)[number];

export const probeSchema = z.object({
  ok: z.boolean(),
  verdict: z.enum(probeVerdicts),
  /** Whether anything answered there; null when it was not even tried. */
  reachable: z.boolean().nullable(),
  /** Whether the gateway took our signature; null where that did not show. */
  ourSignature: z.boolean().nullable(),
  /** Whether its answer was signed by the key that is set; null where that did not show, or the protocol signs nothing. */
  theirSignature: z.boolean().nullable(),
  latencyMs: z.number().int(),
  /** The gateway's own code when it said no. */
  gatewayCode: z.string().nullable(),
  /** The same in words. */
  text: z.string(),
  at: z.string(),
});
export type Probe = z.output<typeof probeSchema>;

/** What the chart draws: one point a step, from the first to the last; steps without attempts are left out. */
export const historyRanges = ["24h", "7d"] as const;
export type HistoryRange = (typeof historyRanges)[number];
export const historyPointSchema = z.object({
  at: z.string(),
  /** The worst state of the step. */
  state: z.enum(healthStates),
  attempts: z.number().int(),
  successRate: z.number().nullable(),
  p95Ms: z.number().int().nullable(),
  callbackLagMs: z.number().int().nullable(),
});
export type HistoryPoint = z.output<typeof historyPointSchema>;
export const historySchema = z.object({
  channel: z.string(),
  from: z.string(),
  to: z.string(),
  stepS: z.number().int(),
  points: z.array(historyPointSchema),
});
export type History = z.output<typeof historySchema>;

/** A channel as those see it who may change it: what everybody sees, and how it is set up. */
export type ManagedChannel = PublicChannel & { setting: ChannelSetting | null };

export type ChannelLocale = "zh-CN" | "en";

/** What people call the channels that most shops have; by the beginning of the code. */
const usual: readonly [string, Record<ChannelLocale, string>][] = [
  ["alipay", { "zh-CN": "支付宝", en: "Alipay" }],
  ["wechat", { "zh-CN": "微信支付", en: "WeChat Pay" }],
  ["wxpay", { "zh-CN": "微信支付", en: "WeChat Pay" }],
  ["unionpay", { "zh-CN": "银联", en: "UnionPay" }],
  ["qqpay", { "zh-CN": "QQ 钱包", en: "QQ Wallet" }],
];

/** A channel's name: the one it was given here, else the usual one, else its code. A usual name is said in the reader's language. */
export function channelName(code: string, label: string | null, locale: ChannelLocale): string {
  const lower = code.toLowerCase();
  const known = usual.find(([prefix, names]) => lower.startsWith(prefix) || names["zh-CN"] === code)?.[1];
  if (label !== null && label !== known?.["zh-CN"] && label !== known?.en) return label;
  return known?.[locale] ?? code;
}
