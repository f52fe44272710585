import { inspect } from "node:util";
import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { auditLog, channelSettings, outbox } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { overrideEnv } from "#server/core/env.ts";
import { isDomainError } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { staffRoles } from "#server/core/permissions.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { gatewayFor, gatewayOf } from "./gateway-of.ts";
import { saveChannel } from "./save-channel.ts";
import { channelSetting, getChannel } from "./settings.ts";
import { alipayInput, aPair, epayInput, wechatInput } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
afterEach(() => overrideEnv());

const NOW = "2026-11-24T08:00:00Z";
const ctx = systemContext("test", fixedClock(NOW));
const ours = aPair();
const theirs = aPair();
const bare = (pem: string) => pem.replaceAll(/-----[^-]+-----|\s/g, "");

// biome-ignore lint/suspicious/noExplicitAny: tests send what no type allows
const save = (channel: string, input: any, caller: Ctx = ctx) =>
  saveChannel({ ctx: caller, input: { channel, ...input } });
const faults = async (channel: string, input: unknown) => {
  const error = await save(channel, input).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(isDomainError(error, "VALIDATION_FAILED"), String(error)).toBe(true);
  return (error as { errors: { path: string }[] }).errors.map(({ path }) => path);
};
const raw = async (channel: string) =>
  (await db.select().from(channelSettings).where(eq(channelSettings.channel, channel)))[0];

describe("what is kept of a setting", () => {
  test("everything but the secrets comes back, and they are only named", async () => {
    const input = alipayInput(
      { alipayPublicKey: theirs.publicPem, privateKey: ours.privatePem },
      { policy: "auto", autoLimitFen: 30_000, relayUrl: "https://shop.example/notify" },
    );
    const view = await save("alipay", input);
    expect(view).toEqual({
      channel: "alipay",
      kind: "alipay",
      label: "支付宝",
      methods: ["app"],
      priority: 10,
      enabled: true,
      policy: "auto",
      autoLimitFen: 30_000,
      relayUrl: "https://shop.example/notify",
      config: {
        appId: "2021001",
        sellerId: "2088001",
        alipayPublicKey: theirs.publicPem,
        gatewayUrl: "https://openapi.alipay.com",
      },
      secretsSet: ["privateKey"],
      version: 1,
      updatedAt: new Date(NOW).toISOString(),
    });
    expect(await getChannel({ ctx, input: { channel: "alipay" } })).toEqual(view);
    const { secretsSet: _names, ...setting } = view;
    expect(await channelSetting(db, "alipay")).toEqual(setting);
    expect(await channelSetting(db, "other")).toBeNull();
  });

  test("a channel begins with assist, ¥500 and no relay; later saves keep what they leave out", async () => {
    expect(await save("epay", epayInput())).toMatchObject({ policy: "assist", autoLimitFen: 50_000, relayUrl: null });
    await save("epay", epayInput({}, { policy: "auto", autoLimitFen: 100, relayUrl: "https://shop.example/n" }));
    const kept = await save("epay", epayInput({}, { priority: 3 }));
    expect(kept).toMatchObject({ policy: "auto", autoLimitFen: 100, relayUrl: "https://shop.example/n", priority: 3 });
    expect(kept.version).toBe(3);
    expect((await save("epay", epayInput({}, { relayUrl: null }))).relayUrl).toBeNull();
  });

  test("secrets are encrypted at rest, and in no audit row and no event", async () => {
    const apiV3Key = "v3-key-of-thirty-two-characters!";
    const config = { apiV3Key, merchantPrivateKey: ours.privatePem, platformKeys: { PUB_KEY_ID_1: theirs.publicPem } };
    await save("wechatpay", wechatInput(config));
    await save("epay", epayInput());
    const kept = JSON.stringify([
      await db.select().from(channelSettings),
      await db.select().from(auditLog),
      await db.select().from(outbox),
    ]);
    for (const secret of [apiV3Key, "MD5-secret-of-epay", bare(ours.privatePem).slice(40, 80), "PRIVATE KEY"]) {
      expect(kept).not.toContain(secret);
    }
    const [row] = await db.select().from(auditLog).where(eq(auditLog.subject, "channel:wechatpay"));
    expect(row?.action).toBe("channel.set_up");
    expect(JSON.parse(row?.data ?? "")).toMatchObject({
      secretsReplaced: ["apiV3Key", "merchantPrivateKey"],
      config: { mchId: "1900001" },
    });
  });
});

