import { connection, openDatabase, setConnection } from "#db/client.ts";
import { env } from "#server/core/env.ts";
import { logger } from "#server/core/logger.ts";
import { startJobs } from "#server/jobs/index.ts";
import { allJobs } from "./jobs.ts";

// Next.js loads its own copy of this module: what one copy opened, the other must be able to close.
const opened = globalThis as typeof globalThis & { __daozhangJobs?: { stop(): Promise<void> } };

/** Opens what a serving process needs: the database, and the jobs unless JOBS=off. The database must be migrated. */
export function openProcess(): void {
  const settings = env();
  logger.level = settings.LOG_LEVEL;
  setConnection(openDatabase(settings.DATABASE_URL));
  if (settings.JOBS) opened.__daozhangJobs = startJobs(allJobs);
}

/** Lets jobs under way end and closes the database. */
export async function closeProcess(): Promise<void> {
  await opened.__daozhangJobs?.stop();
  await connection().close();
}
