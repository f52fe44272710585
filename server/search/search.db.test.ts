import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { db, transact } from "#db/client.ts";
import { payments, searchDocs, searchKeys, ticketMessages, tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { newId } from "#server/core/ids.ts";
import { event, paidWithoutCallback, send } from "#server/orders/testing.ts";
import { listTickets, postMessage, updateTicket } from "#server/tickets/index.ts";
import { holder, key, NOW, openPaid, refusal, staff } from "#server/tickets/testing.ts";
import { followSearch, listOrSearch, searchTickets } from "./index.ts";
import { indexAll, insertTickets, systemCtx } from "./testing.ts";

// Needs a process of its own: ids go on from the latest there was, which under a made clock may lie ahead of this file's.
freshDatabase({ beforeEach, afterEach });

const ctx = staff("me");
const search = (q: string, more: { limit?: number; cursor?: string } = {}) =>
  searchTickets({ ctx, input: { q, ...more } });
const found = async (q: string) => (await search(q)).items.map(({ ticket }) => ticket.number);
const say = (ticketId: string, body: string, visibility: "public" | "internal" = "public") =>
  transact((tx) =>
    tx.insert(ticketMessages).values({
      ...{ id: newId(), ticketId, author: "staff", authorId: "s", authorName: "s", visibility, body },
      createdAt: new Date(NOW),
    }),
  );

describe("numbers and names", () => {
  test("lead to their ticket whole, by their beginning, and phones and accounts by their end", async () => {
    const [one, two] = await insertTickets(
      { orderNo: "CM20241118001", contact: "138 0000 4321", target: "10086554433", customerId: "C77" },
      { claimedOrderNo: "CM20241118002", paymentNo: "2024111822001", contact: "Wang@Example.com" },
    );
    await indexAll();
    expect(await found("CM20241118001")).toEqual([one]);
    expect(await found("cm20241118001")).toEqual([one]);
    expect(await found("ＣＭ20241118001")).toEqual([one]);
    expect(new Set(await found("CM2024111800"))).toEqual(new Set([one, two]));
    expect(await found("202411182")).toEqual([two]);
    expect(await found("4321")).toEqual([one]);
    expect(await found("138 0000 4321")).toEqual([one]);
    expect(await found("13800004321")).toEqual([one]);
    expect(await found("4433")).toEqual([one]);
    expect(await found("1008655")).toEqual([one]);
    expect(await found("C77")).toEqual([one]);
    expect(await found("wang@exam")).toEqual([two]);
    expect(await found(one ?? "")).toEqual([one]);
    expect(await found("321")).toEqual([]);
    expect(await found("' or 1=1 --")).toEqual([]);
    expect(await found("%")).toEqual([]);
  });

  test("of tickets, orders and payments are found in the second in which they are there", async () => {
    const { number } = await openPaid("O1");
    expect(await found(number)).toEqual([number]);
    expect(await found("O1")).toEqual([number]);
    const [payment] = await db.select().from(payments);
    expect(await found(payment?.outTradeNo ?? "")).toEqual([number]);
    expect(await db.select().from(searchKeys)).toEqual([]);
  });

  test("lead to their order as well, whether or not anybody wrote about it, for those who may see it", async () => {
    await send(paidWithoutCallback("KM20261128999", 0));
    const [payment] = await db.select().from(payments);
    const order = { orderNo: "KM20261128999", amountFen: 20_000 };
    for (const typed of ["KM20261128999", "km20261128999", payment?.outTradeNo ?? ""]) {
      expect(await search(typed)).toMatchObject({ items: [], order });
    }
    expect(await search("KM2026112899")).toMatchObject({ order: null });
    const blind = key("shop", ["tickets:read"]);
    expect((await searchTickets({ ctx: blind, input: { q: "KM20261128999" } })).order).toBeNull();
  });

  test("come before words, whole ones first, and open tickets before closed ones", async () => {
    const [closed, open, word] = await insertTickets(
      { orderNo: "AB1000", status: "closed" },
      { orderNo: "AB1000", status: "open" },
      { description: "there is AB10005 in it" },
    );
    const [longer] = await insertTickets({ orderNo: "AB10005" });
    await indexAll();
    const { items, nextCursor } = await search("AB1000");
    expect(items.map(({ ticket, group }) => [ticket.number, group])).toEqual([
      [open, "exact"],
      [closed, "exact"],
      [longer, "prefix"],
    ]);
    const rest = await search("AB1000", { cursor: nextCursor ?? "" });
    expect(rest.items.map(({ ticket, group }) => [ticket.number, group])).toEqual([[word, "words"]]);
    expect(rest.nextCursor).toBeNull();
  });

  test("page by page hold each once", async () => {
    const all = await insertTickets(...Array.from({ length: 23 }, (_, i) => ({ orderNo: `PAGED${100 + i}` })));
    await indexAll();
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof search>> = await search("PAGED", { limit: 5, ...(cursor && { cursor }) });
      seen.push(...page.items.map(({ ticket }) => ticket.number));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen.toSorted()).toEqual(all.toSorted());
  });
});

