import { eq, inArray } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { orders, transferKeys, transferProblems, transfers } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, DomainError, invalid } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { storage } from "#server/storage/index.ts";
import { keepActor } from "#server/tickets/index.ts";
import { MAX_FILE_BYTES, readRows } from "./read-csv.ts";
import { FILE_KEPT_MS, findTransfer, MAX_PROBLEMS, type TransferRow, transferView } from "./rows.ts";
import type { ImportKind, Problem, Transfer } from "./schemas.ts";

const CHUNK = 500;

/**
 * Reads a file through and says what is wrong with it, line by line and cell by cell, without taking anything in. The file is kept
 * for a day, and only that very file is taken in afterwards.
 * @param input `bytes` as they came
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED; 413 FILE_TOO_LARGE; 422 FILE_EMPTY, FILE_ENCODING, FILE_MALFORMED,
 * FILE_TOO_LONG
 */
export async function startImport(args: {
  ctx: Ctx;
  input: { kind: ImportKind; fileName: string; bytes: AsyncIterable<Uint8Array> };
}): Promise<Transfer> {
  const { ctx, input } = args;
  authorize(ctx, "imports:write");
  const bytes = await collect(input.bytes);
  const checked = await check(input.kind, bytes);
  const sha256 = await storage().put(bytes);
  const now = ctx.clock.now();
  const row: TransferRow = {
    ...{ id: newId(now), direction: "import", kind: input.kind, state: "checked", sha256, bytes: bytes.length },
    fileName: input.fileName.slice(0, 120) || `${input.kind}.csv`,
    ...{ total: checked.total, good: checked.good, done: 0, same: checked.same, bad: checked.bad, atRow: 0 },
    ...{
      masked: false,
      filter: null,
      error: null,
      byId: ctx.actor.id,
      byName: ctx.actor.name,
      actor: keepActor(ctx.actor),
    },
    ...{ createdAt: now, endedAt: null, expiresAt: new Date(now.getTime() + FILE_KEPT_MS) },
  };
  await transact(async (tx) => {
    await tx.insert(transfers).values(row);
    await writeProblems(tx, row.id, checked.problems);
    const { total, good, same, bad } = row;
    const data = { kind: row.kind, sha256, total, good, same, bad };
    await appendAudit(tx, ctx, { action: "import.checked", subject: `transfer:${row.id}`, data });
  });
  return transferView(row);
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of source) {
    size += piece.length;
    if (size > MAX_FILE_BYTES) throw new DomainError(413, "FILE_TOO_LARGE", `A file may have ${MAX_FILE_BYTES} bytes.`);
    pieces.push(piece);
  }
  if (size === 0) throw invalid("FILE_EMPTY", "The file is empty.");
  return Buffer.concat(pieces);
}

type Checked = { total: number; good: number; same: number; bad: number; problems: Problem[] };

async function check(kind: ImportKind, bytes: Buffer): Promise<Checked> {
  const checked: Checked = { total: 0, good: 0, same: 0, bad: 0, problems: [] };
  const add = (problems: readonly Problem[]) =>
    checked.problems.push(...problems.slice(0, MAX_PROBLEMS - checked.problems.length));
  let keys: string[] = [];
  const count = async () => {
    checked.same += await thereOf(kind, keys);
    keys = [];
  };
  for await (const row of readRows(kind, bytes, add)) {
    checked.total++;
    add(row.problems);
    if (row.problems.length > 0) checked.bad++;
    else {
      checked.good++;
      keys.push(row.key);
      if (keys.length === CHUNK) await count();
    }
  }
  await count();
  return checked;
}

/** How many of these were taken in before. */
async function thereOf(kind: ImportKind, keys: string[]): Promise<number> {
  if (keys.length === 0) return 0;
  if (kind === "orders") {
    return (await db.select({ no: orders.orderNo }).from(orders).where(inArray(orders.orderNo, keys))).length;
  }
  const rows = await db
    .select({ key: transferKeys.key, kind: transferKeys.kind })
    .from(transferKeys)
    .where(inArray(transferKeys.key, keys));
  return rows.filter((row) => row.kind === kind).length;
}

export async function writeProblems(tx: Tx, transferId: string, problems: readonly Problem[]): Promise<void> {
  for (let from = 0; from < problems.length; from += CHUNK) {
    const values = problems.slice(from, from + CHUNK).map((problem) => ({ ...problem, transferId }));
    await tx.insert(transferProblems).values(values).onConflictDoNothing();
  }
}

/**
 * Has a checked file taken in, by a job: its good rows; those with a problem are left out.
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED; 404 TRANSFER_NOT_FOUND; 409 TRANSFER_NOT_READY
 */
export async function commitImport({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<Transfer> {
  authorize(ctx, "imports:write");
  return move(ctx, input.id, "import.started", (row) => {
    if (row.state !== "checked" || row.good === 0) throw notReady();
    return {
      state: "running" as const,
      same: 0,
      actor: keepActor(ctx.actor),
      byId: ctx.actor.id,
      byName: ctx.actor.name,
    };
  });
}

/**
 * Ends an import. What was taken in before stays.
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED; 404 TRANSFER_NOT_FOUND; 409 TRANSFER_NOT_READY
 */
export async function cancelImport({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<Transfer> {
  authorize(ctx, "imports:write");
  return move(ctx, input.id, "import.cancelled", (row) => {
    if (row.state !== "checked" && row.state !== "running") throw notReady();
    return { state: "cancelled" as const, endedAt: ctx.clock.now() };
  });
}

const notReady = () => conflict("TRANSFER_NOT_READY", "This is not where that can be done. Look at its state again.");

async function move(ctx: Ctx, id: string, action: string, to: (row: TransferRow) => Partial<TransferRow>) {
  return transact(async (tx) => {
    const before = await findTransfer(tx, ctx, id, "import");
    const row = { ...before, ...to(before) };
    await tx.update(transfers).set(row).where(eq(transfers.id, id));
    await appendAudit(tx, ctx, { action, subject: `transfer:${id}`, data: { kind: row.kind, good: row.good } });
    return transferView(row);
  });
}
