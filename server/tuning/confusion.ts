import { and, count, desc, eq } from "drizzle-orm";
import type { z } from "zod";
import { db } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { after, labelled, pageOf } from "./labels.ts";
import { type Confusion, cellSchema, periodSchema } from "./schemas.ts";

/** What the checklist said beside what agents found, over resolved tickets. */
export async function confusionTable({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof periodSchema>;
}): Promise<Confusion> {
  authorize(ctx, "tickets:read");
  const { days } = periodSchema.parse(input);
  const rows = await db
    .select({ predicted: tickets.predictedCauseCode, final: tickets.finalCauseCode, n: count() })
    .from(tickets)
    .where(labelled(ctx.clock.now(), days))
    .groupBy(tickets.predictedCauseCode, tickets.finalCauseCode);
  const cells = rows
    .flatMap(({ predicted, final, n }) => (predicted && final ? [{ predicted, final, tickets: Number(n) }] : []))
    .toSorted((a, b) => b.tickets - a.tickets);
  const sum = (some: typeof cells) => some.reduce((total, cell) => total + cell.tickets, 0);
  return { tickets: sum(cells), agreed: sum(cells.filter((c) => c.predicted === c.final)), cells };
}

/** The tickets behind one cell of {@link confusionTable}, newest first. @throws DomainError 422 BAD_CURSOR */
export async function confusionTickets({ ctx, input }: { ctx: Ctx; input: z.input<typeof cellSchema> }) {
  authorize(ctx, "tickets:read");
  const { days, predicted, final, limit, cursor } = cellSchema.parse(input);
  const rows = await db
    .select({
      id: tickets.id,
      number: tickets.number,
      resolvedAt: tickets.resolvedAt,
      diagnosisId: tickets.diagnosisId,
    })
    .from(tickets)
    .where(
      and(
        labelled(ctx.clock.now(), days),
        eq(tickets.predictedCauseCode, predicted),
        eq(tickets.finalCauseCode, final),
        after(tickets.resolvedAt, cursor),
      ),
    )
    .orderBy(desc(tickets.resolvedAt), desc(tickets.id))
    .limit(limit + 1);
  const { items, nextCursor } = pageOf(rows, limit, (row) => row.resolvedAt);
  return {
    items: items.map(({ number, resolvedAt, diagnosisId }) => ({
      number,
      resolvedAt: resolvedAt?.toISOString() ?? "",
      diagnosisId,
    })),
    nextCursor,
  };
}
