import { logger } from "#server/core/logger.ts";

/** Does work for every item, at most `atOnce` at a time. One that fails is logged and stops no other. */
export async function inPool<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) {
      try {
        await work(item);
      } catch (error) {
        logger.error({ err: error }, "one of many failed and will be tried again");
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
