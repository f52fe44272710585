import { type AnyColumn, type SQL, sql } from "drizzle-orm";
import { dialect } from "./columns.ts";

/** What the two databases spell differently of `json` columns. */

/** The documents of a group one after another, as one text; null where there is none. In no order. */
export const joinedDocuments = (column: AnyColumn): SQL<string | null> =>
  dialect === "postgres"
    ? sql<string | null>`string_agg(cast(${column} as text), '')`
    : sql<string | null>`group_concat(${column}, '')`;
