import { inspect } from "node:util";
import { logger } from "#server/core/logger.ts";
import { redact } from "#server/core/redact.ts";
import { redactText } from "#server/core/redact-text.ts";

const NAMES = ["error", "warn", "info", "log", "debug"] as const;
const FLUSH_MS = 1_000;
const DONE = Symbol.for("daozhang.redacts");

type Console = Pick<typeof console, (typeof NAMES)[number]> & { [DONE]?: true };

/**
 * Next.js and React write errors of pages to the console by themselves: what they write is redacted like the log. Commands that
 * print something secret on purpose write to their streams.
 * @param target this process's console, unless a test says otherwise
 */
export function redactConsole(target: Console = console): void {
  // Next.js loads its own copy of this module; the console is the same.
  if (target[DONE]) return;
  Object.assign(target, { [DONE]: true });
  for (const name of NAMES) {
    const write = target[name].bind(target);
    target[name] = (...given: unknown[]) => write(...given.map(readable));
  }
}

function readable(value: unknown): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value !== "object" || value === null) return redact(value);
  return inspect(redact(value), { depth: 8, breakLength: 120 });
}

/** Node.js writes what nobody caught as it is. This ends the process as well, but says it in the log. */
export function logCrashes(): void {
  process.on("uncaughtException", (error: unknown) => {
    logger.fatal({ err: error }, "nobody caught an error: the process ends");
    logger.flush(() => process.exit(1));
    setTimeout(() => process.exit(1), FLUSH_MS);
  });
}
