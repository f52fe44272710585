import { Readable } from "node:stream";
import { and, eq, inArray, isNull, type SQL } from "drizzle-orm";
import { ZipFile } from "yazl";
import { type Db, db, transact } from "#db/client.ts";
import { attachments, identityFiles, ticketMessages } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { customerIdOf } from "#server/core/customer-id.ts";
import { notFound } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { storage } from "#server/storage/index.ts";
import type { Holder } from "./hold.ts";
import { holders } from "./holders.ts";
import { chunked, isKnown, type Scope, type Who, whoIs } from "./who.ts";

export const EXPORT_FORMAT = "daozhang-customer@1";

/** A zip file on its way: `data.json` with every table's rows, and the files that were uploaded. */
export type CustomerExport = { name: string; stream: Readable };

/**
 * Everything that is kept of a customer and is theirs to have, as one zip. What colleagues wrote for themselves, the rules of risk
 * and what belongs to others is not in it; identity documents are named, not included.
 * @param input.customerId whose; a customer gets their own, staff need `customers:erase`
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED; 404 CUSTOMER_NOT_FOUND
 */
export async function exportCustomer({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: { customerId: string };
}): Promise<CustomerExport> {
  const { customerId } = input;
  const own = customerIdOf(ctx.actor) === customerId;
  if (!own) authorize(ctx, "customers:erase");
  const known = await whoIs(db, customerId);
  if (!(await isKnown(db, customerId, known))) throw notFound("CUSTOMER");
  const who = { ...known, attachment: await withoutTheDesks(known.attachment) };
  const tables: Record<string, unknown[]> = {};
  for (const holder of holders) {
    const rows = await rowsOf(db, holder, who);
    if (rows.length > 0) tables[holder.name] = rows;
  }
  const files = await filesOf(who);
  const at = ctx.clock.now();
  await transact((tx) =>
    appendAudit(tx, ctx, {
      action: "customer.exported",
      subject: `customer:${customerId}`,
      data: { tables: Object.keys(tables).length, files: files.length },
    }),
  );
  const about = { format: EXPORT_FORMAT, customerId, exportedAt: at.toISOString() };
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(JSON.stringify({ ...about, tables }, null, 2)), "data.json", { mtime: at });
  for (const { sha256, path } of files) {
    zip.addReadStreamLazy(path, { mtime: at, compress: false }, (done) => {
      storage()
        .openStream(sha256)
        .then(
          (pieces) => done(null, Readable.from(pieces)),
          (error: Error) => done(error, Readable.from([])),
        );
    });
  }
  const stream = Readable.from(zip.outputStream);
  zip.on("error", (error: Error) => stream.destroy(error));
  // Whoever reads it meets the error as well; where nobody does, it must not end the process.
  stream.on("error", (error) => logger.warn({ err: error }, "an export of a customer was cut off"));
  zip.end();
  return { name: `customer-${customerId.replaceAll(/[^\w-]/g, "_").slice(0, 64)}.zip`, stream };
}

/** A table's rows of the customer, each once, as they may have them. */
async function rowsOf(reader: Db, { by, give, key, table }: Holder, who: Who): Promise<unknown[]> {
  if (!give) return [];
  const found = new Map<string, Record<string, unknown>>();
  for (const scope of Object.keys(by) as Scope[]) {
    const column = by[scope];
    if (!column) continue;
    for (const some of chunked(who[scope])) {
      const rows = await reader
        .select()
        .from(table as never)
        .where(inArray(column, some) as SQL);
      for (const row of rows as Record<string, unknown>[])
        found.set(key.map((name) => String(row[name])).join("|"), row);
    }
  }
  return [...found.values()].flatMap((row) => give(row) ?? []);
}

/** Of a customer's files those that are theirs to have: not what hangs on a note, nor the desk's own copies of their pictures. */
async function withoutTheDesks(ids: readonly string[]): Promise<string[]> {
  const theirs: string[] = [];
  for (const some of chunked(ids)) {
    const rows = await db
      .select({ id: attachments.id, visibility: ticketMessages.visibility })
      .from(attachments)
      .leftJoin(ticketMessages, eq(ticketMessages.id, attachments.messageId))
      .where(and(inArray(attachments.id, some), isNull(attachments.redactedOf)));
    theirs.push(...rows.flatMap((row) => (row.visibility === "internal" ? [] : row.id)));
  }
  return theirs;
}

/** The files that may be given: those that are there and are no identity document. */
async function filesOf(who: Who): Promise<{ sha256: string; path: string }[]> {
  const files: { sha256: string; path: string }[] = [];
  for (const some of chunked(who.attachment)) {
    const sealed = new Set(
      (await db.select().from(identityFiles).where(inArray(identityFiles.attachmentId, some))).map(
        (row) => row.attachmentId,
      ),
    );
    for (const row of await db.select().from(attachments).where(inArray(attachments.id, some))) {
      if (sealed.has(row.id) || !(await storage().has(row.sha256))) continue;
      const end = /^(?:image|application)\/(png|jpeg|webp|gif|pdf)$/.exec(row.mediaType)?.[1] ?? "bin";
      files.push({ sha256: row.sha256, path: `files/${row.id}.${end}` });
    }
  }
  return files;
}
