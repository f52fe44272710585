import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connection, db, transact } from "#db/client.ts";
import { ticketFollowers, ticketMentions, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { newId } from "#server/core/ids.ts";
import { NEVER } from "../sla.ts";
import { NOW, refusal, staff } from "../testing.ts";
import { insertTicket } from "../write.ts";
import { builtInViews } from "./built-in.ts";
import { listView, pageQuery } from "./list-view.ts";
import { listViews } from "./list-views.ts";
import { saveView } from "./save-view.ts";
import { isOpenOnly, type ViewFilter, type ViewSort, viewSorts, wholeSorts } from "./schemas.ts";

freshDatabase({ beforeEach, afterEach });

const agent = staff("ann");
const at = (minutes: number) => new Date(Date.parse(NOW) + minutes * 60_000);

async function some(n: number): Promise<void> {
  await transact(async (tx) => {
    for (let i = 0; i < n; i++) {
      const id = newId();
      await insertTicket(tx, agent, {
        ...{ id, number: `TK${id}`, accessHash: id, locale: "zh-CN", version: 1, tags: i % 2 ? ["vip"] : [] },
        ...({
          status: i % 5 === 4 ? "resolved" : "open",
          claim: "other",
          causeCode: "UNKNOWN",
        } as const),
        ...({ chargeState: "none", priority: i % 3 ? "normal" : "urgent" } as const),
        ...{ diagnosis: {}, openedAt: at(i % 7), updatedAt: at(i % 4), nextDueAt: i % 3 ? at(i % 6) : NEVER },
        ...{ reopenCount: 0, publicReplyCount: 0, amountFen: i % 4 ? i * 10 : null },
        ...{ channel: ["alipay", "wechatpay", null][i % 3], assigneeId: ["ann", null, "bob", "cy"][i % 4] },
      });
    }
  });
}

async function walk(input: { filter?: ViewFilter; view?: string; sort?: (typeof viewSorts)[number] }) {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await listView({ ctx: agent, input: { ...input, limit: 4, ...(cursor ? { cursor } : {}) } });
    seen.push(...page.items.map((item) => item.number));
    cursor = page.nextCursor;
  } while (cursor);
  return seen;
}

test.each(viewSorts)("pages sorted by %s hold every ticket of the list once, open ones and all", async (sort) => {
  await some(40);
  for (const [filter, n] of [
    [{ open: true }, 32],
    [{ tags: ["vip"] }, 20],
    [{ open: true, tags: ["vip"], amountFrom: 1 }, 16],
  ] as const) {
    const seen = await walk({ filter: filter as ViewFilter, sort });
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(n);
    const whole = await listView({ ctx: agent, input: { filter: filter as ViewFilter, sort, limit: 100 } });
    expect(whole.items.map((item) => item.number)).toEqual(seen);
  }
});

test("a saved list has its own order, and one of ended tickets no due times", async () => {
  await some(10);
  const { id } = await saveView({ ctx: agent, input: { name: "big", filter: { open: true }, sort: "amount" } });
  const page = await listView({ ctx: agent, input: { view: id } });
  expect(page.sort).toBe("amount");
  const amounts = page.items.map((item) => item.amountFen ?? -1);
  expect(amounts).toEqual([...amounts].sort((a, b) => b - a));
  expect((await listView({ ctx: agent, input: { view: "all", sort: "due" } })).sort).toBe("newest");
  expect(await refusal(listView({ ctx: staff("bob"), input: { view: id } }))).toMatchObject({ status: 404 });
  const narrowed = await listView({ ctx: agent, input: { view: id, filter: { tags: ["vip"] } } });
  expect(narrowed.items.length).toBeLessThan(page.items.length);
  expect(narrowed.items.every((item) => item.tags.includes("vip") && item.status === "open")).toBe(true);
  expect(await refusal(listView({ ctx: agent, input: { cursor: "no" } }))).toMatchObject({ code: "BAD_CURSOR" });
});

