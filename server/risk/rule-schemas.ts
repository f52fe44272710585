import { z } from "zod";
import { fenSchema, positiveFenSchema } from "#server/core/money.ts";
import { type RiskFamily, riskFamilies } from "./family-schemas.ts";

/** Risk rules as data: what each looks at, from where on it counts, and what then happens. */

/** What a hit does to the payment, weakest first: it may take longer, a second check, a person looks, it is refused. */
export const riskEffects = ["delay", "verify", "review", "cap"] as const;
export type RiskEffect = (typeof riskEffects)[number];

/** What a rule measures. Each gives one number, or nothing where what it needs is not known. */
export const riskSignals = [
  "large_orders",
  "shared_address",
  "new_device_elsewhere",
  "above_history",
  "account_switching",
  "payer_unlinked",
  "unverified_amount",
  "new_account_amount",
  "first_purchase_amount",
  "coupon_reuse",
  "sensitive_funds",
  "low_score_amount",
  "above_allowance",
] as const;
export type RiskSignal = (typeof riskSignals)[number];

/** Signals that are a sum of money: they hit above their threshold; all others from it on. */
export const moneySignals: readonly RiskSignal[] = [
  "unverified_amount",
  "new_account_amount",
  "first_purchase_amount",
  "low_score_amount",
];

export const familyOfSignal: Record<RiskSignal, RiskFamily> = {
  large_orders: "velocity",
  shared_address: "device_location",
  new_device_elsewhere: "device_location",
  above_history: "amount_anomaly",
  account_switching: "account_switching",
  payer_unlinked: "payer_mismatch",
  unverified_amount: "identity",
  new_account_amount: "identity",
  first_purchase_amount: "promotion",
  coupon_reuse: "promotion",
  sensitive_funds: "funds_source",
  low_score_amount: "other",
  above_allowance: "amount_anomaly",
};

const common = {
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/, "1 to 41 of a–z, 0–9 and -"),
  /** For staff; customers never see it. */
  name: z.string().trim().min(1).max(80),
  family: z.enum(riskFamilies),
  effect: z.enum(riskEffects),
  enabled: z.boolean(),
};
const count = (min: number, max: number) => z.number().int().min(min).max(max);
const windowMinutes = count(1, 24 * 60);

/** One rule. `threshold` is what the signal's number is compared with; the other members say how it is measured. */
export const riskRuleSchema = z.discriminatedUnion("signal", [
  z.object({
    ...common,
    signal: z.literal("large_orders"),
    /** So many orders, this one among them… */
    threshold: count(2, 50),
    /** …of at least so much… */
    minAmountFen: fenSchema,
    /** …within so long. */
    windowMinutes,
  }),
  z.object({ ...common, signal: z.literal("shared_address"), threshold: count(2, 50), windowMinutes }),
  /** 1: a new device or another place; 2: both. */
  z.object({ ...common, signal: z.literal("new_device_elsewhere"), threshold: count(1, 2) }),
  z.object({
    ...common,
    signal: z.literal("above_history"),
    /** So many times what they usually pay at most. */
    threshold: z.number().min(1.5).max(100),
    /** Only where so many earlier payments say what is usual. */
    minHistory: count(3, 50),
  }),
  z.object({ ...common, signal: z.literal("account_switching"), threshold: count(2, 50), windowMinutes }),
  z.object({
    ...common,
    signal: z.literal("payer_unlinked"),
    threshold: z.literal(1),
    /** A payer is strange only to somebody who has paid so often by others. */
    minHistory: count(1, 50),
  }),
  z.object({ ...common, signal: z.literal("unverified_amount"), threshold: positiveFenSchema }),
  z.object({
    ...common,
    signal: z.literal("new_account_amount"),
    threshold: positiveFenSchema,
    maxAgeDays: count(1, 365),
  }),
  z.object({ ...common, signal: z.literal("first_purchase_amount"), threshold: positiveFenSchema }),
  z.object({ ...common, signal: z.literal("coupon_reuse"), threshold: count(2, 50), windowMinutes }),
  z.object({
    ...common,
    signal: z.literal("sensitive_funds"),
    threshold: z.literal(1),
    /** Sources as the platform names them in `fundsSource`. */
    sources: z.array(z.string().trim().toLowerCase().min(1).max(50)).min(1).max(30),
  }),
  z.object({
    ...common,
    signal: z.literal("low_score_amount"),
    threshold: positiveFenSchema,
    below: count(1, 100),
  }),
  /** In percent of what the person's own allowance lets them pay at once, or in a day. */
  z.object({ ...common, signal: z.literal("above_allowance"), threshold: count(101, 1_000) }),
]);
export type RiskRule = z.output<typeof riskRuleSchema>;

