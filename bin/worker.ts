// `npm run worker`: the jobs alone, for set-ups of many processes on PostgreSQL (there, serve with JOBS=off).
import "./lib/production.ts";
import { logger } from "#server/core/logger.ts";
import { logCrashes } from "./lib/console.ts";
import { commandEnv } from "./lib/environment.ts";
import { openProcess } from "./lib/open-process.ts";
import { closeProcess, processOpens } from "./lib/process.ts";
import { onStopSignal } from "./lib/signals.ts";

logCrashes();
const settings = commandEnv();
if (!settings.JOBS) {
  console.error("JOBS is off: a worker would have nothing to do");
  process.exit(1);
}
await processOpens(openProcess());
logger.info("working");
// The loops between jobs hold nothing open by themselves.
const alive = setInterval(() => {}, 60_000);

onStopSignal(async (signal) => {
  logger.info({ signal }, "stopping: jobs under way may end");
  clearInterval(alive);
  await closeProcess();
});
