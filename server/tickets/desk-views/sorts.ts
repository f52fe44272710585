import { type Column, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { tickets } from "#db/schema/index.ts";
import { invalid } from "#server/core/errors.ts";
import { type ViewSort, wholeSorts } from "./schemas.ts";

type Name = "nextDueAt" | "openedAt" | "updatedAt" | "amountKey" | "rank" | "unansweredSince";
type Sort = {
  /** What is sorted by, before the id; each has an index of open tickets in just this order. */
  by: readonly Name[];
  down: boolean;
};

export const sorts: Record<ViewSort, Sort> = {
  due: { by: ["nextDueAt"], down: false },
  newest: { by: ["openedAt"], down: true },
  oldest: { by: ["openedAt"], down: false },
  amount: { by: ["amountKey"], down: true },
  amount_up: { by: ["amountKey"], down: false },
  priority: { by: ["rank", "nextDueAt"], down: false },
  touched: { by: ["updatedAt"], down: true },
  untouched: { by: ["updatedAt"], down: false },
  unanswered: { by: ["unansweredSince"], down: false },
};

/** The order of a list. Of tickets that ended nothing is due or pressing: their lists begin with the newest instead. */
export const sortFor = (sort: ViewSort, openOnly: boolean): ViewSort =>
  openOnly || wholeSorts.includes(sort) ? sort : "newest";

type Columns = Record<Name | "id", Column>;
const table = tickets as unknown as Columns;

export function orderBy(sort: ViewSort, columns: Columns = table): SQL[] {
  const { by, down } = sorts[sort];
  return [...by, "id" as const].map((name) => (down ? sql`${columns[name]} desc` : sql`${columns[name]} asc`));
}

/** Where a page ended. */
export type Position = { values: number[]; id: string };
type Keyed = Record<Name, Date | number | null> & { id: string };

export const positionOf = (sort: ViewSort, row: Keyed): Position => ({
  values: sorts[sort].by.map((name) => Number(row[name] ?? 0)),
  id: row.id,
});

/** The condition of coming after a position. */
export function after(sort: ViewSort, { values, id }: Position): SQL {
  const { by, down } = sorts[sort];
  const keys = [...by.map((name) => table[name]), table.id];
  const marks = [
    ...by.map((name, i) => {
      const value = values[i] ?? 0;
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
  z.array(z.number().int().min(-1).max(MAX_VALUE)).min(1).max(2),
  z.string().regex(/^[0-9a-zA-Z-]{1,64}$/),
]);

export const writeCursor = (sort: ViewSort, { values, id }: Position): string =>
  Buffer.from(JSON.stringify([sort, values, id])).toString("base64url");

/** @throws DomainError 422 BAD_CURSOR for a cursor that is not ours or belongs to another order */
export function readCursor(sort: ViewSort, cursor: string): Position {
  try {
    const [of, values, id] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    if (of === sort && values.length === sorts[sort].by.length) return { values, id };
  } catch {
    // Said below.
  }
  throw invalid("BAD_CURSOR", "This cursor is not one of ours.", {
    errors: [{ path: "cursor", message: "Not a cursor" }],
  });
}
