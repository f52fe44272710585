import { getTableColumns, type SQL, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { dialect } from "./columns.ts";

/**
 * Many rows as one parameter, for `insert(table).select(…)`: the statement is the same however many rows there are, so it is
 * compiled once, and a row costs a fraction of what a row of placeholders does. Conflict clauses may follow.
 * @param table what the rows are for
 * @param rows at most a few thousand, every column of the table given; times to the millisecond
 */
export function rowsOf<T extends PgTable>(table: T, rows: readonly Required<T["$inferInsert"]>[]): SQL {
  const columns = Object.entries(getTableColumns(table));
  const cells = rows.map((row) =>
    columns.map(([name, column]) => {
      const value = (row as Record<string, unknown>)[name] ?? null;
      return value === null ? null : column.mapToDriverValue(value);
    }),
  );
  const json = JSON.stringify(cells);
  const reads = columns.map(([, column], i) =>
    dialect === "postgres" ? sql.raw(`(r.value ->> ${i})::${column.getSQLType()}`) : sql.raw(`r.value ->> ${i}`),
  );
  const from = dialect === "postgres" ? sql`json_array_elements(${json}::json) r(value)` : sql`json_each(${json}) r`;
  // Without a condition SQLite takes the `on` of a conflict clause for that of a join.
  return sql`select ${sql.join(reads, sql`, `)} from ${from} where true`;
}
