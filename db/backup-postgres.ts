import pg from "pg";
import type { DumpTable, Loading, Row, Snapshot } from "./backup.ts";
import { fromDriver, NotEmpty } from "./backup-rows.ts";

const FETCH_ROWS = 1_000;
/** PostgreSQL takes 65,535 parameters a statement. */
const MAX_PARAMETERS = 30_000;

const FOREIGN_KEYS = `select conrelid::regclass::text as owner, conname as name, pg_get_constraintdef(oid) as definition
  from pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace order by conname`;
const columnsOf = (table: DumpTable) => table.columns.map(({ name }) => `"${name}"`).join(", ");

/** Not the product's own name: consumers wait for open writes of that one, and a dump would hold them up. */
async function connected<T>(url: string, body: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: "daozhang-backup" });
  // A connection that is cut fails its query; between two it must not end the process.
  client.on("error", () => {});
  await client.connect();
  try {
    return await body(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** One REPEATABLE READ transaction, read by cursors: it sees the state of its start and stops no writer. */
export function snapshotOfPostgres<T>(url: string, read: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  return connected(url, async (client) => {
    await client.query("begin isolation level repeatable read read only");
    // The first query, not BEGIN, is what holds the state.
    await client.query("select 1");
    return read({
      async *rows(table) {
        await client.query(`declare dump no scroll cursor for select ${columnsOf(table)} from "${table.name}"`);
        for (;;) {
          const page = await client.query<Row>(`fetch ${FETCH_ROWS} from dump`);
          for (const raw of page.rows) yield fromDriver(table, raw);
          if (page.rows.length < FETCH_ROWS) break;
        }
        await client.query("close dump");
      },
    });
  });
}

/**
 * {@link restoreInto} on PostgreSQL, as the owner of the tables and no superuser: foreign keys are taken away and made again, which
 * checks them all, and the triggers of ours sleep, all in one transaction.
 */
export function restoreIntoPostgres(
  url: string,
  tables: readonly DumpTable[],
  load: (into: Loading) => Promise<void>,
): Promise<void> {
  return connected(url, async (client) => {
    await client.query("begin");
    for (const { name } of tables) {
      await client.query(`lock table "${name}" in access exclusive mode`);
      const { rowCount } = await client.query(`select 1 from "${name}" limit 1`);
      if (rowCount) throw new NotEmpty(name);
      await client.query(`alter table "${name}" disable trigger user`);
    }
    const { rows: keys } = await client.query<{ owner: string; name: string; definition: string }>(FOREIGN_KEYS);
    for (const key of keys) await client.query(`alter table ${key.owner} drop constraint "${key.name}"`);
    await load({
      async add(table, rows) {
        const atOnce = Math.max(1, Math.floor(MAX_PARAMETERS / table.columns.length));
        for (let from = 0; from < rows.length; from += atOnce)
          await insertRows(client, table, rows.slice(from, from + atOnce));
      },
    });
    for (const key of keys)
      await client.query(`alter table ${key.owner} add constraint "${key.name}" ${key.definition}`);
    for (const { name } of tables) await client.query(`alter table "${name}" enable trigger user`);
    await client.query("commit");
  });
}

async function insertRows(client: pg.Client, table: DumpTable, rows: readonly Row[]): Promise<void> {
  const values: unknown[] = [];
  const groups = rows.map((row) => {
    const holes = table.columns.map(({ name, kind }) => {
      const value = row[name] ?? null;
      values.push(kind === "json" && value !== null ? JSON.stringify(value) : value);
      return `$${values.length}`;
    });
    return `(${holes.join(", ")})`;
  });
  await client.query(`insert into "${table.name}" (${columnsOf(table)}) values ${groups.join(", ")}`, values);
}
