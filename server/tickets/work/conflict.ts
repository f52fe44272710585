import { desc, eq } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { auditLog } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { conflict, type DomainError } from "#server/core/errors.ts";
import { maskDeep } from "#server/core/mask.ts";
import type { TicketRow } from "../access.ts";
import type { TicketStep } from "../write.ts";

const MAX_CHANGES = 40;

/** What was done to a ticket since it was read; `own` by whoever is refused, who need not be asked about that. */
export type ConflictChange = { type: string; by: string; own: boolean; at: string; before: unknown; after: unknown };

/**
 * Refuses a change that is based on an older version, saying what it would have met: `details` has the ticket's version, its
 * fields as they are, and what was changed since, the oldest first, so that it can be resolved without leaving the page.
 * @throws DomainError 409 VERSION_CONFLICT
 */
export async function requireVersion(
  reader: Db,
  ticket: TicketRow,
  version: number,
  { actor }: Pick<Ctx, "actor">,
): Promise<void> {
  if (ticket.version !== version) throw await versionConflictOf(reader, ticket, version, actor.id);
}

async function versionConflictOf(reader: Db, ticket: TicketRow, version: number, me: string): Promise<DomainError> {
  const { status, assigneeId, priority, tags, causeCode, queue, fields } = ticket;
  const now = { status, assigneeId, priority, tags, causeCode, queue, fields: fields ?? {} };
  // Whoever works here sees contacts masked, wherever they were written.
  const details = maskDeep({
    version: ticket.version,
    now: { ...now, snoozeUntil: ticket.snoozeUntil?.toISOString() ?? null },
    changes: await changesSince(reader, ticket, version, me),
  });
  return conflict("VERSION_CONFLICT", "Somebody else changed this ticket. Read it again and repeat the change.", {
    details,
  });
}

/** The audit row of each change has the version that it made. */
async function changesSince(reader: Db, ticket: TicketRow, version: number, me: string): Promise<ConflictChange[]> {
  const rows = await reader
    .select({ at: auditLog.at, actorId: auditLog.actorId, by: auditLog.actorName, data: auditLog.data })
    .from(auditLog)
    .where(eq(auditLog.subject, `ticket:${ticket.number}`))
    .orderBy(desc(auditLog.at), desc(auditLog.seq))
    .limit(MAX_CHANGES);
  return rows
    .reverse()
    .flatMap(({ at, actorId, by, data }) => {
      const { version: made, steps } = JSON.parse(data) as { version?: number; steps?: TicketStep[] };
      if (made === undefined || steps === undefined || made <= version) return [];
      const who = { by, own: actorId === me, at: at.toISOString() };
      return steps.map(({ type, before = null, after = null }) => ({ type, ...who, before, after }));
    })
    .slice(-MAX_CHANGES);
}
