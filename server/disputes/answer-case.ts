import { z } from "zod";
import { db, type Tx, transact } from "#db/client.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { invalid } from "#server/core/errors.ts";
import { findTicket, tellTicket } from "#server/tickets/index.ts";
import { words } from "./copy.ts";
import { answerCaseSchema, type GatewayCase } from "./schemas.ts";
import { type CaseRow, caseView } from "./view.ts";
import { caseLock, findCase, moveCase, waitsForAnother } from "./write.ts";

const inputSchema = answerCaseSchema.extend({ id: z.string().min(1).max(64) });

/**
 * Writes down what the gateway answered, who entered it, and when it was said: that moment decides whether the two hours
 * were kept. The answer itself is for staff; the customer is told that there is one. The ticket is work again.
 * @throws DomainError 404 CASE_NOT_FOUND, 403 FORBIDDEN, 409 CASE_STATE, 422 ANSWERED_AT_WRONG
 */
export async function answerCase(args: { ctx: Ctx; input: z.input<typeof inputSchema> }): Promise<GatewayCase> {
  const ctx = authorize(args.ctx, "tickets:write");
  const call = inputSchema.parse(args.input);
  const work = async (tx: Tx) => {
    const row = await findCase(tx, call.id);
    const now = ctx.clock.now();
    const answeredAt = call.answeredAt ? new Date(call.answeredAt) : now;
    if (answeredAt.getTime() > now.getTime() || answeredAt.getTime() < row.filedAt.getTime()) {
      const message = "Must lie between the filing and now";
      throw invalid("ANSWERED_AT_WRONG", "A gateway answers after it was asked, and not in the future.", {
        errors: [{ path: "answeredAt", message }],
      });
    }
    const moved = await moveCase(tx, ctx, row, "answered", {
      answer: call.answer,
      answeredAt,
      answeredByName: ctx.actor.name,
    });
    await tellIt(tx, ctx, moved, call.answer, answeredAt);
    return caseView(moved, now);
  };
  if (ctx.tx) return work(ctx.tx);
  const { orderNo } = await findCase(db, call.id);
  return transact(work, { serializeOn: caseLock(orderNo) });
}

async function tellIt(tx: Tx, ctx: Ctx, row: CaseRow, answer: string, answeredAt: Date): Promise<void> {
  if (row.ticketNumber === null) return;
  const ticket = await findTicket(tx, row.ticketNumber);
  const waits = ticket.status === "waiting_upstream" && !(await waitsForAnother(tx, row));
  const ended = ticket.status === "resolved" || ticket.status === "closed";
  await tellTicket(tx, ctx, ticket, {
    step: { type: "case_answered", after: { caseId: row.id } },
    sla: [{ type: "gateway_answered", caseId: row.id, at: answeredAt.toISOString() }],
    note: words(ticket.locale).noteAnswer(answer, ctx.actor.name),
    ...(waits ? { status: "open" as const } : {}),
    ...(ended ? {} : { message: words(ticket.locale).answered }),
  });
}
