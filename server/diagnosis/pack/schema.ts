import { z } from "zod";
import { adviceTags, causeCodes, type Locale, outcomeKinds, questionKinds, slaClasses, teams } from "../schemas.ts";

/** A pack is data: what can be known, asked, concluded and advised. The seven safety rules are code and not in it. */

const value = z.union([z.string(), z.number(), z.boolean()]);

/** One fact's say about a cause. `weight` is a log likelihood ratio; the engine clips it to ±4. */
const evidenceSchema = z.object({
  fact: z.string(),
  is: z.array(value).min(1),
  weight: z.number(),
});

/** A fact is known and has one of these values. */
const conditionSchema = z.object({ fact: z.string(), is: z.array(value).min(1) });
export type Condition = z.output<typeof conditionSchema>;

/** Evidence that decides: all of these hold, and none of those. What is unknown holds nothing. */
const signSchema = z.object({ all: z.array(conditionSchema).min(1), none: z.array(conditionSchema) });
export type Sign = z.output<typeof signSchema>;

/** What a cause leads to. The first plan whose conditions hold is taken; the last has none. */
const planSchema = z.object({
  /** Charge states in which the plan applies. */
  charge: z.array(z.enum(["confirmed", "possible", "none"])).optional(),
  /** All of these facts must have one of these values. */
  when: z.array(z.object({ fact: z.string(), is: z.array(value).min(1) })).optional(),
  /** None of these facts may have one of these values. */
  unless: z.array(z.object({ fact: z.string(), is: z.array(value).min(1) })).optional(),
  /** The wait is still running: a time fact plus minutes lies ahead. Only for `wait`. */
  wait: z.object({ from: z.array(z.string()).min(1), minutes: z.number().int().positive() }).optional(),
  outcome: z.enum(outcomeKinds),
  remedies: z.array(z.string()).min(1),
});
export type Plan = z.output<typeof planSchema>;

const causeSchema = z.object({
  code: z.enum(causeCodes),
  /** How common it is among the cases that come here, as a share. */
  prior: z.number().positive().max(1),
  evidence: z.array(evidenceSchema),
  /** Any of these decides for the cause, unless one of a cause before it in `precedence` does: then it is second to that. */
  decisive: z.array(signSchema),
  /** The cause is ruled out when an authority says so. */
  vetoes: z.array(z.object({ fact: z.string(), is: z.array(value).min(1) })),
  plans: z.array(planSchema).min(1),
  team: z.enum(teams),
  sla: z.enum(slaClasses),
});
export type CauseRule = z.output<typeof causeSchema>;

const questionSchema = z.object({
  id: z.string(),
  /** The fact that the answer becomes. Its source is always `customer`. */
  fact: z.string(),
  kind: z.enum(questionKinds),
  /** What can be answered, with its share among people in general. Always has `unsure`. */
  options: z.array(z.object({ value: z.string(), share: z.number().positive() })).min(2),
  /** How much it takes to answer: 1 is a glance. */
  cost: z.number().positive(),
  /** Not asked once a record has supplied this: the fact is known (and, when `is` is given, has such a value). */
  suppliedBy: z.array(z.object({ fact: z.string(), is: z.array(value).min(1).optional() })),
  /** Asked, and its answer heard, only while all of these hold. */
  needs: z.array(conditionSchema),
});
export type QuestionRule = z.output<typeof questionSchema>;

const remedySchema = z.object({
  code: z.string(),
  tag: z.enum(adviceTags).nullable(),
});
export type RemedyRule = z.output<typeof remedySchema>;

const factRuleSchema = z.object({
  key: z.string(),
  /** Facts of one group repeat one another and count once. */
  group: z.string(),
  /** The values that the ranking knows. Empty for facts that are shown or timed but not weighed. */
  values: z.array(value),
});

const causeCopySchema = z.object({
  title: z.string().min(1),
  happened: z.string().min(1),
  money: z.string().min(1),
  now: z.string().min(1),
  by: z.string().min(1),
  agentNote: z.string().min(1),
});
export type CauseCopy = z.output<typeof causeCopySchema>;

const questionCopySchema = z.object({
  title: z.string().min(1),
  hint: z.string().min(1),
  options: z.record(z.string(), z.string().min(1)),
});

export const packCopySchema = z.object({
  causes: z.record(z.enum(causeCodes), causeCopySchema),
  questions: z.record(z.string(), questionCopySchema),
  remedies: z.record(z.string(), z.string().min(1)),
  /** Why-sentences by `fact=value`. */
  why: z.record(z.string(), z.string().min(1)),
  /** Names of the facts, for lists. */
  facts: z.record(z.string(), z.string().min(1)),
  charge: z.object({ confirmed: z.string(), possible: z.string(), none: z.string() }),
});
export type PackCopy = z.output<typeof packCopySchema>;

export const packSchema = z.object({
  facts: z.array(factRuleSchema),
  questions: z.array(questionSchema),
  causes: z.array(causeSchema),
  remedies: z.array(remedySchema),
  /** Plans that hold whatever the cause: the first that applies goes before the cause's own. */
  overrides: z.array(planSchema),
  /** The causes in the order in which what decides for them is looked at: where the money is, then each hop after it. */
  precedence: z.array(z.enum(causeCodes)),
  /** What deciding evidence weighs for the first cause in that order that has it, and for those after it. */
  decisive: z.object({ first: z.number(), later: z.number() }),
  /** Asked before anything else where the answer can change the advice: whether money left is what matters first. */
  askFirst: z.array(z.string()),
  /** The least probability of the best plan at which asking stops; a higher one where the advice is to pay. */
  stopAt: z.number(),
  stopAtWhenPaying: z.number(),
  /** Below this the result is too weak to act upon and a person looks. */
  abstainBelow: z.number(),
  /** The least gain in bits per cost for which a question is worth asking: while open, and once the plan is settled. */
  minGain: z.number(),
  minGainWhenSettled: z.number(),
  /** What a bit about the cause is worth beside a bit about the remedy: the ticket is better for knowing it. */
  causeShare: z.number(),
});
export type PackRules = z.output<typeof packSchema>;
/** A pack as it is kept and exchanged: rules, and words in both languages. Its version is a hash of exactly this. */
export const packContentSchema = z.object({
  rules: packSchema,
  copy: z.object({ "zh-CN": packCopySchema, en: packCopySchema }),
});
export type PackContent = z.output<typeof packContentSchema>;
/**
 * A loaded pack: the rules, with the words that go with them, so that a run speaks as its own version does. `remedyTexts` are
 * the words of each remedy in every language, for the safety rules to read.
 */
export type Pack = PackRules & {
  version: string;
  copy: Readonly<Record<Locale, PackCopy>>;
  remedyTexts: Readonly<Record<string, readonly string[]>>;
};
