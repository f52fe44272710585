import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import type * as schema from "./schema/index.ts";

/** What reading code sees: drizzle's PostgreSQL surface, which both dialects serve (see `columns.ts`). */
export type Db = Pick<NodePgDatabase<typeof schema>, "select" | "selectDistinct" | "$count" | "with">;
/** What writing code sees inside `transact`. */
export type Tx = Db & Pick<NodePgDatabase<typeof schema>, "insert" | "update" | "delete">;

export type TransactOptions = {
  /** On PostgreSQL, units with the same text run one after the other instead of colliding and retrying. */
  serializeOn?: string;
};

export type OpenOptions = {
  /** Of a process that answers others: no statement may take longer than they wait. Commands of operators take the time they need. */
  serving?: boolean;
  /** That time, in milliseconds, where it is not the usual one. */
  boundMs?: number;
  /** Of a file that is thrown away when its filling is cut off: nothing waits for the disk before it is closed. SQLite only. */
  unsafeUntilClosed?: boolean;
};

/** How processes of one installation wake each other. */
export type Wake = {
  /** Says that something was committed; never waits and never fails. */
  publish(): void;
  /** Calls `listener` when another process said so. @returns the way to stop it */
  subscribe(listener: () => void): () => void;
  /** Says what is worth nothing a moment later; never waits and never fails, and may get lost. */
  whisper(words: string): void;
  /** Calls `listener` with what another process whispers. @returns the way to stop it */
  hear(listener: (words: string) => void): () => void;
};

/** One open database. Both dialects implement it; nothing above `db/` knows which one runs. */
export type Connection = {
  readonly dialect: "sqlite" | "postgres";
  readonly reader: Db;
  write<T>(unit: (tx: Tx) => Promise<T>, options: TransactOptions): Promise<T>;
  /**
   * How long the oldest unit that has not ended yet has been running, in this process and every other one of the product: what it
   * writes will appear with ids from then. 0 when none is open.
   */
  openWritesMs(): Promise<number>;
  /** Where processes share their counters (a driver's pool); absent where there is one process. */
  readonly counters?: unknown;
  /** Absent where there is one process. */
  readonly wake?: Wake;
  /** Rejects when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
};
