import { setImmediate } from "node:timers/promises";
import { and, asc, desc, eq, gte, inArray, lt, or } from "drizzle-orm";
import { db } from "#db/client.ts";
import { ticketEvents, tickets } from "#db/schema/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import type { MatchRow } from "#server/tickets/index.ts";
import { notTold, PARTLY_TOLD, play } from "./history.ts";
import { fits, listens } from "./rules.ts";
import { type DryRunInput, type DryRunResult, dryRunSchema, type RuleAction } from "./schemas.ts";

const PAGE = 200;
const MAX_EVENTS = 10_000;
const MAX_SHOWN = 200;
/** Steps of one ticket that are read; nobody's has more. */
const MAX_STEPS = 10_000;

/** What a filter reads of a ticket: without its diagnosis, which is longer than all the rest. */
const columns = {
  ...{ id: tickets.id, number: tickets.number, status: tickets.status, assigneeId: tickets.assigneeId },
  ...{ priority: tickets.priority, queue: tickets.queue, causeCode: tickets.causeCode, claim: tickets.claim },
  ...{ chargeState: tickets.chargeState, channel: tickets.channel, dueState: tickets.dueState, asleep: tickets.asleep },
  ...{ moneyStuck: tickets.moneyStuck, unansweredSince: tickets.unansweredSince, reopenCount: tickets.reopenCount },
  ...{ escalatedAt: tickets.escalatedAt, amountKey: tickets.amountKey, openedAt: tickets.openedAt },
  ...{ updatedAt: tickets.updatedAt, tags: tickets.tags, fields: tickets.fields, orderNo: tickets.orderNo },
  ...{ customerId: tickets.customerId, incidentId: tickets.incidentId },
  ...{ resolvedAt: tickets.resolvedAt, productName: tickets.productName, paymentNo: tickets.paymentNo },
  ...{ closedAt: tickets.closedAt, ratedGood: tickets.ratedGood },
};
type Row = MatchRow & { number: string };

/**
 * What a rule would have done in the days before, held against each ticket as it was then. Reads only, in pages, so that others get
 * their turn. What rules set off in turn is not played.
 * @returns the newest tickets first; `cut` when there was more history than is played
 * @throws DomainError 403 FORBIDDEN; ZodError on bad input
 */
export async function dryRunRule({ ctx, input }: { ctx: Ctx; input: DryRunInput }): Promise<DryRunResult> {
  authorize(ctx, "automation:write");
  const { content, days } = dryRunSchema.parse(input);
  const from = new Date(ctx.clock.now().getTime() - days * DAY_MS);
  const result: DryRunResult = {
    ...{ events: 0, hits: 0, tickets: 0, cut: false, from: from.toISOString(), items: [] },
    // At the moments that are played of these, how a ticket stood with its due time is known.
    ofToday: notTold(content.if).filter(
      (key) => key !== "due" || content.on.some((topic) => !PARTLY_TOLD.includes(topic)),
    ),
    partly: content.on.filter((topic) => PARTLY_TOLD.includes(topic)),
  };
  let after: Row | undefined;
  while (true) {
    const page = await pageOf(from, after);
    const steps = await stepsOf(page.map(({ id }) => id));
    for (const row of page) {
      const before = result.hits;
      for (const { event, at, row: then } of play(row, steps.get(row.id) ?? [])) {
        if (at < from) continue;
        if (result.events >= MAX_EVENTS) return { ...result, cut: true };
        result.events++;
        if (!listens({ id: "", content }, event) || !fits(content, then)) continue;
        result.hits++;
        if (result.items.length >= MAX_SHOWN) continue;
        const actions = content.do.filter((action) => changes(action, then)).map(({ kind }) => kind);
        result.items.push({ number: row.number, at: at.toISOString(), topic: event.topic, actions });
      }
      if (result.hits > before) result.tickets++;
    }
    after = page.at(-1);
    if (page.length < PAGE) return result;
    await setImmediate();
  }
}

async function pageOf(from: Date, after: Row | undefined): Promise<Row[]> {
  return db
    .select(columns)
    .from(tickets)
    .where(
      and(
        gte(tickets.updatedAt, from),
        after &&
          or(
            lt(tickets.updatedAt, after.updatedAt),
            and(eq(tickets.updatedAt, after.updatedAt), lt(tickets.id, after.id)),
          ),
      ),
    )
    .orderBy(desc(tickets.updatedAt), desc(tickets.id))
    .limit(PAGE);
}

type StepRow = Pick<
  typeof ticketEvents.$inferSelect,
  "ticketId" | "type" | "actorKind" | "actorId" | "before" | "after" | "at"
>;

async function stepsOf(ids: string[]): Promise<Map<string, StepRow[]>> {
  if (ids.length === 0) return new Map();
  const { ticketId, type, actorKind, actorId, before, after, at } = ticketEvents;
  const rows = await db
    .select({ ticketId, type, actorKind, actorId, before, after, at })
    .from(ticketEvents)
    .where(inArray(ticketEvents.ticketId, ids))
    .orderBy(asc(ticketEvents.ticketId), asc(ticketEvents.at), asc(ticketEvents.id))
    .limit(MAX_STEPS);
  return Map.groupBy(rows, (row) => row.ticketId);
}

/** Whether an action would have changed anything then. */
function changes(action: RuleAction, row: MatchRow): boolean {
  switch (action.kind) {
    case "status":
      return row.status !== action.status;
    case "priority":
      return row.priority !== action.priority;
    case "assign":
      return row.assigneeId !== action.assignee;
    case "cause":
      return row.causeCode !== action.causeCode;
    case "queue":
      return row.queue !== action.queue;
    case "add_tags":
      return action.tags.some((tag) => !row.tags.includes(tag));
    case "remove_tags":
      return action.tags.some((tag) => row.tags.includes(tag));
    default:
      return true;
  }
}
