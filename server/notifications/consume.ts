import { and, eq, gt, inArray } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { inboxMessages } from "#db/schema/index.ts";
import { type Clock, HOUR_MS } from "#server/core/clock.ts";
import { newId } from "#server/core/ids.ts";
import { contactOf } from "#server/diagnosis/index.ts";
import { consume, emit, type OutboxRow } from "#server/jobs/index.ts";
import { planDeliveries } from "./plan.ts";
import { type Notice, noticeOf } from "./rules.ts";

const MAX_BATCHES_A_RUN = 50;

/**
 * Tells customers in their inbox what happened to their tickets, money and orders, and plans what goes out besides. Each event
 * tells once: the cursor moves in the same transaction, and the inbox refuses a second message of one event.
 * @returns how many events were looked at
 */
export async function deliverInbox(clock: Clock): Promise<number> {
  let seen = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    const handled = await consume("inbox", clock, (tx, event) => deliver(tx, clock, event));
    if (handled === 0) break;
    seen += handled;
  }
  return seen;
}

async function deliver(tx: Tx, clock: Clock, event: OutboxRow): Promise<void> {
  const notice = noticeOf(event);
  if (!notice || (await isSaidAlready(tx, notice, event.createdAt))) return;
  const id = newId();
  const { once, ...message } = notice;
  const fresh = await tx
    .insert(inboxMessages)
    .values({ id, ...message, eventId: once ?? event.id, read: false, createdAt: event.createdAt })
    .onConflictDoNothing({ target: inboxMessages.eventId })
    .returning({ id: inboxMessages.id });
  if (fresh.length === 0) return;
  await planDeliveries(tx, { id, happenedAt: event.createdAt, now: clock.now() }, notice);
  await emit(tx, clock, { topic: "inbox.told", subject: `customer:${notice.customerId}` });
}

/** The money itself was told of: that it ended the wait is no second message, unless somebody asked to hear of just that. */
async function isSaidAlready(tx: Tx, { kind, diagnosisId, orderNo, customerId }: Notice, at: Date): Promise<boolean> {
  if (kind !== "wait_solved" || orderNo === null) return false;
  if (diagnosisId !== null && (await contactOf(tx, diagnosisId)) !== null) return false;
  const [said] = await tx
    .select({ id: inboxMessages.id })
    .from(inboxMessages)
    .where(
      and(
        eq(inboxMessages.customerId, customerId),
        eq(inboxMessages.orderNo, orderNo),
        inArray(inboxMessages.kind, ["credited", "refunded"]),
        gt(inboxMessages.createdAt, new Date(at.getTime() - HOUR_MS)),
      ),
    )
    .limit(1);
  return said !== undefined;
}
