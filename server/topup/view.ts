import type { topups } from "#db/schema/index.ts";
import type { Actor } from "#server/core/context.ts";
import type { Topup } from "./schemas.ts";

type Row = typeof topups.$inferSelect;

/** A top-up as staff and API keys see it. */
export function topupView(row: Row): Topup {
  const decidedBy =
    row.decidedByKind && row.decidedById && row.decidedByName
      ? { kind: row.decidedByKind, id: row.decidedById, name: row.decidedByName }
      : null;
  return {
    id: row.id,
    orderNo: row.orderNo,
    ticketNumber: row.ticketNumber,
    customerId: row.customerId,
    state: row.state,
    amountFen: row.amountFen,
    reasonCode: row.reasonCode,
    note: row.note,
    gate: row.gate,
    secondPersonReasons: row.secondPersonReasons,
    factsHash: row.factsHash,
    requestedBy: { kind: row.requestedByKind, id: row.requestedById, name: row.requestedByName },
    requestedAt: row.requestedAt.toISOString(),
    ...(row.state !== "rejected" && decidedBy && { approvedBy: decidedBy }),
    decidedBy,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decisionNote: row.decisionNote,
    reference: row.reference,
    failure: row.failure,
    settledAt: row.settledAt?.toISOString() ?? null,
  };
}

/** The columns that say who decided. */
export const decidedBy = (actor: Actor) => ({
  decidedByKind: actor.kind,
  decidedById: actor.id,
  decidedByName: actor.name,
});

/** True when the actor is the one who asked. */
export const askedBy = (row: Pick<Row, "requestedByKind" | "requestedById">, actor: Actor) =>
  row.requestedByKind === actor.kind && row.requestedById === actor.id;
