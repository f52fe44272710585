import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { transact } from "#db/client.ts";
import { freshDatabase } from "#db/testing.ts";
import { systemContext } from "#server/core/context.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { type NewMoneyItem, raiseItem } from "#server/payments/index.ts";
import { call, keyWith } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

const raise = (item: Partial<NewMoneyItem> & Pick<NewMoneyItem, "kind">) =>
  transact(async (tx) => (await raiseItem(tx, systemContext("test"), { about: randomUUID(), ...item })).id);
const idempotent = () => ({ "idempotency-key": randomUUID() });

describe("the money queue by REST", () => {
  test("is listed in pages, read one by one, and shut to keys that may not see orders", async () => {
    const key = await keyWith("trace:read");
    const id = await raise({ kind: "order_stuck", orderNo: "O1", amountFen: 5 });
    await raise({ kind: "relay_dead" });
    const first = await call("GET", "/money-items?limit=1", { key });
    expect(first.body).toMatchObject({
      items: [{ id, kind: "order_stuck" }],
      counts: { order_stuck: 1, relay_dead: 1 },
    });
    const second = await call("GET", `/money-items?cursor=${first.body.nextCursor}`, { key });
    expect(second.body).toMatchObject({ items: [{ kind: "relay_dead" }], nextCursor: null });
    expect((await call("GET", `/money-items/${id}`, { key })).body).toMatchObject({ id, version: 1 });
    expect((await call("GET", `/money-items/${randomUUID()}`, { key })).body.code).toBe("MONEY_ITEM_NOT_FOUND");
    expect((await call("GET", "/money-items", { key: await keyWith("tickets:read") })).status).toBe(403);
    expect((await call("GET", "/money-items?cursor=x", { key })).body.code).toBe("BAD_CURSOR");
  });

  test("an action that moves money needs a key, goes through the gate, and is repeated with its answer", async () => {
    const key = await keyWith("topups:request", "trace:read");
    await send(paidWithoutCallback("O1", 0));
    const id = await raise({ kind: "order_stuck", orderNo: "O1", amountFen: 20_000 });
    const path = `/money-items/${id}/resolution`;
    const body = { action: "apply", version: 1, note: "checked" };
    expect((await call("POST", path, { key, body })).body.code).toBe("IDEMPOTENCY_KEY_REQUIRED");
    const headers = idempotent();
    const asked = await call("POST", path, { key, body, headers });
    // No gateway can be asked about this channel, so it takes a second person.
    expect(asked.body).toMatchObject({
      item: { state: "open", version: 2, detail: { began: "apply" } },
      moved: { kind: "topup", state: "pending_approval", amountFen: 20_000 },
    });
    const again = await call("POST", path, { key, body, headers });
    expect([again.headers.get("idempotency-replayed"), again.body]).toEqual(["true", asked.body]);
    expect((await call("POST", path, { key, body, headers: idempotent() })).body.code).toBe("VERSION_CONFLICT");
    const next = { ...body, version: 2 };
    expect((await call("POST", path, { key, body: next, headers: idempotent() })).body.code).toBe("TOPUP_IN_PROGRESS");
  });

  test("a write-off is proposed by one and confirmed by another", async () => {
    const id = await raise({ kind: "paid_twice", channel: "alipay", outTradeNo: "P9", amountFen: 700 });
    const [maker, checker] = [await keyWith("topups:approve"), await keyWith("topups:approve", "topups:request")];
    const body = { action: "write_off", version: 1, note: "nobody claims it" };
    const proposed = await call("POST", `/money-items/${id}/resolution`, { key: maker, body, headers: idempotent() });
    expect(proposed.body.item.proposal).toMatchObject({ action: "write_off", amountFen: 700 });
    const path = `/money-items/${id}/confirmation`;
    const agree = { agree: true };
    expect((await call("POST", path, { key: checker, body: agree })).status).toBe(400);
    expect((await call("POST", path, { key: maker, body: agree, headers: idempotent() })).body.code).toBe("SAME_ACTOR");
    const done = await call("POST", path, { key: checker, body: agree, headers: idempotent() });
    expect(done.body.item).toMatchObject({ state: "resolved", resolution: "written_off" });
    expect((await call("POST", path, { key: checker, body: agree, headers: idempotent() })).body.code).toBe(
      "ALREADY_RESOLVED",
    );
  });

  test("an alert is dismissed with a note and no key", async () => {
    const id = await raise({ kind: "forged_callback" });
    const key = await keyWith("topups:request");
    const path = `/money-items/${id}/resolution`;
    expect((await call("POST", path, { key, body: { action: "dismiss", version: 1 } })).status).toBe(422);
    const done = await call("POST", path, { key, body: { action: "dismiss", version: 1, note: "a scanner" } });
    expect(done.body.item).toMatchObject({ resolution: "dismissed", note: "a scanner" });
  });

  test("how long charged orders are left alone can be read and set", async () => {
    const key = await keyWith("channels:write");
    expect((await call("GET", "/settings/repair", { key })).body).toEqual({ graceSeconds: 60 });
    expect((await call("PUT", "/settings/repair", { key, body: { graceSeconds: 5 } })).status).toBe(200);
    expect((await call("GET", "/settings/repair", { key })).body).toEqual({ graceSeconds: 5 });
    expect((await call("PUT", "/settings/repair", { key, body: { graceSeconds: 0 } })).status).toBe(422);
    expect((await call("GET", "/settings/repair", { key: await keyWith("trace:read") })).status).toBe(403);
  });
});
