import { and, desc, eq, inArray, lt } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { alerts } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, notFound } from "#server/core/errors.ts";
import { emit } from "#server/jobs/index.ts";
import { type Alert, type AlertListInput, alertListSchema, unitOf } from "./schemas.ts";

type Row = typeof alerts.$inferSelect;

function view(row: Row): Alert {
  const { id, measure, key, state, severity, value, threshold, ackedByName } = row;
  return {
    ...{ id, measure, unit: unitOf[measure], key, state, severity, value, threshold, ackedBy: ackedByName },
    openedAt: row.openedAt.toISOString(),
    overAt: row.overAt?.toISOString() ?? null,
  };
}

/** Alerts, newest first: by default those that fire or fired; what was too high only once is none. @throws DomainError 403 FORBIDDEN */
export async function listAlerts({ ctx, input }: { ctx: Ctx; input: AlertListInput }) {
  authorize(ctx, "tickets:read");
  const { state, limit, cursor } = alertListSchema.parse(input);
  const states = state === "open" ? (["firing", "acked"] as const) : state === "over" ? (["over"] as const) : undefined;
  const rows = await db
    .select()
    .from(alerts)
    .where(
      and(inArray(alerts.state, states ?? ["firing", "acked", "over"]), cursor ? lt(alerts.id, cursor) : undefined),
    )
    .orderBy(desc(alerts.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  return { items: page.map(view), nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** Says that somebody looks after an alert. @throws DomainError 403 FORBIDDEN, 404 ALERT_NOT_FOUND, 409 ALERT_OVER */
export async function ackAlert({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<Alert> {
  authorize(ctx, "tickets:write");
  return transact(async (tx) => {
    const [row] = await tx.select().from(alerts).where(eq(alerts.id, input.id));
    if (!row || row.state === "pending") throw notFound("ALERT");
    if (row.state === "over") throw conflict("ALERT_OVER", "This alert is over already.");
    if (row.state === "acked") return view(row);
    const { id: ackedById, name: ackedByName } = ctx.actor;
    const set = { state: "acked" as const, ackedById, ackedByName, ackedAt: ctx.clock.now() };
    await tx.update(alerts).set(set).where(eq(alerts.id, row.id));
    await appendAudit(tx, ctx, { action: "alert.acked", subject: `alert:${row.id}`, data: {} });
    await emit(tx, ctx.clock, { topic: "alert.acked", subject: `alert:${row.id}` });
    return view({ ...row, ...set });
  });
}
