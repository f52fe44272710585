import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import { db } from "#db/client.ts";
import { slaTargets } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { pausesOf } from "#server/sla/index.ts";
import type { TicketClocks } from "#server/sla/schemas.ts";
import { findTicket } from "./access.ts";
import { clockLog } from "./clock-log.ts";

const inputSchema = z.object({ number: z.string().trim().min(1).max(40) });
const iso = (at: Date | null) => at?.toISOString() ?? null;

/**
 * Every run of a ticket's clocks with the versions that it was started under, both its measures and what was passed on of it; and
 * when the ticket waited, and for whom, as its history says.
 * @throws DomainError 403 FORBIDDEN, 404 TICKET_NOT_FOUND
 */
export async function ticketClocks(args: { ctx: Ctx; input: z.input<typeof inputSchema> }): Promise<TicketClocks> {
  const ctx = authorize(args.ctx, "tickets:read");
  const { number } = inputSchema.parse(args.input);
  const reader = ctx.tx ?? db;
  const { id } = await findTicket(reader, number);
  const rows = await reader
    .select()
    .from(slaTargets)
    .where(eq(slaTargets.ticketId, id))
    .orderBy(asc(slaTargets.startedAt), asc(slaTargets.id));
  return {
    clocks: rows.map((row) => ({
      ...{ metric: row.metric, caseId: row.subject, policy: row.policyVersion, calendar: row.calendarVersion },
      startedAt: row.startedAt.toISOString(),
      dueAt: row.dueAt.toISOString(),
      agentDueAt: iso(row.agentDueAt),
      ...{ warnAt: iso(row.warnAt), warnedAt: iso(row.warnedAt), breachedAt: iso(row.breachedAt) },
      ...{ escalateAt: iso(row.escalateAt), escalatedAt: iso(row.escalatedAt), pausedAt: iso(row.pausedAt) },
      ...{
        pausedMs: row.pausedMs,
        decidedAt: iso(row.decidedAt),
        outcome: row.outcome,
        agentOutcome: row.agentOutcome,
      },
    })),
    pauses: pausesOf(await clockLog(reader, id)).map(({ from, to, waits }) => ({
      ...{ from: from.toISOString(), to: iso(to), waits },
    })),
  };
}
