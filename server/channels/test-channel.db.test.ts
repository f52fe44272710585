import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditLog } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { systemContext } from "#server/core/context.ts";
import { overrideEnv } from "#server/core/env.ts";
import { measure } from "./measure.ts";
import { flushSamples } from "./samples.ts";
import { saveChannel } from "./save-channel.ts";
import { testChannel } from "./test-channel.ts";
import { epayInput } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

const ctx = systemContext("test");
const asked: string[] = [];
let answer: { status: number; body: string };
let site: Server;
let apiUrl = "";

/** An epay site over real HTTP. */
beforeEach(async () => {
  overrideEnv({ ALLOW_PRIVATE_URLS: true });
  asked.length = 0;
  site = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(answer.status, { "content-type": "application/json" }).end(answer.body);
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  apiUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
});
afterEach(async () => {
  overrideEnv();
  await new Promise((resolve) => site.close(resolve));
});

const probe = () => testChannel({ ctx, input: { channel: "epay" } });
const save = (rest: Record<string, unknown> = {}) =>
  saveChannel({ ctx, input: { channel: "epay", ...epayInput({ apiUrl }, rest) } });

test("a site that says there is no such order works, also while the channel is disabled", async () => {
  answer = { status: 200, body: JSON.stringify({ code: -1, msg: "订单号不存在" }) };
  await save({ enabled: false });
  const result = await probe();
  expect(result).toMatchObject({
    ok: true,
    verdict: "works",
    reachable: true,
    ourSignature: true,
    theirSignature: null,
  });
  expect(result.text).toMatch(/^可以使用/);
  const number = new URL(asked[0] ?? "", apiUrl).searchParams.get("out_trade_no") ?? "";
  expect(number).toMatch(/^DZTEST[0-9a-f]{24}$/);
  await flushSamples();
  expect((await measure(db, new Date())).get("epay")?.last5m).toMatchObject({ calls: 1, answered: 1 });
});

test("a site that refuses, one that is none, and one that is down are told apart; nothing leaks the key", async () => {
  await save();
  answer = { status: 200, body: JSON.stringify({ code: -3, msg: "商户KEY不正确 MD5-secret-of-epay" }) };
  const refused = await probe();
  expect(refused).toMatchObject({ ok: false, verdict: "refused", ourSignature: false });
  answer = { status: 200, body: "<html>hello</html>" };
  expect(await probe()).toMatchObject({ ok: false, verdict: "not_a_gateway", reachable: true });
  answer = { status: 503, body: "" };
  expect(await probe()).toMatchObject({ ok: false, verdict: "unavailable" });
  await new Promise((resolve) => site.close(resolve));
  site.closeAllConnections();
  const gone = await probe();
  expect(gone).toMatchObject({ ok: false, verdict: "unreachable", reachable: false });
  const rows = await db.select().from(auditLog).where(eq(auditLog.action, "channel.tested"));
  expect(rows).toHaveLength(4);
  expect(JSON.stringify([rows, refused, gone])).not.toContain("MD5-secret-of-epay");
  await flushSamples();
  expect((await measure(db, new Date())).get("epay")?.last5m).toMatchObject({ calls: 4, answered: 1 });
});

test("what is not set up cannot be tried", async () => {
  await expect(probe()).rejects.toMatchObject({ code: "CHANNEL_NOT_FOUND", status: 404 });
});
