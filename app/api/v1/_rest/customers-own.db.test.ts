import { afterEach, beforeEach, expect, it } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { forgetLimits } from "#server/http/index.ts";
import { ticketForAccess } from "#server/tickets/index.ts";
import { freshStorage, openPaid } from "#server/tickets/testing.ts";
import { call, keyWith } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });
beforeEach(forgetLimits);

it("replaces a ticket's link, which makes the old one worthless", async () => {
  const { number, accessUrl } = await openPaid("O1");
  const secretOf = (url: string) => new URL(url).searchParams.get("k") ?? "";
  const key = await keyWith("tickets:write");
  const { status, body } = await call("POST", `/tickets/${number}/access-link`, { key });
  expect([status, body.number]).toEqual([200, number]);
  expect(await ticketForAccess({ number, secret: secretOf(accessUrl) })).toBeUndefined();
  expect(await ticketForAccess({ number, secret: secretOf(body.accessUrl) })).toBeDefined();
  const unknown = await call("POST", "/tickets/TK0/access-link", { key });
  expect(unknown).toMatchObject({ status: 404, body: { code: "TICKET_NOT_FOUND" } });
  const reader = await keyWith("tickets:read");
  expect((await call("POST", `/tickets/${number}/access-link`, { key: reader })).status).toBe(403);
});

it("shows what a customer has, and signs them out", async () => {
  const { number } = await openPaid("O1");
  const key = await keyWith("tickets:read");
  const { body } = await call("GET", "/customers/C1001/overview", { key });
  expect(body).toMatchObject({ orders: [{ orderNo: "O1" }], tickets: [{ number, orderNo: "O1" }], runs: [] });
  const nobody = await call("GET", "/customers/C9999/overview", { key });
  expect(nobody.body).toEqual({ orders: [], tickets: [], runs: [] });
  expect((await call("DELETE", "/customers/C1001/sessions", { key })).status).toBe(403);
  const writer = await keyWith("tickets:write");
  const ended = await call("DELETE", "/customers/C1001/sessions", { key: writer });
  expect(ended).toMatchObject({ status: 200, body: { ended: 0 } });
});
