import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { access, mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { type DumpTable, type Snapshot, withSnapshot } from "#db/backup.ts";
import { connection, transact } from "#db/client.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { env } from "#server/core/env.ts";
import { conflict } from "#server/core/errors.ts";
import { openFiles, type Storage, StorageError, storage } from "#server/storage/index.ts";
import { keptTables, lineOf, type Manifest, Sum, schemaId, secretId } from "./manifest.ts";

/** A database, by its address, and the storage that belongs to it. */
export type Place = { url: string; storage: Storage };

/**
 * Copies one state of the database, and every file, into a new folder, while the product goes on working.
 * @param input.to the folder to make. Until it is whole it is called `….partial`
 * @param place where from; what the settings name, unless a test says otherwise
 * @returns what is in it
 * @throws DomainError 409 BACKUP_EXISTS when the folder is there; what the disk or the database says
 */
export async function backup({
  ctx,
  input,
  place = { url: env().DATABASE_URL, storage: storage() },
}: {
  ctx: Ctx;
  input: { to: string };
  place?: Place;
}): Promise<Manifest> {
  authorize(ctx, "admin");
  const { to } = input;
  if (await exists(to)) throw conflict("BACKUP_EXISTS", `There is something at ${to} already.`);
  const partial = `${to}.partial`;
  // What an earlier try that was cut off left behind.
  await rm(partial, { recursive: true, force: true });
  await mkdir(join(partial, "tables"), { recursive: true, mode: 0o700 });
  const tables = await withSnapshot(place.url, (snapshot) => dumpAll(snapshot, partial));
  // After the rows: a file is on disk before its row is, so every row of the snapshot finds its file.
  const files = await copyFiles(place.storage, openFiles(join(partial, "files")));
  const manifest: Manifest = {
    format: "daozhang-backup@1",
    createdAt: ctx.clock.now().toISOString(),
    dialect: connection().dialect,
    schema: schemaId(),
    secret: secretId(),
    tables,
    files,
  };
  const path = join(partial, "manifest.json");
  await writeFile(path, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  for (const one of [path, join(partial, "tables"), partial]) await sync(one);
  await rename(partial, to);
  await sync(dirname(to));
  const rows = Object.values(tables).reduce((sum, table) => sum + table.rows, 0);
  await transact((tx) =>
    appendAudit(tx, ctx, { action: "backup.made", subject: "backup", data: { rows, files: files.count } }),
  );
  return manifest;
}

async function dumpAll(snapshot: Snapshot, folder: string): Promise<Manifest["tables"]> {
  const tables: Manifest["tables"] = {};
  for (const table of keptTables()) tables[table.name] = await dumpOne(snapshot, table, folder);
  return tables;
}

async function dumpOne(snapshot: Snapshot, table: DumpTable, folder: string) {
  const sum = new Sum();
  const hash = createHash("sha256");
  const path = join(folder, "tables", `${table.name}.ndjson.gz`);
  async function* lines() {
    for await (const row of snapshot.rows(table)) {
      const line = lineOf(row);
      sum.add(line);
      yield `${line}\n`;
    }
  }
  async function* hashed(source: AsyncIterable<Buffer>) {
    for await (const piece of source) {
      hash.update(piece);
      yield piece;
    }
  }
  await pipeline(Readable.from(lines()), createGzip(), hashed, createWriteStream(path, { flags: "wx", mode: 0o600 }));
  await sync(path);
  return { rows: sum.count, digest: sum.digest, sha256: hash.digest("hex") };
}

/** Copies every file by its name, which is its hash: a spoilt one stops it. @returns what was copied */
export async function copyFiles(from: Storage, to: Storage): Promise<Manifest["files"]> {
  const sum = new Sum();
  let bytes = 0;
  for await (const name of from.list()) {
    try {
      const put = await to.putStream(await from.openStream(name));
      bytes += put.bytes;
      sum.add(name);
    } catch (error) {
      // Identity documents go when their time is over, also now.
      if (!(error instanceof StorageError && error.problem === "missing")) throw error;
    }
  }
  return { count: sum.count, bytes, digest: sum.digest };
}

async function sync(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
