import { announcementKinds, healthStates, repairPolicies, sampleKinds } from "#server/channels/schemas.ts";
import { gatewayKinds } from "#server/gateways/schemas.ts";
import { bool, fen, index, instant, int, json, oneOf, primaryKey, table, text } from "../columns.ts";

/** What we set up of a channel: how its gateway is reached and what we do by ourselves. What platforms say of it is in `channels`. */
export const channelSettings = table("channel_settings", {
  channel: text("channel").primaryKey(),
  kind: oneOf("kind", gatewayKinds).notNull(),
  label: text("label").notNull(),
  methods: json<string[]>("methods").notNull(),
  /** Smaller numbers are recommended first. */
  priority: int("priority").notNull(),
  enabled: bool("enabled").notNull(),
  policy: oneOf("policy", repairPolicies).notNull(),
  /** More than this is never credited without a person. */
  autoLimitFen: fen("auto_limit_fen").notNull(),
  config: json<Record<string, unknown>>("config").notNull(),
  /** The secret members, as JSON, encrypted. */
  secrets: text("secrets").notNull(),
  /** Where callbacks are passed on to, byte for byte; null for nowhere. */
  relayUrl: text("relay_url"),
  version: int("version").notNull(),
  updatedAt: instant("updated_at").notNull(),
});

/** Single attempts of the last hours, for health. */
export const channelSamples = table(
  "channel_samples",
  {
    id: text("id").primaryKey(),
    channel: text("channel").notNull(),
    kind: oneOf("kind", sampleKinds).notNull(),
    ok: bool("ok").notNull(),
    /** How long the call took, or the callback after the payment; null where nothing was timed. */
    tookMs: int("took_ms"),
    at: instant("at").notNull(),
  },
  (t) => [index("channel_samples_channel").on(t.channel, t.at), index("channel_samples_at").on(t.at)],
);

/** The state that a channel is in by its samples, with what is needed so that it does not flap. */
export const channelHealth = table("channel_health", {
  channel: text("channel").primaryKey(),
  state: oneOf("state", healthStates).notNull(),
  since: instant("since").notNull(),
  /** The state that the last looks would rather have, and since when. */
  candidate: oneOf("candidate", healthStates),
  candidateSince: instant("candidate_since"),
  measures: json<Record<string, unknown>>("measures").notNull(),
  measuredAt: instant("measured_at").notNull(),
});

/** Health over time, for the chart: one row a channel and five minutes. */
export const channelHistory = table(
  "channel_history",
  {
    channel: text("channel").notNull(),
    at: instant("at").notNull(),
    state: oneOf("state", healthStates).notNull(),
    attempts: int("attempts").notNull(),
    succeeded: int("succeeded").notNull(),
    p95Ms: int("p95_ms"),
    callbackLagMs: int("callback_lag_ms"),
  },
  (t) => [primaryKey({ columns: [t.channel, t.at] }), index("channel_history_at").on(t.at, t.channel)],
);

/** What customers are told in advance: notices and maintenance windows. */
export const announcements = table(
  "announcements",
  {
    id: text("id").primaryKey(),
    kind: oneOf("kind", announcementKinds).notNull(),
    /** Null for what concerns everybody. */
    channel: text("channel"),
    textZh: text("text_zh").notNull(),
    textEn: text("text_en").notNull(),
    startsAt: instant("starts_at").notNull(),
    endsAt: instant("ends_at"),
    createdByName: text("created_by_name").notNull(),
    createdAt: instant("created_at").notNull(),
    cancelledAt: instant("cancelled_at"),
  },
  (t) => [index("announcements_ends").on(t.endsAt)],
);
