import { count, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { db, type Tx, transact } from "#db/client.ts";
import { deskFields } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, invalid, notFound } from "#server/core/errors.ts";
import { emit } from "#server/jobs/outbox.ts";
import { type FieldRow, fieldsInUse, MAX_FIELDS } from "./field-rules.ts";
import { type DeskField, fieldKeySchema, saveFieldSchema } from "./schemas.ts";

const saveSchema = saveFieldSchema.extend({ key: fieldKeySchema });
const keySchema = z.object({ key: fieldKeySchema });
export type SaveFieldCall = z.input<typeof saveSchema>;

/**
 * The fields that the desk asks for, in order.
 * @throws DomainError 403 FORBIDDEN
 */
export async function listFields({ ctx }: { ctx: Ctx }): Promise<{ items: DeskField[] }> {
  authorize(ctx, "tickets:read");
  return { items: (await fieldsInUse(ctx.tx ?? db)).map(fieldView) };
}

const fieldView = ({ retiredAt, updatedAt: _updatedAt, ...row }: FieldRow): DeskField => ({
  ...row,
  requiredOn: row.requiredOn as DeskField["requiredOn"],
  retired: retiredAt !== null,
});

/**
 * Defines a field, or changes one: its kind stays, since answers were given by it. One that was retired is asked for again.
 * @returns its key and version
 * @throws DomainError 403 FORBIDDEN; 409 VERSION_CONFLICT; 422 FIELD_KIND_STAYS, FIELD_NEEDS_OPTIONS, TOO_MANY_FIELDS
 */
export async function saveField({ ctx, input }: { ctx: Ctx; input: SaveFieldCall }) {
  authorize(ctx, "desk:manage");
  const { key, version, ...call } = saveSchema.parse(input);
  if (call.kind === "choice" && call.options.length === 0) {
    throw invalid("FIELD_NEEDS_OPTIONS", "Name what there is to choose from.", {
      errors: [{ path: "options", message: "At least one" }],
    });
  }
  const work = async (tx: Tx) => {
    const [before] = await tx.select().from(deskFields).where(eq(deskFields.key, key));
    if (before && before.kind !== call.kind) {
      throw invalid("FIELD_KIND_STAYS", "Answers were given by this kind. Define another field instead.");
    }
    if (before && before.retiredAt === null && before.version !== version) {
      throw conflict("VERSION_CONFLICT", "Somebody else changed this field. Read it again.");
    }
    if (!before) await requireRoom(tx);
    const row = { ...call, key, version: (before?.version ?? 0) + 1, updatedAt: ctx.clock.now(), retiredAt: null };
    if (before) await tx.update(deskFields).set(row).where(eq(deskFields.key, key));
    else await tx.insert(deskFields).values(row);
    await tell(tx, ctx, "field.saved", key, row.version);
    return { key, version: row.version };
  };
  return ctx.tx ? work(ctx.tx) : transact(work, { serializeOn: "desk:fields" });
}

async function requireRoom(tx: Tx): Promise<void> {
  const [row] = await tx.select({ n: count() }).from(deskFields).where(isNull(deskFields.retiredAt));
  if (Number(row?.n ?? 0) < MAX_FIELDS) return;
  throw invalid("TOO_MANY_FIELDS", `No more than ${MAX_FIELDS} fields are asked for. Retire one first.`);
}

/**
 * Asks for a field no longer. What was answered stays on its tickets.
 * @throws DomainError 403 FORBIDDEN, 404 FIELD_NOT_FOUND
 */
export async function retireField({ ctx, input }: { ctx: Ctx; input: z.input<typeof keySchema> }) {
  authorize(ctx, "desk:manage");
  const { key } = keySchema.parse(input);
  const work = async (tx: Tx) => {
    const [row] = await tx.select().from(deskFields).where(eq(deskFields.key, key));
    if (!row || row.retiredAt !== null) throw notFound("FIELD");
    const version = row.version + 1;
    await tx.update(deskFields).set({ retiredAt: ctx.clock.now(), version }).where(eq(deskFields.key, key));
    await tell(tx, ctx, "field.retired", key, version);
    return { key };
  };
  return ctx.tx ? work(ctx.tx) : transact(work, { serializeOn: "desk:fields" });
}

async function tell(tx: Tx, ctx: Ctx, topic: string, key: string, version: number): Promise<void> {
  const subject = `field:${key}`;
  await appendAudit(tx, ctx, { action: topic, subject, data: { version } });
  await emit(tx, ctx.clock, { topic, subject, payload: { version } });
}
