import * as postgres from "./dialect/postgres.ts";
import * as sqlite from "./dialect/sqlite.ts";

/**
 * One column vocabulary for two dialects:
 *
 * | word | holds | SQLite | PostgreSQL |
 * |---|---|---|---|
 * | text, oneOf | text; text of a fixed set | TEXT | text |
 * | int | a 32-bit count | INTEGER | integer |
 * | fen | money in fen, to 2^53 | INTEGER | bigint |
 * | bool | true or false | INTEGER 0/1 | boolean |
 * | instant | a moment, milliseconds | INTEGER epoch ms | timestamptz(3) |
 * | json | a JSON document | TEXT | jsonb |
 *
 * The dialect is fixed for the life of the process by `DATABASE_URL`. This is one of the two places that read the
 * environment: tables are built when modules load, before settings are parsed.
 */
export const dialect: "sqlite" | "postgres" = /^postgres(ql)?:/.test(process.env.DATABASE_URL ?? "")
  ? "postgres"
  : "sqlite";

// The one cast of the two-dialect design: whichever kit runs, the types are PostgreSQL's, because SQLite's drizzle types
// offer `.get()` and `.run()` that PostgreSQL lacks. Code that compiles against the smaller surface runs on both.
const kit = (dialect === "postgres" ? postgres : sqlite) as typeof postgres;

export const { table, text, oneOf, int, fen, bool, instant, json, index, uniqueIndex, check, primaryKey } = kit;