describe("words", () => {
  test("from two characters on, in what customers and agents wrote, the newest first, marked", async () => {
    const { number: one } = await openPaid("O1", { description: "支付宝扣了200没到账，要退款" });
    const { number: two } = await openPaid("O2", { description: "微信支付失败" });
    await postMessage({ ctx, input: { number: two, body: "已为你退款，请查收", visibility: "public" } });
    await postMessage({ ctx, input: { number: two, body: "内部：此人刷退款", visibility: "internal" } });
    await indexAll();
    expect(await found("退款")).toEqual([two, one]);
    const { items } = await search("退款");
    expect(items.map(({ field, text, marks }) => [field, marks.map(([from, to]) => text.slice(from, to))])).toEqual([
      ["note", ["退款"]],
      ["description", ["退款"]],
    ]);
    expect(await found("刷退款")).toEqual([two]);
    expect(await found("支付宝 退款")).toEqual([one]);
    expect(await found("退支")).toEqual([]);
    expect((await search("退")).tooShort).toBe(true);
  });

  test("every part of a text from two characters on is found, and nothing else", async () => {
    const texts = fc
      .array(fc.constantFrom(..."退款到账支付宝abC12 ，"), { minLength: 2, maxLength: 12 })
      .map((all) => all.join(""));
    const written = fc.sample(texts, 40);
    const numbers = await insertTickets(...written.map((description) => ({ description })));
    await indexAll();
    for (const query of [
      ...new Set([...fc.sample(texts, 30), ...written.slice(0, 15).map((text) => text.slice(1, 4))]),
    ]) {
      const terms = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
      if (!terms.some((term) => /[\p{L}\p{N}]{2}/u.test(term))) continue;
      const expected = numbers.filter((_, i) =>
        terms.every((term) => written[i]?.normalize("NFKC").toLowerCase().includes(term.normalize("NFKC"))),
      );
      const { items } = await search(query, { limit: 50 });
      expect([query, items.map(({ ticket }) => ticket.number).toSorted()]).toEqual([query, expected.toSorted()]);
    }
  });

  test("page by page lead to every text, and a ticket is on a page once", async () => {
    const numbers = await insertTickets(...Array.from({ length: 7 }, () => ({ description: "钱包充值未到" })));
    for (const { id } of await db.select().from(tickets)) for (const n of [1, 2, 3]) await say(id, `充值 ${n}`);
    await indexAll();
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof search>> = await search("充值", { limit: 3, ...(cursor && { cursor }) });
      const here = page.items.map(({ ticket }) => ticket.number);
      expect(new Set(here).size).toBe(here.length);
      seen.push(...here);
      cursor = page.nextCursor;
    } while (cursor);
    expect(new Set(seen)).toEqual(new Set(numbers));
  });
});

