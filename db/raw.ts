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

export type RawBillRow = readonly [string, string, string | null, number, number, number, number | null];

/** For benches: the driver alone, inserting the rows of a bill in one durable transaction a batch, under the same key. */
export function insertBillRows(path: string): { insert(rows: readonly RawBillRow[]): void; close(): void } {
  const handle = new Database(path);
  handle.pragma("journal_mode = WAL");
  handle.pragma("synchronous = FULL");
  handle.exec(
    "create table bill_lines (bill_id text, out_trade_no text, gateway_trade_no text, paid_fen integer, paid_count integer, refunded_fen integer, paid_at integer, primary key (bill_id, out_trade_no))",
  );
  handle.exec("create index bill_lines_refunded on bill_lines (out_trade_no) where refunded_fen > 0");
  const statement = handle.prepare("insert into bill_lines values (?, ?, ?, ?, ?, ?, ?)");
  const insert = handle.transaction((rows: readonly RawBillRow[]) => {
    for (const row of rows) statement.run(...row);
  });
  return { insert, close: () => handle.close() };
}
