import { and, eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { moneyItems } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { conflict, invalid } from "#server/core/errors.ts";
import { emit } from "#server/jobs/outbox.ts";
import { actionsOf } from "./actions.ts";
import { findItem, type ItemRow } from "./queue.ts";
import type { MoneyAction } from "./schemas.ts";

/**
 * The item that is to be acted on, as it is inside the transaction.
 * @param version as it was shown
 * @throws DomainError 404 MONEY_ITEM_NOT_FOUND; 409 ALREADY_RESOLVED, VERSION_CONFLICT, PROPOSAL_WAITS; 422 ACTION_NOT_POSSIBLE
 */
export async function takeItem(tx: Tx, id: string, action: MoneyAction, version: number): Promise<ItemRow> {
  const item = await findItem(tx, id);
  if (item.state !== "open") {
    throw conflict("ALREADY_RESOLVED", `This was ended already: ${item.resolution}.`, {
      details: { id, resolution: item.resolution, by: item.resolvedByName },
    });
  }
  if (item.version !== version) {
    throw conflict("VERSION_CONFLICT", "Somebody else changed this. Read it again and repeat the action.", {
      details: { id, version: item.version },
    });
  }
  if (item.proposal) {
    throw conflict("PROPOSAL_WAITS", "A proposal of this waits for a second person.", { details: { id } });
  }
  const possible = actionsOf(item).map((each) => each.action);
  if (possible.includes(action)) return item;
  throw invalid("ACTION_NOT_POSSIBLE", `Possible are: ${possible.join(", ") || "none"}.`, {
    details: { id, possible },
    errors: [{ path: "action", message: "This cannot be done about this item" }],
  });
}

/**
 * Changes an open item, counts its version up, writes it down and tells live screens.
 * @param item as it was read in this transaction
 * @throws DomainError 409 VERSION_CONFLICT
 */
export async function changeItem(
  tx: Tx,
  ctx: Ctx,
  item: ItemRow,
  change: { set: Pick<Partial<ItemRow>, "detail" | "proposal">; action: string; data: Record<string, unknown> },
): Promise<ItemRow> {
  const [row] = await tx
    .update(moneyItems)
    .set({ ...change.set, version: item.version + 1 })
    .where(and(eq(moneyItems.id, item.id), eq(moneyItems.version, item.version)))
    .returning();
  if (!row) throw conflict("VERSION_CONFLICT", "Somebody else changed this. Read it again and repeat the action.");
  await appendAudit(tx, ctx, { action: change.action, subject: `item:${item.id}`, data: change.data });
  await emit(tx, ctx.clock, {
    topic: change.action,
    subject: `item:${item.id}`,
    payload: { id: item.id, kind: item.kind, orderNo: item.orderNo },
  });
  return row;
}
