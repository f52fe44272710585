import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connection, db, transact } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import { countSelects, freshDatabase } from "#db/testing.ts";
import { newId } from "#server/core/ids.ts";
import { derivedOf } from "./derived.ts";
import { getTicket, listTickets, postMessage, queueCounts } from "./index.ts";
import { pageQuery } from "./queries.ts";
import { ticketListSchema, ticketQueues, ticketSorts } from "./schemas.ts";
import { NEVER } from "./sla.ts";
import { holder, key, later, NOW, openPaid, refusal, staff } from "./testing.ts";
import { flipTicket, insertTicket } from "./write.ts";

freshDatabase({ beforeEach, afterEach });

type Row = typeof tickets.$inferInsert;
const rowOf = (values: Partial<Row>): Row => {
  const id = newId();
  return {
    id,
    number: `TK${id}`.toUpperCase(),
    status: "open",
    priority: "normal",
    claim: "other",
    causeCode: "UNKNOWN",
    chargeState: "none",
    locale: "zh-CN",
    diagnosis: { reasons: [], answers: [] },
    tags: [],
    accessHash: id,
    openedAt: new Date(NOW),
    updatedAt: new Date(NOW),
    reopenCount: 0,
    publicReplyCount: 0,
    nextDueAt: NEVER,
    version: 1,
    ...values,
  };
};
const insert = async (...rows: Partial<Row>[]) => {
  const made = rows.map(rowOf);
  await transact(async (tx) => {
    for (const row of made) await insertTicket(tx, staff("me"), row);
  });
  return made.map((row) => row.number);
};
const list = async (input: Record<string, unknown>, ctx = staff("me")) =>
  (await listTickets({ ctx, input })).items.map((item) => item.number);

describe("pages", () => {
  test.each(ticketSorts)("sorted by %s hold every ticket once, whatever is in between", async (sort) => {
    const at = (i: number) => new Date(new Date(NOW).getTime() + (i % 5) * 60_000);
    await insert(
      ...Array.from({ length: 23 }, (_, i) => ({
        openedAt: at(i),
        nextDueAt: i % 3 === 0 ? NEVER : at(i),
        amountFen: i % 4 === 0 ? null : (i % 6) * 100,
      })),
    );
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await listTickets({ ctx: staff("me"), input: { sort, limit: 4, ...(cursor ? { cursor } : {}) } });
      seen.push(...page.items.map((item) => item.number));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toHaveLength(23);
    expect(new Set(seen).size).toBe(23);
    expect(seen).toEqual(await list({ sort, limit: 100 }));
  });

  test("those without a due time come last, those without an amount too", async () => {
    const [never, soon, late] = await insert(
      { nextDueAt: NEVER, amountFen: null },
      { nextDueAt: new Date(later(1)), amountFen: 0 },
      { nextDueAt: new Date(later(9)), amountFen: 5 },
    );
    expect(await list({ sort: "due" })).toEqual([soon, late, never]);
    expect(await list({ sort: "amount" })).toEqual([late, soon, never]);
    const [item] = (await listTickets({ ctx: staff("me"), input: { q: never ?? "" } })).items;
    expect(item?.nextDueAt).toBeNull();
  });

  test.each(["x", "", Buffer.from('["due",1,"no"]').toString("base64url"), "a".repeat(400)])(
    "the cursor %j is refused",
    async (cursor) => {
      if (cursor === "") return expect(await list({ cursor })).toEqual([]);
      expect(await refusal(list({ cursor }))).toMatchObject({ status: 422, code: "BAD_CURSOR" });
    },
  );

  test("are for those who may read tickets", async () => {
    expect(await refusal(list({}, key("k", ["metrics:read"])))).toMatchObject({ status: 403 });
    expect(await refusal(list({}, await holder(await openPaid())))).toMatchObject({ status: 403 });
  });
});

