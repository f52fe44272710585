import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import type { Installation } from "../fixtures/installation.ts";
import { Load } from "./load.ts";
import { withInstallation } from "./places.ts";

const mount = (command: "mount" | "umount", ...args: string[]) => spawnSync(command, args, { encoding: "utf8" });

/** A disk of 48 MB of its own. Only root may make one. @returns undefined where that is not allowed */
function smallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "daozhang-disk-"));
  const { status, stderr } = mount("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", folder);
  if (status === 0) return folder;
  console.log(`  skipped: no small disk can be made here (${String(stderr).trim() || "mount is not there"})`);
  rmSync(folder, { recursive: true });
  return undefined;
}

/** Leaves no room on the disk. */
function fill(disk: string): void {
  const { bavail, bsize } = statfsSync(disk);
  try {
    writeFileSync(join(disk, "filling"), Buffer.alloc(bavail * bsize));
  } catch {
    // It is as full as it gets.
  }
}

/** An installation whose database and files are on small disks of their own. */
async function onSmallDisks(
  body: (parts: { installation: Installation; load: Load; database: string; files: string }) => Promise<void>,
): Promise<void> {
  const disks = [smallDisk(), smallDisk()];
  const [database, files] = disks;
  test.skip(!database || !files, "only root may mount a small disk");
  try {
    const place = { DATABASE_URL: `file:${join(database ?? "", "daozhang.db")}`, STORAGE_URL: `file:${files}` };
    const run = async (installation: Installation) => {
      await installation.start();
      const load = new Load(installation);
      await body({ installation, load, database: database ?? "", files: files ?? "" });
      await load.check();
      await installation.stop();
      console.log(`  small disks: ${load.counts}, all there`);
      expect(installation.admin(["ledger", "check"])).toMatchObject({ code: 0 });
      expect(installation.admin(["audit", "verify"])).toMatchObject({ code: 0 });
    };
    await withInstallation("sqlite", run, place);
  } finally {
    for (const disk of disks) {
      if (!disk) continue;
      mount("umount", "-l", disk);
      rmSync(disk, { recursive: true, force: true });
    }
  }
}

/** The load runs until there is more of everything, and nothing fails. */
async function works(load: Load): Promise<void> {
  const { batches, tickets } = load.done;
  const [least, tickets1] = [batches.length + 3, tickets.length + 1];
  const running = load.start();
  const enough = () => batches.length >= least && tickets.length >= tickets1;
  await Promise.race([expect.poll(enough, { timeout: 30_000 }).toBe(true), running.failure]);
  running.stop();
  await running.ended;
}

/** The load meets refusals, each of them a 503, with this code among them; what is read and shown goes on. */
async function refused(installation: Installation, load: Load, code: string): Promise<void> {
  const said: string[] = [];
  const running = load.start((error) => said.push(String(error)));
  await expect.poll(() => said.filter((text) => text.includes(code)).length, { timeout: 30_000 }).toBeGreaterThan(3);
  running.stop();
  await running.ended;
  expect(said.filter((text) => !text.includes("503")).slice(0, 3)).toEqual([]);
  expect((await fetch(`${installation.url}/api/health`)).status).toBe(200);
  expect((await fetch(`${installation.url}/`)).status).toBe(200);
}

test("a database on a full disk: 503 that says so, reading goes on, and it recovers without a restart", async () => {
  test.setTimeout(120_000);
  await onSmallDisks(async ({ installation, load, database }) => {
    await works(load);
    fill(database);
    await refused(installation, load, "STORAGE_FULL");
    rmSync(join(database, "filling"));
    await works(load);
  });
});

test("files on a full disk, and on one that takes no writes: uploads are told so, all else goes on, and they recover", async () => {
  test.setTimeout(120_000);
  await onSmallDisks(async ({ installation, load, files }) => {
    await works(load);
    fill(files);
    await refused(installation, load, "STORAGE_FULL");
    rmSync(join(files, "filling"));
    await works(load);
    expect(mount("mount", "-o", "remount,ro", files).status).toBe(0);
    await refused(installation, load, "STORAGE_READ_ONLY");
    expect(mount("mount", "-o", "remount,rw", files).status).toBe(0);
    await works(load);
  });
});
