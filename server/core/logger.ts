import pino from "pino";
import { redact } from "./redact.ts";
import { redactText } from "./redact-text.ts";

/**
 * The process's log: JSON lines on stderr, so that commands keep stdout for what they print. Whatever is logged goes through
 * `redact` first: no line has a secret or somebody's contact in it. There are no children: what is bound to one would pass by that.
 */
export const logger: Pick<pino.BaseLogger, "level" | pino.Level> & Pick<pino.Logger, "flush"> = pino(
  {
    level: "info",
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    hooks: {
      logMethod(given, method) {
        method.apply(this, given.map(redactArgument) as Parameters<typeof method>);
      },
    },
    // Errors come as plain data already.
    serializers: { err: (error: unknown) => error },
  },
  pino.destination({ fd: 2, sync: false }),
);

/** An error by itself is logged as `err`, as pino would; its message is the line's where there is no other. */
function redactArgument(argument: unknown): unknown {
  if (typeof argument === "string") return redactText(argument);
  return argument instanceof Error ? { err: redact(argument) } : redact(argument);
}