describe("queues", () => {
  test("hold what their names say, and their counts agree with their lists", async () => {
    const [mine, overdue, soon, waiting, snoozed, done] = await insert(
      { assigneeId: "me" },
      { nextDueAt: new Date(later(-1)), assigneeId: "other" },
      { nextDueAt: new Date(later(29)), assigneeId: "other" },
      { status: "waiting_customer", assigneeId: "other" },
      { snoozeUntil: new Date(later(5)), nextDueAt: new Date(later(-3)) },
      { status: "resolved", assigneeId: "me" },
    );
    const { number: paid } = await openPaid();
    expect(new Set(await list({ queue: "open" }))).toEqual(new Set([mine, overdue, soon, waiting, paid]));
    expect(await list({ queue: "mine" })).toEqual([mine]);
    expect(await list({ queue: "unassigned" })).toEqual([paid]);
    expect(await list({ queue: "breached" })).toEqual([snoozed, overdue]);
    expect(await list({ queue: "at_risk" })).toEqual([soon]);
    expect(await list({ queue: "waiting" })).toEqual([waiting]);
    expect(await list({ queue: "resolved" })).toEqual([done]);
    expect(await list({ queue: "charged_not_credited" })).toEqual([paid]);
    const counts = await queueCounts({ ctx: staff("me") });
    for (const queue of ticketQueues) expect([queue, counts[queue]]).toEqual([queue, (await list({ queue })).length]);
    // What time changes, the clock's job writes.
    const [row] = await db
      .select()
      .from(tickets)
      .where(eq(tickets.number, snoozed ?? ""));
    if (!row) throw new Error("no row");
    await transact((tx) => flipTicket(tx, row, derivedOf(row, new Date(later(6)))));
    expect(await list({ queue: "open" })).toContain(snoozed);
    expect((await queueCounts({ ctx: staff("me") })).open).toBe(counts.open + 1);
    expect(await list({ status: "resolved" })).toEqual([done]);
  });
});

describe("search", () => {
  test("finds numbers whole, and words not here: those are the search module's", async () => {
    const [one, two, three] = await insert(
      { status: "resolved", orderNo: "CM20241118001", description: "支付宝扣了200没到账，要退款" },
      { claimedOrderNo: "CM20241118002" },
      { paymentNo: "P77" },
    );
    expect(await list({ q: "CM20241118001" })).toEqual([one]);
    expect(await list({ q: "cm20241118001" })).toEqual([one]);
    expect(await list({ q: "CM2024111800" })).toEqual([]);
    expect(await list({ q: "CM20241118002" })).toEqual([two]);
    expect(await list({ q: "CM20241118001", queue: "open" })).toEqual([]);
    expect(await list({ q: "P77" })).toEqual([three]);
    expect(await list({ q: "退款" })).toEqual([]);
    expect(await list({ q: "' or 1=1 --" })).toEqual([]);
    expect(await list({ q: (one ?? "").toLowerCase() })).toEqual([one]);
  });
});

test("more conditions narrow the list to what a number on the manager's page counted", async () => {
  const [one] = await insert({ causeCode: "CB_MISSING" }, { causeCode: "UNKNOWN" });
  const page = await listTickets({ ctx: staff("me"), input: {} }, [eq(tickets.causeCode, "CB_MISSING")]);
  expect(page.items.map((item) => item.number)).toEqual([one]);
});

type SqliteReader = { $client: { prepare(text: string): { all(...params: unknown[]): { detail: string }[] } } };

test.each(["open", "waiting", "breached", "at_risk"] as const)(
  "the queue %s is read from its index and not sorted",
  (queue) => {
    if (connection().dialect !== "sqlite") return;
    for (const more of [{}, { cause: "CB_MISSING" }, { from: NOW, to: later(9) }]) {
      const list = ticketListSchema.parse({ queue, sort: "due", ...more });
      const { sql, params } = pageQuery(db, staff("me"), list).toSQL();
      const { $client } = connection().reader as unknown as SqliteReader;
      const plan = $client.prepare(`explain query plan ${sql}`).all(...params);
      const text = plan.map((row) => row.detail).join("\n");
      expect(text).toMatch(/INDEX tickets_open_(due|state)/);
      expect(text).not.toContain("TEMP B-TREE");
    }
  },
);

test("reading takes the same few statements however much there is to read", async () => {
  const { number } = await openPaid();
  const look = async () => [
    await countSelects(() => listTickets({ ctx: staff("me"), input: { queue: "all" } })),
    await countSelects(() => queueCounts({ ctx: staff("me") })),
    await countSelects(() => getTicket({ ctx: staff("me"), input: { number } })),
  ];
  const few = await look();
  await insert(...Array.from({ length: 60 }, () => ({})));
  for (let i = 0; i < 20; i++) await postMessage({ ctx: staff("me"), input: { number, body: `${i}` } });
  expect(await look()).toEqual(few);
  expect(few).toEqual([1, 2, 6]);
});
