import type { Tx } from "#db/client.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { emit } from "#server/jobs/outbox.ts";
import { accessHash, accessSecret, type TicketRow } from "./access.ts";
import { startClocks } from "./move-clocks.ts";
import { nextNumber } from "./open-ticket.ts";
import { isOpen } from "./rules.ts";
import { NEVER } from "./sla.ts";
import { insertTicket, recordSteps } from "./write.ts";

/** What is known of a ticket that another system kept. */
export type ImportedTicket = Pick<TicketRow, "status" | "priority" | "causeCode" | "claim" | "openedAt" | "locale"> & {
  [K in
    | ("orderNo" | "customerId" | "productName" | "channel" | "paymentNo" | "target" | "contact" | "description")
    | ("amountFen" | "resolvedAt")]: TicketRow[K];
} & { tags: string[] };

/**
 * Takes in a ticket of another system, in the transaction of whoever does: with its number, its tag `imported` and a first step, and
 * without telling anybody. Clocks run for an open one alone, from now on. The order that it names gives no right to it
 * (decision 0005). The audit row is the caller's, one for all.
 * @returns its number
 * @throws DomainError 403 FORBIDDEN
 */
export async function importTicket(tx: Tx, ctx: Ctx, given: ImportedTicket): Promise<{ number: string }> {
  authorize(ctx, "imports:write");
  const now = ctx.clock.now();
  const { orderNo, tags, ...rest } = given;
  const id = newId();
  const open = isOpen(given.status);
  const ended = given.resolvedAt ?? given.openedAt;
  const values = {
    ...rest,
    ...{ orderNo: null, claimedOrderNo: orderNo, diagnosisId: null, predictedCauseCode: null, queue: "general" },
    // Nobody here knows what was charged then.
    chargeState: "possible" as const,
    tags: [...new Set([...tags, "imported"])],
    diagnosis: { "zh-CN": { reasons: [], answers: [] }, en: { reasons: [], answers: [] } },
    ...{ updatedAt: now, reopenCount: 0, publicReplyCount: 0, version: 1, nextDueAt: NEVER },
    resolvedAt: open ? null : ended,
    firstResolvedAt: open ? null : ended,
    closedAt: given.status === "closed" ? ended : null,
    finalCauseCode: open ? null : given.causeCode,
    lastCustomerAt: given.openedAt,
    ...(open ? { unansweredSince: now } : { unansweredSince: null }),
  };
  const clocks = open ? await startClocks(tx, values, false, now) : undefined;
  const named = {
    id,
    number: await nextNumber(tx, now),
    accessHash: accessHash(accessSecret(id, 1)),
    accessVersion: 1,
  };
  const row = await insertTicket(tx, ctx, { ...values, ...clocks?.due, ...named }, clocks?.targets);
  const after = { status: row.status, priority: row.priority, causeCode: row.causeCode, imported: true };
  await recordSteps(tx, ctx, id, [{ type: "opened", after }], clocks?.heard);
  await emit(tx, ctx.clock, {
    topic: "ticket.imported",
    subject: `ticket:${row.number}`,
    payload: { number: row.number },
  });
  return { number: row.number };
}
