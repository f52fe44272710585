import { z } from "zod";
import { db, type Tx, transact } from "#db/client.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { findTicket, tellTicket } from "#server/tickets/index.ts";
import { isUnanswered } from "./rules.ts";
import { closeCaseSchema, type GatewayCase } from "./schemas.ts";
import { caseView } from "./view.ts";
import { caseLock, findCase, moveCase, waitsForAnother } from "./write.ts";

const inputSchema = closeCaseSchema.extend({ id: z.string().min(1).max(64) });

/**
 * Ends a case: there is nothing more to ask. One that was not answered yet is withdrawn, and its ticket is work again.
 * @throws DomainError 404 CASE_NOT_FOUND, 403 FORBIDDEN, 409 CASE_STATE
 */
export async function closeCase(args: { ctx: Ctx; input: z.input<typeof inputSchema> }): Promise<GatewayCase> {
  const ctx = authorize(args.ctx, "tickets:write");
  const call = inputSchema.parse(args.input);
  const work = async (tx: Tx) => {
    const row = await findCase(tx, call.id);
    const now = ctx.clock.now();
    const moved = await moveCase(tx, ctx, row, "closed", {
      closedAt: now,
      closedByName: ctx.actor.name,
      closeNote: call.note || null,
    });
    if (moved.ticketNumber !== null && isUnanswered(row.state)) {
      const ticket = await findTicket(tx, moved.ticketNumber);
      const waits = ticket.status === "waiting_upstream" && !(await waitsForAnother(tx, moved));
      await tellTicket(tx, ctx, ticket, {
        step: { type: "case_closed", after: { caseId: row.id } },
        sla: [{ type: "gateway_withdrawn", caseId: row.id }],
        ...(waits ? { status: "open" as const } : {}),
      });
    }
    return caseView(moved, now);
  };
  if (ctx.tx) return work(ctx.tx);
  const { orderNo } = await findCase(db, call.id);
  return transact(work, { serializeOn: caseLock(orderNo) });
}
