import type { Tx } from "#db/client.ts";
import { inboxMessages } from "#db/schema/index.ts";
import { type Clock, SECOND_MS } from "#server/core/clock.ts";
import { newId } from "#server/core/ids.ts";
import { consume, type Job, type OutboxRow } from "#server/jobs/index.ts";
import { noticeOf } from "./rules.ts";

const MAX_BATCHES_A_RUN = 50;

/**
 * Tells customers in their inbox what happened to their tickets and money. Each event tells once: the cursor moves in the same
 * transaction, and the inbox refuses a second message of one event.
 * @returns how many events were looked at
 */
export async function deliverInbox(clock: Clock): Promise<number> {
  let seen = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    const handled = await consume("inbox", clock, deliver);
    if (handled === 0) break;
    seen += handled;
  }
  return seen;
}

async function deliver(tx: Tx, event: OutboxRow): Promise<void> {
  const notice = noticeOf(event);
  if (!notice) return;
  await tx
    .insert(inboxMessages)
    .values({ id: newId(), ...notice, eventId: event.id, read: false, createdAt: event.createdAt })
    .onConflictDoNothing({ target: inboxMessages.eventId });
}

/** The jobs of this module, for whoever runs the job loop. */
export const notificationJobs: readonly Job[] = [
  { name: "notifications.inbox", everyMs: 3 * SECOND_MS, run: (ctx) => deliverInbox(ctx.clock) },
];
