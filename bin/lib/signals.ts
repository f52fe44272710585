import { logger } from "#server/core/logger.ts";

/** Past this, a stop that hangs is cut short: a supervisor would kill the process anyway. */
const STOP_LIMIT_MS = 20_000;
/** One Ctrl-C can arrive several times (from the terminal, and handed down by npm): only a later one is impatience. */
const SAME_SIGNAL_MS = 1_000;

/**
 * Runs `stop` at the first SIGTERM or SIGINT and ends the process: 0 when it stopped cleanly, 1 when not or when it is
 * asked again.
 */
export function onStopSignal(stop: (signal: string) => Promise<void>): void {
  let askedAt: number | undefined;
  const asked = (signal: string) => {
    if (askedAt !== undefined) {
      if (Date.now() - askedAt > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    askedAt = Date.now();
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    stop(signal).then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, "the process did not stop cleanly");
        logger.flush(() => process.exit(1));
      },
    );
  };
  process.on("SIGTERM", asked);
  process.on("SIGINT", asked);
}
