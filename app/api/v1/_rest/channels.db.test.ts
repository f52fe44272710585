import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { aPair } from "#server/channels/testing.ts";
import { overrideEnv } from "#server/core/env.ts";
import { forgetLimits } from "#server/http/index.ts";
import { event, send } from "#server/orders/testing.ts";
import { call, keyWith } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
beforeEach(forgetLimits);
afterEach(() => overrideEnv());

const ours = aPair();
const theirs = aPair();
const SECRETS = ["v3-key-of-thirty-two-characters!", "MD5-secret-of-epay", "PRIVATE KEY"];

const common = { label: "测试渠道", methods: ["app"], priority: 5, enabled: true };
const epay = {
  ...common,
  kind: "epay",
  config: { pid: "1001", signType: "MD5", key: SECRETS[1], apiUrl: "https://pay.example.com" },
};
const alipay = {
  ...common,
  kind: "alipay",
  config: {
    appId: "2021001",
    sellerId: "2088001",
    alipayPublicKey: theirs.publicPem,
    privateKey: ours.privatePem,
    gatewayUrl: "https://openapi.alipay.com",
  },
};
const wechatpay = {
  ...common,
  kind: "wechatpay",
  config: {
    mchId: "1900001",
    appId: "wx001",
    apiV3Key: SECRETS[0],
    merchantPrivateKey: ours.privatePem,
    merchantSerial: "5157F09EFDC096DE",
    platformKeys: { PUB_KEY_ID_0119: theirs.publicPem },
    baseUrl: "https://api.mch.weixin.qq.com",
  },
};
const said = (channel: string, data: object) =>
  send([event("topup.channel.updated", "2026-11-01T00:00:00Z", { channel, ...data })]);

describe("PUT /channels/{channel}", () => {
  it.each([alipay, wechatpay, epay])("sets a channel up and shows it without its secrets", async (body) => {
    const key = await keyWith("channels:write");
    const put = await call("PUT", `/channels/${body.kind}`, { key, body });
    expect(put).toMatchObject({ status: 200, body: { channel: body.kind, policy: "assist", version: 1 } });
    const got = await call("GET", `/channels/${body.kind}`, { key });
    expect(got.body).toEqual(put.body);
    const again = await call("PUT", `/channels/${body.kind}`, { key, body: { ...body, policy: "off" } });
    expect(again).toMatchObject({ status: 200, body: { policy: "off", version: 2 } });
    const everywhere = [
      put,
      got,
      again,
      await call("GET", "/channels"),
      await call("GET", `/channels/${body.kind}/history`, { key }),
    ];
    const wire = JSON.stringify(everywhere.map((answer) => answer.body));
    for (const secret of SECRETS) expect(wire).not.toContain(secret);
  });

  it("names each field that is wrong, as it was sent, and stores nothing", async () => {
    const key = await keyWith("channels:write");
    const paths = async (channel: string, body: object) => {
      const answer = await call("PUT", `/channels/${channel}`, { key, body });
      expect(answer).toMatchObject({ status: 422, body: { code: "VALIDATION_FAILED" } });
      expect(JSON.stringify(answer.body)).not.toContain(SECRETS[1]);
      return answer.body.errors.map(({ path }: { path: string }) => path);
    };
    const { key: _key, ...noKey } = epay.config;
    expect(await paths("epay", { ...epay, config: noKey })).toEqual(["config.key"]);
    expect(await paths("epay", { ...epay, kind: "paypal" })).toEqual(["kind"]);
    expect(await paths("epay", { ...epay, priority: 1.5, enabled: "yes" })).toEqual(["priority", "enabled"]);
    expect(await paths("epay", { ...epay, autoLimitFen: -1 })).toEqual(["autoLimitFen"]);
    expect(await paths("EPAY", epay)).toEqual(["channel"]);
    const local = { ...epay, config: { ...epay.config, apiUrl: "http://127.0.0.1:1" }, relayUrl: "http://10.0.0.1" };
    expect(await paths("epay", local)).toEqual(["config.apiUrl", "relayUrl"]);
    const bad = { ...alipay, config: { ...alipay.config, privateKey: "MIIEdamaged" } };
    expect(await paths("alipay", bad)).toEqual(["config.privateKey"]);
    expect((await call("GET", "/channels/epay", { key })).status).toBe(404);
    overrideEnv({ ALLOW_PRIVATE_URLS: true });
    expect((await call("PUT", "/channels/epay", { key, body: local })).status).toBe(200);
  });
});

