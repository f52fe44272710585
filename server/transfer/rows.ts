import { and, asc, eq } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { transferProblems, transfers } from "#db/schema/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import { type Ctx, may } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import type { Problem, ProblemCode, Transfer } from "./schemas.ts";

/** How long a file stays: it holds what people wrote. */
export const FILE_KEPT_MS = DAY_MS;
/** Problems of one file that are kept; with so many wrong the file is not what it should be. */
export const MAX_PROBLEMS = 5_000;

export type TransferRow = typeof transfers.$inferSelect;

export const transferView = (row: TransferRow): Transfer => ({
  ...{ id: row.id, direction: row.direction, kind: row.kind, state: row.state, fileName: row.fileName },
  ...{ bytes: row.bytes, total: row.total, good: row.good, done: row.done, same: row.same, bad: row.bad },
  ...{
    masked: row.masked,
    narrowed: row.filter !== null,
    error: row.error,
    by: row.byName,
    hasFile: row.sha256 !== null,
  },
  ...{ createdAt: row.createdAt.toISOString(), endedAt: row.endedAt?.toISOString() ?? null },
  expiresAt: row.expiresAt.toISOString(),
});

/** Whoever may import sees imports, and whoever may export sees exports. @throws DomainError 404 TRANSFER_NOT_FOUND */
export async function findTransfer(
  reader: Db,
  ctx: Ctx,
  id: string,
  direction?: TransferRow["direction"],
): Promise<TransferRow> {
  const of = direction ? and(eq(transfers.id, id), eq(transfers.direction, direction)) : eq(transfers.id, id);
  const [row] = await reader.select().from(transfers).where(of);
  const allowed = row && may(ctx.actor, row.direction === "import" ? "imports:write" : "exports:read");
  if (!row || !allowed) throw notFound("TRANSFER");
  return row;
}

export async function problemsOf(reader: Db, id: string, limit: number): Promise<Problem[]> {
  const rows = await reader
    .select()
    .from(transferProblems)
    .where(eq(transferProblems.transferId, id))
    .orderBy(asc(transferProblems.line), asc(transferProblems.column))
    .limit(limit);
  return rows.map(({ line, column, code }) => ({ line, column, code: code as ProblemCode }));
}
