import { and, eq, getTableColumns, ne, or } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { packVersions } from "#db/schema/index.ts";
import { invalid, notFound } from "#server/core/errors.ts";
import { checkPack } from "../pack/check.ts";
import { packOf, versionOf } from "../pack/index.ts";
import { type PackProblem, pathText } from "../pack/problems.ts";
import type { Pack, PackContent } from "../pack/schema.ts";
import { MAX_PACK_BYTES, type PackSummary, type SafetyRun, type ShownProblem } from "./schemas.ts";

export type PackRow = typeof packVersions.$inferSelect;
const { content: _, ...columns } = getTableColumns(packVersions);
/** Everything but the content, which is large. */
export const summaryColumns = columns;
export type SummaryRow = Omit<PackRow, "content">;

/** A version that is no draft, or a draft by its id. @throws DomainError 404 PACK_NOT_FOUND */
export async function findPack(reader: Db, key: string): Promise<PackRow> {
  const [row] = await reader
    .select()
    .from(packVersions)
    .where(or(eq(packVersions.id, key), and(eq(packVersions.version, key), ne(packVersions.state, "draft"))));
  if (!row) throw notFound("PACK");
  return row;
}

export const shownProblem = ({ path, code, message }: PackProblem): ShownProblem => ({
  path: pathText(path),
  code,
  message,
});

/** @throws DomainError 422 PACK_INVALID with a line for each problem */
export function refuse(problems: readonly ShownProblem[]): never {
  throw invalid("PACK_INVALID", "The checklist has errors; the running one stays.", {
    details: { problems: problems.slice(0, 200) },
    errors: problems.map(({ path, message }) => ({ path, message: message.en })),
  });
}

/** Checks the form and sense of content. @throws DomainError 422 PACK_INVALID */
export function checkedContent(raw: unknown): { content: PackContent; version: string; pack: Pack } {
  if (JSON.stringify(raw ?? null).length > MAX_PACK_BYTES) {
    throw invalid("PACK_INVALID", "The content is too large.", {
      errors: [{ path: "content", message: `At most ${MAX_PACK_BYTES} bytes` }],
    });
  }
  const { content, problems } = checkPack(raw);
  if (!content) refuse(problems.map(shownProblem));
  const version = versionOf(content);
  return { content, version, pack: packOf(content, version) };
}

/** A row's content as the engine takes it, whatever its state. Content that a later release cannot read is refused like any other. */
export function packOfRow(row: PackRow): Pack {
  return checkedContent(row.content).pack;
}

const personOf = (id: string | null, name: string | null) => (id === null ? null : { id, name: name ?? "" });
const iso = (at: Date | null) => at?.toISOString() ?? null;

/** A version as lists show it. @param running the version that new runs get */
export function summaryOf(row: SummaryRow, running: string): PackSummary {
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    origin: row.origin,
    base: row.base,
    note: row.note,
    revision: row.revision,
    running: row.state === "published" && row.version === running,
    author: { id: row.authorId, name: row.authorName },
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    proposedBy: personOf(row.proposedById, row.proposedByName),
    proposedAt: iso(row.proposedAt),
    publishedBy: personOf(row.publishedById, row.publishedByName),
    publishedAt: iso(row.publishedAt),
    retiredAt: iso(row.retiredAt),
    safety: (row.report as SafetyRun | null) ?? null,
  };
}
