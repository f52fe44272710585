import { sql } from "drizzle-orm";
import {
  correctionKinds,
  type DryRun,
  type PrecheckCode,
  type RuleSet,
  ruleSetStates,
  scoreInputs,
  type Verdict,
} from "#server/risk/schemas.ts";
import { bool, fen, index, instant, int, json, oneOf, table, text, uniqueIndex } from "../columns.ts";

/** Versions of the platform's risk rules. Version 0 is what ships and has no row. */
export const riskRuleSets = table(
  "risk_rule_sets",
  {
    version: int("version").primaryKey(),
    state: oneOf("state", ruleSetStates).notNull(),
    basedOn: int("based_on").notNull(),
    note: text("note").notNull(),
    hash: text("hash").notNull(),
    rules: json<RuleSet>("rules").notNull(),
    /** How the orders of the month before would have fared; what the second person decides by. */
    dryRun: json<DryRun>("dry_run").notNull(),
    proposedById: text("proposed_by_id").notNull(),
    proposedByName: text("proposed_by_name").notNull(),
    proposedAt: instant("proposed_at").notNull(),
    decidedById: text("decided_by_id"),
    decidedByName: text("decided_by_name"),
    decidedAt: instant("decided_at"),
    decisionNote: text("decision_note"),
  },
  (t) => [
    // One set of rules is in force, whoever confirms at the same moment.
    uniqueIndex("risk_rule_sets_one_active").on(t.state).where(sql`state = 'active'`),
    index("risk_rule_sets_state").on(t.state),
  ],
);

/**
 * From where and by whom an order was placed and paid, as far as the platform tells. Device, address and payer are kept as keyed
 * hashes: they are only ever compared.
 */
export const riskSightings = table(
  "risk_sightings",
  {
    orderNo: text("order_no").primaryKey(),
    customerId: text("customer_id").notNull(),
    at: instant("at").notNull(),
    device: text("device"),
    address: text("address"),
    place: text("place"),
    payer: text("payer"),
    payerLinked: bool("payer_linked"),
    fundsSource: text("funds_source"),
    coupon: text("coupon"),
  },
  (t) => [
    index("risk_sightings_customer").on(t.customerId, t.at),
    index("risk_sightings_device").on(t.device, t.at),
    index("risk_sightings_address").on(t.address, t.at),
    index("risk_sightings_at").on(t.at, t.orderNo),
  ],
);

/** What a kept answer says, without words: those depend on who reads it. */
export type KeptReason = {
  code: PrecheckCode;
  level: "warn" | "will_fail";
  words: string;
  params: Record<string, string | number>;
};
export type KeptAnswer = {
  verdict: Verdict;
  reasons: KeptReason[];
  recommendedChannel: string | null;
  payNow: boolean;
  delayed: boolean;
  channel: string | null;
};

/** Answers of prechecks, for the ten minutes in which a page may show them by their id. Who was asked about is not in them. */
export const riskPrechecks = table(
  "risk_prechecks",
  {
    id: text("id").primaryKey(),
    answer: json<KeptAnswer>("answer").notNull(),
    expiresAt: instant("expires_at").notNull(),
  },
  (t) => [index("risk_prechecks_expires").on(t.expiresAt)],
);

/** What a person put right about somebody's score or limits. */
export const riskCorrections = table(
  "risk_corrections",
  {
    id: text("id").primaryKey(),
    customerId: text("customer_id").notNull(),
    kind: oneOf("kind", correctionKinds).notNull(),
    input: oneOf("input", scoreInputs),
    value: int("value"),
    singleFen: fen("single_fen"),
    dailyFen: fen("daily_fen"),
    reason: text("reason").notNull(),
    createdById: text("created_by_id").notNull(),
    createdByName: text("created_by_name").notNull(),
    createdAt: instant("created_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    withdrawnAt: instant("withdrawn_at"),
    withdrawnByName: text("withdrawn_by_name"),
  },
  (t) => [index("risk_corrections_customer").on(t.customerId, t.createdAt)],
);
