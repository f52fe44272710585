import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { forgetLimits } from "#server/http/index.ts";
import { event, send } from "#server/orders/testing.ts";
import { call, keyWith } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
beforeEach(forgetLimits);

const body = { customerId: "C1001", amountFen: 600_000, channel: "alipay", sku: "S1" };
const limit = () =>
  send([event("topup.customer.updated", "2026-11-01T00:00:00Z", { customerId: "C1001", dailyLimitFen: 500_000 })]);

describe("POST /prechecks", () => {
  it("answers as the contract says, in the language that was asked for, Chinese by default", async () => {
    await limit();
    const key = await keyWith("diagnosis:write");
    const zh = await call("POST", "/prechecks", { key, body });
    expect(zh).toMatchObject({ status: 200, body: { verdict: "will_fail", reasons: [{ code: "PAY_BUYER_LIMIT" }] } });
    expect(zh.body.reasons[0].text).toContain("单日支付限额5000元，当前充值6000元将失败");
    const en = await call("POST", "/prechecks", { key, body, headers: { "accept-language": "en" } });
    expect(en.body.reasons[0].text).toContain("¥5,000");
    expect(zh.body.id).toMatch(/^[\w-]{20,}$/);
    expect(Date.parse(zh.body.expiresAt) - Date.now()).toBeGreaterThan(9 * 60_000);
    expect(zh.headers.get("cache-control")).toBe("no-store");
    const fine = await call("POST", "/prechecks", { key, body: { ...body, amountFen: 20_000 } });
    expect(fine.body).toMatchObject({ verdict: "ok", reasons: [], payNow: true });
  });

  it("takes what else is known, and names what it cannot take", async () => {
    const key = await keyWith("diagnosis:write");
    const more = {
      device: "d1",
      place: "上海",
      ip: "192.0.2.1",
      payerAccount: "p",
      target: "13800000000",
      coupon: "NEW10",
    };
    expect((await call("POST", "/prechecks", { key, body: { ...body, ...more } })).status).toBe(200);
    const coupon = [{ code: "A", minAmountFen: 700_000 }];
    const refused = await call("POST", "/prechecks", { key, body: { ...body, amountFen: 1_000, coupon } });
    expect(refused.body).toMatchObject({ verdict: "will_fail", reasons: [{ code: "INP_COUPON_RULE" }] });
    const paths = async (wrong: object) => {
      const answer = await call("POST", "/prechecks", { key, body: { ...body, ...wrong } });
      expect(answer).toMatchObject({ status: 422, body: { code: "VALIDATION_FAILED" } });
      return answer.body.errors.map(({ path }: { path: string }) => path);
    };
    expect(await paths({ amountFen: 0 })).toEqual(["amountFen"]);
    expect(await paths({ amountFen: 1.5, sku: "" })).toEqual(["amountFen", "sku"]);
    expect(await paths({ amountFen: "600000" })).toEqual(["amountFen"]);
    expect(await paths({ customerId: undefined })).toEqual(["customerId"]);
    expect(await paths({ channel: "x".repeat(129) })).toEqual(["channel"]);
  });

  it("is for keys that may ask, and tells nobody else anything", async () => {
    await limit();
    expect((await call("POST", "/prechecks", { body })).status).toBe(401);
    expect((await call("POST", "/prechecks", { key: await keyWith("tickets:read"), body })).status).toBe(403);
  });
});
