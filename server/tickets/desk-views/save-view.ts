import { isDeepStrictEqual } from "node:util";
import { and, count, eq, isNull, like, or } from "drizzle-orm";
import { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { deskDeltas, deskViews, viewCounts } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, invalid } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { emit } from "#server/jobs/outbox.ts";
import { findView, MAX_OWN, MAX_SHARED, type ViewRow } from "./access.ts";
import { countedViews, restamp } from "./counted.ts";
import { countAnew } from "./counts.ts";
import { asksCompany, isOpenOnly, saveViewSchema, type ViewFilter } from "./schemas.ts";

const inputSchema = saveViewSchema.extend({ id: z.string().min(1).max(64).optional() });
export type SaveViewCall = z.input<typeof inputSchema>;

/**
 * Saves a list: a new one, or a change of one that is there. Its number is kept from here on: at once when it holds open tickets
 * alone and asks for nobody's company, else when all there are were counted ({@link countOn}).
 * @param input with an `id` and the `version` that was read for a change
 * @returns its id and version
 * @throws DomainError 403 FORBIDDEN for everybody's list without `desk:manage`, 404 VIEW_NOT_FOUND, 409 VERSION_CONFLICT,
 * 422 TOO_MANY_VIEWS
 */
export async function saveView({ ctx, input }: { ctx: Ctx; input: SaveViewCall }) {
  authorize(ctx, "tickets:read");
  const call = inputSchema.parse(input);
  if (call.shared) authorize(ctx, "desk:manage");
  const work = async (tx: Tx) => {
    const before = call.id === undefined ? undefined : await findView(tx, call.id, ctx.actor.id);
    if (before && before.ownerId === null) authorize(ctx, "desk:manage");
    if (before && before.version !== call.version) throw changed();
    if (!before) await requireRoom(tx, call.shared ? null : ctx.actor.id);
    const now = ctx.clock.now();
    const ownerId = call.shared ? null : ctx.actor.id;
    const same = before?.ownerId === ownerId && isDeepStrictEqual(before.filter, call.filter);
    const values = {
      ...{ name: call.name, filter: call.filter, sort: call.sort, position: call.position },
      ...{ ownerId, updatedAt: now },
      countedTo: same ? before.countedTo : isSmall(call.filter) ? null : "",
    };
    const row = before
      ? { ...before, ...values, version: before.version + 1 }
      : { ...values, id: newId(), version: 1, createdAt: now, deletedAt: null };
    if (before) await tx.update(deskViews).set(row).where(eq(deskViews.id, row.id));
    else await tx.insert(deskViews).values(row);
    // With another name or order it holds the same, and its number goes on.
    if (!same) await begin(tx, ctx, row.id);
    await tell(tx, ctx, "view.saved", row);
    return { id: row.id, version: row.version };
  };
  return ctx.tx ? work(ctx.tx) : transact(work, { serializeOn: "desk:views" });
}

/** Counted in the statements of its saving: who is in a ticket's company is looked up ticket by ticket. */
const isSmall = (filter: ViewFilter) => isOpenOnly(filter) && !asksCompany(filter);

const changed = () => conflict("VERSION_CONFLICT", "Somebody else changed this list. Read it again.");

async function requireRoom(tx: Tx, owner: string | null): Promise<void> {
  const whose = owner === null ? isNull(deskViews.ownerId) : eq(deskViews.ownerId, owner);
  const [row] = await tx
    .select({ n: count() })
    .from(deskViews)
    .where(and(isNull(deskViews.deletedAt), whose));
  const most = owner === null ? MAX_SHARED : MAX_OWN;
  if (Number(row?.n ?? 0) < most) return;
  throw invalid("TOO_MANY_VIEWS", `No more than ${most} lists are kept. Remove one first.`);
}

/** From here on every write of a ticket knows the list as it is now; its number begins with what it holds of open tickets. */
export async function begin(tx: Tx, ctx: Ctx, id: string): Promise<void> {
  await restamp(tx, ctx.clock.now());
  await tx.delete(viewCounts).where(or(eq(viewCounts.key, id), like(viewCounts.key, `${id}:%`)));
  const ofDeltas = or(eq(deskDeltas.key, id), like(deskDeltas.key, `${id}:%`));
  await tx.delete(deskDeltas).where(and(eq(deskDeltas.kind, "view"), ofDeltas));
  const view = (await countedViews(tx)).find((each) => each.id === id);
  if (view?.to === null) await countAnew(tx, view);
}

export async function tell(
  tx: Tx,
  ctx: Ctx,
  topic: string,
  row: Pick<ViewRow, "id" | "ownerId" | "version"> & { filter: unknown },
) {
  const subject = `view:${row.id}`;
  const { ownerId, version, filter } = row;
  // Its name is what a person wrote; what it holds is words of fixed sets and numbers of things.
  const data = { ownerId, version, members: Object.keys(filter as object) };
  await appendAudit(tx, ctx, { action: topic, subject, data });
  await emit(tx, ctx.clock, { topic, subject, payload: { ownerId } });
}
