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
