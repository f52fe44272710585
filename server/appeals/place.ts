import type { Db } from "#db/client.ts";
import { type Ctx, may } from "#server/core/context.ts";
import { customerIdOf } from "#server/core/customer-id.ts";
import { DomainError, forbidden, notFound } from "#server/core/errors.ts";
import { loadDiagnosis } from "#server/diagnosis/index.ts";
import { findTicket, openTicketOfOrder, ownsTicket, type TicketRow } from "#server/tickets/index.ts";

/** From where somebody appeals: a run of the checklist, or a ticket. */
export type Where = { diagnosisId: string } | { number: string };
export type Place = {
  diagnosisId: string | null;
  orderNo: string;
  customerId: string;
  locale: string;
  /** The order's open ticket, or the one that was named. */
  ticket: TicketRow | undefined;
  /** The checklist, or whoever opened the ticket, says that it is a hold. */
  claimed: boolean;
};

const notProven = () =>
  new DomainError(
    403,
    "OWNERSHIP_NOT_PROVEN",
    "Prove first that the order is yours. Without that, describe it in a ticket.",
  );

/**
 * Finds the order that somebody appeals about, once it is sure that it is theirs.
 * @throws DomainError 404 DIAGNOSIS_NOT_FOUND, TICKET_NOT_FOUND, also when it is somebody else's; 403 OWNERSHIP_NOT_PROVEN
 */
export async function placeOf(reader: Db, ctx: Ctx, where: Where): Promise<Place> {
  return "number" in where ? ofTicket(reader, ctx, where.number) : ofRun(reader, ctx, where.diagnosisId);
}

async function ofRun(reader: Db, ctx: Ctx, id: string): Promise<Place> {
  const { actor } = ctx;
  if (actor.kind !== "customer" && !may(actor, "diagnosis:write")) throw forbidden();
  const run = await loadDiagnosis(reader, id, ctx.clock.now());
  const own = actor.id === `diagnosis:${id}` || (run?.owner && run.customerId === customerIdOf(actor));
  if (!run || (actor.kind === "customer" && !own)) throw notFound("DIAGNOSIS");
  const { orderNo, customerId, locale } = run;
  if (!run.owner || orderNo === null || customerId === null) throw notProven();
  const ticket = await openTicketOfOrder(reader, orderNo);
  const claimed = run.outcome?.kind === "risk_appeal" || ticket?.claim === "lift_risk_hold";
  return { diagnosisId: id, orderNo, customerId, locale, ticket, claimed };
}

async function ofTicket(reader: Db, ctx: Ctx, number: string): Promise<Place> {
  const { actor } = ctx;
  const ticket = await findTicket(reader, number);
  const allowed = actor.kind === "customer" ? ownsTicket(actor, ticket) : may(actor, "tickets:write");
  if (!allowed) throw actor.kind === "customer" ? notFound("TICKET") : forbidden();
  const { orderNo, customerId, locale, diagnosisId } = ticket;
  if (orderNo === null || customerId === null) throw notProven();
  return { diagnosisId, orderNo, customerId, locale, ticket, claimed: ticket.claim === "lift_risk_hold" };
}

/** The proven owner speaks in the ticket that carries their appeal, whichever run they came by. */
export function forTicket(ctx: Ctx, { ticketNumber }: { ticketNumber: string }): Ctx {
  if (ctx.actor.kind !== "customer") return ctx;
  return { ...ctx, actor: { kind: "customer", id: `ticket:${ticketNumber}`, name: ctx.actor.name } };
}