test("no secret is ever logged, not even when it is refused or cannot be opened", async () => {
  const logged: unknown[] = [];
  for (const level of ["fatal", "error", "warn", "info", "debug", "trace"] as const) {
    vi.spyOn(logger, level).mockImplementation((...args: unknown[]) => void logged.push(...args));
  }
  await save("epay", epayInput());
  await faults(
    "alipay",
    alipayInput({ alipayPublicKey: ours.privatePem, privateKey: `${ours.privatePem.slice(0, 200)}` }),
  );
  overrideEnv({ APP_SECRET: "another-secret-of-more-than-thirty-two-bytes" });
  await getChannel({ ctx, input: { channel: "epay" } });
  await faults("epay", epayInput({ key: undefined }));
  vi.restoreAllMocks();
  const text = logged.map((one) => inspect(one, { depth: 10 })).join("\n");
  expect(text).toContain("cannot be opened");
  for (const secret of ["MD5-secret-of-epay", bare(ours.privatePem).slice(40, 80)]) expect(text).not.toContain(secret);
});

describe("keys", () => {
  test.each([
    ["PEM", ours.privatePem, theirs.publicPem],
    ["bare base64", bare(ours.privatePem), bare(theirs.publicPem)],
    ["PEM with its lines joined by \\n", ours.privatePem.replaceAll("\n", "\\n"), theirs.publicPem],
    [
      "PKCS#1",
      ours.privateKey.export({ format: "pem", type: "pkcs1" }).toString(),
      theirs.publicKey.export({ format: "pem", type: "pkcs1" }).toString(),
    ],
    ["bare PKCS#1", bare(ours.privateKey.export({ format: "pem", type: "pkcs1" }).toString()), theirs.publicPem],
    ["PEM under a wrong name", ours.privatePem.replaceAll("PRIVATE", "RSA PRIVATE"), theirs.publicPem],
  ])("are taken as %s and kept in one form", async (_name, privateKey, alipayPublicKey) => {
    const view = await save("alipay", alipayInput({ alipayPublicKey, privateKey }));
    expect(view.config.alipayPublicKey).toBe(theirs.publicPem);
    expect(await gatewayOf("alipay")).toMatchObject({ kind: "alipay" });
  });

  test("that cannot be right are refused by name, before anything is kept", async () => {
    const good = { alipayPublicKey: theirs.publicPem, privateKey: ours.privatePem };
    const wrong = async (config: object) => faults("alipay", alipayInput({ ...good, ...config }));
    expect(await wrong({ privateKey: "hello" })).toEqual(["config.privateKey"]);
    expect(await wrong({ privateKey: ours.privatePem.slice(0, 300) })).toEqual(["config.privateKey"]);
    expect(await wrong({ privateKey: theirs.publicPem })).toEqual(["config.privateKey"]);
    expect(await wrong({ alipayPublicKey: ours.privatePem })).toEqual(["config.alipayPublicKey"]);
    expect(await wrong({ privateKey: "x", alipayPublicKey: "y" })).toEqual([
      "config.alipayPublicKey",
      "config.privateKey",
    ]);
    const platformKeys = { PUB_KEY_ID_1: theirs.publicPem, SERIAL: "no key" };
    const config = { apiV3Key: "x".repeat(32), merchantPrivateKey: ours.privatePem, platformKeys };
    expect(await faults("wechatpay", wechatInput(config))).toEqual(["config.platformKeys.SERIAL"]);
    expect(await db.select().from(channelSettings)).toEqual([]);
  });
});

