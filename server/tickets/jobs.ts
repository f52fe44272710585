import { and, eq, isNull } from "drizzle-orm";
import { transact } from "#db/client.ts";
import { attachments } from "#db/schema/index.ts";
import { HOUR_MS, SECOND_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { logger } from "#server/core/logger.ts";
import { contactOf, hasLapsed, loadDiagnosis, recheckWaits, stirWaits } from "#server/diagnosis/index.ts";
import type { Job } from "#server/jobs/index.ts";
import { readPending } from "./attachment-reading.ts";
import { runBulk } from "./bulk/run-bulk.ts";
import { clockJobs } from "./clock-job.ts";
import { countOn } from "./desk-views/count-on.ts";
import { foldCounts } from "./desk-views/counts.ts";
import { followTickets } from "./follow-money.ts";
import { followOrders } from "./follow-orders.ts";
import { openTicket } from "./open-ticket.ts";
import { followSnoozes } from "./snooze/follow.ts";
import { forgetPresences } from "./work/be-present.ts";
import { lapseCalls } from "./work/lapse-calls.ts";
import { remindCalls } from "./work/remind-calls.ts";
import { forgetDrafts } from "./work/save-draft.ts";

const WAITS_A_RUN = 200;
/** What one submission may bring. */
const MAX_ATTACHMENTS = 10;

/**
 * Looks at the waits whose time has come, and opens the ticket of each that is over and was not solved: nobody has to come back
 * and ask. One that cannot be opened is tried again and stops no other.
 * @returns the numbers of the tickets
 */
export async function openLapsedWaits(ctx: Ctx): Promise<string[]> {
  const { lapsed } = await recheckWaits({ ctx, input: { limit: WAITS_A_RUN } });
  const numbers: string[] = [];
  for (const diagnosisId of lapsed) {
    try {
      const number = await openLapsed(ctx, diagnosisId);
      if (number !== null) numbers.push(number);
    } catch (error) {
      logger.error({ err: error, diagnosisId }, "a wait that lapsed got no ticket yet");
    }
  }
  return numbers;
}

/** In one transaction with the last look whether it is still due: two workers, or one that was killed, open one ticket. */
function openLapsed(ctx: Ctx, diagnosisId: string): Promise<string | null> {
  return transact(
    async (tx) => {
      const now = ctx.clock.now();
      if (!(await hasLapsed(tx, diagnosisId, now))) return null;
      const run = await loadDiagnosis(tx, diagnosisId, now);
      if (!run) return null;
      const uploads = await tx
        .select({ id: attachments.id })
        .from(attachments)
        .where(and(eq(attachments.ownerKey, `diagnosis:${diagnosisId}`), isNull(attachments.ticketId)))
        .orderBy(attachments.id)
        .limit(MAX_ATTACHMENTS);
      const contact = await contactOf(tx, diagnosisId);
      const input = {
        diagnosisId,
        claim: run.suggestedClaim,
        attachmentIds: uploads.map(({ id }) => id),
        ...(contact === null ? {} : { contact }),
      };
      return (await openTicket({ ctx: { ...ctx, tx }, input })).number;
    },
    { serializeOn: "tickets:open" },
  );
}

/** The jobs of this module, for whoever runs the job loop. */
/** Takes away what the desk left lying about: drafts that nobody came back to, and where people were. */
async function tidyDesk({ clock }: Ctx): Promise<void> {
  await forgetDrafts(clock);
  await forgetPresences(clock);
}

export const ticketJobs: readonly Job[] = [
  { name: "diagnosis.waits", everyMs: 2 * SECOND_MS, run: stirWaits },
  { name: "desk.bulk", everyMs: SECOND_MS, run: (ctx) => runBulk(ctx) },
  ...clockJobs,
  { name: "desk.fold", everyMs: 2 * SECOND_MS, run: foldCounts },
  { name: "desk.count", everyMs: 2 * SECOND_MS, run: (ctx) => countOn(ctx) },
  { name: "tickets.snooze", everyMs: SECOND_MS, run: followSnoozes },
  { name: "tickets.waits", everyMs: 2 * SECOND_MS, run: openLapsedWaits },
  { name: "tickets.orders", everyMs: 3 * SECOND_MS, run: followOrders },
  { name: "tickets.pictures", everyMs: 10 * SECOND_MS, run: readPending },
  { name: "calls.remind", everyMs: 15 * SECOND_MS, run: remindCalls },
  { name: "calls.lapse", everyMs: 30 * SECOND_MS, run: lapseCalls },
  { name: "desk.tidy", everyMs: HOUR_MS, run: tidyDesk },
  { name: "tickets.money", everyMs: 3 * SECOND_MS, run: followTickets },
];
