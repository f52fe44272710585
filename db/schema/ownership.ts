import { index, instant, table, text } from "../columns.ts";

/**
 * Proofs of ownership that failed, under what they were aimed at: `order:NO` and `payment:NO`, whether or not there is such a
 * one. Kept apart from the runs, so that neither a new run nor another number in the same run makes them forgotten.
 */
export const proofFailures = table(
  "proof_failures",
  {
    id: text("id").primaryKey(),
    subject: text("subject").notNull(),
    at: instant("at").notNull(),
  },
  (t) => [index("proof_failures_subject").on(t.subject, t.at), index("proof_failures_at").on(t.at)],
);
