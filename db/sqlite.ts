import { AsyncLocalStorage } from "node:async_hooks";
import { accessSync, constants, mkdirSync, mkdtempSync, rmdirSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import { DatabaseReadOnly, hasCode } from "./errors.ts";
import * as schema from "./schema/index.ts";
import type { Connection, Db, OpenOptions, Tx } from "./types.ts";

const BUSY_TIMEOUT_MS = 10_000;
/** Holds what of a large desk is open: its pages are read from memory and not by a call of the system each. Taken as it is used. */
const READER_CACHE_KIB = 65_536;
/** Units that may share one commit. Bounds how long the first of a group waits for its acknowledgement. */
const MAX_GROUP = 64;

/** The path in a `file:` URL, its folder made if it is missing. */
export function sqlitePath(url: string): string {
  const path = url.replace(/^file:/, "");
  if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
  return path;
}

/**
 * Opens SQLite with two handles on one WAL file: a read-only reader, and one writer with group commit. Writers queue;
 * those that arrive while others run share their fsync, each in a savepoint of its own, and none is acknowledged before
 * the common COMMIT returned with `synchronous=FULL`.
 */
export function openSqlite(url: string, { unsafeUntilClosed = false }: OpenOptions = {}): Connection {
  const path = sqlitePath(url);
  const write = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  write.pragma("journal_mode = WAL");
  write.pragma(`synchronous = ${unsafeUntilClosed ? "OFF" : "FULL"}`);
  write.pragma("foreign_keys = ON");
  // What was erased is not left to be read in the pages that it stood in.
  write.pragma("secure_delete = ON");
  const read = new Database(path, { readonly: true, timeout: BUSY_TIMEOUT_MS });
  read.pragma(`cache_size = -${READER_CACHE_KIB}`);
  const reader = drizzle(keepStatements(read), { schema });
  const queue = new WriteQueue(write, drizzle(keepStatements(write), { schema }) as unknown as Tx);
  return {
    dialect: "sqlite",
    reader: reader as unknown as Db,
    write: (unit) => queue.add(unit).catch((error: unknown) => named(path, error)),
    openWritesMs: async () => queue.openMs(),
    async ping() {
      read.prepare("select 1").get();
    },
    async close() {
      await queue.drained();
      read.close();
      if (unsafeUntilClosed) {
        write.pragma("synchronous = FULL");
        write.pragma("wal_checkpoint(TRUNCATE)");
      }
      write.close();
    },
  };
}

/** Throws what SQLite threw, with a name where it is the disk that takes no writes. Nothing of that transaction is there. */
function named(path: string, error: unknown): never {
  throw hasCode(error, (code) => code === "SQLITE_IOERR_WRITE") && !takesWrites(path)
    ? new DatabaseReadOnly(error)
    : error;
}

/** Looks without opening the file: to close it again would take away the locks that SQLite has on it. */
function takesWrites(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    // A file system that stopped itself says so to those alone who try.
    rmdirSync(mkdtempSync(`${path}-probe-`));
    return true;
  } catch (error) {
    return !hasCode(error, (code) => code === "EROFS" || code === "EPERM" || code === "EACCES");
  }
}

/** Distinct statements kept compiled on a handle. The product has a few hundred; batched inserts add their sizes. */
const MAX_STATEMENTS = 1_000;

/**
 * Makes a handle keep its statements compiled: drizzle asks for the same SQL again at every query. Statements come back as
 * new: `raw` is the one mode that drizzle sets on them.
 */
function keepStatements(handle: Database.Database): Database.Database {
  const kept = new Map<string, Database.Statement>();
  const prepare = handle.prepare.bind(handle);
  const prepareKept = (sql: string): Database.Statement => {
    const found = kept.get(sql);
    if (found) return found.reader ? found.raw(false) : found;
    const made = prepare(sql);
    if (kept.size >= MAX_STATEMENTS) kept.clear();
    kept.set(sql, made);
    return made;
  };
  handle.prepare = prepareKept as typeof handle.prepare;
  return handle;
}

type Job = {
  unit: (tx: Tx) => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
};
type Settled = { job: Job; value: unknown };

class WriteQueue {
  private readonly waiting: Job[] = [];
  private running: Promise<void> | undefined;
  private begunAt: number | undefined;
  private readonly begin: Database.Statement;
  private readonly commit: Database.Statement;
  private readonly rollback: Database.Statement;
  private readonly savepoint: Database.Statement;
  private readonly release: Database.Statement;
  private readonly undo: Database.Statement;
  private readonly tx: Tx;
  private readonly handle: Database.Database;

  constructor(handle: Database.Database, tx: Tx) {
    this.handle = handle;
    this.tx = tx;
    this.begin = handle.prepare("begin immediate");
    this.commit = handle.prepare("commit");
    this.rollback = handle.prepare("rollback");
    this.savepoint = handle.prepare("savepoint unit");
    this.release = handle.prepare("release unit");
    this.undo = handle.prepare("rollback to unit");
  }

  add<T>(given: (tx: Tx) => Promise<T>): Promise<T> {
    // It is run by whoever began the queue: bound, it still sees what its own caller set (who is signing in, and by which factor).
    const unit = AsyncLocalStorage.bind(given);
    return new Promise<T>((resolve, reject) => {
      this.waiting.push({ unit, resolve: resolve as (value: unknown) => void, reject });
      this.running ??= this.run();
    });
  }

  /** How long the transaction that is open now has been open. */
  openMs(): number {
    return this.begunAt === undefined ? 0 : Math.ceil(performance.now() - this.begunAt);
  }

  async drained(): Promise<void> {
    while (this.running) await this.running;
  }

  private async run(): Promise<void> {
    while (this.waiting.length > 0) {
      this.begunAt = performance.now();
      await this.group();
    }
    this.begunAt = undefined;
    // In the same turn as the check above: a job added later must find no runner and start one.
    this.running = undefined;
  }

  private async group(): Promise<void> {
    const settled: Settled[] = [];
    try {
      this.begin.run();
    } catch (error) {
      for (const job of this.waiting.splice(0)) job.reject(error);
      return;
    }
    for (let size = 0; size < MAX_GROUP; size++) {
      // One turn of the event loop lets requests that are already on the wire join this commit.
      if (this.waiting.length === 0 && size > 0) await new Promise((resolve) => setImmediate(resolve));
      const job = this.waiting.shift();
      if (!job) break;
      await this.one(job, settled);
    }
    try {
      this.commit.run();
    } catch (error) {
      if (this.handle.inTransaction) this.rollback.run();
      for (const { job } of settled) job.reject(error);
      return;
    }
    for (const { job, value } of settled) job.resolve(value);
  }

  private async one(job: Job, settled: Settled[]): Promise<void> {
    this.savepoint.run();
    try {
      const value = await job.unit(this.tx);
      this.release.run();
      settled.push({ job, value });
    } catch (error) {
      job.reject(error);
      if (!this.handle.inTransaction) {
        // A full disk or an I/O error made SQLite undo the whole transaction: nobody in this group was written.
        for (const other of settled.splice(0)) other.job.reject(error);
        this.begin.run();
        return;
      }
      this.undo.run();
      this.release.run();
    }
  }
}
