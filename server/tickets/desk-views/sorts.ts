import { type Column, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { tickets } from "#db/schema/index.ts";
import { invalid } from "#server/core/errors.ts";
import { type ViewSort, wholeSorts } from "./schemas.ts";

type Word = "status" | "assigneeId" | "causeCode" | "channel";
type Name = "nextDueAt" | "openedAt" | "updatedAt" | "amountKey" | "rank" | "unansweredSince" | Word;
/** A column; with a minus a number that goes the other way than the rest. */
type Key = Name | "-amountKey";
type Sort = {
  /** What is sorted by, before the id; each has an index of open tickets in just this order. */
  by: readonly Key[];
  down: boolean;
};

/** The columns that an order looks at, but for the id. */
export const columnsOfSort = (sort: ViewSort): Name[] =>
  sorts[sort].by.map((key) => (key === "-amountKey" ? "amountKey" : key));

export const sorts: Record<ViewSort, Sort> = {
  due: { by: ["nextDueAt"], down: false },
  newest: { by: ["openedAt"], down: true },
  oldest: { by: ["openedAt"], down: false },
  amount: { by: ["amountKey"], down: true },
  amount_up: { by: ["amountKey"], down: false },
  // Money first, then how much, then since when.
  priority: { by: ["rank", "-amountKey", "openedAt"], down: false },
  touched: { by: ["updatedAt"], down: true },
  untouched: { by: ["updatedAt"], down: false },
  unanswered: { by: ["unansweredSince"], down: false },
  status: { by: ["status"], down: false },
  assignee: { by: ["assigneeId"], down: false },
  cause: { by: ["causeCode"], down: false },
  channel: { by: ["channel"], down: false },
};
const WORDS: readonly Key[] = ["status", "assigneeId", "causeCode", "channel"] satisfies Word[];
/** In the very words of the indexes. What may be missing comes first on both databases. */
function keyOf(columns: Columns, name: Key | "id"): SQL {
  if (name === "-amountKey") return sql`(0 - ${columns.amountKey})`;
  const column = columns[name];
  if (name === "status") return sql`${column} || ''`;
  if (name !== "assigneeId" && name !== "channel") return sql`${column}`;
  return sql`case when ${column} is null then '' else ${column} end`;
}

/** The order of a list. Of tickets that ended nothing is due or pressing: their lists begin with the newest instead. */
export const sortFor = (sort: ViewSort, openOnly: boolean): ViewSort =>
  openOnly || wholeSorts.includes(sort) ? sort : "newest";

type Columns = Record<Name | "id", Column>;
const table = tickets as unknown as Columns;

export function orderBy(sort: ViewSort, columns: Columns = table): SQL[] {
  const { by, down } = sorts[sort];
  return [...by, "id" as const].map((name) =>
    down ? sql`${keyOf(columns, name)} desc` : sql`${keyOf(columns, name)} asc`,
  );
}

/** Where a page ended. */
export type Position = { values: (number | string)[]; id: string };
type Keyed = Record<Exclude<Name, Word>, Date | number | null> & Record<Word, string | null> & { id: string };

export const positionOf = (sort: ViewSort, row: Keyed): Position => ({
  values: sorts[sort].by.map((key) => keyValue(row, key)),
  id: row.id,
});

function keyValue(row: Keyed, key: Key): number | string {
  if (key === "-amountKey") return 0 - Number(row.amountKey ?? 0);
  return WORDS.includes(key) ? String(row[key] ?? "") : Number(row[key] ?? 0);
}

/** The condition of coming after a position. */
export function after(sort: ViewSort, { values, id }: Position): SQL {
  const { by, down } = sorts[sort];
  const keys = [...by, "id" as const].map((name) => keyOf(table, name));
  const marks = [
    ...by.map((name, i) => {
      const value = values[i] ?? 0;
      if (typeof value === "string") return sql`${value}`;
      if (name === "-amountKey") return sql`${value}`;
      return sql.param(name === "amountKey" || name === "rank" ? value : new Date(value), table[name]);
    }),
    sql.param(id, table.id),
  ];
  const from = sql`(${sql.join(keys, sql`, `)})`;
  const to = sql`(${sql.join(marks, sql`, `)})`;
  return down ? sql`${from} < ${to}` : sql`${from} > ${to}`;
}

const MAX_VALUE = 8.64e15;
const cursorSchema = z.tuple([
  z.string(),
  z
    .array(z.union([z.number().int().min(-MAX_VALUE).max(MAX_VALUE), z.string().max(128)]))
    .min(1)
    .max(3),
  z.string().regex(/^[0-9a-zA-Z-]{1,64}$/),
]);

export const writeCursor = (sort: ViewSort, { values, id }: Position): string =>
  Buffer.from(JSON.stringify([sort, values, id])).toString("base64url");

/** @throws DomainError 422 BAD_CURSOR for a cursor that is not ours or belongs to another order */
export function readCursor(sort: ViewSort, cursor: string): Position {
  try {
    const [of, values, id] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    const { by } = sorts[sort];
    const fit = by.every((name, i) => typeof values[i] === (WORDS.includes(name) ? "string" : "number"));
    if (of === sort && values.length === by.length && fit) return { values, id };
  } catch {
    // Said below.
  }
  throw invalid("BAD_CURSOR", "This cursor is not one of ours.", {
    errors: [{ path: "cursor", message: "Not a cursor" }],
  });
}
