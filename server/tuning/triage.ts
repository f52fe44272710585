import { and, desc, eq, gte, inArray, isNotNull, or } from "drizzle-orm";
import type { z } from "zod";
import { db } from "#db/client.ts";
import { fulfilments, payments, tickets } from "#db/schema/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { after, pageOf } from "./labels.ts";
import { type TriageCase, triageInputSchema } from "./schemas.ts";

const MAX_CODES = 10;

/**
 * The cases that fit no cause, by the checklist's word or an agent's, newest first, with the codes that came with them as they were
 * spelt: each is the seed of a rule.
 * @throws DomainError 422 BAD_CURSOR
 */
export async function unknownCases({ ctx, input }: { ctx: Ctx; input: z.input<typeof triageInputSchema> }) {
  authorize(ctx, "tickets:read");
  const { days, limit, cursor } = triageInputSchema.parse(input);
  const since = new Date(ctx.clock.now().getTime() - days * DAY_MS);
  const rows = await db
    .select({
      id: tickets.id,
      number: tickets.number,
      openedAt: tickets.openedAt,
      predicted: tickets.predictedCauseCode,
      final: tickets.finalCauseCode,
      errorText: tickets.errorText,
      orderNo: tickets.orderNo,
      diagnosisId: tickets.diagnosisId,
    })
    .from(tickets)
    .where(
      and(
        gte(tickets.openedAt, since),
        or(eq(tickets.predictedCauseCode, "UNKNOWN"), eq(tickets.finalCauseCode, "UNKNOWN")),
        after(tickets.openedAt, cursor),
      ),
    )
    .orderBy(desc(tickets.openedAt), desc(tickets.id))
    .limit(limit + 1);
  const { items, nextCursor } = pageOf(rows, limit, (row) => row.openedAt);
  const codes = await rawCodes(items.flatMap(({ orderNo }) => (orderNo === null ? [] : [orderNo])));
  const shown = items.map(
    ({ id: _, orderNo, openedAt, ...rest }): TriageCase => ({
      ...rest,
      openedAt: openedAt.toISOString(),
      rawCodes: [...(codes.get(orderNo ?? "") ?? [])].slice(0, MAX_CODES),
    }),
  );
  return { items: shown, nextCursor };
}

/** The error codes of orders' payments and fulfilments, as gateways and suppliers spelt them. */
async function rawCodes(orderNos: string[]): Promise<Map<string, Set<string>>> {
  const codes = new Map<string, Set<string>>();
  if (orderNos.length === 0) return codes;
  for (const table of [payments, fulfilments]) {
    const rows = await db
      .select({ orderNo: table.orderNo, code: table.errorCode, message: table.errorMessage })
      .from(table)
      .where(and(inArray(table.orderNo, orderNos), or(isNotNull(table.errorCode), isNotNull(table.errorMessage))));
    for (const { orderNo, code, message } of rows) {
      const known = codes.get(orderNo) ?? new Set();
      known.add([code, message].filter(Boolean).join(" · ").slice(0, 200));
      codes.set(orderNo, known);
    }
  }
  return codes;
}
