// `npm run serve`: the product. Settings are in server/core/env.ts and .env.example.
import "./lib/production.ts";
import { existsSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { logger } from "#server/core/logger.ts";
import { ensureBuilt } from "./lib/build.ts";
import { commandEnv } from "./lib/environment.ts";
import { printFirstAdmin } from "./lib/first-admin.ts";
import { closeProcess } from "./lib/process.ts";
import { startServer } from "./lib/server.ts";
import { onStopSignal } from "./lib/signals.ts";

const settings = commandEnv();
// A build that is there is served as it is; only a checkout that was never built is built here.
if (!existsSync(".next/BUILD_ID") && !ensureBuilt(() => console.error("There is no build yet: building")))
  process.exit(1);
logger.level = settings.LOG_LEVEL;
const server = await startServer({
  host: settings.HOST,
  port: settings.PORT,
  trustedProxyHops: settings.TRUSTED_PROXY_HOPS,
}).catch(async (error: NodeJS.ErrnoException) => {
  const taken = error.code === "EADDRINUSE";
  console.error(taken ? `PORT ${settings.PORT} is in use on ${settings.HOST}` : error);
  // Jobs that began meanwhile end first. Next.js would keep alive a process whose start failed.
  if (taken) await closeProcess();
  process.exit(1);
});
onStopSignal(async (signal) => {
  logger.info({ signal }, "stopping: running requests may end");
  await server.close();
  await closeProcess();
});
logger.info({ host: settings.HOST, port: server.port, jobs: settings.JOBS }, "serving");
// The demo has accounts of its own.
if (!settings.DEMO) await printFirstAdmin(settings.APP_URL);
// For the next start, also where this one is killed.
flushCompileCache();
