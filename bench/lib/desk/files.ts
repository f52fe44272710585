import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { db } from "#db/client.ts";
import { migrateDatabase } from "#db/migrate.ts";
import { askFile, bringToSchema, changeFile } from "#db/raw-bulk.ts";
import { deskViews, metricBuilds } from "#db/schema/index.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { rebuildCells } from "#server/metrics/cells/rebuild.ts";
import { CELLS_VERSION } from "#server/metrics/cells/schemas.ts";
import { saveView } from "#server/tickets/index.ts";
import { round } from "../stats.ts";
import type { Sample } from "./calls.ts";
import { checkDesk } from "./check.ts";
import { seedDesk, withDatabase, worldOf } from "./seed.ts";

/** Goes up when the seeder writes something else: files of before are made anew. */
const SEED_VERSION = 1;
/** Where the filled files are; another folder where those of another checkout are to be used. */
const FOLDER = process.env.DESK_FOLDER ?? "data/bench";
/** What a ticket takes on the disk, its evidence while it is made included. */
const BYTES_A_TICKET = 30_000;

export const pathOf = (tickets: number): string => `${FOLDER}/desk-${SEED_VERSION}-${tickets}.db`;
export const urlOf = (tickets: number): string => `file:${pathOf(tickets)}`;

/** Makes the file unless it is there, and brings one of before to the present schema and definitions. */
export async function fileOf(tickets: number, checksAll: boolean): Promise<void> {
  const path = pathOf(tickets);
  const started = performance.now();
  const seconds = () => round((performance.now() - started) / 1_000, 0);
  const told = (what: string) => console.log(`${tickets}: ${seconds()} s, ${what}`);
  mkdirSync(FOLDER, { recursive: true });
  if (existsSync(`${path}.json`) && !process.argv.includes("--fresh")) await bringUp(tickets, told);
  else await fill(tickets, checksAll, told);
  await withDatabase(urlOf(tickets), saveSomeViews);
}

async function fill(tickets: number, checksAll: boolean, told: (what: string) => void): Promise<void> {
  const path = pathOf(tickets);
  for (const end of ["", "-wal", "-shm", ".migrate", ".json"]) rmSync(`${path}${end}`, { force: true });
  const { bavail, bsize } = statfsSync(FOLDER);
  const needed = tickets * BYTES_A_TICKET;
  if (bavail * bsize < needed) throw new Error(`${FOLDER} has no room for ${round(needed / 1e9, 1)} GB`);
  const world = worldOf(tickets, Date.now());
  const started = performance.now();
  await seedDesk(urlOf(tickets), world, told);
  told("checking");
  const wrong = await checkDesk(urlOf(tickets), world, checksAll);
  if (wrong.length > 0)
    throw new Error(`The desk is not as it should be: ${wrong.slice(0, 5).join("; ").slice(0, 1_000)}`);
  const seconds = round((performance.now() - started) / 1_000, 0);
  writeFileSync(`${path}.json`, JSON.stringify({ ...world, agents: world.agents.length, seconds }));
}

/** What the seeder of before left out: see `ratingOf` in `story.ts`. */
const RATE = `
  insert into ratings (ticket_id, round, good, at, resolved_at, version)
    select id, 0, (rowid - 1) % 7 <> 0, resolved_at + 3600000, resolved_at, 1
    from tickets where resolved_at is not null and (rowid - 1) % 10 in (1, 4, 7);
  update tickets set rated_good = (rowid - 1) % 7 <> 0 where resolved_at is not null and (rowid - 1) % 10 in (1, 4, 7);
  delete from metric_builds where id = 'cells';`;

async function bringUp(tickets: number, told: (what: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "daozhang-desk-"));
  try {
    const model = `file:${join(folder, "model.db")}`;
    await migrateDatabase(model);
    bringToSchema(urlOf(tickets), model, told);
    if (askFile(urlOf(tickets), "select 1 from ratings limit 1").length === 0) changeFile(urlOf(tickets), RATE);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await withDatabase(urlOf(tickets), async () => {
    const [build] = await db.select().from(metricBuilds).where(eq(metricBuilds.id, "cells"));
    if (build?.version === CELLS_VERSION) return;
    told("the manager's numbers, whose definitions are new");
    await rebuildCells(systemContext("bench"));
  });
}

const manager: Ctx = {
  actor: { kind: "staff", id: "agent-1", name: "客服2", role: "admin", freshUntil: null },
  clock: { now: () => new Date() },
};

/** Lists as a desk has them, everybody's and one's own, whose numbers are kept from then on. */
async function saveSomeViews(): Promise<void> {
  if ((await db.$count(deskViews)) > 0) return;
  const filters = [
    { open: true, channel: ["alipay"] },
    { open: true, cause: ["CB_MISSING" as const, "CB_LATE" as const] },
    { open: true, amountFrom: 20_000 },
    { open: true, unanswered: true },
    { open: true, priority: ["urgent" as const], assignee: ["me"] },
    { status: ["waiting_upstream" as const] },
  ];
  for (const [position, filter] of filters.entries()) {
    const shared = position % 2 === 0;
    await saveView({ ctx: manager, input: { name: `列表 ${position + 1}`, filter, sort: "due", position, shared } });
  }
}

/** When the desk was filled. */
export const filledAt = (tickets: number): number =>
  (JSON.parse(readFileSync(`${pathOf(tickets)}.json`, "utf8")) as { now: number }).now;

/** Tickets of all ages, and as many that are open. */
export function sampleOf(tickets: number): Sample {
  const columns =
    "number, order_no as orderNo, payment_no as paymentNo, contact, status not in ('resolved', 'closed') as open";
  const every = Math.max(1, Math.floor(tickets / 500));
  const ask = (rest: string) => askFile<Sample[number]>(urlOf(tickets), `select ${columns} from tickets ${rest}`);
  return [...ask(`where rowid % ${every} = 0 limit 500`), ...ask("order by rowid desc limit 500")];
}