describe("GET /channels", () => {
  it("keeps the platform's fields and adds what we know", async () => {
    await said("alipay", { status: "down", notice: "升级中", singleLimitFen: 100, dailyLimitFen: 200 });
    await said("wechatpay", { status: "up" });
    const key = await keyWith("channels:write");
    await call("PUT", "/channels/wechatpay", { key, body: wechatpay });
    const zh = await call("GET", "/channels", { headers: { "accept-language": "zh-CN" } });
    expect(zh.body.items.find(({ channel }: { channel: string }) => channel === "alipay")).toEqual({
      channel: "alipay",
      label: "支付宝",
      methods: [],
      status: "down",
      since: "2026-11-01T00:00:00.000Z",
      notice: "升级中",
      recommended: false,
      singleLimitFen: 100,
      dailyLimitFen: 200,
      health: null,
      announcements: [],
    });
    expect(zh.body).toMatchObject({
      recommendedChannel: "wechatpay",
      banner: [{ channel: "alipay" }],
      bannerText: { "zh-CN": "当前支付通道异常，建议使用测试渠道" },
      nextCursor: null,
    });
    const en = await call("GET", "/channels", { headers: { "accept-language": "en" } });
    expect(en.body.banner[0].label).toBe("Alipay");
  });
});

describe("announcements", () => {
  it("are made, listed by everybody, and taken back", async () => {
    const key = await keyWith("channels:write");
    const text = { "zh-CN": "维护", en: "Maintenance" };
    const endsAt = new Date(Date.now() + 3_600_000).toISOString();
    await said("alipay", { status: "up" });
    const made = await call("POST", "/announcements", {
      key,
      body: { kind: "maintenance", channel: "alipay", text, endsAt },
    });
    expect(made).toMatchObject({ status: 201, body: { state: "active", endsAt } });
    expect((await call("GET", "/announcements")).body).toEqual({ items: [made.body], nextCursor: null });
    expect((await call("GET", "/channels")).body.items[0]).toMatchObject({ status: "maintenance" });
    const gone = await call("DELETE", `/announcements/${made.body.id}`, { key });
    expect(gone).toMatchObject({ status: 200, body: { state: "cancelled" } });
    expect((await call("GET", "/announcements")).body.items).toEqual([]);
    expect((await call("GET", "/announcements?show=all")).body.items).toHaveLength(1);
    expect((await call("DELETE", "/announcements/none", { key })).status).toBe(404);
    const wrong = await call("POST", "/announcements", { key, body: { kind: "maintenance", text } });
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ path: "endsAt" }] } });
    for (const bad of ["?limit=0", "?limit=101", "?cursor=x"]) {
      expect((await call("GET", `/announcements${bad}`)).status).toBe(422);
    }
  });
});

describe("POST /channels/{channel}/test", () => {
  it("says in the caller's language what came of it", async () => {
    const key = await keyWith("channels:write");
    overrideEnv({ ALLOW_PRIVATE_URLS: true });
    const body = { ...epay, config: { ...epay.config, apiUrl: "http://127.0.0.1:1" } };
    await call("PUT", "/channels/epay", { key, body });
    const answer = await call("POST", "/channels/epay/test", { key, headers: { "accept-language": "zh-CN" } });
    expect(answer).toMatchObject({ status: 200, body: { ok: false, verdict: "unreachable", reachable: false } });
    expect(answer.body.text).toMatch(/^连不上渠道/);
    expect((await call("POST", "/channels/none/test", { key })).status).toBe(404);
  });
});
