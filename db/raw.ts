import Database from "better-sqlite3";

/** For benches: the driver alone, inserting events in one durable transaction a batch, with the same unique index and nothing else. */
export function insertRaw(path: string): { insert(events: readonly Record<string, unknown>[]): void; close(): void } {
  const handle = new Database(path);
  handle.pragma("journal_mode = WAL");
  handle.pragma("synchronous = FULL");
  handle.exec("create table events (id text primary key, source text, event_id text, type text, at text, data text)");
  handle.exec("create unique index events_source on events (source, event_id)");
  const statement = handle.prepare("insert into events values (?, ?, ?, ?, ?, ?)");
  const insert = handle.transaction((events: readonly Record<string, unknown>[]) => {
    for (const one of events)
      statement.run(`row-${one.id}`, one.source, one.id, one.type, one.time, JSON.stringify(one.data));
  });
  return { insert, close: () => handle.close() };
}

/** For benches: commits of one small row each, one fsync a commit. @returns commits a second */
export function commitRate(path: string, commits: number): number {
  const handle = new Database(path);
  handle.pragma("journal_mode = WAL");
  handle.pragma("synchronous = FULL");
  handle.exec("create table if not exists claims (key text primary key, holder_id text, claimed_at integer)");
  const statement = handle.prepare("insert into claims values (?, 'raw', 0)");
  const started = performance.now();
  for (let i = 0; i < commits; i++) statement.run(`raw-${i}`);
  const rate = commits / ((performance.now() - started) / 1_000);
  handle.close();
  return rate;
}
