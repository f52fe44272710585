import { createServer } from "node:http";
import { allJobs } from "#bin/lib/jobs.ts";
import { openDatabase, setConnection } from "#db/client.ts";
import { systemClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { loadDataSecret } from "#server/core/data-secret.ts";
import { startJobs } from "#server/jobs/index.ts";
import { createCallerFactory } from "#server/trpc/init.ts";
import { appRouter } from "#server/trpc/router.ts";

/**
 * The product's procedures behind Node's own server, in a process of their own on one database: validation, permission, verb, mask
 * and JSON are the product's; pages and sessions are left out. `POST /area.verb` with the input; `GET /` says how it is.
 */
const [url = "", port = "0", jobs = "off"] = process.argv.slice(2);

setConnection(openDatabase(url, { serving: true }));
await loadDataSecret();
if (jobs === "on") startJobs(allJobs);

const staff: Ctx = {
  actor: { kind: "staff", id: "agent-1", name: "客服2", role: "admin", freshUntil: new Date(Date.now() + 86_400_000) },
  clock: systemClock,
};
type Procedures = Record<string, Record<string, (input: unknown) => Promise<unknown>>>;
const caller = createCallerFactory(appRouter)({ staff, refresh: async () => staff }) as unknown as Procedures;

const server = createServer(async (request, response) => {
  try {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    if (request.method === "GET") {
      response.end(JSON.stringify({ rss: process.memoryUsage.rss() }));
      return;
    }
    const [area = "", verb = ""] = (request.url ?? "").slice(1).split(".");
    const call = caller[area]?.[verb];
    if (!call) throw new Error(`There is no ${area}.${verb}`);
    response.end(JSON.stringify(await call(JSON.parse(Buffer.concat(parts).toString()))));
  } catch (error) {
    response.statusCode = 500;
    response.end(String(error));
  }
});
// The other desk has its turn meanwhile, which may take a while.
server.keepAliveTimeout = 600_000;
server.listen(Number(port), "127.0.0.1");