/** What a score is worth: three points of a line, and what no score goes above. */
export const allowanceSchema = z
  .object({
    lowestFen: positiveFenSchema,
    middleFen: positiveFenSchema,
    highestFen: positiveFenSchema,
    /** A day's allowance is so many times that of one payment. */
    dailyTimes: count(1, 10),
    /** The platform's own bounds, for everybody; null where it has none. */
    hardSingleFen: positiveFenSchema.nullable(),
    hardDailyFen: positiveFenSchema.nullable(),
  })
  .refine((v) => v.lowestFen <= v.middleFen && v.middleFen <= v.highestFen, {
    path: ["highestFen"],
    message: "must not be smaller than what a lower score is worth",
  });
export type Allowance = z.output<typeof allowanceSchema>;

export const MAX_RULES = 40;
export const ruleSetSchema = z
  .object({
    rules: z.array(riskRuleSchema).max(MAX_RULES),
    /** Below this every effect but a refusal is one step weaker. */
    softBelowFen: fenSchema,
    /** From this score on every effect but a refusal is one step weaker; 101 for nobody. */
    trustedFrom: count(1, 101),
    allowance: allowanceSchema,
  })
  .superRefine(({ rules }, ctx) => {
    const seen = new Set<string>();
    for (const [index, { id }] of rules.entries()) {
      if (seen.has(id)) ctx.addIssue({ code: "custom", path: ["rules", index, "id"], message: "is there twice" });
      seen.add(id);
    }
  });
export type RuleSet = z.output<typeof ruleSetSchema>;

export const ruleSetStates = ["proposed", "active", "retired", "rejected"] as const;
export type RuleSetState = (typeof ruleSetStates)[number];

/** How orders of the past would have fared. Shares are null where there is nothing to divide by. */
export const dryRunCountSchema = z.object({
  hits: z.number().int(),
  /** Of those: reviewed by the platform and let go, or confirmed. */
  cleared: z.number().int(),
  upheld: z.number().int(),
  /** Of those: complained about at the gateway. */
  complained: z.number().int(),
  /** `upheld` of those that were decided. */
  precision: z.number().nullable(),
});
export type DryRunCount = z.output<typeof dryRunCountSchema>;
export const dryRunSchema = z.object({
  from: z.string(),
  to: z.string(),
  orders: z.number().int(),
  /** True when there were more orders than are looked at; the newest were. */
  cut: z.boolean(),
  total: dryRunCountSchema,
  byRule: z.record(z.string(), dryRunCountSchema),
  byEffect: z.record(z.enum(riskEffects), z.number().int()),
});
export type DryRun = z.output<typeof dryRunSchema>;

/** A version of the rules as staff see it. Version 0 is what ships. */
export const ruleSetViewSchema = z.object({
  version: z.number().int(),
  state: z.enum(ruleSetStates),
  basedOn: z.number().int(),
  note: z.string(),
  hash: z.string(),
  rules: ruleSetSchema,
  dryRun: dryRunSchema.nullable(),
  proposedBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  proposedAt: z.string().nullable(),
  decidedByName: z.string().nullable(),
  decidedAt: z.string().nullable(),
  decisionNote: z.string().nullable(),
});
export type RuleSetView = z.output<typeof ruleSetViewSchema>;

export const proposeRulesSchema = z.object({
  rules: ruleSetSchema,
  note: z.string().trim().min(1).max(500),
  /** The version that was in force when the editing began. */
  basedOn: z.number().int().min(0),
});
export const decideRulesSchema = z.object({
  version: z.number().int().min(1),
  decision: z.enum(["confirm", "reject"]),
  note: z.string().trim().max(500).default(""),
  /** The hash of what was looked at. */
  hash: z.string().length(64),
});

/** A rule that a payment meets, as staff see it. */
export const riskHitSchema = z.object({
  id: z.string(),
  name: z.string(),
  family: z.enum(riskFamilies),
  signal: z.enum(riskSignals),
  threshold: z.number(),
  measured: z.number(),
  effect: z.enum(riskEffects),
  /** What is left of the effect for a small sum or a good record; null for nothing. */
  softenedTo: z.enum(riskEffects).nullable(),
});
export type RiskHitView = z.output<typeof riskHitSchema>;
