/** Past this, a stop that hangs is cut short: a supervisor would kill the process anyway. */
const STOP_LIMIT_MS = 20_000;

/** Runs `stop` at the first SIGTERM or SIGINT and ends the process: 0 when it stopped cleanly, 1 when not. A second signal ends it at once. */
export function onStopSignal(stop: (signal: string) => Promise<void>): void {
  let stopping = false;
  const once = (signal: string) => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    stop(signal).then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", once);
  process.on("SIGINT", once);
}
