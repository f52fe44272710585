import { connection, openDatabase, setConnection } from "#db/client.ts";
import { migrateDatabase } from "#db/migrate.ts";
import { mailInvitationsBy, newSetupToken } from "#server/auth/index.ts";
import { systemContext } from "#server/core/context.ts";
import { loadDataSecret, WrongSecret } from "#server/core/data-secret.ts";
import { env } from "#server/core/env.ts";
import { seedIds } from "#server/core/ids.ts";
import { logger } from "#server/core/logger.ts";
import { frontDoor } from "#server/http/index.ts";
import { keepRoutes } from "#server/incidents/index.ts";
import { newestId, startJobs } from "#server/jobs/index.ts";
import { sendInvitation } from "#server/notifications/index.ts";
import { storage } from "#server/storage/index.ts";
import { redactConsole } from "./console.ts";
import { allJobs } from "./jobs.ts";
import type { OpenProcess } from "./process.ts";
import { usable } from "./usable.ts";

/**
 * Opens what a process of the product needs: the database, brought to the newest schema, where files are kept, the keys, and the jobs
 * unless JOBS=off. Ends the process with a line that names the setting when one of them cannot be used.
 */
export async function openProcess(): Promise<OpenProcess> {
  const settings = env();
  logger.level = settings.LOG_LEVEL;
  redactConsole();
  await usable("DATABASE_URL", () => migrateDatabase(settings.DATABASE_URL));
  await usable("STORAGE_URL", () => storage().check());
  setConnection(openDatabase(settings.DATABASE_URL, { serving: true }));
  await openDataSecret();
  await followIds();
  mailInvitationsBy(sendInvitation);
  const forgetRoutes = keepRoutes(systemContext("routes"));
  const jobs = settings.JOBS ? startJobs(allJobs) : undefined;
  return {
    frontDoor,
    close: async () => {
      forgetRoutes();
      await jobs?.stop();
      await connection().close();
    },
    newSetupToken: () => newSetupToken({ ctx: systemContext("start") }),
  };
}

async function openDataSecret(): Promise<void> {
  await loadDataSecret().catch((error: unknown) => {
    if (!(error instanceof WrongSecret)) throw error;
    console.error(error.message);
    process.exit(1);
  });
}

/** Before anything is written: the clock may have been set back while nobody ran. */
async function followIds(): Promise<void> {
  const newest = await newestId();
  const aheadMs = newest === undefined ? 0 : seedIds(newest);
  if (aheadMs > 5_000)
    logger.warn({ aheadMs, newest }, "the newest event is ahead of this machine's clock: is it right?");
}
