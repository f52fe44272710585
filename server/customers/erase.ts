import { and, asc, desc, eq, inArray, isNull } from "drizzle-orm";
import type { z } from "zod";
import { type Db, db, type Tx, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { erasures, identityFiles } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, notFound } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { eraseStep, LAST_STEP } from "./erase-steps.ts";
import { removeUnnamed } from "./files.ts";
import { openCases } from "./open-cases.ts";
import { type Erasure, eraseCustomerSchema } from "./schemas.ts";
import { chunked, isKnown, type Who, whoIs } from "./who.ts";

type ErasureRow = typeof erasures.$inferSelect;
const A_RUN = 20;
const MOST_LISTED = 200;

export const erasureView = (row: ErasureRow): Erasure => ({
  ...{ id: row.id, customerId: row.customerId, state: row.state, reason: row.reason, counts: row.counts },
  requestedBy: row.requestedByName,
  startedAt: row.startedAt.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
});

/**
 * Erases a customer: what says who they are, how to reach them and what they wrote, in every table and in the storage. Records of
 * money stay under the customer's number alone. Once begun it goes on to its end, whatever cuts it off (`customers.erase` is the
 * job that takes it up); what the platform tells late of the time before comes in without what is personal. Repeated, it removes
 * what came in since, or nothing.
 * @param input `customerId`, and a `reason` without personal data
 * @returns what was done
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED; 404 CUSTOMER_NOT_FOUND; 409 CUSTOMER_HAS_OPEN_CASES with
 *   `details.open`; ZodError
 */
export async function eraseCustomer(args: { ctx: Ctx; input: z.input<typeof eraseCustomerSchema> }): Promise<Erasure> {
  const ctx = authorize(args.ctx, "customers:erase");
  const { customerId, reason } = eraseCustomerSchema.parse(args.input);
  const row = await begin(ctx, customerId, reason);
  return erasureView(await carryOn(ctx, row));
}

/** Goes on with what was cut off. @returns how many were brought to their end */
export async function resumeErasures(ctx: Ctx): Promise<number> {
  const rows = await db
    .select()
    .from(erasures)
    .where(eq(erasures.state, "running"))
    .orderBy(asc(erasures.startedAt))
    .limit(A_RUN);
  for (const row of rows) await carryOn(ctx, row);
  return rows.length;
}

/** Writes down that it begins, from where on it cannot be taken back. */
async function begin(ctx: Ctx, customerId: string, reason: string): Promise<ErasureRow> {
  const write = async (tx: Tx): Promise<ErasureRow> => {
    const [known] = await tx.select().from(erasures).where(eq(erasures.customerId, customerId));
    if (known?.state === "running") return known;
    const who = await whoIs(tx, customerId);
    if (!known && !(await isKnown(tx, customerId, who))) throw notFound("CUSTOMER");
    const open = await openCases(tx, who);
    if (open.length > 0) {
      throw conflict("CUSTOMER_HAS_OPEN_CASES", "Something of this customer's still goes on: end it first.", {
        details: { open },
      });
    }
    const startedAt = ctx.clock.now();
    const files = [...who.files, ...(await identityNames(tx, who))];
    // A second time there is something to begin with only when something came in since.
    if (known) return { ...known, step: 0, files };
    const by = { requestedById: ctx.actor.id, requestedByName: ctx.actor.name };
    const fresh = { id: newId(), customerId, reason, ...by, state: "running" as const, step: 0, startedAt };
    const [row] = await tx
      .insert(erasures)
      .values({ ...fresh, finishedAt: null, counts: {}, files })
      .returning();
    await appendAudit(tx, ctx, {
      action: "customer.erasure_begun",
      subject: `customer:${customerId}`,
      data: { erasureId: fresh.id, reason, files: files.length },
    });
    return row as ErasureRow;
  };
  try {
    return await transact(write, { serializeOn: `erasure:${customerId}` });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return transact(write);
  }
}

async function identityNames(reader: Db, who: Who): Promise<string[]> {
  const names: string[] = [];
  for (const some of chunked(who.attachment)) {
    const of = and(inArray(identityFiles.attachmentId, some), isNull(identityFiles.erasedAt));
    const rows = await reader.select({ sha256: identityFiles.sha256 }).from(identityFiles).where(of);
    names.push(...rows.map(({ sha256 }) => sha256));
  }
  return names;
}

/** Does the steps that are left, each by itself, then takes the files away and closes. */
async function carryOn(ctx: Ctx, begun: ErasureRow): Promise<ErasureRow> {
  const who = await whoIs(db, begun.customerId);
  let row = begun;
  for (let step = row.step; step < LAST_STEP; step++) row = await eraseStep(ctx, row, who, step);
  const removed = await removeUnnamed(row.files);
  const before = begun.state === "done" ? begun.counts : {};
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0);
  if (begun.state === "done" && sum(row.counts) === sum(before) && removed === 0) return { ...begun };
  return transact(async (tx) => {
    const counts = { ...row.counts, files: (row.counts.files ?? 0) + removed };
    const finishedAt = ctx.clock.now();
    const [done] = await tx
      .update(erasures)
      .set({ state: "done", counts, finishedAt, step: LAST_STEP, files: [] })
      .where(eq(erasures.id, row.id))
      .returning();
    await appendAudit(tx, ctx, {
      action: "customer.erased",
      subject: `customer:${row.customerId}`,
      data: { erasureId: row.id, counts },
    });
    return done as ErasureRow;
  });
}

/**
 * Who was erased, or is being, the newest first.
 * @throws DomainError 403 FORBIDDEN, SECOND_FACTOR_REQUIRED
 */
export async function listErasures(args: { ctx: Ctx }): Promise<{ items: Erasure[] }> {
  authorize(args.ctx, "customers:erase");
  const rows = await db.select().from(erasures).orderBy(desc(erasures.id)).limit(MOST_LISTED);
  return { items: rows.map(erasureView) };
}
