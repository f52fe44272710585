import { z } from "zod";
import { db } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { viewDiagnosisPage } from "#server/diagnosis/index.ts";
import { type CardKeyNotice, cardKeysOf, type RevealedCardKey, revealCardKeys } from "#server/topup/index.ts";
import { findTicket, ownsTicket } from "./access.ts";

/** Where somebody stands who may have proven an order to be theirs: at their ticket, or at their run of the checklist. */
const placeSchema = z.union([
  z.object({ number: z.string().min(1).max(40) }),
  z.object({ diagnosisId: z.string().min(1).max(64) }),
]);
type Args = { ctx: Ctx; input: z.input<typeof placeSchema> };

/**
 * The card keys that were delivered for a customer's own order, without their texts. None without proof of the order.
 * @throws DomainError 404 when the ticket or run is somebody else's
 */
export async function ownersCardKeys({ ctx, input }: Args): Promise<CardKeyNotice[]> {
  const orderNo = await provenOrder(ctx, placeSchema.parse(input));
  return orderNo === null ? [] : cardKeysOf(ctx.tx ?? db, orderNo);
}

/**
 * Shows them, and writes down that they were shown, when and to whom.
 * @throws DomainError 404 CARD_KEY_NOT_FOUND, also without proof of the order; 404 when the ticket or run is somebody else's
 */
export async function revealOwnersCardKeys({ ctx, input }: Args): Promise<RevealedCardKey[]> {
  const orderNo = await provenOrder(ctx, placeSchema.parse(input));
  if (orderNo === null) throw notFound("CARD_KEY");
  return revealCardKeys(ctx, orderNo);
}

/** The order that the actor has proven to be theirs; null when they have not. */
async function provenOrder(ctx: Ctx, place: z.output<typeof placeSchema>): Promise<string | null> {
  if ("diagnosisId" in place) return (await viewDiagnosisPage({ ctx, input: { id: place.diagnosisId } })).orderNo;
  const ticket = await findTicket(ctx.tx ?? db, place.number);
  if (!ownsTicket(ctx.actor, ticket)) throw notFound("TICKET");
  // A ticket has its order only once that was proven (decision 5).
  return ticket.orderNo;
}
