import { connection, openDatabase, setConnection } from "#db/client.ts";
import { mailInvitationsBy } from "#server/auth/index.ts";
import { systemContext } from "#server/core/context.ts";
import { loadDataSecret, WrongSecret } from "#server/core/data-secret.ts";
import { env } from "#server/core/env.ts";
import { seedIds } from "#server/core/ids.ts";
import { logger } from "#server/core/logger.ts";
import { keepRoutes } from "#server/incidents/index.ts";
import { newestId, startJobs } from "#server/jobs/index.ts";
import { sendInvitation } from "#server/notifications/index.ts";
import { redactConsole } from "./console.ts";
import { allJobs } from "./jobs.ts";

// Next.js loads its own copy of this module: what one copy opened, the other must be able to close.
const opened = globalThis as typeof globalThis & { __daozhangJobs?: { stop(): Promise<void> } } & {
  __daozhangOpening?: Promise<void>;
  __daozhangRoutesKept?: () => void;
};
const LOOK_AGAIN_MS = 20;

/** Opens what a serving process needs: the database, the keys in it, and the jobs unless JOBS=off. The database must be migrated. */
export function openProcess(): Promise<void> {
  opened.__daozhangOpening = open();
  return opened.__daozhangOpening;
}

/** Resolves when the process is open. Next.js opens it by itself, and does not wait for that before it says that it is prepared. */
export async function processIsOpen(): Promise<void> {
  while (!opened.__daozhangOpening) await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  await opened.__daozhangOpening;
}

async function open(): Promise<void> {
  const settings = env();
  logger.level = settings.LOG_LEVEL;
  redactConsole();
  setConnection(openDatabase(settings.DATABASE_URL, { serving: true }));
  await openDataSecret();
  await followIds();
  mailInvitationsBy(sendInvitation);
  opened.__daozhangRoutesKept = keepRoutes(systemContext("routes"));
  if (settings.JOBS) opened.__daozhangJobs = startJobs(allJobs);
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

/** Lets jobs under way end and closes the database. */
export async function closeProcess(): Promise<void> {
  opened.__daozhangRoutesKept?.();
  await opened.__daozhangJobs?.stop();
  await connection().close();
}
