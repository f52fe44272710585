import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { orderCreated, send } from "#server/orders/testing.ts";
import { overrideGateways } from "#server/payments/index.ts";
import { callback, fakeGateway, setUpChannels } from "#server/payments/testing.ts";
import { call, keyWith } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
let key: string;
beforeEach(async () => {
  await setUpChannels({ alipay: fakeGateway() });
  key = await keyWith("channels:write");
});
afterEach(() => overrideGateways());

describe("callbacks over REST", () => {
  test("are listed, read, judged again, and refuse what cannot be passed on", async () => {
    await send([orderCreated("P1", 0)]);
    await callback();
    await callback({}, { sign: "forged" });
    const list = await call("GET", "/callbacks?limit=1", { key });
    expect(list).toMatchObject({ status: 200, body: { items: [{ verdict: "rejected" }] } });
    const next = await call("GET", `/callbacks?limit=1&cursor=${list.body.nextCursor}`, { key });
    expect(next.body).toMatchObject({ items: [{ verdict: "applied", orderNo: "P1" }], nextCursor: null });
    const { id } = next.body.items[0];
    const one = await call("GET", `/callbacks/${id}`, { key });
    expect(one).toMatchObject({ status: 200, body: { id, method: "POST", answerBody: "success", judgements: 1 } });
    const again = await call("POST", `/callbacks/${id}/replay`, { key });
    expect(again).toMatchObject({ status: 200, body: { verdict: "applied", judgements: 2 } });
    expect(await call("POST", `/callbacks/${id}/relay`, { key })).toMatchObject({
      status: 422,
      body: { code: "RELAY_NOT_POSSIBLE" },
    });
    const found = await call("GET", "/callbacks?orderNo=P1&verdict=applied&channel=alipay", { key });
    expect(found.body.items).toHaveLength(1);
  });

  test("say what is wrong with a question", async () => {
    for (const query of ["verdict=nonsense", "limit=0", "limit=101", "cursor=%25"]) {
      expect(await call("GET", `/callbacks?${query}`, { key }), query).toMatchObject({ status: 422 });
    }
    for (const [method, path] of [
      ["GET", "/callbacks/x"],
      ["POST", "/callbacks/x/replay"],
      ["POST", "/callbacks/x/relay"],
    ] as const) {
      expect(await call(method, path, { key })).toMatchObject({ status: 404, body: { code: "CALLBACK_NOT_FOUND" } });
    }
  });

  test("are for those who may", async () => {
    const reader = await keyWith("trace:read");
    const nobody = await keyWith("tickets:read");
    expect(await call("GET", "/callbacks", { key: reader })).toMatchObject({ status: 200 });
    expect(await call("GET", "/callbacks", { key: nobody })).toMatchObject({ status: 403 });
    expect(await call("GET", "/callbacks")).toMatchObject({ status: 401 });
    await callback();
    const { body } = await call("GET", "/callbacks", { key: reader });
    const { id } = body.items[0];
    for (const what of ["replay", "relay"]) {
      expect(await call("POST", `/callbacks/${id}/${what}`, { key: reader })).toMatchObject({ status: 403 });
    }
    const approver = await keyWith("topups:approve");
    expect(await call("POST", `/callbacks/${id}/replay`, { key: approver })).toMatchObject({ status: 200 });
  });
});
