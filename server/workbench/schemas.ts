import { z } from "zod";

/** What happened around one order comes from these sides; each is a lane of one clock. */
export const lanes = [
  "order",
  "attempt",
  "callback",
  "query",
  "command",
  "fulfilment",
  "ledger",
  "risk",
  "notice",
  "ticket",
  "audit",
] as const;
export type Lane = (typeof lanes)[number];

export const rowTones = ["ok", "wait", "broken", "info"] as const;
export type RowTone = (typeof rowTones)[number];

/** What a row is about, where the page can open or do something with it. */
export const refKinds = ["callback", "command", "topup", "refund", "ticket", "appeal", "item"] as const;

export const timelineRowSchema = z.object({
  id: z.string(),
  at: z.string(),
  lane: z.enum(lanes),
  /** The kind of thing in the words of whoever sent it, such as `topup.payment.succeeded`. */
  kind: z.string(),
  tone: z.enum(rowTones),
  title: z.string(),
  detail: z.string().nullable(),
  amountFen: z.number().int().nullable(),
  /** How much later than its own time it reached us, in milliseconds; null when the two clocks agree to a few seconds. */
  lateMs: z.number().int().nullable(),
  /** Who did it, where a person or a system has a name. */
  by: z.string().nullable(),
  ref: z.object({ kind: z.enum(refKinds), id: z.string() }).nullable(),
  /** The callback's verdict and whether its signature held; the command's state. */
  state: z.string().nullable(),
  verified: z.boolean().nullable(),
});
export type TimelineRow = z.output<typeof timelineRowSchema>;

export const timelineSchema = z.object({
  orderNo: z.string(),
  /** Oldest first, on one clock. */
  rows: z.array(timelineRowSchema),
  /** How many rows each lane has; lanes that whoever asks may not see are not named. */
  counts: z.record(z.string(), z.number().int()),
  /** Lanes of which only the newest rows are here. */
  cut: z.array(z.enum(lanes)),
});
export type Timeline = z.output<typeof timelineSchema>;

const laneList = z.preprocess(
  (given) => (typeof given === "string" ? given.split(",").filter((lane) => lane !== "") : given),
  z.array(z.enum(lanes)).max(lanes.length).optional(),
);

export const timelineInputSchema = z.object({
  orderNo: z.string().trim().min(1).max(128),
  /** Only these lanes; all by default. */
  lanes: laneList,
  locale: z.enum(["zh-CN", "en"]).default("zh-CN"),
});
export type TimelineInput = z.input<typeof timelineInputSchema>;

export const gatewayTextSchema = z.object({ text: z.string() });

/** What there is to do next. None of them runs by itself: each opens where a person does it, behind its own gate. */
export const nextSteps = [
  "link_order",
  "approve",
  "ask_command",
  "wait",
  "tell_credited",
  "tell_refunded",
  "credit",
  "refund",
  "replay_callback",
  "ask_gateway",
  "decide_risk",
  "settle_item",
  "finish_paying",
  "pay_again",
  "switch_channel",
  "ask_fix",
  "ask_verify",
  "escalate_gateway",
  "fix_platform",
  "triage",
] as const;
export type NextStep = (typeof nextSteps)[number];

export const stepGateSchema = z.object({
  check: z.string(),
  ok: z.boolean(),
  /** In the reader's language. */
  detail: z.string(),
});
export type StepGate = z.output<typeof stepGateSchema>;

export const nextActionSchema = z.object({
  step: z.enum(nextSteps),
  label: z.string(),
  /** What comes of it, in a sentence. */
  consequence: z.string(),
  /** Why this and not something else. */
  because: z.string(),
  causeCode: z.string(),
  /** What was checked before it was proposed, check by check. */
  gate: z.array(stepGateSchema),
  /** What it is done to: a callback, command, item, top-up or appeal. */
  ref: z.object({ kind: z.enum(refKinds), id: z.string() }).nullable(),
  amountFen: z.number().int().nullable(),
  /** What the cause would have asked for first, and why it is not proposed. */
  passedOver: z.array(z.object({ step: z.enum(nextSteps), label: z.string(), because: z.string() })),
});
export type NextAction = z.output<typeof nextActionSchema>;

export const nextActionInputSchema = z.object({
  number: z.string().trim().min(1).max(40),
  locale: z.enum(["zh-CN", "en"]).default("zh-CN"),
});
export type NextActionInput = z.input<typeof nextActionInputSchema>;
