import { and, asc, eq, gt, isNotNull, lt, ne } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { transfers } from "#db/schema/index.ts";
import { MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { DomainError } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import type { Job } from "#server/jobs/index.ts";
import { storage } from "#server/storage/index.ts";
import { actorOf, type KeptActor } from "#server/tickets/index.ts";
import { endTransfer } from "./end-transfer.ts";
import { type CsvRow, readRows } from "./read-csv.ts";
import type { TransferRow } from "./rows.ts";
import type { ImportKind } from "./schemas.ts";
import { writeProblems } from "./start-import.ts";
import { type Taken, takeIn } from "./take-in.ts";
import { writeExport } from "./write-export.ts";

/** Files in one run of the job. */
const MAX_A_RUN = 5;

/** Goes on with every file that is being taken in or written. @returns how many */
export async function runTransfers(ctx: Ctx): Promise<number> {
  const waiting = await db
    .select()
    .from(transfers)
    .where(eq(transfers.state, "running"))
    .orderBy(asc(transfers.createdAt))
    .limit(MAX_A_RUN);
  for (const row of waiting) {
    const asked = { clock: ctx.clock, actor: actorOf(row.actor as KeptActor) };
    try {
      if (row.direction === "import") await runImport(asked, row);
      else await writeExport(asked, row);
    } catch (error) {
      logger.error({ err: error, transferId: row.id }, "a transfer failed");
      const code = error instanceof DomainError ? error.code : "INTERNAL";
      await transact((tx) => endTransfer(tx, asked, row.id, { state: "failed", error: code }));
    }
  }
  return waiting.length;
}

/** Takes a file's good rows in, each in a transaction that also remembers it: who begins anew goes on behind the last one. */
async function runImport(ctx: Ctx, row: TransferRow): Promise<void> {
  const kind = row.kind as ImportKind;
  const bytes = await storage().open(row.sha256 ?? "");
  for await (const one of readRows(kind, bytes, () => {})) {
    if (one.n <= row.atRow || one.problems.length > 0) continue;
    if (!(await takeOne(ctx, row.id, kind, one))) return;
  }
  await transact((tx) => endTransfer(tx, ctx, row.id, { state: "done" }));
}

/** @returns false when the import was ended meanwhile */
async function takeOne(ctx: Ctx, id: string, kind: ImportKind, one: CsvRow): Promise<boolean> {
  const note = (tx: Tx, taken: Taken) => remember(tx, id, one, taken);
  try {
    const [still] = await db.select({ state: transfers.state }).from(transfers).where(eq(transfers.id, id));
    if (still?.state !== "running") return false;
    await takeIn[kind](ctx, one, id, note);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await transact((tx) => note(tx, "refused"));
  }
  return true;
}

async function remember(tx: Tx, id: string, one: CsvRow, taken: Taken): Promise<void> {
  const [row] = await tx.select().from(transfers).where(eq(transfers.id, id));
  if (!row) throw new Error("The import is gone.");
  await tx
    .update(transfers)
    .set({
      atRow: one.n,
      done: row.done + (taken === "done" ? 1 : 0),
      same: row.same + (taken === "same" ? 1 : 0),
      bad: row.bad + (taken === "refused" ? 1 : 0),
      good: row.good - (taken === "refused" ? 1 : 0),
    })
    .where(eq(transfers.id, id));
  if (taken === "refused") await writeProblems(tx, id, [{ line: one.line, column: "*", code: "REFUSED" }]);
}

/** Removes the files whose time is over. @returns how many */
export async function expireTransfers(ctx: Ctx): Promise<number> {
  const over = await db
    .select()
    .from(transfers)
    .where(and(isNotNull(transfers.sha256), lt(transfers.expiresAt, ctx.clock.now()), ne(transfers.state, "running")))
    .orderBy(asc(transfers.expiresAt))
    .limit(100);
  for (const row of over) {
    const { sha256 } = row;
    if (sha256 === null) continue;
    await transact((tx) =>
      tx
        .update(transfers)
        .set({ sha256: null, ...(row.state === "checked" ? { state: "expired" as const } : {}) })
        .where(eq(transfers.id, row.id)),
    );
    // The same bytes are one file: another transfer may still need them.
    const [other] = await db
      .select({ id: transfers.id })
      .from(transfers)
      .where(and(eq(transfers.sha256, sha256), gt(transfers.expiresAt, ctx.clock.now())))
      .limit(1);
    if (!other) await storage().remove(sha256);
  }
  return over.length;
}

export const transferJobs: readonly Job[] = [
  { name: "transfer.run", everyMs: SECOND_MS, leaseMs: 60 * MINUTE_MS, run: runTransfers },
  { name: "transfer.expire", everyMs: 10 * MINUTE_MS, run: expireTransfers },
];
