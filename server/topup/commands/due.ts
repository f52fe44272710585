import { asc, lte } from "drizzle-orm";
import { db } from "#db/client.ts";
import { commands } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { logger } from "#server/core/logger.ts";
import { carryOut } from "./carry-out.ts";

const BATCH = 32;
const SIDE_BY_SIDE = 4;

/**
 * A job: carries on with every command whose time has come, those whose worker died among them.
 * @returns how many it took up, at most a batch
 * @throws the first failure of our own, after all others had their turn
 */
export async function runDueCommands(ctx: Ctx): Promise<number> {
  const due = await db
    .select({ id: commands.id })
    .from(commands)
    .where(lte(commands.nextAttemptAt, ctx.clock.now()))
    .orderBy(asc(commands.nextAttemptAt))
    .limit(BATCH);
  const waiting = due.map(({ id }) => id);
  const failures: unknown[] = [];
  const worker = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      await carryOut({ ctx, commandId: id }).catch((error: unknown) => {
        logger.error({ err: error, commandId: id }, "a command could not be carried on with");
        failures.push(error);
      });
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
  if (failures.length > 0) throw failures[0];
  return due.length;
}
