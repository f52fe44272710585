import { getTableName, is, Table } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as schema from "#db/schema/index.ts";
import { plansOf, type TestDatabase, testDatabase } from "#db/testing.ts";
import { DomainError } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { freshStorage } from "#server/tickets/testing.ts";
import { asked, inputs, queries, RANGE, type Seed, seed } from "./questions-testing.ts";

/** How SQLite answers every question that a page of the staff asks, without statistics, as on a young database. */

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());
freshStorage({ beforeEach, afterEach });
logger.level = "silent";

/** What the shop sets up, its people and what is theirs. Every other table grows with the past. */
const SET_UP = new Set([
  ...["user", "session", "passkeys", "invitations", "skills", "settings", "report_schedules", "robots"],
  ...["macros", "macro_versions", "desk_fields", "desk_tags", "desk_views", "notice_templates", "webhook_endpoints"],
  ...["sla_policies", "calendars", "holiday_years", "channels", "channel_settings", "channel_health", "alert_rules"],
  ...["automation_rules", "rule_versions", "articles", "article_versions", "risk_rule_sets", "pack_versions"],
]);
/** Indexes that a page walks in their order until it is full. */
const WALKED = new Set([
  ...["tickets_opened", "commands_created", "gateway_callbacks_received", "gateway_cases_filed", "appeals_opened"],
  ...["gateway_complaints_made", "reveals_at", "transfers_created", "attachments_pictures"],
  // By id, which is by time.
  ...["announcements", "erasures", "notice_deliveries", "staff_deliveries", "webhook_deliveries"].map(
    (table) => `sqlite_autoindex_${table}_1`,
  ),
]);

const tables = new Set<string>(Object.values(schema).flatMap((one) => (is(one, Table) ? [getTableName(one)] : [])));

function grows(plan: string): boolean {
  const [, table = "", index] = /^SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?/.exec(plan) ?? [];
  // What is not a table is a part of one that was looked up before.
  if (!tables.has(table) || SET_UP.has(table) || plan.includes("VIRTUAL TABLE")) return false;
  return index === undefined || !WALKED.has(index);
}

/** What the rest is asked for. Of some there is none: they are looked for all the same. */
const others = (s: Seed): Record<string, unknown> => ({
  "auth.sessionsOf": { userId: "s1" },
  "macros.history": { id: "m" },
  "macros.preview": { macro: "m", number: s.number },
  "calls.slots": { number: s.number },
  "bulk.get": { id: "b" },
  "channels.get": { channel: "alipay" },
  "channels.history": { channel: "alipay", range: "7d" },
  "payments.callback": { id: "c" },
  "bills.get": { id: "b" },
  "packs.get": { version: "running" },
  "packs.compare": { from: "running", to: "running" },
  "packs.graph": { version: "running", days: 7, locale: "zh-CN" },
  "packs.simulate": { version: "running" },
  "tuning.cell": { predicted: "CB_MISSING", final: "CB_MISSING", ...RANGE },
  "articles.get": { slug: "cb-missing" },
  "automation.get": { id: "r" },
  "automation.dryRun": {
    content: { on: ["ticket.opened"], if: {}, do: [{ kind: "priority", priority: "high" }] },
    days: 7,
  },
  "transfer.get": { id: "t" },
});

test("no question reads a whole table of what grows", async () => {
  const s = await seed();
  const given: Record<string, unknown> = { ...inputs(s), ...others(s) };
  const read: string[] = [];
  const refused: string[] = [];
  for (const name of queries) {
    const ask = () =>
      asked(name, name in given ? given[name] : {}, "admin").catch((error: { cause?: unknown }) => {
        if (error.cause instanceof DomainError && error.cause.status === 404) return;
        refused.push(`${name}: ${JSON.stringify(error.cause)}`);
      });
    const plans = await plansOf(database, ask);
    read.push(...[...new Set(plans.filter(grows))].map((plan) => `${name}: ${plan}`));
  }
  expect(refused).toEqual([]);
  expect(read).toEqual([]);
});
