import { tracked } from "@trpc/server";
import { z } from "zod";
import { systemClock } from "#server/core/clock.ts";
import { unauthenticated } from "#server/core/errors.ts";
import { router, staffProcedure } from "./init.ts";
import { liveChanges } from "./live.ts";

/** A stream outlives the check at its beginning: it looks again this often whether its session still is. */
const RECHECK_MS = 1_000;

export const liveRouter = router({
  /** What changed, for consoles: names of things only, which each page then asks for with its own permission. */
  desk: staffProcedure("tickets:read")
    .input(z.object({ lastEventId: z.uuid().optional() }).optional())
    .subscription(async function* ({ ctx, input, signal }) {
      let checkedAt = systemClock.now().getTime();
      const ends = signal ?? new AbortController().signal;
      for await (const batch of liveChanges(input?.lastEventId, ends)) {
        const now = systemClock.now().getTime();
        if (now - checkedAt > RECHECK_MS) {
          if ((await ctx.refresh()) === null) throw unauthenticated("The session was ended.");
          checkedAt = now;
        }
        yield tracked(batch.cursor, { changes: batch.changes, everything: batch.everything });
      }
    }),
});
