import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { ticketFollowers, ticketMentions, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { causeCodes, chargeStates, claims } from "#server/diagnosis/schemas.ts";
import { derivedOf } from "../derived.ts";
import { ticketPriorities, ticketStatuses } from "../schemas.ts";
import { NEVER } from "../sla.ts";
import { companiesOf } from "./company.ts";
import { matcher } from "./match.ts";
import { lacks, ME, NOBODY, type ViewFilter, viewFilterSchema } from "./schemas.ts";
import { columnsOf, whereOf } from "./where.ts";

freshDatabase({ beforeEach, afterEach });

const NOW = new Date("2026-11-02T00:00:00.000Z");
const people = ["ann", "bob", "cy"];
const words = ["alipay", "wechat", "银联", 'a"b', "%"];
const moments = [-3, -2, -1, 0, 1, 2].map((hours) => new Date(NOW.getTime() + hours * 3_600_000));
const moment = fc.constantFrom(...moments);
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null });

const rowOf = fc.record({
  status: fc.constantFrom(...ticketStatuses),
  priority: fc.constantFrom(...ticketPriorities),
  queue: fc.constantFrom("general", "vip"),
  claim: fc.constantFrom(...claims),
  causeCode: fc.constantFrom(...causeCodes.slice(0, 4)),
  chargeState: fc.constantFrom(...chargeStates),
  channel: maybe(fc.constantFrom(...words)),
  assigneeId: maybe(fc.constantFrom(...people)),
  amountFen: maybe(fc.constantFrom(0, 1, 500, 100_000)),
  tags: fc.uniqueArray(fc.constantFrom(...words), { maxLength: 3 }),
  fields: maybe(
    fc.dictionary(
      fc.constantFrom("level", "odd.key", 'q"'),
      fc.oneof(fc.constantFrom(...words), fc.constantFrom(0, 1, 2.5), fc.boolean()),
      { noNullPrototype: true },
    ),
  ),
  nextDueAt: fc.constantFrom(NEVER, ...moments),
  snoozeUntil: maybe(moment),
  openedAt: moment,
  updatedAt: moment,
  resolvedAt: maybe(moment),
  productName: maybe(fc.constantFrom("Steam 200", "Q币")),
  unansweredSince: maybe(moment),
  escalatedAt: maybe(moment),
  reopenCount: fc.constantFrom(0, 1, 3),
  moneyStuck: fc.boolean(),
  customerId: maybe(fc.constantFrom("C1", "C2")),
  incidentId: maybe(fc.constantFrom("i1", "i2")),
  paymentNo: maybe(fc.constantFrom("P1", "P2")),
  closedAt: maybe(moment),
  ratedGood: maybe(fc.boolean()),
});

const list = <T>(values: readonly T[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });
const filterOf: fc.Arbitrary<ViewFilter> = fc.record(
  {
    status: list(ticketStatuses),
    open: fc.boolean(),
    assignee: list([...people, ME, NOBODY]),
    priority: list(ticketPriorities),
    queue: list(["general", "vip"]),
    cause: list(causeCodes.slice(0, 4)),
    claim: list(claims),
    charge: list(chargeStates),
    channel: list(words),
    due: list(["none", "ok", "at_risk", "breached"] as const),
    asleep: fc.boolean(),
    stuck: fc.boolean(),
    unanswered: fc.boolean(),
    reopened: fc.boolean(),
    escalated: fc.boolean(),
    amountFrom: fc.constantFrom(0, 1, 500),
    amountTo: fc.constantFrom(0, 500),
    openedFrom: moment.map((at) => at.toISOString()),
    openedTo: moment.map((at) => at.toISOString()),
    updatedFrom: moment.map((at) => at.toISOString()),
    updatedTo: moment.map((at) => at.toISOString()),
    resolvedFrom: moment.map((at) => at.toISOString()),
    resolvedTo: moment.map((at) => at.toISOString()),
    closedFrom: moment.map((at) => at.toISOString()),
    closedTo: moment.map((at) => at.toISOString()),
    paymentNo: fc.constantFrom("P1", "P2"),
    rated: fc.constantFrom("good" as const, "bad" as const),
    without: list(lacks),
    product: fc.constantFrom("Steam 200", "Q币", "q币"),
    tags: list(words),
    field: fc.record({
      key: fc.constantFrom("level", "odd.key", 'q"'),
      value: fc.oneof(fc.constantFrom(...words), fc.constantFrom(0, 1, 2.5), fc.boolean()),
    }),
    customerId: fc.constantFrom("C1", "C2"),
    incidentId: fc.constantFrom("i1", "i2"),
    followed: fc.boolean(),
    called: fc.boolean(),
  },
  { requiredKeys: [] },
);
/** Filters of few members: those of many hold nothing. */
const narrow = fc
  .tuple(filterOf, fc.integer({ min: 0, max: 34 }), fc.integer({ min: 0, max: 3 }))
  .map(([filter, from, many]) => {
    const entries = Object.entries(filter);
    return Object.fromEntries([...entries, ...entries].slice(from, from + many)) as ViewFilter;
  });

test("a list asks the database for exactly the rows that match", async () => {
  const rows = fc.sample(rowOf, { numRuns: 120, seed: 7 }).map((values, i) => ({
    ...values,
    ...derivedOf(values, NOW),
    ...{ id: `t${String(i).padStart(3, "0")}`, number: `TK${i}`, accessHash: `h${i}` },
    ...{ locale: "zh-CN", diagnosis: {}, publicReplyCount: 0, version: 1 },
  }));
  await transact((tx) => tx.insert(tickets).values(rows));
  const stored = await db.select().from(tickets);
  const some = (one: number) =>
    rows
      .filter((_, i) => i % one === 0)
      .flatMap(({ id }, i) => people.slice(i % 3).map((personId) => ({ ticketId: id, personId })));
  await transact(async (tx) => {
    await tx.insert(ticketFollowers).values(some(2).map((row) => ({ ...row, since: NOW })));
    const called = some(5).map((row) => ({ ...row, messageId: `m${row.ticketId}`, at: NOW, readAt: null }));
    await tx.insert(ticketMentions).values(called);
  });
  const companyOf = await companiesOf(
    db,
    stored.map(({ id }) => id),
  );
  expect(stored).toHaveLength(120);
  let held = 0;
  await fc.assert(
    fc.asyncProperty(narrow, fc.constantFrom(...people, undefined), async (filter, me) => {
      expect(viewFilterSchema.parse(filter)).toEqual(filter);
      const found = await db.select({ id: tickets.id }).from(tickets).where(whereOf(filter, me));
      const holds = matcher(filter, me);
      const matching = stored.filter((row) => holds(row, companyOf(row.id))).map(({ id }) => id);
      expect(found.map(({ id }) => id).sort()).toEqual(matching.sort());
      held += matching.length;
      // The same asked of a part of the table that has the filter's columns alone.
      const columns = Object.fromEntries(["id" as const, ...columnsOf(filter)].map((name) => [name, tickets[name]]));
      const part = db.select(columns).from(tickets).as("part");
      const again = await db
        .select({ id: part.id as unknown as typeof tickets.id })
        .from(part)
        .where(whereOf(filter, me, part as never));
      expect(again).toHaveLength(matching.length);
    }),
    { numRuns: 400, seed: 3 },
  );
  expect(held).toBeGreaterThan(1_000);
});
