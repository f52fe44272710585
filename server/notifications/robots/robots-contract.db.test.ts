import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import { overrideEnv } from "#server/core/env.ts";
import { channelContract, message } from "../channels/contract.ts";
import { dingtalkSign, feishuSign } from "./sign.ts";
import { FakeDingtalk, FakeFeishu, FakeWecom } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
beforeEach(() => overrideEnv({ ALLOW_PRIVATE_URLS: true, APP_URL: "https://support.example.com" }));
afterEach(() => overrideEnv());

describe.each([
  ["Feishu", new FakeFeishu()],
  ["DingTalk", new FakeDingtalk()],
  ["WeCom", new FakeWecom()],
] as const)("a robot of %s", (_, side) => {
  beforeAll(() => side.open());
  afterAll(() => side.close());
  channelContract(side, "group");

  test("calls nobody by name, whatever somebody wrote, and stays within a message", async () => {
    side.behave("well");
    await side.channel().send(message({ text: `<at user_id="all">所有人</at> @all ${"很长".repeat(2_000)}` }));
    const { text } = side.taken()[0] ?? { text: "" };
    expect(text).not.toMatch(/<at|@all/);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2_000);
  });

  test("is not repeated by itself, and goes to no private address unless that is allowed", async () => {
    expect(side.channel().repeatable).toBe(false);
    overrideEnv({ ALLOW_PRIVATE_URLS: false });
    side.behave("well");
    expect(await side.channel().send(message())).toMatchObject({ state: "later" });
    expect(side.taken()).toEqual([]);
  });
});

test("signatures are made as each chat program says", () => {
  const feishu = createHmac("sha256", Buffer.from("1599360473\nsecret")).update(Buffer.alloc(0)).digest("base64");
  expect(feishuSign("secret", 1_599_360_473)).toBe(feishu);
  const dingtalk = createHmac("sha256", Buffer.from("secret")).update("1599360473000\nsecret").digest("base64");
  expect(dingtalkSign("secret", 1_599_360_473_000)).toBe(dingtalk);
});
