import { sql } from "drizzle-orm";
import type { RuleContent, RunAction } from "#server/automation/schemas.ts";
import { runOutcomes } from "#server/automation/schemas.ts";
import type { ViewFilter } from "#server/tickets/schemas.ts";
import { transferDirections, transferKinds, transferStates } from "#server/transfer/schemas.ts";
import { bool, index, instant, int, json, oneOf, primaryKey, table, text, uniqueIndex } from "../columns.ts";

/** Help articles that somebody wrote or changed; those of causes are there without a row, from the running pack. */
export const articles = table("articles", {
  slug: text("slug").primaryKey(),
  causeCode: text("cause_code"),
  /** The newest version, and the one that is shown; null for none. */
  version: int("version").notNull(),
  shownVersion: int("shown_version"),
  position: int("position").notNull(),
  /** Of the pack's own words when this was last written, to tell that they changed since. */
  packHash: text("pack_hash"),
  updatedAt: instant("updated_at").notNull(),
});

export const articleVersions = table(
  "article_versions",
  {
    slug: text("slug").notNull(),
    version: int("version").notNull(),
    titleZh: text("title_zh").notNull(),
    titleEn: text("title_en").notNull(),
    bodyZh: text("body_zh").notNull(),
    bodyEn: text("body_en").notNull(),
    note: text("note"),
    byId: text("by_id").notNull(),
    byName: text("by_name").notNull(),
    at: instant("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.slug, t.version] })],
);

/** What is done by itself when something happens to a ticket. */
export const automationRules = table(
  "automation_rules",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    position: int("position").notNull(),
    enabled: bool("enabled").notNull(),
    version: int("version").notNull(),
    content: json<RuleContent>("content").notNull(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
    deletedAt: instant("deleted_at"),
  },
  (t) => [index("automation_rules_order").on(t.position, t.id).where(sql`deleted_at is null`)],
);

export const ruleVersions = table(
  "rule_versions",
  {
    ruleId: text("rule_id").notNull(),
    version: int("version").notNull(),
    name: text("name").notNull(),
    position: int("position").notNull(),
    enabled: bool("enabled").notNull(),
    content: json<RuleContent>("content").notNull(),
    byId: text("by_id").notNull(),
    byName: text("by_name").notNull(),
    at: instant("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.ruleId, t.version] })],
);

/** What a rule did for one event: each once, for ever. */
export const ruleRuns = table(
  "rule_runs",
  {
    id: text("id").primaryKey(),
    eventId: text("event_id").notNull(),
    ruleId: text("rule_id").notNull(),
    version: int("version").notNull(),
    number: text("number").notNull(),
    outcome: oneOf("outcome", runOutcomes).notNull(),
    actions: json<RunAction[]>("actions").notNull(),
    depth: int("depth").notNull(),
    at: instant("at").notNull(),
  },
  (t) => [
    uniqueIndex("rule_runs_once").on(t.eventId, t.ruleId),
    index("rule_runs_rule").on(t.ruleId, t.at, t.id),
    index("rule_runs_ticket").on(t.number, t.at),
    index("rule_runs_waiting").on(t.eventId).where(sql`outcome = 'waiting'`),
  ],
);

/** Files that came in or go out. */
export const transfers = table(
  "transfers",
  {
    id: text("id").primaryKey(),
    direction: oneOf("direction", transferDirections).notNull(),
    kind: oneOf("kind", transferKinds).notNull(),
    state: oneOf("state", transferStates).notNull(),
    /** The file in the storage; null before there is one and after it was removed. */
    sha256: text("sha256"),
    fileName: text("file_name").notNull(),
    bytes: int("bytes").notNull(),
    /** Rows of the file, rows that are fine, rows that were taken in, rows that were there before, rows with a problem. */
    total: int("total").notNull(),
    good: int("good").notNull(),
    done: int("done").notNull(),
    same: int("same").notNull(),
    bad: int("bad").notNull(),
    /** The last row that was taken in: where the work goes on. */
    atRow: int("at_row").notNull(),
    masked: bool("masked").notNull(),
    /** Which tickets an export is of; all of them when null. */
    filter: json<ViewFilter>("filter"),
    error: text("error"),
    byId: text("by_id").notNull(),
    byName: text("by_name").notNull(),
    actor: json<unknown>("actor").notNull(),
    createdAt: instant("created_at").notNull(),
    endedAt: instant("ended_at"),
    expiresAt: instant("expires_at").notNull(),
  },
  (t) => [
    index("transfers_created").on(t.createdAt, t.id),
    index("transfers_running").on(t.createdAt).where(sql`state = 'running'`),
    index("transfers_expiring").on(t.expiresAt).where(sql`sha256 is not null`),
  ],
);

export const transferProblems = table(
  "transfer_problems",
  {
    transferId: text("transfer_id").notNull(),
    line: int("line").notNull(),
    column: text("column_name").notNull(),
    code: text("code").notNull(),
  },
  (t) => [primaryKey({ columns: [t.transferId, t.line, t.column] })],
);

/** What a row of a file became, by the key that the file gave it: the same row is taken in once, whichever file brings it. */
export const transferKeys = table(
  "transfer_keys",
  {
    kind: oneOf("kind", transferKinds).notNull(),
    key: text("key").notNull(),
    ref: text("ref").notNull(),
    transferId: text("transfer_id").notNull(),
  },
  (t) => [primaryKey({ columns: [t.kind, t.key] }), index("transfer_keys_transfer").on(t.transferId)],
);
