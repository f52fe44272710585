import { SECOND_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { backfillEvidence } from "./backfill.ts";
import { sequenceEvidence } from "./sequence.ts";

/** Gives entries their places and signs heads. Rows from before the log come in at its first run. */
export const evidenceJobs = [
  {
    name: "evidence.sequence",
    everyMs: 5 * SECOND_MS,
    async run({ clock }: Ctx): Promise<void> {
      await backfillEvidence(clock);
      await sequenceEvidence(clock);
    },
  },
];
