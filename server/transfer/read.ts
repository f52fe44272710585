import { desc, inArray } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { transfers } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx, may } from "#server/core/context.ts";
import { csvBytes } from "#server/core/csv.ts";
import { conflict, forbidden } from "#server/core/errors.ts";
import { storage } from "#server/storage/index.ts";
import { findTransfer, MAX_PROBLEMS, problemsOf, transferView } from "./rows.ts";
import type { Transfer, TransferInFull } from "./schemas.ts";

const MAX_LISTED = 50;
const MAX_SHOWN = 100;

/** The newest transfers that somebody may see. @throws DomainError 403 FORBIDDEN */
export async function listTransfers({ ctx }: { ctx: Ctx }): Promise<{ items: Transfer[] }> {
  const directions = [
    ...(may(ctx.actor, "imports:write") ? (["import"] as const) : []),
    ...(may(ctx.actor, "exports:read") ? (["export"] as const) : []),
  ];
  if (directions.length === 0) throw forbidden("This needs imports:write or exports:read.");
  const rows = await (ctx.tx ?? db)
    .select()
    .from(transfers)
    .where(inArray(transfers.direction, directions))
    .orderBy(desc(transfers.createdAt), desc(transfers.id))
    .limit(MAX_LISTED);
  return { items: rows.map(transferView) };
}

/** One transfer with its first problems. @throws DomainError 404 TRANSFER_NOT_FOUND */
export async function getTransfer({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<TransferInFull> {
  const row = await findTransfer(ctx.tx ?? db, ctx, input.id);
  return { ...transferView(row), problems: await problemsOf(ctx.tx ?? db, row.id, MAX_SHOWN) };
}

/** Every problem of an import, as a table for spreadsheets. @throws DomainError 403 FORBIDDEN, 404 TRANSFER_NOT_FOUND */
export async function problemsFile(args: {
  ctx: Ctx;
  input: { id: string };
}): Promise<{ name: string; bytes: Buffer }> {
  authorize(args.ctx, "imports:write");
  const row = await findTransfer(db, args.ctx, args.input.id, "import");
  const problems = await problemsOf(db, row.id, MAX_PROBLEMS);
  const table = problems.map(({ line, column, code }) => [`${line}`, column, code]);
  return { name: "problems.csv", bytes: csvBytes([["line", "column", "problem"], ...table]) };
}

/**
 * The file of an export, piece by piece. That somebody took it is written down.
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED; 404 TRANSFER_NOT_FOUND; 409 TRANSFER_NOT_READY while it is written and
 * after its day is over
 */
export async function exportFile(args: { ctx: Ctx; input: { id: string } }) {
  const { ctx } = args;
  authorize(ctx, "exports:read");
  const row = await findTransfer(db, ctx, args.input.id, "export");
  if (row.sha256 === null || row.expiresAt <= ctx.clock.now()) {
    throw conflict("TRANSFER_NOT_READY", "There is no file yet, or no longer.");
  }
  // What was made plain for somebody's reason is for that person.
  if (!row.masked && row.byId !== ctx.actor.id)
    throw forbidden("Only whoever asked for it may take a file with contacts.");
  await transact((tx) =>
    appendAudit(tx, ctx, { action: "export.taken", subject: `transfer:${row.id}`, data: { kind: row.kind } }),
  );
  const mediaType = row.kind === "full" ? "application/zip" : "text/csv";
  return { name: row.fileName, mediaType, bytes: row.bytes, stream: await storage().openStream(row.sha256) };
}
