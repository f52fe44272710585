import { asc, eq } from "drizzle-orm";
import type { Db, Tx } from "#db/client.ts";
import { bulkJobs, bulkRows } from "#db/schema/index.ts";
import type { Actor, Ctx } from "#server/core/context.ts";
import { may } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { emit } from "#server/jobs/outbox.ts";
import type { BulkAction } from "./schemas.ts";

/** What an undo does: each row says what it puts back. */
export type Undo = { kind: "undo" };
export type JobRow = Omit<typeof bulkJobs.$inferSelect, "action" | "actor"> & {
  action: BulkAction | Undo;
  actor: KeptActor;
};
export type BulkRow = typeof bulkRows.$inferSelect;

/** Who asked, as they were then: the work goes on as theirs after their second factor lapsed, and ends when they are shut out. */
export type KeptActor = {
  kind: "staff" | "apiKey" | "system";
  id: string;
  name: string;
  role?: string;
  scopes?: string[];
  freshUntil?: number | null;
};

const FOREVER = 8.64e15;

/** @param always whether a second factor that counts now counts to the end of the work */
export function keepActor(actor: Actor, always = false): KeptActor {
  const { id, name } = actor;
  if (actor.kind === "staff") {
    return {
      kind: "staff",
      id,
      name,
      role: actor.role,
      freshUntil: always ? FOREVER : (actor.freshUntil?.getTime() ?? null),
    };
  }
  if (actor.kind === "apiKey") return { kind: "apiKey", id, name, scopes: [...actor.scopes] };
  return { kind: "system", id, name };
}

export function actorOf(kept: KeptActor): Actor {
  const { id, name } = kept;
  if (kept.kind === "staff") {
    const freshUntil = kept.freshUntil ? new Date(kept.freshUntil) : null;
    return { kind: "staff", id, name, role: kept.role as never, freshUntil };
  }
  return kept.kind === "apiKey"
    ? { kind: "apiKey", id, name, scopes: kept.scopes ?? [] }
    : { kind: "system", id, name };
}

/** @throws DomainError 404 BULK_NOT_FOUND, also to whoever may not see others' work */
export async function findBulk(reader: Db, ctx: Ctx, id: string): Promise<JobRow> {
  const [row] = await reader.select().from(bulkJobs).where(eq(bulkJobs.id, id));
  if (!row || (row.requestedBy !== ctx.actor.id && !may(ctx.actor, "desk:manage"))) throw notFound("BULK");
  return row as JobRow;
}

export const rowsOf = (reader: Db, id: string): Promise<BulkRow[]> =>
  reader.select().from(bulkRows).where(eq(bulkRows.jobId, id)).orderBy(asc(bulkRows.n));

/** Tells live screens how far it is. */
export const moved = (tx: Tx, ctx: Pick<Ctx, "clock">, job: Pick<JobRow, "id" | "requestedBy">) =>
  emit(tx, ctx.clock, { topic: "bulk.moved", subject: `bulk:${job.id}`, payload: { requestedBy: job.requestedBy } });
