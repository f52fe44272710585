import { fen, int, table, text } from "#db/columns.ts";

/**
 * Counters of requests that several processes share, in the layout that rate-limiter-flexible writes on PostgreSQL: columns in
 * this order. `expire` is in milliseconds since 1970. With SQLite there is one process, which counts in its memory.
 */
export const rateLimits = table("rate_limits", {
  key: text("key").primaryKey(),
  points: int("points").notNull().default(0),
  expire: fen("expire"),
});
