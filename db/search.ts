import { type AnyColumn, type SQL, sql } from "drizzle-orm";

/**
 * True where the column contains the words, on both databases the same: Latin letters in either case, Chinese as written, and
 * `%` and `_` standing for themselves.
 */
export function containsText(column: AnyColumn, words: string): SQL {
  const pattern = `%${words.toLowerCase().replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
  return sql`lower(${column}) like ${pattern} escape '\\'`;
}