describe("what changes", () => {
  test("is found by the job that follows, and no more by what it was", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const follow = async () => {
      vi.setSystemTime(Date.now() + 5_000);
      await followSearch(systemCtx());
    };
    try {
      await follow();
      const { number } = await openPaid("O1", { description: "原来的说法" });
      await postMessage({ ctx, input: { number, body: "第一封信", visibility: "public" } });
      expect(await found("第一")).toEqual([]);
      await follow();
      expect(await found("第一")).toEqual([number]);
      expect(await found("说法")).toEqual([number]);
      const before = await db.select().from(searchDocs);
      const { version } = (await search(number)).items[0]?.ticket ?? { version: 0 };
      await updateTicket({ ctx, input: { number, version, tags: ["加急客户"] } });
      await follow();
      expect(await found("加急")).toEqual([number]);
      expect(await found("说法")).toEqual([number]);
      expect(await db.select().from(searchDocs)).toHaveLength(before.length);
      await send([
        event("topup.payment.created", 1, { orderNo: "O1", outTradeNo: "LATEPAY77", channel: "wechat", amountFen: 1 }),
      ]);
      await follow();
      expect(await db.select().from(searchKeys)).toContainEqual(expect.objectContaining({ kind: "order", key: "o1" }));
    } finally {
      vi.useRealTimers();
    }
  });

  test("writes nothing here itself, and is indexed once however often it is gone through", async () => {
    const { number } = await openPaid("O1", { description: "一句话" });
    await postMessage({ ctx, input: { number, body: "又一句话", visibility: "public" } });
    expect(await db.select().from(searchDocs)).toEqual([]);
    await indexAll();
    const docs = await db.select().from(searchDocs);
    await indexAll();
    expect(await db.select().from(searchDocs)).toEqual(docs);
    expect(docs.length).toBeGreaterThan(2);
  });
});

describe("who may", () => {
  test("those who read tickets; contacts are masked for the staff and not for the shop's own systems", async () => {
    const phone = "13912345601";
    await insertTickets({ contact: phone, description: `请打 ${phone} 找我退款` });
    await indexAll();
    for (const q of ["5601", "退款", phone]) {
      const { items } = await search(q);
      expect(items).toHaveLength(1);
      expect(JSON.stringify(items)).not.toContain(phone);
    }
    expect((await search("5601")).items[0]).toMatchObject({ field: "contact", text: "139****5601", marks: [[7, 11]] });
    const plain = await searchTickets({ ctx: key("k", ["tickets:read"]), input: { q: "退款" } });
    expect(plain.items[0]?.text).toContain(phone);
    expect(await refusal(searchTickets({ ctx: key("k", ["metrics:read"]), input: { q: "退款" } }))).toMatchObject({
      status: 403,
    });
    const customer = await holder(await openPaid());
    expect(await refusal(searchTickets({ ctx: customer, input: { q: "退款" } }))).toMatchObject({ status: 403 });
    expect(await refusal(listOrSearch({ ctx: customer, input: { q: "退款" } }))).toMatchObject({ status: 403 });
  });

  test.each(["x", "w", "w!", "k-1", "w999999999999999"])("the cursor %j is refused", async (cursor) => {
    expect(await refusal(search("退款", { cursor }))).toMatchObject({ status: 422, code: "BAD_CURSOR" });
  });
});

test("a list with words is what is found, narrowed as lists are; without them it is the list", async () => {
  const [open, done] = await insertTickets(
    { description: "要退款", causeCode: "CB_MISSING" },
    { description: "要退款", status: "resolved" },
  );
  await indexAll();
  const list = async (input: Parameters<typeof listOrSearch>[0]["input"]) =>
    (await listOrSearch({ ctx, input })).items.map(({ number }) => number);
  expect(await list({ q: "退款" })).toEqual([open, done]);
  expect(await list({ q: "退款", queue: "open" })).toEqual([open]);
  expect(await list({ q: "退款", status: "resolved" })).toEqual([done]);
  expect(await list({ q: "退款", cause: "CB_MISSING" })).toEqual([open]);
  expect(await listOrSearch({ ctx, input: { queue: "all" } })).toEqual(
    await listTickets({ ctx, input: { queue: "all" } }),
  );
});
