import { AsyncLocalStorage } from "node:async_hooks";
import { dialect } from "./columns.ts";
import { openPostgres } from "./postgres.ts";
import { openSqlite } from "./sqlite.ts";
import type { Connection, Db, OpenOptions, TransactOptions, Tx } from "./types.ts";

export type { Connection, Db, TransactOptions, Tx } from "./types.ts";

type Scope = { open: boolean; afterCommit: (() => void)[] };
const scopes = new AsyncLocalStorage<Scope>();

// Next.js may load this module more than once in a process; the connection, and with it the single writer, must not be.
const holder = globalThis as typeof globalThis & { __daozhangConnection?: Connection };

/**
 * Opens the database at `url` (`file:…` or `postgres://…`). It must have been migrated. On SQLite a query runs to its end within
 * its process: what bounds it is that every list is a page of an index.
 */
export function openDatabase(url: string, options: OpenOptions = {}): Connection {
  return dialect === "postgres" ? openPostgres(url, options) : openSqlite(url, options);
}

/** Makes `connection` the one that {@link db} and {@link transact} use. */
export function setConnection(connection: Connection | undefined): void {
  holder.__daozhangConnection = connection;
}

/** The connection of this process. @throws Error when none was opened */
export function connection(): Connection {
  if (!holder.__daozhangConnection)
    throw new Error("The database is not open: call setConnection(openDatabase(url)) first.");
  return holder.__daozhangConnection;
}

/** Where the processes of this installation share their counters; undefined where there is one process, or none is open. */
export const sharedCounters = (): unknown => holder.__daozhangConnection?.counters;

/** True while the caller runs inside {@link transact}. Whatever goes outside (network, mail) must refuse then. */
export function inTransaction(): boolean {
  return scopes.getStore()?.open === true;
}

/** Reads, outside transactions. Inside one, use its `tx`: anything else would read another state than it writes. */
export const db: Db = new Proxy({} as Db, {
  get(_target, property) {
    if (inTransaction()) throw new Error("db is for reading outside transactions: use tx inside transact()");
    const reader = connection().reader as unknown as Record<PropertyKey, unknown>;
    const value = reader[property];
    return typeof value === "function" ? value.bind(reader) : value;
  },
});

/**
 * The only way to write. Runs `unit` in one serializable transaction and resolves when it is durable; may run it again
 * after a serialization failure, so `unit` must not have effects outside `tx`.
 * @param unit the work; everything it starts it must await, and it must not call out of the process
 * @throws what `unit` throws, with nothing written; Error when nested
 */
export async function transact<T>(unit: (tx: Tx) => Promise<T>, options: TransactOptions = {}): Promise<T> {
  if (inTransaction()) throw new Error("transact() must not be nested: pass tx on instead");
  let done: Scope | undefined;
  const result = await connection().write((tx) => {
    const scope: Scope = { open: true, afterCommit: [] };
    done = scope;
    return scopes.run(scope, async () => {
      try {
        return await unit(guard(tx, scope));
      } finally {
        scope.open = false;
      }
    });
  }, options);
  for (const hook of done?.afterCommit ?? []) hook();
  return result;
}

/** Runs `hook` once the surrounding transaction is durable; never when it is rolled back. */
export function afterCommit(hook: () => void): void {
  const scope = scopes.getStore();
  if (!scope?.open) throw new Error("afterCommit() is for use inside transact()");
  scope.afterCommit.push(hook);
}

/** A tx that refuses to work after its unit ended: an unawaited write would otherwise land in somebody else's. */
function guard(tx: Tx, scope: Scope): Tx {
  return new Proxy(tx, {
    get(target, property) {
      if (!scope.open) throw new Error("tx was used after its transaction ended: await everything inside transact()");
      const value = (target as unknown as Record<PropertyKey, unknown>)[property];
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
