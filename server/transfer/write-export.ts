import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { asc, gt } from "drizzle-orm";
import { ZipFile } from "yazl";
import { db, transact } from "#db/client.ts";
import { attachments, transfers } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { csvCellUpTo } from "#server/core/csv.ts";
import { newId } from "#server/core/ids.ts";
import { maskDeep } from "#server/core/mask.ts";
import { storage } from "#server/storage/index.ts";
import { definitionOf, keepActor } from "#server/tickets/index.ts";
import { endTransfer } from "./end-transfer.ts";
import { FILE_KEPT_MS, type TransferRow, transferView } from "./rows.ts";
import { type StartExportInput, startExportSchema, type Transfer } from "./schemas.ts";
import { fullNames, macroLines, orderLines, tableRows, ticketLines } from "./tables.ts";

const FILES_PAGE = 200;
/** As long as anything that can be taken in again. */
const MAX_CELL = 5_000;

/**
 * Has everything of a kind written into a file, by a job; the file is there for a day. Contacts are masked unless somebody may see
 * them and says why.
 * @param input of tickets, `view` or `filter` for those of a list alone
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED; 404 VIEW_NOT_FOUND; ZodError on bad input
 */
export async function startExport({ ctx, input }: { ctx: Ctx; input: StartExportInput }): Promise<Transfer> {
  authorize(ctx, "exports:read");
  const { kind, plain, reason, view, filter } = startExportSchema.parse(input);
  if (plain) authorize(ctx, "pii:reveal");
  const now = ctx.clock.now();
  const asked = view !== undefined || filter !== undefined;
  const narrowed = asked ? (await definitionOf(db, { view, filter }, ctx.actor.id)).filter : null;
  const day = now.toISOString().slice(0, 10);
  const row: TransferRow = {
    ...{ id: newId(now), direction: "export", kind, state: "running", sha256: null, bytes: 0 },
    fileName: kind === "full" ? `daozhang-${day}.zip` : `${kind}-${day}.csv`,
    ...{ total: 0, good: 0, done: 0, same: 0, bad: 0, atRow: 0, masked: !plain, error: null },
    ...{ byId: ctx.actor.id, byName: ctx.actor.name, actor: keepActor(ctx.actor), createdAt: now, endedAt: null },
    ...{ expiresAt: new Date(now.getTime() + FILE_KEPT_MS), filter: narrowed },
  };
  await transact(async (tx) => {
    await tx.insert(transfers).values(row);
    const data = {
      kind,
      masked: row.masked,
      ...(asked && { filter: Object.keys(narrowed ?? {}) }),
      ...(plain && { reason: reason ?? "" }),
    };
    await appendAudit(tx, ctx, { action: "export.started", subject: `transfer:${row.id}`, data });
  });
  return transferView(row);
}

/** Writes the file of an export that runs. Reads in pages; what is written meanwhile is in it or not. */
export async function writeExport(ctx: Ctx, row: TransferRow): Promise<void> {
  const counted = { rows: 0 };
  const source = row.kind === "full" ? zipped(row.masked, counted) : csv(row, counted);
  const { sha256, bytes } = await storage().putStream(source);
  const set = { state: "done" as const, sha256, bytes, total: counted.rows, good: counted.rows, done: counted.rows };
  await transact((tx) => endTransfer(tx, ctx, row.id, set));
}

async function* csv(
  { kind, masked, filter, byId }: TransferRow,
  counted: { rows: number },
): AsyncGenerator<Uint8Array> {
  const narrowed = filter ? { filter, me: byId } : undefined;
  const lines =
    kind === "tickets" ? ticketLines(masked, narrowed) : kind === "orders" ? orderLines(masked) : macroLines();
  // The mark by which spreadsheets know UTF-8.
  yield Buffer.from("\uFEFF", "utf8");
  let first = true;
  for await (const line of lines) {
    if (!first) counted.rows++;
    first = false;
    if (counted.rows % FILES_PAGE === 0) await setImmediate();
    yield Buffer.from(`${line.map((cell) => csvCellUpTo(cell, MAX_CELL)).join(",")}\r\n`, "utf8");
  }
}

/** One file of JSON lines a table, and every file that came with a ticket but identity documents. */
async function* zipped(masked: boolean, counted: { rows: number }): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  for (const name of fullNames) {
    const rows = () => lines(tableRows(name, masked), masked, counted);
    zip.addReadStreamLazy(`${name}.jsonl`, (done) => done(null, Readable.from(rows())));
  }
  if (!masked) {
    for await (const { sha256, path } of filesOf()) {
      zip.addReadStreamLazy(path, (done) => {
        storage()
          .openStream(sha256)
          .then(
            (pieces) => done(null, Readable.from(pieces)),
            (error: Error) => done(error, Readable.from([])),
          );
      });
    }
  }
  const stream = Readable.from(zip.outputStream);
  zip.on("error", (error: Error) => stream.destroy(error));
  zip.end();
  yield* stream as AsyncIterable<Uint8Array>;
}

async function* lines(rows: AsyncIterable<unknown>, masked: boolean, counted: { rows: number }) {
  for await (const row of rows) {
    counted.rows++;
    // Dates would pass a mask untouched, and are texts in the file anyhow.
    const plain = JSON.parse(JSON.stringify(row)) as unknown;
    yield Buffer.from(`${JSON.stringify(masked ? maskDeep(plain) : plain)}\n`, "utf8");
  }
}

async function* filesOf(): AsyncGenerator<{ sha256: string; path: string }> {
  const named = new Set<string>();
  for (let after = ""; ; ) {
    const rows = await db
      .select({ id: attachments.id, kind: attachments.kind, sha256: attachments.sha256, type: attachments.mediaType })
      .from(attachments)
      .where(gt(attachments.id, after))
      .orderBy(asc(attachments.id))
      .limit(FILES_PAGE);
    for (const row of rows) {
      if (row.kind === "identity" || named.has(row.sha256) || !(await storage().has(row.sha256))) continue;
      named.add(row.sha256);
      yield { sha256: row.sha256, path: `files/${row.sha256}.${row.type.split("/")[1]?.replace(/\W/g, "") ?? "bin"}` };
    }
    if (rows.length < FILES_PAGE) return;
    after = rows.at(-1)?.id ?? "";
  }
}