describe("secrets that are left out", () => {
  test("stay while the kind stays; a new one is used by the next call", async () => {
    const config = { alipayPublicKey: theirs.publicPem };
    await save("alipay", alipayInput({ ...config, privateKey: ours.privatePem }));
    const first = await gatewayOf("alipay");
    expect(await gatewayOf("alipay")).toBe(first);
    const view = await save("alipay", alipayInput({ ...config, appId: "2021002" }));
    expect(view).toMatchObject({ secretsSet: ["privateKey"], config: { appId: "2021002" } });
    const second = await gatewayOf("alipay");
    expect(second).not.toBe(first);
    await save("alipay", alipayInput({ ...config, privateKey: aPair().privatePem }));
    expect(await gatewayOf("alipay")).not.toBe(second);
  });

  test("are missing where none is set, and where the kind changed", async () => {
    expect(await faults("alipay", alipayInput({ alipayPublicKey: theirs.publicPem }))).toEqual(["config.privateKey"]);
    await save("pay", alipayInput({ alipayPublicKey: theirs.publicPem, privateKey: ours.privatePem }));
    expect(await faults("pay", epayInput({ key: undefined }))).toEqual(["config.key"]);
    const rsa = { signType: "RSA", key: undefined, platformPublicKey: theirs.publicPem };
    expect(await faults("pay", epayInput(rsa))).toContain("config.platformPublicKey");
    await save("pay", epayInput());
    expect((await raw("pay"))?.kind).toBe("epay");
  });

  test("of epay's MD5 go to no other site unless they are sent for it", async () => {
    await save("epay", epayInput());
    await save("epay", epayInput({ key: undefined, apiUrl: "https://pay.example.com/sub/" }));
    expect(await faults("epay", epayInput({ key: undefined, apiUrl: "https://evil.example.com" }))).toEqual([
      "config.key",
    ]);
  });

  test("cannot be opened under another APP_SECRET, which is said and mended by saving them again", async () => {
    await save("epay", epayInput());
    overrideEnv({ APP_SECRET: "another-secret-of-more-than-thirty-two-bytes" });
    expect(await getChannel({ ctx, input: { channel: "epay" } })).toMatchObject({ secretsSet: [] });
    await expect(gatewayOf("epay").then(() => "opened")).rejects.toMatchObject({ code: "CHANNEL_SECRETS_UNREADABLE" });
    expect(await faults("epay", epayInput({ key: undefined }))).toEqual(["config.key"]);
    await save("epay", epayInput());
    expect(await gatewayOf("epay")).toMatchObject({ kind: "epay" });
  });
});

describe("addresses", () => {
  test("of private networks are refused unless they are allowed", async () => {
    for (const apiUrl of ["http://127.0.0.1:9", "http://localhost/x", "http://10.0.0.8", "http://[::1]/"]) {
      expect(await faults("epay", epayInput({ apiUrl })), apiUrl).toEqual(["config.apiUrl"]);
    }
    expect(await faults("epay", epayInput({}, { relayUrl: "http://169.254.169.254/" }))).toEqual(["relayUrl"]);
    expect(await faults("epay", epayInput({ apiUrl: "https://u:p@pay.example.com" }))).toEqual(["config.apiUrl"]);
    overrideEnv({ ALLOW_PRIVATE_URLS: true });
    await save("epay", epayInput({ apiUrl: "http://127.0.0.1:9" }, { relayUrl: "http://localhost:9/notify" }));
  });

  test("are http or https, and channels have codes", async () => {
    await expect(save("epay", epayInput({ apiUrl: "ftp://pay.example.com" }))).rejects.toThrow();
    for (const code of ["", "A", "-a", "a b", "a".repeat(64), "支付"]) {
      expect(await faults(code, epayInput()), code).toEqual(["channel"]);
    }
    await save(`a-b_1${"x".repeat(58)}`, epayInput());
  });
});

describe("who may", () => {
  test("managers and administrators, and keys with the scope", async () => {
    for (const role of staffRoles) {
      const caller: Ctx = {
        actor: { kind: "staff", id: "s", name: "S", role, freshUntil: ALWAYS },
        clock: fixedClock(NOW),
      };
      const saved = save("epay", epayInput(), caller);
      if (role === "manager" || role === "admin") await expect(saved).resolves.toMatchObject({ channel: "epay" });
      else await expect(saved).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    const key = (scopes: string[]): Ctx => ({
      actor: { kind: "apiKey", id: "k", name: "K", scopes },
      clock: fixedClock(NOW),
    });
    await expect(save("epay", epayInput(), key(["tickets:write"]))).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(save("epay", epayInput(), key(["channels:write"]))).resolves.toMatchObject({ channel: "epay" });
  });
});

test("a disabled channel has no gateway, except for money that was paid through it before", async () => {
  await save("epay", epayInput({}, { enabled: false }));
  expect(await gatewayOf("epay")).toBeNull();
  expect(await gatewayFor("epay", true)).toMatchObject({ kind: "epay" });
  expect(await gatewayFor("none", true)).toBeNull();
});
