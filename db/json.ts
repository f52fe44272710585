import { type AnyColumn, type SQL, sql } from "drizzle-orm";
import { dialect } from "./columns.ts";

/** True where a column's JSON list of texts has one of these. Not for large tables without a narrower condition: no index answers it. */
export function listHas(column: AnyColumn, values: readonly string[]): SQL {
  const list = sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  );
  return dialect === "postgres"
    ? sql`exists (select 1 from jsonb_array_elements_text(${column}) e(value) where e.value in (${list}))`
    : sql`exists (select 1 from json_each(${column}) e where e.value in (${list}))`;
}

/** True where a column's JSON object has this member with this value, of the same type. */
export function objectHas(column: AnyColumn, key: string, value: string | number | boolean): SQL {
  if (dialect === "postgres") return sql`coalesce(${column} @> ${JSON.stringify({ [key]: value })}::jsonb, false)`;
  const same =
    typeof value === "boolean"
      ? sql`e.type = ${String(value)}`
      : typeof value === "number"
        ? sql`e.type in ('integer', 'real') and e.value = ${value}`
        : sql`e.type = 'text' and e.value = ${value}`;
  return sql`exists (select 1 from json_each(${column}) e where e.key = ${key} and ${same})`;
}
