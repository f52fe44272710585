import { tracked } from "@trpc/server";
import { z } from "zod";
import { systemClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { unauthenticated } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { router, staffProcedure } from "./init.ts";
import { forPerson, liveChanges, whenPageWasMade } from "./live.ts";
import { sessionRoll } from "./session-roll.ts";

/** A stream outlives the check at its beginning: before a batch it looks again whether its session still is. */
const RECHECK_MS = 1_000;
/** So it does while nothing happens: who was thrown out is to notice. */
const SILENT_MS = 5_000;

/** Whether a session still is, as of at most so long ago. */
type Living = (withinMs: number) => Promise<boolean>;

/** Asks about whoever has no session of their own in the table. */
function askedAlone(refresh: () => Promise<Ctx | null>): Living {
  let checkedAt = systemClock.now().getTime();
  return async (withinMs) => {
    const now = systemClock.now().getTime();
    if (Math.abs(now - checkedAt) <= withinMs) return true;
    checkedAt = now;
    return (await refresh()) !== null;
  };
}

/** Watches whether a session still is, also while nothing is said to it. */
class SessionWatch {
  private readonly gone = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly living: Living;
  readonly signal: AbortSignal;

  constructor(living: Living, signal: AbortSignal | undefined) {
    this.living = living;
    this.signal = signal ? AbortSignal.any([signal, this.gone.signal]) : this.gone.signal;
    this.timer = setInterval(() => {
      // A database that does not answer says nothing about the session: it is asked again.
      this.look(SILENT_MS / 2).catch((error) => logger.debug({ err: error }, "could not look whether a session is"));
    }, SILENT_MS);
    this.timer.unref();
  }

  get ended(): boolean {
    return this.gone.signal.aborted;
  }

  /** Looks unless it did so within this time. @returns whether the session still is */
  async look(withinMs: number): Promise<boolean> {
    if (!this.ended && !(await this.living(withinMs))) this.gone.abort();
    return !this.ended;
  }

  stop(): void {
    clearInterval(this.timer);
  }
}

export const liveRouter = router({
  /** What changed, for consoles: names of things only, which each page then asks for with its own permission. */
  desk: staffProcedure("tickets:read")
    .input(z.object({ lastEventId: z.uuid().optional() }).optional())
    .subscription(async function* ({ ctx, input, signal }) {
      const { actor } = ctx.caller;
      const sessionId = actor.kind === "staff" ? actor.sessionId : undefined;
      const roll = sessionId === undefined ? undefined : sessionRoll().add(sessionId);
      const watch = new SessionWatch(roll?.isLiving ?? askedAlone(ctx.refresh), signal);
      try {
        const since = input?.lastEventId ?? whenPageWasMade();
        for await (const batch of liveChanges(since, watch.signal, forPerson(actor.id))) {
          if (!(await watch.look(RECHECK_MS))) break;
          yield tracked(batch.cursor, { changes: batch.changes, everything: batch.everything });
        }
        if (watch.ended) throw unauthenticated("The session was ended.");
      } finally {
        watch.stop();
        roll?.leave();
      }
    }),
});
