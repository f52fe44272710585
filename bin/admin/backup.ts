import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Command, operator, Stop, textOf } from "./command.ts";

const make: Command = {
  usage: "--to FOLDER",
  about: "copy the database and all files into a new folder, while the server runs",
  options: { to: { type: "string" } },
  needsSecret: true,
  async run(options) {
    const to = textOf(options.to);
    if (!to) throw new Stop(2, "backup needs --to.");
    const { backup } = await import("#server/backup/index.ts");
    const { tables, files } = await backup({ ctx: await operator(), input: { to: resolve(to) } });
    console.log(`${to}: ${rowsOf(tables)} rows in ${Object.keys(tables).length} tables, ${files.count} files.`);
  },
};

const bring: Command = {
  usage: "--from FOLDER [--verify]",
  about: "fill an empty database and storage; --verify does it in a place of its own, checks, and removes it",
  options: { from: { type: "string" }, verify: { type: "boolean" } },
  needsSecret: true,
  ownDatabase: true,
  async run(options) {
    const from = textOf(options.from);
    if (!from) throw new Stop(2, "restore needs --from.");
    if (options.verify) return verify(resolve(from));
    const [{ env }, { migrateDatabase }, { openDatabase, setConnection }] = await Promise.all([
      import("#server/core/env.ts"),
      import("#db/migrate.ts"),
      import("#db/client.ts"),
    ]);
    await migrateDatabase(env().DATABASE_URL);
    const connection = openDatabase(env().DATABASE_URL);
    setConnection(connection);
    try {
      const { restore } = await import("#server/backup/index.ts");
      const done = await restore({ ctx: await operator(), input: { from: resolve(from) } });
      console.log(`Restored ${rowsOf(done.tables)} rows and ${done.files.count} files of ${done.createdAt}.`);
      if (!done.secretMatches)
        console.log(
          "APP_SECRET is another one: channels' keys, card keys and sealed papers cannot be opened with it, links open nothing, and people set up their authenticators anew.",
        );
    } finally {
      await connection.close();
    }
  },
};

const rowsOf = (tables: Record<string, { rows: number }>) =>
  Object.values(tables).reduce((sum, { rows }) => sum + rows, 0);

/** On a SQLite file of its own, in processes of their own: the dialect is fixed when a process starts. */
function verify(from: string): void {
  const folder = mkdtempSync(join(tmpdir(), "daozhang-verify-"));
  const place = { DATABASE_URL: `file:${join(folder, "verify.db")}`, STORAGE_URL: `file:${join(folder, "files")}` };
  // Heads that went outside since the backup was made would make it look cut off.
  const env = { ...process.env, ...place, EVIDENCE_CHECKPOINT_FILE: "" };
  const admin = join(import.meta.dirname, "..", "admin.ts");
  try {
    for (const command of [
      ["restore", "--from", from],
      ["ledger", "check"],
      ["audit", "verify"],
    ]) {
      const { status } = spawnSync(process.execPath, [admin, ...command], { stdio: "inherit", env });
      if (status !== 0) throw new Stop(1, `This backup cannot be relied on: "${command.join(" ")}" failed.`);
    }
    console.log("This backup can be restored.");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const backupCommands = { backup: make, restore: bring };
