import { eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { cardKeys, commands, orders, topups } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { seal } from "#server/core/seal.ts";
import { sealPurposes } from "#server/core/seal-purposes.ts";
import { emit } from "#server/jobs/outbox.ts";
import { raiseItem, resolveItem } from "#server/payments/index.ts";
import type { CommandRow } from "../commands/store.ts";
import type { Delivery } from "./delivery.ts";

/**
 * Keeps the card key that came with a command's success, sealed, for the order's owner; or puts one that nobody can read
 * before a person. Neither the text nor anything made of it goes anywhere else.
 */
export async function deliverCardKey(tx: Tx, ctx: Ctx, command: CommandRow, delivery: Delivery): Promise<void> {
  const { id: commandId, orderNo } = command;
  const stored = "text" in delivery;
  await tx
    .update(commands)
    .set({ delivery: stored ? "stored" : "unreadable" })
    .where(eq(commands.id, commandId));
  if (!stored) {
    await raiseItem(tx, ctx, {
      kind: "delivery_unreadable",
      about: commandId,
      orderNo,
      amountFen: command.amountFen,
      detail: { commandId, reason: delivery.unreadable },
    });
    return;
  }
  const id = newId();
  const customerId = await customerOf(tx, command);
  await tx.insert(cardKeys).values({
    ...{ id, orderNo, commandId, customerId },
    sealed: seal(sealPurposes.cardKey(id), delivery.text),
    deliveredAt: ctx.clock.now(),
  });
  await appendAudit(tx, ctx, {
    action: "card_key.delivered",
    subject: `order:${orderNo}`,
    data: { cardKeyId: id, commandId },
  });
  await resolveItem(tx, ctx, { kind: "delivery_unreadable", about: commandId }, "settled");
  await emit(tx, ctx.clock, {
    topic: "card_key.delivered",
    subject: `order:${orderNo}`,
    payload: { orderNo, customerId, cardKeyId: id },
  });
}

async function customerOf(tx: Tx, command: CommandRow): Promise<string> {
  const [order] = await tx
    .select({ customerId: orders.customerId })
    .from(orders)
    .where(eq(orders.orderNo, command.orderNo));
  if (order) return order.customerId;
  const [topup] = await tx
    .select({ customerId: topups.customerId })
    .from(topups)
    .where(eq(topups.id, command.subjectId));
  if (!topup) throw new Error("A command without its order and its top-up");
  return topup.customerId;
}
