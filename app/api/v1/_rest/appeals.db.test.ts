import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { db } from "#db/client.ts";
import { topups } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { RULE } from "#server/appeals/testing.ts";
import { forgetLimits } from "#server/http/index.ts";
import { event, paidWithoutCallback, send } from "#server/orders/testing.ts";
import { freshStorage } from "#server/tickets/testing.ts";
import { call, keyWith } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });
beforeEach(forgetLimits);

let key = "";
let keys = 0;
const once = () => ({ "idempotency-key": `appeal-test-${++keys}` });
beforeEach(async () => {
  key = await keyWith("*");
  const flag = { orderNo: "O1", customerId: "C1001", rule: RULE, side: "platform", severity: "sev-93" };
  await send([...paidWithoutCallback("O1", 0), event("topup.risk.flagged", 40, flag)]);
});

async function opened(body: object = {}) {
  const run = await call("POST", "/diagnoses", { key, body: { orderNo: "O1" } });
  return { run: run.body.id, ...(await call("POST", `/diagnoses/${run.body.id}/appeal`, { key, body })) };
}

describe("appeals over REST", () => {
  it("are opened once, and their answer tells nothing of rules", async () => {
    const first = await opened({ statement: "给家人充值", evidence: [{ item: "purpose", text: "孩子用" }] });
    expect(first).toMatchObject({ status: 201, body: { existing: false, step: "submitted", orderNo: "O1" } });
    expect(first.headers.get("location")).toBe(`/api/v1/appeals/${first.body.id}`);
    expect(JSON.stringify(first.body)).not.toContain(RULE);
    expect(JSON.stringify(first.body)).not.toContain("sev-93");
    const again = await opened({ evidence: [] });
    expect(again).toMatchObject({ status: 200, body: { existing: true, id: first.body.id } });
    const list = await call("GET", "/appeals", { key });
    expect(list.body.items).toMatchObject([{ id: first.body.id, families: ["velocity"], clock: { state: "running" } }]);
    expect((await call("GET", `/appeals/${first.body.id}`, { key })).body.flags).toMatchObject([{ rule: RULE }]);
    expect((await call("GET", "/appeals?cursor=x", { key })).status).toBe(422);
    expect((await call("GET", "/appeals/none", { key })).status).toBe(404);
  });

  it("take a document through the upload, and never give it out again", async () => {
    const { picture } = await import("#server/appeals/testing.ts");
    const form = new FormData();
    form.set("file", new File([await picture()], "me.png", { type: "image/png" }));
    form.set("kind", "identity");
    const file = await call("POST", "/attachments", { key, raw: form });
    expect(file).toMatchObject({ status: 201, body: { kind: "identity", name: "identity" } });
    const made = await opened({ evidence: [{ item: "identity", attachmentId: file.body.id }] });
    expect(made.status).toBe(201);
    expect(made.body.evidence.find((one: { item: string }) => one.item === "identity").given).toHaveLength(1);
    expect((await call("GET", `/attachments/${file.body.id}`, { key })).status).toBe(404);
    const used = await opened({ evidence: [{ item: "identity", attachmentId: file.body.id }] });
    expect(used).toMatchObject({ status: 422, body: { code: "EVIDENCE_NOT_USABLE" } });
  });

  it("are decided once, by keys that may move the money", async () => {
    const { body } = await opened();
    const { factsHash } = (await call("GET", `/appeals/${body.id}`, { key })).body;
    const decision = { decision: "pass", reasonCode: "OWNER_CONFIRMED", factsHash };
    const path = `/appeals/${body.id}/decision`;
    expect((await call("POST", path, { key, body: decision })).body.code).toBe("IDEMPOTENCY_KEY_REQUIRED");
    const poor = await keyWith("tickets:read", "tickets:write");
    expect((await call("POST", path, { key: poor, body: decision, headers: once() })).status).toBe(403);
    const wrong = { ...decision, reasonCode: "PAYER_DIFFERS" };
    expect((await call("POST", path, { key, body: wrong, headers: once() })).status).toBe(422);
    const stale = { ...decision, factsHash: "1".repeat(64) };
    expect((await call("POST", path, { key, body: stale, headers: once() })).body.code).toBe("FACTS_CHANGED");
    const headers = once();
    const first = await call("POST", path, { key, body: decision, headers });
    expect(first).toMatchObject({ status: 200, body: { state: "passed", follow: { kind: "topup" } } });
    const again = await call("POST", path, { key, body: decision, headers });
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect((await call("POST", path, { key, body: decision, headers: once() })).body.code).toBe("ALREADY_DECIDED");
    expect(await db.select().from(topups)).toHaveLength(1);
    expect((await call("POST", `/appeals/${body.id}/carry-on`, { key })).body.code).toBe("NOTHING_TO_CARRY_ON");
    const back = await call("DELETE", `/appeals/${body.id}/release`, { key, body: { note: "x" } });
    expect(back.body.code).toBe("NO_RELEASE");
  });

  it("are claimed, asked about, and proposed and confirmed by two", async () => {
    const big = { orderNo: "O2", customerId: "C1001", rule: RULE, side: "platform" };
    await send([...paidWithoutCallback("O2", 0, { amountFen: 90_000 }), event("topup.risk.flagged", 40, big)]);
    const run = await call("POST", "/diagnoses", { key, body: { orderNo: "O2" } });
    const { body } = await call("POST", `/diagnoses/${run.body.id}/appeal`, { key, body: {} });
    expect((await call("POST", `/appeals/${body.id}/claim`, { key, body: {} })).body.reviewer).not.toBeNull();
    const ask = { items: ["payment_proof"], message: "请发截图" };
    const asked = await call("POST", `/appeals/${body.id}/evidence-request`, { key, body: ask });
    expect(asked.body).toMatchObject({ waitingForCustomer: true, clock: { state: "paused" } });
    const { factsHash } = asked.body;
    const deny = { decision: "deny", reasonCode: "EVIDENCE_MISSING", factsHash };
    const proposed = await call("POST", `/appeals/${body.id}/decision`, { key, body: deny, headers: once() });
    expect(proposed.body.state).toBe("awaiting_second");
    const confirm = (by: string) =>
      call("POST", `/appeals/${body.id}/confirmation`, { key: by, body: { agree: true, factsHash }, headers: once() });
    expect((await confirm(key)).body.code).toBe("SAME_ACTOR");
    expect((await confirm(await keyWith("*"))).body).toMatchObject({ state: "denied", follow: { kind: "refund" } });
  });

  it("need a proven owner, and something that holds the order", async () => {
    await send(paidWithoutCallback("O3", 0));
    const free = await call("POST", "/diagnoses", { key, body: { orderNo: "O3" } });
    const nothing = await call("POST", `/diagnoses/${free.body.id}/appeal`, { key, body: {} });
    expect(nothing).toMatchObject({ status: 409, body: { code: "NOTHING_TO_APPEAL" } });
    const other = await call("POST", "/diagnoses", { key, body: { orderNo: "O1", onBehalfOf: "C9" } });
    const foreign = await call("POST", `/diagnoses/${other.body.id}/appeal`, { key, body: {} });
    expect(foreign).toMatchObject({ status: 403, body: { code: "OWNERSHIP_NOT_PROVEN" } });
    expect((await call("POST", "/diagnoses/none/appeal", { key, body: {} })).status).toBe(404);
  });

  it("keep documents for as many days as the settings say", async () => {
    const read = await call("GET", "/settings/appeals", { key });
    expect(read.body).toMatchObject({ identityDays: 30, version: 0 });
    const saved = await call("PUT", "/settings/appeals", { key, body: { identityDays: 14, version: 0 } });
    expect(saved.body).toMatchObject({ identityDays: 14, version: 1 });
    expect((await call("PUT", "/settings/appeals", { key, body: { identityDays: 14, version: 0 } })).status).toBe(409);
  });
});
