import { db } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import { maskContact, maskPhone } from "#server/core/mask.ts";
import { loadCase } from "#server/orders/index.ts";
import { openRun } from "../store.ts";

/** How to reach the owner of a run's order. `masked` may be shown; `value` is for writing to them. */
export type OwnerContact = { masked: string; value: string };

/**
 * The contact on the customer's record, once the order is proven theirs: so that nobody types what is known.
 * @returns null when it is not proven, or none is known
 * @throws DomainError 404 DIAGNOSIS_NOT_FOUND, also when it is somebody else's
 */
export async function ownerContact({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<OwnerContact | null> {
  const reader = ctx.tx ?? db;
  const { session } = await openRun(reader, ctx, input.id);
  if (!session.proven || session.orderNo === null) return null;
  const { phone, email } = (await loadCase(reader, session.orderNo))?.customer ?? {};
  if (phone) return { masked: maskPhone(phone), value: phone };
  return email ? { masked: maskContact(email), value: email } : null;
}
