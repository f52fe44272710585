import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import type { Installation } from "../fixtures/installation.ts";
import { breakDisk, fill, freezeFiles, memoryDisk, mendDisk, realDisk, remount, removeDisk } from "./disks.ts";
import { Load } from "./load.ts";
import { SLOW_MACHINE_MS, WAIT_MS, withInstallation } from "./places.ts";

type Parts = { installation: Installation; load: Load; database: string; files: string };
const ONLY_ROOT = "only root may make a disk";

/** Runs `body`, and then holds what was acknowledged. */
async function held(installation: Installation, load: Load, body: () => Promise<void>): Promise<void> {
  await installation.start();
  await body();
  await load.check();
  await installation.stop();
  console.log(`  small disks: ${load.counts}, all there`);
  expect(installation.admin(["ledger", "check"])).toMatchObject({ code: 0 });
  expect(installation.admin(["audit", "verify"])).toMatchObject({ code: 0 });
}

/** An installation on SQLite whose database and files are on disks of their own. */
async function onSmallDisks(body: (parts: Parts) => Promise<void>, makeDisk = () => memoryDisk()): Promise<void> {
  const disks = [makeDisk(), memoryDisk()];
  const [database, files] = disks;
  test.skip(!database || !files, ONLY_ROOT);
  if (!database || !files) return;
  try {
    const place = { DATABASE_URL: `file:${join(database, "daozhang.db")}`, STORAGE_URL: `file:${files}` };
    const run = (installation: Installation) => {
      const load = new Load(installation);
      return held(installation, load, () => body({ installation, load, database, files }));
    };
    await withInstallation("sqlite", run, place);
  } finally {
    for (const disk of disks) if (disk) removeDisk(disk);
  }
}

/** The load runs until there is more of everything, and nothing fails. */
async function works(load: Load): Promise<void> {
  const { batches, tickets } = load.done;
  const [least, tickets1] = [batches.length + 3, tickets.length + 1];
  const running = load.start();
  const enough = () => batches.length >= least && tickets.length >= tickets1;
  await Promise.race([expect.poll(enough, { timeout: WAIT_MS }).toBe(true), running.failure]);
  running.stop();
  await running.ended;
}

/** Runs the load until it met more than three failures that `matters`. @returns all that it met */
async function failures(load: Load, matters: RegExp): Promise<string[]> {
  const said: string[] = [];
  const running = load.start((error) => said.push(String(error)));
  await expect.poll(() => said.filter((text) => matters.test(text)).length, { timeout: WAIT_MS }).toBeGreaterThan(3);
  running.stop();
  await running.ended;
  return said;
}

/** The load meets refusals, each of them a 503, with this code among them; what is read and shown goes on. */
async function refused(installation: Installation, load: Load, code: string): Promise<void> {
  const said = await failures(load, new RegExp(code));
  expect(said.filter((text) => !text.includes("503")).slice(0, 3)).toEqual([]);
  expect((await fetch(`${installation.url}/api/health`)).status).toBe(200);
  expect((await fetch(`${installation.url}/`)).status).toBe(200);
}

test("a database on a full disk: 503 that says so, reading goes on, and it recovers without a restart", async () => {
  test.setTimeout(SLOW_MACHINE_MS);
  await onSmallDisks(async ({ installation, load, database }) => {
    await works(load);
    const filling = fill(database);
    await refused(installation, load, "STORAGE_FULL");
    rmSync(filling);
    await works(load);
  });
});

test("files on a full disk, and on one that takes no writes: uploads are told so, all else goes on, and they recover", async () => {
  test.setTimeout(SLOW_MACHINE_MS);
  await onSmallDisks(async ({ installation, load, files }) => {
    await works(load);
    const filling = fill(files);
    await refused(installation, load, "STORAGE_FULL");
    rmSync(filling);
    await works(load);
    remount(files, "ro");
    await refused(installation, load, "STORAGE_READ_ONLY");
    remount(files, "rw");
    await works(load);
  });
});

test("a database that takes no writes: 503 that says so, reading goes on, and it recovers without a restart", async () => {
  test.setTimeout(SLOW_MACHINE_MS);
  await onSmallDisks(async ({ installation, load, database }) => {
    await works(load);
    const open = ["daozhang.db", "daozhang.db-wal"].map((name) => join(database, name));
    freezeFiles("+i", ...open);
    await refused(installation, load, "STORAGE_READ_ONLY");
    freezeFiles("-i", ...open);
    await works(load);
    // A disk that met an error takes no writes until it was taken out and checked, which nothing may have open. SQLite has a file
    // of it in memory as well, and whoever writes to that may be ended by the kernel: then calls break, which is clear too.
    breakDisk(database);
    const said = await failures(load, /STORAGE_READ_ONLY|fetch failed|other side closed/);
    expect(said.filter((text) => !/ 503 |fetch failed|other side closed/.test(text)).slice(0, 3)).toEqual([]);
    await installation.stop("SIGKILL");
    mendDisk(database);
    await installation.start();
    await works(load);
  }, realDisk);
});

test("tables of PostgreSQL on a full disk: 503 that says so, reading goes on, and it recovers without a restart", async () => {
  test.setTimeout(SLOW_MACHINE_MS);
  const disk = memoryDisk(128);
  test.skip(!disk, ONLY_ROOT);
  if (!disk) return;
  const body = async (installation: Installation) => {
    const load = new Load(installation);
    await held(installation, load, async () => {
      await works(load);
      const filling = fill(disk);
      await refused(installation, load, "STORAGE_FULL");
      rmSync(filling);
      await works(load);
    });
  };
  try {
    await withInstallation("postgres", body, {}, disk);
  } finally {
    removeDisk(disk);
  }
});
