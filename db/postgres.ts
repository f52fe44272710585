import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { postgresWake } from "./bus.ts";
import { DatabaseGone, isConnectionError, isSerializationFailure } from "./errors.ts";
import * as schema from "./schema/index.ts";
import type { Connection, Db, OpenOptions, Tx } from "./types.ts";

/** Both must be used up: on a loaded machine twenty attempts are over in a second, and on a fast one a second is enough for hundreds. */
const LEAST_ATTEMPTS = 20;
const TRY_FOR_MS = 5_000;
const ATTEMPTS_SIDE_BY_SIDE = 2;
/** The longest pause before the next attempt: side by side with others, and as the first of those who queue. */
const PAUSE_MS = 200;
const PAUSE_QUEUED_MS = 25;
const RETRY_LOCK = 7_265_002;
const POOL_SIZE = 10;
/** How long a connection may take to come, or to come free. Whoever waits longer is told, instead of waiting with them all. */
const CONNECT_TIMEOUT_MS = 10_000;
/** How long one statement of a serving process may take, waiting for locks included. Longer ones hold a connection that others need. */
const STATEMENT_TIMEOUT_MS = 30_000;
const ignore = () => {};

/** By the server's clock alone. Backups and people at a prompt have other names and write no events. */
const OPEN_WRITES = `select coalesce(max(extract(epoch from clock_timestamp() - xact_start)), 0) * 1000 as ms
  from pg_stat_activity
  where datname = current_database() and application_name = current_setting('application_name')
    and pid <> pg_backend_pid()`;

/**
 * Opens PostgreSQL: SERIALIZABLE writes with bounded, jittered retries, because weaker levels lose updates silently.
 * @param options.boundMs after how long a statement is stopped: by default never, since operators' commands may take theirs
 */
export function openPostgres(url: string, { serving = false, boundMs }: OpenOptions = {}): Connection {
  const statementMs = boundMs ?? (serving ? STATEMENT_TIMEOUT_MS : undefined);
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_SIZE,
    application_name: "daozhang",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    ...(statementMs !== undefined && { statement_timeout: statementMs }),
  });
  // A dropped idle connection is the pool's business: it opens another. Without a listener it would end the process.
  pool.on("error", ignore);
  // The pool listens to idle clients only. One that is cut between two queries of ours, or with the very packet that says it is ready,
  // would end the process.
  pool.on("connect", (client) => client.on("error", ignore));
  nameLostConnections(pool);
  const reader = drizzle(pool, { schema });
  const wake = postgresWake(pool, url);
  return {
    dialect: "postgres",
    wake,
    reader: reader as Db,
    counters: pool,
    async write(unit, options) {
      const client = await pool.connect().catch(named);
      let broken = false;
      try {
        if (options.serializeOn)
          await client.query("select pg_advisory_lock(hashtextextended($1, 0))", [options.serializeOn]);
        return await attempts(client, unit);
      } catch (error) {
        broken = isConnectionError(error);
        // A cut during COMMIT is in doubt: it is not tried again here. Callers do, under the same key.
        return named(error);
      } finally {
        if (options.serializeOn && !broken) {
          await client.query("select pg_advisory_unlock(hashtextextended($1, 0))", [options.serializeOn]).catch(() => {
            broken = true;
          });
        }
        client.release(broken);
      }
    },
    async openWritesMs() {
      const { rows } = await pool.query<{ ms: string }>(OPEN_WRITES);
      return Math.ceil(Number(rows[0]?.ms ?? 0));
    },
    async ping() {
      await pool.query("select 1");
    },
    async close() {
      await wake.close();
      await pool.end();
    },
  };
}

/**
 * Runs the unit until it commits. Who failed twice queues behind a lock with the others who did: under load, retrying side by
 * side would make the same writers fail each other until their attempts are used up.
 */
async function attempts<T>(client: pg.PoolClient, unit: (tx: Tx) => Promise<T>): Promise<T> {
  const writer = drizzle(client, { schema });
  const begunAt = performance.now();
  let queued = false;
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        return await writer.transaction((tx) => unit(tx as unknown as Tx), { isolationLevel: "serializable" });
      } catch (error) {
        if (!isSerializationFailure(error)) throw error;
        if (attempt >= LEAST_ATTEMPTS && performance.now() - begunAt >= TRY_FOR_MS) throw error;
        const ceilingMs = Math.min(queued ? PAUSE_QUEUED_MS : PAUSE_MS, 5 * 2 ** attempt);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * ceilingMs));
        if (attempt >= ATTEMPTS_SIDE_BY_SIDE && !queued) {
          await client.query("select pg_advisory_lock($1)", [RETRY_LOCK]);
          queued = true;
        }
      }
    }
  } finally {
    // A connection that broke lost its locks with it.
    if (queued) await client.query("select pg_advisory_unlock($1)", [RETRY_LOCK]).catch(() => {});
  }
}

/** Throws what the driver threw, with a name where it was the connection that failed. */
function named(error: unknown): never {
  throw isConnectionError(error) ? new DatabaseGone(error) : error;
}

/** The same for reads, which drizzle sends through the pool. */
function nameLostConnections(pool: pg.Pool): void {
  const query = pool.query.bind(pool) as (...args: unknown[]) => unknown;
  pool.query = ((...args: unknown[]) => {
    const asked = query(...args);
    return asked instanceof Promise ? asked.catch(named) : asked;
  }) as typeof pool.query;
}
