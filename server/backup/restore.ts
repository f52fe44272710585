import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { type DumpTable, type Loading, NotEmpty, type Row, restoreInto, withSnapshot } from "#db/backup.ts";
import { type Tx, transact } from "#db/client.ts";
import { appendAudit } from "#server/audit/index.ts";
import { giveUpSecondFactors } from "#server/auth/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { loadDataSecret } from "#server/core/data-secret.ts";
import { env } from "#server/core/env.ts";
import { conflict, DomainError, invalid } from "#server/core/errors.ts";
import { secrets } from "#server/core/secret.ts";
import { underNewSecret } from "#server/evidence/index.ts";
import { openFiles, type Storage, StorageError, storage } from "#server/storage/index.ts";
import { copyFiles, type Place } from "./backup.ts";
import { keptTables, lineOf, type Manifest, manifestSchema, Sum, schemaId, secretId } from "./manifest.ts";

const BATCH_ROWS = 500;

/**
 * Fills an empty, migrated database and an empty storage from a backup: all rows or none. Reads everything back afterwards and
 * compares it with what the backup says.
 * @param input.from a folder that `backup` made, on either database
 * @param place where to; what the settings name, unless a test says otherwise
 * @returns what was restored, and whether this APP_SECRET is the one that sealed what is sealed in it
 * @throws DomainError 422 BACKUP_UNREADABLE, BACKUP_OF_OTHER_VERSION; 409 NOT_EMPTY; 500 RESTORE_DIFFERS
 */
export async function restore({
  ctx,
  input: { from },
  place = { url: env().DATABASE_URL, storage: storage() },
}: {
  ctx: Ctx;
  input: { from: string };
  place?: Place;
}): Promise<Manifest & { secretMatches: boolean }> {
  authorize(ctx, "admin");
  const kept = openFiles(join(from, "files"));
  await refuseForeignFiles(kept, place.storage);
  const manifest = await restoreRows(from, place.url);
  const files = await copyFiles(kept, place.storage).catch((error: unknown) => {
    if (error instanceof StorageError) throw unreadable(error.message);
    throw error;
  });
  if (files.digest !== manifest.files.digest) throw unreadable("Files are missing from it, or were added.");
  const secretMatches = secrets().some((secret) => secretId(secret) === manifest.secret);
  await openDataSecret(secretMatches, ctx, { createdAt: manifest.createdAt });
  return { ...manifest, secretMatches };
}

/** What nobody can open any more must not keep the installation from starting: it gets a secret of its own anew. */
async function openDataSecret(matches: boolean, ctx: Ctx, data: { createdAt: string }): Promise<void> {
  const audit = (tx: Tx, more: object) =>
    appendAudit(tx, ctx, { action: "backup.restored", subject: "backup", data: { ...data, ...more } });
  if (matches) {
    await loadDataSecret();
    await transact((tx) => audit(tx, {}));
    return;
  }
  await underNewSecret(ctx.clock, async (tx, vouched) =>
    audit(tx, { ...vouched, secondFactors: await giveUpSecondFactors(tx, ctx.clock.now()) }),
  );
}

/** The rows alone, into either database. @throws as {@link restore} */
export async function restoreRows(from: string, url: string): Promise<Manifest> {
  const manifest = await readManifest(from);
  await checkTables(from, manifest);
  await fillDatabase(from, url);
  await compare(manifest, url);
  return manifest;
}

async function readManifest(from: string): Promise<Manifest> {
  const text = await readFile(join(from, "manifest.json"), "utf8").catch(() => undefined);
  if (text === undefined) throw unreadable("There is no manifest.json in it.");
  const parsed = manifestSchema.safeParse(parseJson(text));
  if (!parsed.success) throw unreadable("Its manifest.json is not one of daozhang-backup@1.");
  if (parsed.data.schema !== schemaId())
    throw invalid(
      "BACKUP_OF_OTHER_VERSION",
      "It was made by another version: restore it with that version, then upgrade.",
    );
  return parsed.data;
}

/** Before anything is written: every table's file is there and is the one that was written. */
async function checkTables(from: string, manifest: Manifest): Promise<void> {
  for (const table of keptTables()) {
    const hash = createHash("sha256");
    try {
      for await (const piece of createReadStream(pathOf(from, table))) hash.update(piece);
    } catch {
      throw unreadable(`The table ${table.name} is missing.`);
    }
    if (hash.digest("hex") !== manifest.tables[table.name]?.sha256)
      throw unreadable(`The table ${table.name} was changed.`);
  }
}

/** Files of this very backup may be there: those of a restore that was cut off. */
async function refuseForeignFiles(kept: Storage, into: Storage): Promise<void> {
  for await (const name of into.list())
    if (!(await kept.has(name))) throw conflict("NOT_EMPTY", "The storage is not empty.");
}

async function fillDatabase(from: string, url: string): Promise<void> {
  try {
    await restoreInto(url, async (into) => {
      for (const table of keptTables()) await loadTable(into, table, pathOf(from, table));
    });
  } catch (error) {
    if (error instanceof NotEmpty) throw conflict("NOT_EMPTY", error.message);
    throw error;
  }
}

async function loadTable(into: Loading, table: DumpTable, path: string): Promise<void> {
  let rows: Row[] = [];
  const source = createReadStream(path).pipe(createGunzip());
  for await (const line of createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY })) {
    rows.push(JSON.parse(line) as Row);
    if (rows.length < BATCH_ROWS) continue;
    await into.add(table, rows);
    rows = [];
  }
  if (rows.length > 0) await into.add(table, rows);
}

/** Reads the restored database back. */
async function compare(manifest: Manifest, url: string): Promise<void> {
  await withSnapshot(url, async (snapshot) => {
    for (const table of keptTables()) {
      const sum = new Sum();
      for await (const row of snapshot.rows(table)) sum.add(lineOf(row));
      if (sum.digest !== manifest.tables[table.name]?.digest)
        throw new DomainError(500, "RESTORE_DIFFERS", `The table ${table.name} is not what the backup holds.`);
    }
  });
}

const pathOf = (from: string, table: DumpTable) => join(from, "tables", `${table.name}.ndjson.gz`);
const unreadable = (why: string) => invalid("BACKUP_UNREADABLE", `This backup cannot be used. ${why}`);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
