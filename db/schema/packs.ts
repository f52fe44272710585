import { sql } from "drizzle-orm";
import { packOrigins, packStates } from "#server/diagnosis/packs/schemas.ts";
import { index, instant, int, json, oneOf, primaryKey, table, text, uniqueIndex } from "../columns.ts";

/** The versions of the checklist: rules and words. Content changes only while it is a draft; old runs need it for ever. */
export const packVersions = table(
  "pack_versions",
  {
    id: text("id").primaryKey(),
    /** The hash of the content. A draft's moves with it. */
    version: text("version").notNull(),
    state: oneOf("state", packStates).notNull(),
    origin: oneOf("origin", packOrigins).notNull(),
    /** The version that it was made from. */
    base: text("base"),
    note: text("note").notNull(),
    content: json<unknown>("content").notNull(),
    /** What the run over the corpus said when it was proposed. */
    report: json<Record<string, unknown>>("report"),
    /** Counts the saves of a draft, so that two editors do not overwrite one another. */
    revision: int("revision").notNull(),
    authorId: text("author_id").notNull(),
    authorName: text("author_name").notNull(),
    /** Everybody who had a hand in it: none of them may publish it. */
    editors: json<string[]>("editors").notNull(),
    createdAt: instant("created_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
    proposedById: text("proposed_by_id"),
    proposedByName: text("proposed_by_name"),
    proposedAt: instant("proposed_at"),
    publishedById: text("published_by_id"),
    publishedByName: text("published_by_name"),
    publishedAt: instant("published_at"),
    retiredAt: instant("retired_at"),
  },
  (t) => [
    uniqueIndex("pack_versions_version").on(t.version).where(sql`state <> 'draft'`),
    index("pack_versions_created").on(t.createdAt, t.id),
  ],
);

/** One row: the version that new runs speak, and the newest that the code brought. */
export const packRunning = table("pack_running", {
  id: text("id").primaryKey(),
  version: text("version").notNull(),
  builtIn: text("built_in").notNull(),
  since: instant("since").notNull(),
});

/**
 * One step of one run from a place in the checklist to the next, on its way into the counters. Rows are only added, because a
 * counter written by every run would make them wait for one another.
 */
export const packSteps = table(
  "pack_steps",
  {
    id: text("id").primaryKey(),
    version: text("version").notNull(),
    from: text("from_node").notNull(),
    to: text("to_node").notNull(),
    at: instant("at").notNull(),
  },
  (t) => [index("pack_steps_at").on(t.at, t.id)],
);

/** How many runs went from one place to another on a day (UTC). */
export const packTraffic = table(
  "pack_traffic",
  {
    day: text("day").notNull(),
    version: text("version").notNull(),
    from: text("from_node").notNull(),
    to: text("to_node").notNull(),
    runs: int("runs").notNull(),
  },
  (t) => [primaryKey({ columns: [t.day, t.version, t.from, t.to] })],
);
