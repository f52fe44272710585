import { asc, count, eq } from "drizzle-orm";
import { z } from "zod";
import { db, type Tx, transact } from "#db/client.ts";
import { deskTags } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { invalid, notFound } from "#server/core/errors.ts";
import { sha256Hex } from "#server/core/ids.ts";
import { emit } from "#server/jobs/outbox.ts";
import { type DeskTag, saveTagSchema, tagNameSchema } from "./schemas.ts";

const MAX_TAGS = 500;
const saveSchema = saveTagSchema.extend({ name: tagNameSchema });
const nameSchema = z.object({ name: tagNameSchema });

/**
 * The tags that the desk agreed on, by name.
 * @throws DomainError 403 FORBIDDEN
 */
export async function listTags({ ctx }: { ctx: Ctx }): Promise<{ items: DeskTag[] }> {
  authorize(ctx, "tickets:read");
  const rows = await (ctx.tx ?? db).select().from(deskTags).orderBy(asc(deskTags.name)).limit(MAX_TAGS);
  return { items: rows.map(({ name, colour, about }) => ({ name, colour: colour as DeskTag["colour"], about })) };
}

/**
 * Agrees on a tag, or changes what is said of one.
 * @throws DomainError 403 FORBIDDEN, 422 TOO_MANY_TAGS
 */
export async function saveTag({ ctx, input }: { ctx: Ctx; input: z.input<typeof saveSchema> }) {
  authorize(ctx, "desk:manage");
  const call = saveSchema.parse(input);
  const work = async (tx: Tx) => {
    const [row] = await tx.select({ n: count() }).from(deskTags);
    if (Number(row?.n ?? 0) >= MAX_TAGS) throw invalid("TOO_MANY_TAGS", `No more than ${MAX_TAGS} tags are kept.`);
    const values = { ...call, updatedAt: ctx.clock.now() };
    await tx.insert(deskTags).values(values).onConflictDoUpdate({ target: deskTags.name, set: values });
    await tell(tx, ctx, "tag.saved", call.name);
    return { name: call.name };
  };
  return ctx.tx ? work(ctx.tx) : transact(work, { serializeOn: "desk:tags" });
}

/**
 * Offers a tag no longer. Tickets that have it keep it.
 * @throws DomainError 403 FORBIDDEN, 404 TAG_NOT_FOUND
 */
export async function removeTag({ ctx, input }: { ctx: Ctx; input: z.input<typeof nameSchema> }) {
  authorize(ctx, "desk:manage");
  const { name } = nameSchema.parse(input);
  const work = async (tx: Tx) => {
    const gone = await tx.delete(deskTags).where(eq(deskTags.name, name)).returning({ name: deskTags.name });
    if (gone.length === 0) throw notFound("TAG");
    await tell(tx, ctx, "tag.removed", name);
    return { name };
  };
  return ctx.tx ? work(ctx.tx) : transact(work, { serializeOn: "desk:tags" });
}

/** A tag is words of people's own: the record goes by what they hash to. */
async function tell(tx: Tx, ctx: Ctx, topic: string, name: string): Promise<void> {
  const subject = `tag:${sha256Hex(name).slice(0, 16)}`;
  await appendAudit(tx, ctx, { action: topic, subject });
  await emit(tx, ctx.clock, { topic, subject });
}
