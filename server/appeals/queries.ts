import { and, asc, desc, eq, gt, gte, inArray, lt, or, type SQL, sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { appealEvidence, appeals, slaTargets, tickets } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { invalid } from "#server/core/errors.ts";
import { type AppealListInput, type AppealSummary, appealListSchema, openAppealStates } from "./schemas.ts";
import type { AppealRow, ClockRow } from "./store.ts";
import { summaryOf } from "./summary.ts";

export type AppealPage = { items: AppealSummary[]; nextCursor: string | null };

const isOpen = inArray(appeals.state, [...openAppealStates]);
const waits = eq(tickets.status, "waiting_customer");

/**
 * Appeals: the open ones by when they are due, or decided ones, the newest first. Each has the times that managers count by.
 * @throws DomainError 403 FORBIDDEN, 422 BAD_CURSOR; ZodError on bad input
 */
export async function listAppeals(args: { ctx: Ctx; input: Partial<AppealListInput> }): Promise<AppealPage> {
  const ctx = authorize(args.ctx, "tickets:read");
  const call = appealListSchema.parse(args.input);
  const reader = ctx.tx ?? db;
  const queue = ["open", "mine", "waiting", "second"].includes(call.group);
  const rows = await reader
    .select({ appeal: appeals, clock: slaTargets, status: tickets.status })
    .from(appeals)
    .innerJoin(tickets, eq(tickets.number, appeals.ticketNumber))
    .innerJoin(slaTargets, eq(slaTargets.id, appeals.clockId))
    .where(and(...filters(ctx, call), call.cursor === undefined ? undefined : after(call.cursor, queue)))
    .orderBy(...(queue ? [asc(slaTargets.dueAt), asc(appeals.id)] : [desc(appeals.openedAt), desc(appeals.id)]))
    .limit(call.limit + 1);
  const page = rows.slice(0, call.limit);
  const last = rows.length > call.limit ? page.at(-1) : undefined;
  const items: AppealSummary[] = [];
  const ids = page.map(({ appeal }) => appeal.id);
  const given =
    ids.length === 0 ? [] : await reader.select().from(appealEvidence).where(inArray(appealEvidence.appealId, ids));
  for (const { appeal, clock, status } of page) {
    const own = given.filter(({ appealId }) => appealId === appeal.id);
    items.push(await summaryOf(reader, appeal, clock, status === "waiting_customer", own, ctx.clock.now()));
  }
  return { items, nextCursor: last ? cursorOf(last.appeal, last.clock, queue) : null };
}

function filters(ctx: Ctx, call: AppealListInput): (SQL | undefined)[] {
  return [
    groupOf(call.group, ctx.actor.id),
    call.orderNo ? eq(appeals.orderNo, call.orderNo) : undefined,
    call.customerId ? eq(appeals.customerId, call.customerId) : undefined,
    call.ticketNumber ? eq(appeals.ticketNumber, call.ticketNumber) : undefined,
    call.family ? familyIs(call.family) : undefined,
    call.from ? gte(appeals.openedAt, new Date(call.from)) : undefined,
    call.to ? lt(appeals.openedAt, new Date(call.to)) : undefined,
  ];
}

/** A word of a fixed set inside a JSON list of such words. */
const familyIs = (family: string): SQL => sql`cast(${appeals.families} as text) like ${`%"${family}"%`}`;

function groupOf(group: AppealListInput["group"], me: string): SQL | undefined {
  switch (group) {
    case "open":
      return and(isOpen, sql`not ${waits}`);
    case "mine":
      return and(isOpen, eq(appeals.reviewerId, me));
    case "waiting":
      return and(isOpen, waits);
    case "second":
      return eq(appeals.state, "awaiting_second");
    case "person":
      return eq(appeals.followState, "person");
    case "decided":
      // Most are: they are read off the index of the order that they are shown in.
      return inArray(sql`coalesce(${appeals.state}, null)`, ["passed", "denied", "closed"]);
    case "all":
      return undefined;
  }
}

/** How many appeals each group has. @throws DomainError 403 FORBIDDEN */
export async function countAppeals({
  ctx,
}: {
  ctx: Ctx;
}): Promise<Record<"open" | "mine" | "waiting" | "second" | "person", number>> {
  authorize(ctx, "tickets:read");
  const groups = ["open", "mine", "waiting", "second", "person"] as const;
  const columns = Object.fromEntries(
    groups.map((group) => [
      group,
      sql<number>`coalesce(sum(case when ${groupOf(group, ctx.actor.id)} then 1 else 0 end), 0)`.mapWith(Number),
    ]),
  ) as Record<(typeof groups)[number], SQL<number>>;
  const [row] = await (ctx.tx ?? db)
    .select(columns)
    .from(appeals)
    .innerJoin(tickets, eq(tickets.number, appeals.ticketNumber))
    .where(or(isOpen, groupOf("person", ctx.actor.id)));
  return row as Record<(typeof groups)[number], number>;
}

const cursorOf = (row: AppealRow, clock: ClockRow, queue: boolean) =>
  `${(queue ? clock.dueAt : row.openedAt).getTime()}.${row.id}`;

function after(cursor: string, queue: boolean): SQL | undefined {
  const [, ms, id] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(cursor) ?? [];
  if (ms === undefined || id === undefined) {
    throw invalid("BAD_CURSOR", "This cursor is not one of ours.", {
      errors: [{ path: "cursor", message: "Not a cursor" }],
    });
  }
  const at = new Date(Number(ms));
  if (!queue) return or(lt(appeals.openedAt, at), and(eq(appeals.openedAt, at), lt(appeals.id, id)));
  return or(gt(slaTargets.dueAt, at), and(eq(slaTargets.dueAt, at), gt(appeals.id, id)));
}
