import { randomUUID } from "node:crypto";
import pg from "pg";
import type { Wake } from "./types.ts";

const CHANNEL = "daozhang_wake";
const WHISPERS = "daozhang_whisper";
/** So many whispers are under way at once; what comes on top is not said. */
const MAX_WHISPERS = 20;
/** A notification holds 8,000 bytes. */
const MAX_WORDS = 2_000;
const AGAIN_MS = 1_000;
const ignore = () => {};

/**
 * Wakes the other processes of an installation when something was committed, by LISTEN and NOTIFY. It carries nothing and may get
 * lost with its connection: whoever listens looks by the clock as well. Whispers, on a channel of their own, are all that there is of
 * what they say.
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
  let whispering = 0;
  return {
    publish() {
      if (saying) again = true;
      else say();
    },
    subscribe: (listener) => ear.add(listener),
    whisper(words) {
      if (whispering >= MAX_WHISPERS || words.length > MAX_WORDS) return;
      whispering++;
      pool
        .query("select pg_notify($1, $2)", [WHISPERS, own + words])
        .catch(ignore)
        .finally(() => {
          whispering--;
        });
    },
    hear: (listener) => ear.hear(listener),
    close: () => ear.close(),
  };
}

/** One connection that listens for all of a process, while anybody wants it. */
class Ear {
  private readonly listeners = new Set<() => void>();
  private readonly hearers = new Set<(words: string) => void>();
  private client: pg.Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private readonly connectionString: string;
  private readonly own: string;

  constructor(connectionString: string, own: string) {
    this.connectionString = connectionString;
    this.own = own;
  }

  add(listener: () => void): () => void {
    return this.join(this.listeners, listener);
  }

  hear(listener: (words: string) => void): () => void {
    return this.join(this.hearers, listener);
  }

  private join<T>(those: Set<T>, one: T): () => void {
    those.add(one);
    if (!this.client) this.open();
    return () => {
      those.delete(one);
      if (!this.wanted) void this.close();
    };
  }

  private get wanted(): boolean {
    return this.listeners.size + this.hearers.size > 0;
  }

  private open(): void {
    const client = new pg.Client({ connectionString: this.connectionString, application_name: "daozhang-wake" });
    this.client = client;
    const lost = () => {
      if (this.client !== client) return;
      this.client = undefined;
      client.end().catch(ignore);
      this.timer = setTimeout(() => this.wanted && !this.client && this.open(), AGAIN_MS);
      this.timer.unref();
    };
    client.on("error", lost);
    client.on("end", lost);
    client.on("notification", ({ channel, payload = "" }) => {
      if (payload.startsWith(this.own)) return;
      if (channel === WHISPERS) {
        for (const hearer of this.hearers) hearer(payload.slice(this.own.length));
        return;
      }
      for (const listener of this.listeners) listener();
    });
    client
      .connect()
      .then(() => client.query(`listen ${CHANNEL}; listen ${WHISPERS}`))
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
