import { randomUUID } from "node:crypto";
import pg from "pg";
import type { Wake } from "./types.ts";

const CHANNEL = "daozhang_wake";
const AGAIN_MS = 1_000;
const ignore = () => {};

/**
 * Wakes the other processes of an installation when something was committed, by LISTEN and NOTIFY. It carries nothing and may get
 * lost with its connection: whoever listens looks by the clock as well.
 */
export function postgresWake(pool: pg.Pool, connectionString: string): Wake & { close(): Promise<void> } {
  const own = randomUUID();
  const ear = new Ear(connectionString, own);
  let saying = false;
  let again = false;
  const say = () => {
    saying = true;
    again = false;
    // A commit takes a lock with its notifications: outside of any transaction nobody waits for it.
    pool
      .query("select pg_notify($1, $2)", [CHANNEL, own])
      .catch(ignore)
      .finally(() => {
        saying = false;
        if (again) say();
      });
  };
  return {
    publish() {
      if (saying) again = true;
      else say();
    },
    subscribe: (listener) => ear.add(listener),
    close: () => ear.close(),
  };
}

/** One connection that listens for all of a process, while anybody wants it. */
class Ear {
  private readonly listeners = new Set<() => void>();
  private client: pg.Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly connectionString: string;
  private readonly own: string;

  constructor(connectionString: string, own: string) {
    this.connectionString = connectionString;
    this.own = own;
  }

  add(listener: () => void): () => void {
    this.listeners.add(listener);
    if (!this.client) this.open();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) void this.close();
    };
  }

  private open(): void {
    const client = new pg.Client({ connectionString: this.connectionString, application_name: "daozhang-wake" });
    this.client = client;
    const lost = () => {
      if (this.client !== client) return;
      this.client = undefined;
      client.end().catch(ignore);
      this.timer = setTimeout(() => this.listeners.size > 0 && !this.client && this.open(), AGAIN_MS);
      this.timer.unref();
    };
    client.on("error", lost);
    client.on("end", lost);
    client.on("notification", ({ payload }) => {
      if (payload === this.own) return;
      for (const listener of this.listeners) listener();
    });
    client
      .connect()
      .then(() => client.query(`listen ${CHANNEL}`))
      // What was said before it listened is found now.
      .then(() => {
        for (const listener of this.listeners) listener();
      })
      .catch(lost);
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    const { client } = this;
    this.client = undefined;
    await client?.end().catch(ignore);
  }
}
