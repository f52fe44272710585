import { db } from "#db/client.ts";
import { MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { logger } from "#server/core/logger.ts";
import { loadDiagnosis, recheckWaits } from "#server/diagnosis/index.ts";
import type { Job } from "#server/jobs/index.ts";
import { followTickets } from "./follow-money.ts";
import { followOrders } from "./follow-orders.ts";
import { openTicket } from "./open-ticket.ts";

const WAITS_A_RUN = 100;

/**
 * Looks at every wait that is over, and opens the ticket of each that was not solved meanwhile: nobody has to come back and ask.
 * One that cannot be opened is tried again at the next turn and stops no other.
 * @returns the numbers of the tickets
 */
export async function openLapsedWaits(ctx: Ctx): Promise<string[]> {
  const { lapsed } = await recheckWaits({ ctx, input: { limit: WAITS_A_RUN } });
  const numbers: string[] = [];
  for (const diagnosisId of lapsed) {
    try {
      const run = await loadDiagnosis(db, diagnosisId, ctx.clock.now());
      if (!run) continue;
      const { number } = await openTicket({ ctx, input: { diagnosisId, claim: run.suggestedClaim } });
      numbers.push(number);
    } catch (error) {
      logger.error({ err: error, diagnosisId }, "a wait that lapsed got no ticket yet");
    }
  }
  return numbers;
}

/** The jobs of this module, for whoever runs the job loop. */
export const ticketJobs: readonly Job[] = [
  { name: "tickets.lapsed_waits", everyMs: MINUTE_MS / 2, run: openLapsedWaits },
  { name: "tickets.orders", everyMs: 3 * SECOND_MS, run: followOrders },
  { name: "tickets.money", everyMs: 3 * SECOND_MS, run: followTickets },
];