test("holds what its reader follows or was called to, whose number is not kept, and how customers rated it", async () => {
  await some(6);
  const rows = await db.select({ id: tickets.id }).from(tickets).orderBy(tickets.id);
  const [a, b, c] = rows.map(({ id }) => id) as [string, string, string];
  const at = new Date(NOW);
  await transact(async (tx) => {
    await tx.insert(ticketFollowers).values({ ticketId: a, personId: "ann", since: at });
    await tx.insert(ticketMentions).values({ messageId: "m1", personId: "bob", ticketId: b, at });
    await tx.update(tickets).set({ ratedGood: false }).where(eq(tickets.id, c));
  });
  const ids = async (filter: ViewFilter, me = "ann") => {
    const page = await listView({ ctx: staff(me), input: { filter } });
    const numbers = page.items.map((item) => item.number);
    return (await db.select().from(tickets)).filter((row) => numbers.includes(row.number)).map(({ id }) => id);
  };
  expect(await ids({ followed: true })).toEqual([a]);
  expect(await ids({ followed: true }, "bob")).toEqual([]);
  expect(await ids({ open: true, called: true }, "bob")).toEqual([b]);
  expect((await ids({ followed: false })).length).toBe(5);
  expect(await ids({ rated: "bad" })).toEqual([c]);
  expect(await ids({ rated: "good" })).toEqual([]);
  await saveView({ ctx: agent, input: { name: "mine", filter: { open: true, followed: true } } });
  expect((await listViews({ ctx: agent })).items).toMatchObject([{ counted: false, count: 1 }]);
});

type Reader = { $client: { prepare(text: string): { all(...params: unknown[]): { detail: string }[] } } };

test("the most pressing come first: money that is stuck, then the larger sum, then who waits longer", async () => {
  await some(4);
  // One of five is resolved.
  await some(1);
  const rows = await db.select({ id: tickets.id, number: tickets.number }).from(tickets);
  const [long, small, large, first, later] = rows.map(({ id }) => id) as [string, string, string, string, string];
  const set = {
    [long]: { rank: 0, amountKey: 1, openedAt: at(9) },
    [large]: { rank: 1, amountKey: 20_000, openedAt: at(9) },
    [first]: { rank: 1, amountKey: 500, openedAt: at(1) },
    [later]: { rank: 1, amountKey: 500, openedAt: at(2) },
    [small]: { rank: 1, amountKey: -1, openedAt: at(0) },
  };
  await transact(async (tx) => {
    for (const [id, values] of Object.entries(set)) await tx.update(tickets).set(values).where(eq(tickets.id, id));
  });
  const numberOf = new Map(rows.map(({ id, number }) => [id, number]));
  expect(await walk({ filter: { open: true }, sort: "priority" })).toEqual(
    [long, large, first, later, small].map((id) => numberOf.get(id)),
  );
});

test("sorted by kind those of one kind stand together, and what has none comes first", async () => {
  await some(40);
  await transact((tx) => tx.update(tickets).set({ status: "new" }).where(eq(tickets.channel, "alipay")));
  for (const [sort, kindOf] of [
    ["status", "status"],
    ["assignee", "assigneeId"],
    ["cause", "causeCode"],
    ["channel", "channel"],
  ] as const) {
    const { items } = await listView({ ctx: agent, input: { filter: { open: true }, sort, limit: 100 } });
    const rows = new Map((await db.select().from(tickets)).map((row) => [row.number, row]));
    const kinds = items.map(({ number }) => rows.get(number)?.[kindOf] ?? "");
    if (sort !== "cause") expect(new Set(kinds).size).toBeGreaterThan(1);
    expect(kinds).toEqual(kinds.toSorted());
    expect(kinds.length).toBeGreaterThan(30);
  }
});

test("every list is read off an index in its order: nothing is sorted, nothing scanned", () => {
  if (connection().dialect !== "sqlite") return;
  const { $client } = connection().reader as unknown as Reader;
  const others: Record<string, ViewFilter> = {
    vip: { tags: ["vip"] },
    late: { open: true, due: ["breached"], assignee: ["bob"], queue: ["general"] },
    cause: { open: true, cause: ["CB_MISSING"], channel: ["alipay"], openedFrom: NOW, updatedTo: NOW },
    bare: { open: true, without: ["order", "payment", "customer", "channel", "product", "amount", "tags"] },
    ended: { open: false, cause: ["CB_MISSING"], assignee: ["bob"], openedFrom: NOW },
  };
  const ended = (sort: ViewSort) => ({
    values: ["status", "assignee", "cause", "channel"].includes(sort) ? ["x"] : sort === "priority" ? [1, -1, 1] : [1],
    id: "x",
  });
  for (const [name, filter] of Object.entries({ ...builtInViews, ...others })) {
    for (const sort of viewSorts) {
      const open = isOpenOnly(filter);
      if (!open && !wholeSorts.includes(sort)) continue;
      for (const from of [undefined, ended(sort)]) {
        const { sql, params } = (
          pageQuery(db, { filter, sort, from, limit: 50, me: "ann" }) as unknown as {
            toSQL(): { sql: string; params: unknown[] };
          }
        ).toSQL();
        const plan = $client.prepare(`explain query plan ${sql}`).all(...params);
        const text = plan.map((row) => row.detail).join("\n");
        expect([name, sort, text]).toEqual([name, sort, expect.not.stringMatching(/TEMP B-TREE|SCAN tickets$/m)]);
      }
    }
  }
});
