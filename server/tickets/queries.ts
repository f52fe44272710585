import { and, eq, gte, inArray, lt, or, type SQL } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { tickets, user } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { invalid } from "#server/core/errors.ts";
import { masked } from "#server/core/mask.ts";
import { spellingsOf } from "#server/orders/index.ts";
import { cursorAfter, orderOf, readCursor, writeCursor } from "./cursor.ts";
import { AT_RISK_MS } from "./derived.ts";
import { builtInViews } from "./desk-views/built-in.ts";
import { isOpenOnly } from "./desk-views/schemas.ts";
import { whereInOrder, whereOf } from "./desk-views/where.ts";
import { inSlice, ticketsBehind } from "./drilldown.ts";
import { beforeMoment, momentOf, newestFirst, readMoment, writeMoment } from "./moment.ts";
import { ticketIsOpen } from "./open-tickets.ts";
import { isOpen } from "./rules.ts";
import {
  type TicketListInput,
  type TicketSummary,
  ticketListSchema,
  type ticketQueues,
  type ViewFilter,
} from "./schemas.ts";
import { summaryColumns, summaryView } from "./views.ts";

type Queue = (typeof ticketQueues)[number];

export { AT_RISK_MS, ticketIsOpen };

export type TicketListCall = Partial<TicketListInput>;
export type TicketPage = { items: TicketSummary[]; nextCursor: string | null };

/**
 * A page of tickets.
 * @param conditions more to hold, from whoever drills down: the list behind one of the manager's numbers
 * @throws DomainError 403 FORBIDDEN, 422 BAD_CURSOR; ZodError on bad input
 */
export async function listTickets(
  { ctx, input }: { ctx: Ctx; input: TicketListCall },
  conditions: readonly SQL[] = [],
): Promise<TicketPage> {
  authorize(ctx, "tickets:read");
  const asked = ticketListSchema.parse(input);
  const list = { ...asked, sort: sortOf(asked) };
  const rows = await pageQuery(ctx.tx ?? db, ctx, list, conditions);
  const page = rows.slice(0, list.limit);
  const last = rows.length > list.limit ? page.at(-1) : undefined;
  return {
    items: masked(
      ctx,
      page.map((row) => summaryView(row.ticket, row.assigneeName)),
    ),
    nextCursor: last ? cursorOf(list, last) : null,
  };
}

/** Of tickets that ended nothing is due, and no index has them by amount: lists with such begin with the newest instead. */
const sortOf = (list: TicketListInput): TicketListInput["sort"] =>
  list.metric === undefined && !openOnly(list) && (list.sort === "due" || list.sort === "amount")
    ? "newest"
    : list.sort;

/** The one statement that a page is read with. */
export function pageQuery(reader: Db, ctx: Ctx, list: TicketListInput, conditions: readonly SQL[] = []) {
  const moment = momentFor(list);
  const after = list.cursor ? afterCursor(list, list.cursor) : undefined;
  return reader
    .select({ ticket: summaryColumns, assigneeName: user.name, moment: moment ?? tickets.openedAt })
    .from(tickets)
    .leftJoin(user, eq(user.id, tickets.assigneeId))
    .where(and(...filters(ctx, list), ...conditions, after))
    .orderBy(...(moment ? newestFirst(moment) : orderOf(list.sort)))
    .limit(list.limit + 1);
}

/** The list behind a number is in the order of the moments that it counts, unless another is asked for. */
const momentFor = ({ metric, sort }: TicketListInput) =>
  metric === undefined || sort !== "due" ? undefined : momentOf(metric);

function afterCursor(list: TicketListInput, cursor: string): SQL | undefined {
  const moment = momentFor(list);
  return moment ? beforeMoment(moment, readMoment(cursor)) : cursorAfter(list.sort, readCursor(list.sort, cursor));
}

function cursorOf(list: TicketListInput, last: { ticket: Parameters<typeof writeCursor>[1]; moment: Date | null }) {
  const at = momentFor(list) ? last.moment : null;
  return at ? writeMoment({ at, id: last.ticket.id }) : writeCursor(list.sort, last.ticket);
}

function filters(ctx: Ctx, list: TicketListInput): (SQL | undefined)[] {
  const open = openOnly(list);
  if (open) {
    const channel = inSlice({ channel: word(list.channel) });
    return [whereInOrder(open, ctx.actor.id, list.sort === "due"), channel, list.q ? matches(list.q) : undefined];
  }
  return [
    ...(list.metric === undefined ? queued(ctx, list) : [behind(list.metric, list, ctx.clock.now())]),
    list.status && eq(tickets.status, list.status),
    list.status && isOpen(list.status) ? ticketIsOpen : undefined,
    inSlice({ agent: word(list.assignee), cause: word(list.cause), channel: word(list.channel), queue: list.team }),
    list.q ? matches(list.q) : undefined,
  ];
}

/** What a list of open tickets holds; undefined for others, and for what stands behind a number. */
function openOnly(list: TicketListInput): ViewFilter | undefined {
  if (list.metric !== undefined || list.cause === "none") return undefined;
  const queue = list.queue ?? (list.status || list.q ? "all" : "open");
  const { assignee, cause, team, status, from, to } = list;
  const filter: ViewFilter = {
    ...builtInViews[queue],
    ...(status && { status: [status] }),
    ...(cause && { cause: [cause] }),
    ...(team && { queue: [team] }),
    ...(from && { openedFrom: from }),
    ...(to && { openedTo: to }),
  };
  // A queue of somebody, asked for somebody else, holds nothing: that is for the database to say.
  if (assignee !== undefined && filter.assignee !== undefined) return undefined;
  const whole = { ...filter, ...(assignee !== undefined && { assignee: [assignee] }) };
  return isOpenOnly(whole) && !(status && queue === "waiting") ? whole : undefined;
}

/** Lists say `none` for what a ticket has none of. */
const word = (given: string | undefined) => (given === "none" ? "" : given || undefined);

function queued(ctx: Ctx, list: TicketListInput): (SQL | undefined)[] {
  return [
    inQueue(list.queue ?? (list.status || list.q ? "all" : "open"), ctx.actor.id),
    list.from ? gte(tickets.openedAt, new Date(list.from)) : undefined,
    list.to ? lt(tickets.openedAt, new Date(list.to)) : undefined,
  ];
}

/** The tickets behind a number of the manager's page, whatever queue they are in; `from` and `to` are that number's period. */
function behind(metric: string, list: Pick<TicketListInput, "from" | "to">, now: Date): SQL {
  const period = { from: list.from ? new Date(list.from) : new Date(0), to: list.to ? new Date(list.to) : now };
  const condition = ticketsBehind(metric, period, now);
  if (condition) return condition;
  throw invalid("METRIC_UNKNOWN", "There is no such number.", {
    errors: [{ path: "metric", message: "No number has this id" }],
  });
}

/** The condition of a queue. */
export function inQueue(queue: Queue, me: string): SQL | undefined {
  return whereOf(builtInViews[queue], me);
}

/** Numbers, whole. Words are the search's to find (`server/search`). */
function matches(q: string): SQL | undefined {
  const spelt = spellingsOf(q);
  return or(
    eq(tickets.number, q.toUpperCase()),
    inArray(tickets.orderNo, spelt),
    inArray(tickets.claimedOrderNo, spelt),
    inArray(tickets.paymentNo, spelt),
    eq(tickets.customerId, q),
  );
}
