// Fills a new, migrated database with the demo: events go in over HTTP as a platform sends them, the rest by verbs whose clock
// stands in the past. Runs the server in this process, so that one writer does it all.
import "../lib/production.ts";
import { connection, openDatabase, setConnection } from "#db/client.ts";
import { createStaff } from "#server/auth/index.ts";
import { fixedClock, HOUR_MS } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import type { CloudEvent } from "#server/orders/schemas.ts";
import { gatewaySandbox } from "../../e2e/sandbox/gateways/index.ts";
import { MAX_BATCH, sendEvents } from "../../e2e/sandbox/send.ts";
import { payAsTold } from "../../e2e/sandbox/story-gateways.ts";
import { commandEnv } from "../lib/environment.ts";
import { closeProcess } from "../lib/process.ts";
import { startServer } from "../lib/server.ts";
import { demoAccounts } from "./accounts.ts";
import { setUpDesk } from "./desk.ts";
import { groundEvents, quietEvents } from "./events.ts";
import { setUpChannels } from "./gateways.ts";
import { Random } from "./random.ts";
import type { Colleague, Stage } from "./stage.ts";
import { ticketScript } from "./ticket-script.ts";
import { play } from "./timeline.ts";
import { DAYS, planWorld } from "./world.ts";

const SEED = 20_240_618;
const ACTS_PER_DOT = 100;

const settings = commandEnv();
const now = new Date();
// Next.js keeps a process alive whose work failed: a demo that cannot be filled ends, and says why.
process.on("uncaughtException", (error) => {
  console.error(error);
  process.exit(1);
});
const server = await startServer({ host: "127.0.0.1", port: 0, trustedProxyHops: 0 });
// Ten thousand small commits: a demo that is cut off begins anew, so that none of them has to wait for the disk.
await connection().close();
setConnection(openDatabase(settings.DATABASE_URL, { serving: true, unsafeUntilClosed: true }));
const target = { url: `http://127.0.0.1:${server.port}`, secret: settings.PLATFORM_WEBHOOK_SECRET ?? "" };
const random = new Random(SEED);
const world = planWorld(random, now);
const monthStart = new Date(now.getTime() - (DAYS + 2) * 24 * HOUR_MS);

const { GATEWAY_PORT, GATEWAY_KEYS_FILE, GATEWAY_BOOKS_FILE } = process.env;
const gateways = await gatewaySandbox({
  port: Number(GATEWAY_PORT ?? 0),
  ...(GATEWAY_KEYS_FILE && { keysFile: GATEWAY_KEYS_FILE }),
  ...(GATEWAY_BOOKS_FILE && { booksFile: GATEWAY_BOOKS_FILE }),
});
const past = systemContext("demo", fixedClock(monthStart));
await setUpChannels(past, gateways);
const staff: Colleague[] = [];
for (const account of demoAccounts) {
  const { email, name, role, password } = account;
  staff.push({ ...account, id: (await createStaff({ ctx: past, input: { email, name, role, password } })).id });
}
await setUpDesk(staff, now);
const stage: Stage = {
  random,
  now,
  agents: staff.filter(({ role }) => role === "agent"),
  leads: staff.filter(({ role }) => role === "lead"),
  async send(events) {
    payAsTold(gateways, events);
    await sendEvents(target, events);
  },
};

const quiet = world.planned.filter(({ asks }) => asks === "no").flatMap((planned) => quietEvents(planned, now));
await sendInBatches([...groundEvents(world.customers, monthStart), ...quiet]);
const asking = world.planned.filter(({ asks }) => asks !== "no");
process.stdout.write(`  ${quiet.length} events, now ${asking.length} tickets `);
const refused = await play(
  asking.map((planned) => ticketScript({ ...stage, planned })),
  (acts) => {
    if (acts % ACTS_PER_DOT === 0) process.stdout.write(".");
  },
);
process.stdout.write(" done\n");
for (const { code, message } of refused) console.warn(`  A ticket's story ended early: ${code} ${message}`);
await server.close();
await gateways.close();
await closeProcess();
process.exit(0);

async function sendInBatches(events: readonly CloudEvent[]): Promise<void> {
  for (let from = 0; from < events.length; from += MAX_BATCH) await stage.send(events.slice(from, from + MAX_BATCH));
}
