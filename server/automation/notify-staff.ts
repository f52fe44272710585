import type { Tx } from "#db/client.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { emit } from "#server/jobs/index.ts";
import { findTicket } from "#server/tickets/index.ts";
import type { RuleAction } from "./schemas.ts";

/**
 * Has colleagues told about a ticket. Who they are is looked up by those who tell, when they do.
 * @param ctx the rule's own, whose name is told along
 * @throws DomainError 404 TICKET_NOT_FOUND
 */
export async function notifyStaff(
  tx: Tx,
  ctx: Ctx,
  number: string,
  { to, say }: Extract<RuleAction, { kind: "notify" }>,
): Promise<void> {
  const { queue } = await findTicket(tx, number);
  const subject = `ticket:${number}`;
  await appendAudit(tx, ctx, { action: "automation.told", subject, data: { to } });
  // Of no topic that rules listen to: telling sets nothing off.
  const payload = { ...to, number, queue, name: ctx.actor.name, title: say };
  await emit(tx, ctx.clock, { topic: "rule.told", subject, payload });
}
