import { afterEach, beforeEach, expect, it } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { systemContext } from "#server/core/context.ts";
import { forgetLimits } from "#server/http/index.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { runBulk } from "#server/tickets/index.ts";
import { call, keyWith } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

let key: string;
let number: string;
beforeEach(async () => {
  forgetLimits();
  key = await keyWith("diagnosis:write", "tickets:read", "tickets:write", "desk:manage");
  await send(paidWithoutCallback("D1", 0));
  const { body } = await call("POST", "/diagnoses", { key, body: { orderNo: "D1" } });
  ({ number } = (await call("POST", `/diagnoses/${body.id}/ticket`, { key, body: { claim: "complete_topup" } })).body);
});
const ask = (method: string, path: string, body?: unknown) =>
  call(method as "GET", path, { key, ...(body ? { body } : {}) });

it("saves, counts, lists, changes and removes a list", async () => {
  const filter = { open: true, stuck: true };
  const made = await ask("POST", "/views", { name: "卡单", filter, sort: "amount", shared: true });
  expect(made.status).toBe(201);
  const { id } = made.body;
  expect((await ask("GET", "/views")).body.items).toMatchObject([{ id, name: "卡单", count: 1, shared: true }]);
  const page = await ask("GET", `/views/${id}/tickets?limit=5`);
  expect(page.body).toMatchObject({ items: [{ number }], nextCursor: null, sort: "amount", searchedTo: null });
  expect((await ask("GET", "/views/breached/tickets")).body.items).toEqual([]);
  const found = await ask("POST", "/tickets/query", { filter: { customerId: "C1001" }, sort: "newest" });
  expect(found.body.items).toMatchObject([{ number }]);
  expect((await ask("POST", "/tickets/query", { view: id, filter: { tags: ["vip"] } })).body.items).toEqual([]);
  const changed = await ask("PUT", `/views/${id}`, { name: "b", filter: { open: false }, version: 1 });
  expect(changed.body).toMatchObject({ id, version: 2 });
  const again = await ask("PUT", `/views/${id}`, { name: "c", filter, version: 1 });
  expect([again.status, again.body.code]).toEqual([409, "VERSION_CONFLICT"]);
  expect((await ask("DELETE", `/views/${id}`)).status).toBe(200);
  expect((await ask("GET", `/views/${id}/tickets`)).status).toBe(404);
  expect((await ask("POST", "/views", { name: "x", filter: { colour: "red" } })).status).toBe(422);
});

it("keeps how somebody works", async () => {
  expect((await ask("GET", "/me/preferences")).body).toEqual({ singleKeys: true });
  expect((await ask("PUT", "/me/preferences", { singleKeys: false })).status).toBe(200);
  expect((await ask("GET", "/me/preferences")).body).toEqual({ singleKeys: false });
});

it("does one thing to many tickets, says what came of each, and takes it back", async () => {
  const started = await ask("POST", "/tickets/bulk", {
    view: "open",
    action: { kind: "update", priority: "low", addTags: ["outage"] },
  });
  expect(started).toMatchObject({ status: 202, body: { total: 1 } });
  const { id } = started.body;
  await runBulk(systemContext("desk.bulk"));
  const done = await ask("GET", `/bulk/${id}`);
  expect(done.body).toMatchObject({ state: "done", rows: [{ number, state: "done", errorCode: null }] });
  expect((await ask("GET", "/bulk")).body.items).toMatchObject([{ id, undoable: true }]);
  expect((await ask("POST", `/bulk/${id}/undo`)).status).toBe(202);
  await runBulk(systemContext("desk.bulk"));
  expect((await ask("GET", `/tickets/${number}`)).body).toMatchObject({ tags: [] });
  expect((await ask("POST", `/bulk/${id}/undo`)).body.code).toBe("NOT_UNDOABLE");
  const nothing = await ask("POST", "/tickets/bulk", { tickets: ["TK0"], action: { kind: "wake" } });
  expect([nothing.status, nothing.body.code]).toEqual([422, "TICKETS_UNKNOWN"]);
});

it("sets a ticket aside until an event and takes it up again", async () => {
  const put = await ask("PUT", `/tickets/${number}/snooze`, { event: "callback" });
  expect(put).toMatchObject({ status: 200, body: { number, event: "callback" } });
  expect((await ask("GET", "/queues")).body).toMatchObject({ open: 0, all: 1, charged_not_credited: 1 });
  expect((await ask("DELETE", `/tickets/${number}/snooze`)).status).toBe(200);
  expect((await ask("GET", "/queues")).body.open).toBe(1);
  expect((await ask("PUT", `/tickets/${number}/snooze`, {})).status).toBe(422);
});
