import type { CommandAttempt, CommandSummary } from "./schemas.ts";
import type { CommandRow } from "./store.ts";

const iso = (at: Date | null) => at?.toISOString() ?? null;

/** A command as staff and API keys see it. */
export function commandView(row: CommandRow): CommandSummary {
  const { id, kind, orderNo, subjectId, amountFen, state, attempts } = row;
  const { lastError, reference, resultCode, resultMessage, delivery, proposal } = row;
  return {
    ...{ id, kind, orderNo, subjectId, amountFen, state, attempts },
    ...{ lastError, reference, resultCode, resultMessage, delivery, proposal },
    sentAt: iso(row.sentAt),
    nextAttemptAt: iso(row.nextAttemptAt),
    createdAt: row.createdAt.toISOString(),
    decidedAt: iso(row.decidedAt),
  };
}

/** The same with what was sent, and every attempt. */
export const fullCommandView = (row: CommandRow, log: CommandAttempt[]) => ({
  ...commandView(row),
  body: row.body,
  log,
});
