import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { overrideEnv } from "#server/core/env.ts";
import { acsHeaders, acsQuery } from "./aliyun-sign.ts";
import { channelContract, type FakeSide, message } from "./contract.ts";
import { ALIYUN, decoded, FakeAliyun, FakeMail, FakeWebhook, SMS_SECRET } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
beforeEach(() => overrideEnv({ ALLOW_PRIVATE_URLS: true, APP_URL: "https://support.example.com" }));
afterEach(() => overrideEnv());

const [mail, webhook, aliyun] = [new FakeMail(), new FakeWebhook(), new FakeAliyun()];
const opened = (side: FakeSide) => {
  beforeAll(() => side.open());
  afterAll(() => side.close());
};

describe("mail", () => {
  opened(mail);
  channelContract(mail, "li@example.com");

  test("has one shape: text and HTML, from us, not to be answered by machines, and a way to unsubscribe", async () => {
    mail.behave("well");
    await mail.channel().send(message({ unsubscribeUrl: "https://support.example.com/notices/x.y" }));
    const raw = mail.mails[0]?.raw ?? "";
    expect(raw).toMatch(/^From: =\?UTF-8\?[BQ]\?.+\?= <support@example\.com>/m);
    expect(raw).toMatch(/^To: li@example\.com/m);
    expect(raw).toMatch(/^Auto-Submitted: auto-generated/m);
    expect(raw).toMatch(/^List-Unsubscribe: <https:\/\/support\.example\.com\/notices\/x\.y\/off>/m);
    expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click/m);
    expect(raw).toContain("multipart/alternative");
    expect(decoded(raw)).toContain("<p>充值已到账</p>");
  });

  test("lets nobody smuggle a header or a second receiver in", async () => {
    mail.behave("well");
    await mail.channel().send(message({ subject: "a\r\nBcc: evil@example.com", to: "li@example.com" }));
    expect(mail.mails).toHaveLength(1);
    expect(mail.mails[0]?.raw).not.toMatch(/^Bcc:/im);
  });
});

describe("text messages by webhook", () => {
  opened(webhook);
  channelContract(webhook, "13800138000");

  test("are signed, with the same id over repetitions", async () => {
    webhook.behave("well");
    const sms = message({ to: "13800138000" });
    await webhook.channel().send(sms);
    await webhook.channel().send(sms);
    for (const { headers, body } of webhook.heard) {
      const signed = headers as Record<string, string>;
      expect(new Webhook(SMS_SECRET).verify(body, signed)).toMatchObject({ id: sms.id, locale: "zh-CN" });
    }
    expect(new Set(webhook.heard.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  });

  test("go to no private address unless that is allowed", async () => {
    overrideEnv({ ALLOW_PRIVATE_URLS: false });
    webhook.behave("well");
    expect(await webhook.channel().send(message({ to: "1" }))).toMatchObject({ state: "later" });
    expect(webhook.heard).toEqual([]);
  });
});

describe("text messages by Aliyun", () => {
  opened(aliyun);
  channelContract(aliyun, "13800138000");

  test("are signed by method V3, over the very parameters that are in the address", async () => {
    aliyun.behave("well");
    await aliyun.channel().send(message({ to: "+8613800138000" }));
    const { headers, url } = aliyun.heard[0] as (typeof aliyun.heard)[number];
    const query = Object.fromEntries(new URL(url, aliyun.url).searchParams);
    expect(query).toMatchObject({ PhoneNumbers: "13800138000", SignName: "到账", TemplateCode: "SMS_1" });
    expect(`/?${acsQuery(query)}`).toBe(url);
    const again = acsHeaders({
      ...{ method: "POST", host: String(headers.host), action: "SendSms", version: "2017-05-25", query },
      ...{ date: String(headers["x-acs-date"]), nonce: String(headers["x-acs-signature-nonce"]) },
      ...ALIYUN,
    });
    expect(headers.authorization).toBe(again.authorization);
  });
});

test("the signature is the one of the provider's published example", () => {
  const headers = acsHeaders({
    method: "POST",
    host: "ecs.cn-shanghai.aliyuncs.com",
    action: "RunInstances",
    version: "2014-05-26",
    query: { RegionId: "cn-shanghai", ImageId: "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd" },
    date: "2023-10-26T10:22:32Z",
    nonce: "3156853299f313e23d1673dc12e1703d",
    accessKeyId: "YourAccessKeyId",
    accessKeySecret: "YourAccessKeySecret",
  });
  expect(headers.authorization).toMatch(/Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0$/);
});
