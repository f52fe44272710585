import { afterEach, beforeEach, expect, it } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { CANARIES, seeded } from "#server/customers/testing.ts";
import { forgetLimits } from "#server/http/index.ts";
import { freshStorage, openPaid } from "#server/tickets/testing.ts";
import { call, keyWith } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });
beforeEach(forgetLimits);

it("shows a contact for a reason, and lists who was shown which", async () => {
  const { number } = await openPaid("O1", { contact: CANARIES.phone });
  const key = await keyWith("pii:reveal", "reveals:read");
  const body = { subject: `ticket:${number}`, field: "contact", reason: "call_back" };
  const shown = await call("POST", "/reveals", { key, body });
  expect(shown).toMatchObject({ status: 201, body: { value: CANARIES.phone } });
  const list = await call("GET", "/reveals", { key });
  expect(list.body.items).toMatchObject([{ id: shown.body.id, subject: `ticket:${number}`, by: { kind: "apiKey" } }]);
  expect(await call("POST", "/reveals", { key, body: { ...body, field: "phone" } })).toMatchObject({ status: 422 });
  const other = await keyWith("tickets:read");
  expect(await call("POST", "/reveals", { key: other, body })).toMatchObject({ status: 403 });
});

it("gives out what is kept of a customer, then erases it, once what goes on is over", async () => {
  const key = await keyWith("customers:erase");
  const { number } = await openPaid("O9", { contact: CANARIES.phone });
  const reason = { reason: "request 17" };
  const refused = await call("POST", "/customers/C1001/erasure", { key, body: reason });
  expect(refused).toMatchObject({ status: 409, body: { code: "CUSTOMER_HAS_OPEN_CASES" } });
  expect(refused.body.open).toMatchObject([{ kind: "ticket", ref: number }]);
  await seeded("C2002", "O2");
  const zip = await call("POST", "/customers/C2002/export", { key });
  expect(zip.status).toBe(200);
  expect(zip.headers.get("content-disposition")).toBe('attachment; filename="customer-C2002.zip"');
  expect(zip.body.subarray(0, 2).toString()).toBe("PK");
  expect(await call("POST", "/customers/nobody/export", { key })).toMatchObject({ status: 404 });
  const done = await call("POST", "/customers/C2002/erasure", { key, body: reason });
  expect(done).toMatchObject({ status: 200, body: { state: "done", customerId: "C2002", reason: "request 17" } });
  expect((await call("GET", "/erasures", { key })).body.items).toMatchObject([{ id: done.body.id, state: "done" }]);
});

it("tells and sets how long things are kept", async () => {
  const key = await keyWith("admin");
  const { body } = await call("GET", "/settings/retention", { key });
  expect(body).toMatchObject({ version: 0, lastRun: null });
  const saved = await call("PUT", "/settings/retention", { key, body: { version: 0, days: { inboxMessages: 90 } } });
  expect(saved).toMatchObject({ status: 200, body: { version: 1 } });
  const short = await call("PUT", "/settings/retention", { key, body: { version: 1, days: { inboxMessages: 2 } } });
  expect(short).toMatchObject({ status: 422, body: { code: "RETENTION_TOO_SHORT" } });
});
