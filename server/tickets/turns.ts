import { DomainError } from "#server/core/errors.ts";

/**
 * Lets at most `running` pieces of work go on at once and at most `waiting` stand in line, in order of arrival.
 * @returns a function that runs work in its turn; it throws DomainError 503 BUSY when the line is full
 */
export function turns(limits: { running: number; waiting: number }): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const line: (() => void)[] = [];
  return async (work) => {
    if (running >= limits.running) {
      if (line.length >= limits.waiting) throw new DomainError(503, "BUSY", "Too much at once. Try again in a moment.");
      // Whoever ends hands the place on, so it is taken already when this resolves.
      await new Promise<void>((resolve) => line.push(resolve));
    } else running++;
    try {
      return await work();
    } finally {
      const next = line.shift();
      if (next) next();
      else running--;
    }
  };
}
