import { fen, index, int, table, text } from "../columns.ts";

/**
 * What a change of a ticket adds to the desk's counts and the manager's numbers. Appended in the transaction of the change, folded
 * by a job: a row to count up would be met by every two writers at once.
 */
export const deskDeltas = table(
  "desk_deltas",
  {
    id: text("id").primaryKey(),
    /** `view`: a list's count; `metric`: a number of the manager's. */
    kind: text("kind").notNull(),
    key: text("key").notNull(),
    n: int("n").notNull(),
    fen: fen("fen").notNull().default(0),
    ms: fen("ms").notNull().default(0),
    /** Of the sketch of durations; null for what has none. */
    bucket: int("bucket"),
  },
  (t) => [index("desk_deltas_key").on(t.kind, t.key)],
);
