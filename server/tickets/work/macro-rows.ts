import { and, asc, eq, isNull, or } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { macros, macroVersions } from "#db/schema/index.ts";
import { notFound } from "#server/core/errors.ts";
import type { MacroContent } from "./schemas.ts";

export type MacroRow = typeof macros.$inferSelect & { content: MacroContent };

/** Kept at most: everybody's, and of one person. */
export const MAX_SHARED_MACROS = 300;
export const MAX_OWN_MACROS = 100;

const sees = (person: string) => or(isNull(macros.ownerId), eq(macros.ownerId, person));
const newest = and(eq(macroVersions.macroId, macros.id), eq(macroVersions.version, macros.version));

/** The macros that somebody may use, by their ids' age. */
export async function macrosOf(reader: Db, person: string): Promise<MacroRow[]> {
  const rows = await reader
    .select({ macro: macros, content: macroVersions.content })
    .from(macros)
    .innerJoin(macroVersions, newest)
    .where(and(isNull(macros.deletedAt), sees(person)))
    .orderBy(asc(macros.id))
    .limit(MAX_SHARED_MACROS + MAX_OWN_MACROS);
  return rows.map(({ macro, content }) => ({ ...macro, content }));
}

/** @throws DomainError 404 MACRO_NOT_FOUND, also when it is somebody else's */
export async function findMacro(reader: Db, id: string, person: string): Promise<MacroRow> {
  const [row] = await reader
    .select({ macro: macros, content: macroVersions.content })
    .from(macros)
    .innerJoin(macroVersions, newest)
    .where(and(eq(macros.id, id), isNull(macros.deletedAt), sees(person)));
  if (!row) throw notFound("MACRO");
  return { ...row.macro, content: row.content };
}
