import { and, count, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { macros, macroVersions } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, invalid } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { emit } from "#server/jobs/outbox.ts";
import { findMacro, MAX_OWN_MACROS, MAX_SHARED_MACROS } from "./macro-rows.ts";
import { unknownVariables } from "./macro-text.ts";
import { type MacroContent, saveMacroSchema } from "./schemas.ts";

const inputSchema = saveMacroSchema.extend({ id: z.string().min(1).max(64).optional() });
export type SaveMacroCall = z.input<typeof inputSchema>;

/**
 * Saves a macro as a new version: a new macro, or a change of one that is there. Older versions stay to be read.
 * @param input with an `id` and the `version` that was read for a change
 * @returns its id and version
 * @throws DomainError 403 FORBIDDEN for everybody's macro without `desk:manage`, 404 MACRO_NOT_FOUND, 409 VERSION_CONFLICT,
 * 422 MACRO_VARIABLE_UNKNOWN naming it, 422 MACRO_EMPTY, 422 TOO_MANY_MACROS
 */
export async function saveMacro({ ctx, input }: { ctx: Ctx; input: SaveMacroCall }) {
  authorize(ctx, "tickets:write");
  const { id, version, shared, ...content } = inputSchema.parse(input);
  if (shared) authorize(ctx, "desk:manage");
  judge(content);
  const work = async (tx: Tx) => {
    const before = id === undefined ? undefined : await findMacro(tx, id, ctx.actor.id);
    if (before && before.ownerId === null) authorize(ctx, "desk:manage");
    if (before && before.version !== version) {
      throw conflict("VERSION_CONFLICT", "Somebody else changed this macro. Read it again.");
    }
    const ownerId = shared ? null : ctx.actor.id;
    if (!before) await requireRoom(tx, ownerId);
    const now = ctx.clock.now();
    const row = before
      ? { id: before.id, ownerId, version: before.version + 1, updatedAt: now }
      : { id: newId(), ownerId, version: 1, updatedAt: now };
    if (before) await tx.update(macros).set(row).where(eq(macros.id, row.id));
    else await tx.insert(macros).values({ ...row, uses: 0, createdAt: now, deletedAt: null });
    const by = { byId: ctx.actor.id, byName: ctx.actor.name, at: now };
    await tx.insert(macroVersions).values({ macroId: row.id, version: row.version, content, ...by });
    await tellMacro(tx, ctx, "macro.saved", row);
    return { id: row.id, version: row.version };
  };
  return ctx.tx ? work(ctx.tx) : transact(work, { serializeOn: "desk:macros" });
}

/** @throws DomainError 422 */
function judge({ body, actions }: MacroContent): void {
  const errors = (["zh-CN", "en"] as const).flatMap((locale) =>
    unknownVariables(body[locale]).map((name) => ({
      path: `body.${locale}`,
      message: `There is no variable ${name}`,
    })),
  );
  if (errors.length > 0) throw invalid("MACRO_VARIABLE_UNKNOWN", "The text names a variable that is none.", { errors });
  const halves = [body["zh-CN"], body.en].filter((text) => text !== "").length;
  if (halves === 2 || (halves === 0 && Object.keys(actions).length > 0)) return;
  const message = "Write it in both languages, or in none for a macro that only changes the ticket.";
  throw invalid("MACRO_EMPTY", message, {
    errors: [{ path: body.en === "" ? "body.en" : "body.zh-CN", message }],
  });
}

async function requireRoom(tx: Tx, ownerId: string | null): Promise<void> {
  const whose = ownerId === null ? isNull(macros.ownerId) : eq(macros.ownerId, ownerId);
  const [row] = await tx
    .select({ n: count() })
    .from(macros)
    .where(and(isNull(macros.deletedAt), whose));
  const most = ownerId === null ? MAX_SHARED_MACROS : MAX_OWN_MACROS;
  if (Number(row?.n ?? 0) < most) return;
  throw invalid("TOO_MANY_MACROS", `No more than ${most} macros are kept. Remove one first.`);
}

export async function tellMacro(
  tx: Tx,
  ctx: Ctx,
  topic: string,
  row: { id: string; ownerId: string | null; version: number },
): Promise<void> {
  const subject = `macro:${row.id}`;
  await appendAudit(tx, ctx, { action: topic, subject, data: { ownerId: row.ownerId, version: row.version } });
  await emit(tx, ctx.clock, { topic, subject, payload: { ownerId: row.ownerId } });
}
