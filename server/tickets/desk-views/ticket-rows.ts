import { inArray } from "drizzle-orm";
import { z } from "zod";
import { db } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { masked } from "#server/core/mask.ts";
import type { TicketSummary } from "../schemas.ts";
import { summariesOf } from "./list-view.ts";

export const ticketRowsSchema = z.object({ numbers: z.array(z.string().min(1).max(40)).min(1).max(100) });

/**
 * The rows of these tickets as they are now, for a list that shows them already. Those that are not there are left out.
 * @throws DomainError 403 FORBIDDEN
 */
export async function ticketRows({ ctx, input }: { ctx: Ctx; input: z.input<typeof ticketRowsSchema> }): Promise<{
  items: TicketSummary[];
}> {
  authorize(ctx, "tickets:read");
  const { numbers } = ticketRowsSchema.parse(input);
  const reader = ctx.tx ?? db;
  const rows = await reader.select({ id: tickets.id }).from(tickets).where(inArray(tickets.number, numbers));
  return {
    items: masked(
      ctx,
      await summariesOf(
        reader,
        rows.map(({ id }) => id),
      ),
    ),
  };
}
