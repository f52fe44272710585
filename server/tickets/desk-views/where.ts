import {
  and,
  type Column,
  eq,
  gt,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  not,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import { listHas, objectHas } from "#db/json.ts";
import { ticketFollowers, ticketMentions, tickets } from "#db/schema/index.ts";
import { ticketIsOpen } from "../open-tickets.ts";
import { isOpenOnly, type Lack, ME, NOBODY, type ViewFilter } from "./schemas.ts";

type Name = keyof typeof tickets.$inferSelect;
/** Where a filter looks: the table, or a part of it under other names. */
export type Columns = Record<Name, Column>;

/** A value as a column keeps it, also where it is compared with something made of the column. */
const as = (name: Name, value: unknown) => sql.param(value, tickets[name]);

type Condition<K extends keyof ViewFilter> = {
  columns: readonly Name[];
  of: (c: Columns, value: NonNullable<ViewFilter[K]>, me: string | undefined) => SQL | undefined;
};

const among = <K extends keyof ViewFilter>(name: Name): Condition<K> => ({
  columns: [name],
  of: (c, values) => inArray(c[name], values as unknown as string[]),
});
const is = <K extends keyof ViewFilter>(name: Name): Condition<K> => ({
  columns: [name],
  of: (c, value) => eq(c[name], as(name, value)),
});
const given = <K extends keyof ViewFilter>(name: Name): Condition<K> => ({
  columns: [name],
  of: (c, wanted) => (wanted ? isNotNull(c[name]) : isNull(c[name])),
});
const from = <K extends keyof ViewFilter>(name: Name): Condition<K> => ({
  columns: [name],
  of: (c, at) => gte(c[name], as(name, new Date(at as string))),
});
const before = <K extends keyof ViewFilter>(name: Name): Condition<K> => ({
  columns: [name],
  of: (c, at) => lt(c[name], as(name, new Date(at as string))),
});

/** The same as `match.ts` asks of a row. */
const conditions: { [K in keyof ViewFilter]-?: Condition<K> } = {
  status: among("status"),
  open: {
    columns: ["status"],
    of: (c, wanted) =>
      wanted ? inArray(c.status, ["new", "open", "waiting_customer", "waiting_upstream"]) : inArray(c.status, ENDED),
  },
  assignee: {
    columns: ["assigneeId"],
    of: (c, values, me) => {
      const people = values.map((value) => (value === ME ? me : value)).filter((value) => value !== undefined);
      const named = people.filter((value) => value !== NOBODY);
      // Nobody in the list: a condition that no row meets.
      const some = named.length > 0 ? inArray(c.assigneeId, named) : isNull(c.id);
      return values.includes(NOBODY) ? or(isNull(c.assigneeId), some) : some;
    },
  },
  priority: among("priority"),
  queue: among("queue"),
  cause: among("causeCode"),
  claim: among("claim"),
  charge: among("chargeState"),
  channel: among("channel"),
  due: among("dueState"),
  asleep: is("asleep"),
  stuck: is("moneyStuck"),
  unanswered: given("unansweredSince"),
  reopened: {
    columns: ["reopenCount"],
    of: (c, wanted) => (wanted ? gt(c.reopenCount, 0) : not(gt(c.reopenCount, 0))),
  },
  escalated: given("escalatedAt"),
  amountFrom: { columns: ["amountKey"], of: (c, fen) => gte(c.amountKey, fen) },
  amountTo: { columns: ["amountKey"], of: (c, fen) => and(gte(c.amountKey, 0), lte(c.amountKey, fen)) },
  openedFrom: from("openedAt"),
  openedTo: before("openedAt"),
  updatedFrom: from("updatedAt"),
  updatedTo: before("updatedAt"),
  resolvedFrom: from("resolvedAt"),
  resolvedTo: before("resolvedAt"),
  closedFrom: from("closedAt"),
  closedTo: before("closedAt"),
  tags: { columns: ["tags"], of: (c, values) => listHas(c.tags, values) },
  field: { columns: ["fields"], of: (c, { key, value }) => objectHas(c.fields, key, value) },
  orderNo: is("orderNo"),
  paymentNo: is("paymentNo"),
  customerId: is("customerId"),
  product: is("productName"),
  incidentId: is("incidentId"),
  rated: { columns: ["ratedGood"], of: (c, wanted) => eq(c.ratedGood, as("ratedGood", wanted === "good")) },
  without: {
    columns: ["channel", "orderNo", "paymentNo", "amountKey", "customerId", "productName", "tags"],
    of: (c, values) => and(...values.map((lack) => lacking[lack](c))),
  },
  followed: {
    columns: ["id"],
    of: (c, wanted, me) =>
      some(
        wanted,
        sql`select 1 from ${ticketFollowers} where ${ticketFollowers.ticketId} = ${c.id} and ${ticketFollowers.personId} = ${me ?? ""}`,
      ),
  },
  called: {
    columns: ["id"],
    of: (c, wanted, me) =>
      some(
        wanted,
        sql`select 1 from ${ticketMentions} where ${ticketMentions.ticketId} = ${c.id} and ${ticketMentions.personId} = ${me ?? ""}`,
      ),
  },
};

/** In words that no index has: without statistics SQLite takes "is null" for as narrow as "is this one". */
const absent = (column: Columns[Name]): SQL => sql`coalesce(${column}, null) is null`;

const lacking: Record<Lack, (c: Columns) => SQL | undefined> = {
  channel: (c) => absent(c.channel),
  order: (c) => absent(c.orderNo),
  payment: (c) => absent(c.paymentNo),
  amount: (c) => lt(c.amountKey, 0),
  customer: (c) => absent(c.customerId),
  product: (c) => absent(c.productName),
  tags: (c) => eq(c.tags, as("tags", [])),
};

const some = (wanted: boolean, rows: SQL): SQL => (wanted ? sql`exists (${rows})` : sql`not exists (${rows})`);

const ENDED = ["resolved", "closed"];

const membersOf = (filter: ViewFilter) =>
  (Object.keys(conditions) as (keyof ViewFilter)[]).filter((key) => filter[key] !== undefined);

/**
 * The condition of being in a list. One of open tickets alone says so in the very words of their indexes.
 * @param me who looks; undefined for nobody in particular
 * @param columns where it looks, when that is not the table itself
 */
export function whereOf(filter: ViewFilter, me: string | undefined, columns?: Columns): SQL | undefined {
  const open = columns === undefined && isOpenOnly(filter);
  return and(open ? ticketIsOpen : undefined, ...conditionsOf(filter, me, columns ?? table));
}

const table = tickets as unknown as Columns;
/** A column in words that no index has. */
const wrapped = (name: Name) => sql`coalesce(${table[name]}, null)`;

/** What is narrow enough to be looked up by itself, whatever the order. */
const NARROW: readonly Name[] = ["id", "orderNo", "paymentNo", "customerId", "incidentId"];
/** What indexes of open tickets begin with, before the due time. */
const BEFORE_DUE = { assignee: "assigneeId", queue: "queue", due: "dueState" } as const;

/**
 * The same for a page of open tickets that is read in the order of one of their indexes. The columns of other indexes are wrapped:
 * without statistics SQLite would look up every ticket there ever was with a cause, and sort what it found.
 */
export function whereInOrder(filter: ViewFilter, me: string, byDue: boolean): SQL | undefined {
  const keep = new Set<Name>(NARROW);
  for (const [key, name] of Object.entries(BEFORE_DUE)) {
    if (byDue && filter[key as keyof typeof BEFORE_DUE]?.length === 1) {
      keep.add(name);
      break;
    }
  }
  const columns = Object.fromEntries(
    columnsOf(filter).map((name) => [name, keep.has(name) ? table[name] : wrapped(name)]),
  );
  return and(ticketIsOpen, ...conditionsOf(filter, me, { id: table.id, ...columns } as unknown as Columns));
}

/** The same where the rows are known already by their ids: of all columns none is looked up. */
export function whereAmong(filter: ViewFilter, me: string | undefined): SQL | undefined {
  const columns = Object.fromEntries(columnsOf(filter).map((name) => [name, wrapped(name)]));
  return and(...conditionsOf(filter, me, { ...columns, id: table.id } as unknown as Columns));
}

const conditionsOf = (filter: ViewFilter, me: string | undefined, columns: Columns) =>
  membersOf(filter).map((key) => conditions[key].of(columns, filter[key] as never, me));

/** The columns that a filter looks at. */
export const columnsOf = (filter: ViewFilter): Name[] => [
  ...new Set(membersOf(filter).flatMap((key) => conditions[key].columns)),
];
