import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { tickets } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { openPaid } from "#server/tickets/testing.ts";
import { call, keyWith } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

const body = { "zh-CN": "订单 {{order.number}} 已核实。", en: "Order {{order.number}} was checked." };
const macro = { name: { "zh-CN": "已核实", en: "Checked" }, body, actions: { tags: ["ok"] } };
const versionOf = async (number: string) =>
  (await db.select().from(tickets).where(eq(tickets.number, number)))[0]?.version ?? 0;

describe("by a key", () => {
  test("macros are made, seen, used and taken away", async () => {
    const { number } = await openPaid();
    const key = await keyWith("tickets:read", "tickets:write");
    const made = await call("POST", "/macros", { key, body: macro });
    expect(made.status).toBe(201);
    const { id } = made.body;
    expect((await call("PUT", `/macros/${id}`, { key, body: { ...macro, version: 1 } })).body).toEqual({
      id,
      version: 2,
    });
    expect((await call("GET", "/macros", { key })).body.items).toMatchObject([{ id, shared: false, version: 2 }]);
    expect((await call("GET", `/macros/${id}/versions`, { key })).body.items).toHaveLength(2);
    const preview = await call("POST", `/tickets/${number}/macro-preview`, { key, body: { macro: id } });
    expect(preview.body).toMatchObject({ body: "订单 O1 已核实。", missing: [] });
    const version = await versionOf(number);
    const used = await call("POST", `/tickets/${number}/macro`, { key, body: { macro: id, version } });
    expect(used.body).toMatchObject({ number, version: await versionOf(number) });
    const late = await call("POST", `/tickets/${number}/macro`, { key, body: { macro: id, version } });
    expect(late).toMatchObject({ status: 409, body: { code: "VERSION_CONFLICT", version: await versionOf(number) } });
    expect(late.body.changes.map(({ type }: { type: string }) => type)).toContain("tags_changed");
    expect((await call("POST", "/macros", { key, body: { ...macro, shared: true } })).status).toBe(403);
    expect((await call("DELETE", `/macros/${id}`, { key })).status).toBe(200);
  });

  test("tickets are linked, joined and parted, their fields answered, and their company read", async () => {
    const [a, b] = [await openPaid("O1"), await openPaid("O2")];
    const key = await keyWith("tickets:read", "tickets:write", "desk:manage");
    const field = { label: { "zh-CN": "供应商", en: "Supplier" }, kind: "choice", options: ["甲"] };
    expect((await call("PUT", "/desk-fields/supplier", { key, body: field })).status).toBe(200);
    expect((await call("PUT", "/desk-tags/vip", { key, body: { colour: "accent" } })).body).toEqual({ name: "vip" });
    expect((await call("GET", "/desk-tags", { key })).body.items).toMatchObject([{ name: "vip" }]);
    expect((await call("GET", "/desk-fields", { key })).body.items).toMatchObject([
      { key: "supplier", retired: false },
    ]);
    const fields = { fields: { supplier: "甲" }, version: await versionOf(a.number) };
    expect((await call("PUT", `/tickets/${a.number}/fields`, { key, body: fields })).status).toBe(200);
    const link = await call("POST", `/tickets/${a.number}/links`, { key, body: { to: b.number, kind: "related" } });
    expect(link.status).toBe(201);
    const merge = { into: b.number, version: await versionOf(a.number) };
    expect((await call("POST", `/tickets/${a.number}/merge`, { key, body: merge })).body).toMatchObject({
      into: b.number,
    });
    const company = await call("GET", `/tickets/${a.number}/company`, { key });
    expect(company.body).toMatchObject({ mergedInto: b.number, fields: { supplier: "甲" } });
    expect(company.body.links).toHaveLength(2);
    const part = { version: await versionOf(a.number) };
    expect((await call("POST", `/tickets/${a.number}/unmerge`, { key, body: part })).status).toBe(200);
    expect((await call("DELETE", `/tickets/${a.number}/links/${link.body.id}`, { key })).status).toBe(200);
    expect((await call("DELETE", "/desk-fields/supplier", { key })).status).toBe(200);
    expect((await call("DELETE", "/desk-tags/vip", { key })).status).toBe(200);
    expect((await call("PUT", `/tickets/${a.number}/following`, { key, body: { follow: true } })).status).toBe(403);
    const note = { body: "看", visibility: "public", mentions: ["x"] };
    const refused = await call("POST", `/tickets/${a.number}/messages`, { key, body: note });
    expect(refused).toMatchObject({ status: 422, body: { code: "MENTIONS_ARE_INTERNAL" } });
  });

  test("a call is booked and taken back, and an open ticket is not rated yet", async () => {
    const { number } = await openPaid();
    const key = await keyWith("tickets:read", "tickets:write");
    const { items } = (await call("GET", `/tickets/${number}/call-slots`, { key })).body;
    const slot = { phone: "13912345601", slot: items[0].from };
    expect((await call("PUT", `/tickets/${number}/call`, { key, body: slot })).body).toMatchObject({ state: "booked" });
    const { body: listed } = await call("GET", "/calls", { key });
    expect(listed.items).toMatchObject([{ number, phone: "139****5601" }]);
    const take = await call("POST", `/calls/${listed.items[0].id}/take`, { key, body: { version: 1 } });
    expect(take.status).toBe(403);
    const end = { outcome: "done", version: 9 };
    expect((await call("POST", `/calls/${listed.items[0].id}/end`, { key, body: end })).status).toBe(409);
    expect((await call("DELETE", `/tickets/${number}/call`, { key })).body).toMatchObject({ state: "cancelled" });
    const rating = await call("PUT", `/tickets/${number}/rating`, { key, body: { good: true } });
    expect(rating).toMatchObject({ status: 409, body: { code: "NOT_RATEABLE" } });
  });

  test("nothing of it without its scope", async () => {
    const { number } = await openPaid();
    const key = await keyWith("tickets:read");
    const put = { fields: {}, version: 1 };
    expect((await call("PUT", `/tickets/${number}/fields`, { key, body: put })).status).toBe(403);
    expect((await call("POST", `/tickets/${number}/links`, { key, body: { to: "X", kind: "related" } })).status).toBe(
      403,
    );
    const field = { label: { "zh-CN": "字段", en: "Field" }, kind: "text" };
    expect((await call("PUT", "/desk-fields/x", { key, body: field })).status).toBe(403);
  });
});
