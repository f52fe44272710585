import { type AnyColumn, getTableName, type Table } from "drizzle-orm";
import type { EvidenceKind } from "#server/evidence/schemas.ts";
import type { Scope } from "./who.ts";

type Row<T extends Table> = T["$inferSelect"];

/** One table with rows of customers: how they are found, what is given out of them, and what becomes of them. */
export type Holder = {
  name: string;
  table: Table;
  by: Partial<Record<Scope, AnyColumn>>;
  /** The columns that name a row. */
  key: readonly string[];
  /** `delete`; `keep` for records of money and what has no personal data; or what is written over a row. */
  erase: "delete" | "keep" | ((row: Record<string, unknown>) => Record<string, unknown>);
  /** Why rows that stay may. */
  why?: string;
  /** What the evidence log calls the rows, where it has them. */
  evidence?: Exclude<EvidenceKind, "audit">;
  /** What its person gets of a row; null where the row is not for them. Nothing without it. */
  give?: (row: Record<string, unknown>) => Record<string, unknown> | null;
};

type Definition<T extends Table> = {
  by: Partial<Record<Scope, AnyColumn>>;
  key?: readonly (keyof Row<T> & string)[];
  evidence?: Exclude<EvidenceKind, "audit">;
  /** Columns that its person gets; a function where not every row is theirs to see. */
  give?: readonly (keyof Row<T> & string)[] | ((row: Row<T>) => Record<string, unknown> | null);
} & ({ erase: "delete" | ((row: Row<T>) => Partial<Row<T>>); why?: never } | { erase: "keep"; why: string });

export function hold<T extends Table>(table: T, definition: Definition<T>): Holder {
  const { give, key = ["id"], ...rest } = definition;
  const given =
    give === undefined
      ? undefined
      : typeof give === "function"
        ? give
        : (row: Row<T>) => Object.fromEntries(give.map((name) => [name, row[name]]));
  return { ...rest, key, table, name: getTableName(table), ...(given && { give: given }) } as Holder;
}

/** Members of kept JSON that are words of fixed sets, numbers of things or instants. */
const KEPT =
  /^(?:status|priority|claim|cause|kind|action|state|metric|outcome|code|result|decision|check|type|route|scope|channel|item|form|id|version)$|(?:Id|Ids|No|At|Code|Fen|State|Hash)$/;

/** JSON without what people wrote into it. */
export function scrubbed(value: unknown, blank: string, name = ""): unknown {
  if (typeof value === "string") return KEPT.test(name) ? value : blank;
  if (Array.isArray(value)) return value.map((one) => scrubbed(one, blank, name));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, scrubbed(one, blank, key)]));
}
