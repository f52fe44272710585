import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { gatewaySandbox, type ListeningSandbox, retryGapsS, sandboxKinds } from "./index.ts";

let sandbox: ListeningSandbox;
beforeAll(async () => {
  sandbox = await gatewaySandbox();
});
afterAll(() => sandbox.close());

type Got = { method: string; query: string; body: string };
let shop: Server | undefined;
afterEach(() => {
  shop?.closeAllConnections();
  shop?.close();
  sandbox.reset();
});

/** A shop that answers its callbacks with these texts in turn, then with the last for ever. */
async function shopThat(...answers: (string | number)[]) {
  const got: Got[] = [];
  shop = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { searchParams } = new URL(request.url ?? "/", "http://shop");
    got.push({ method: request.method ?? "", query: searchParams.toString(), body: Buffer.concat(chunks).toString() });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    response.writeHead(typeof answer === "number" ? answer : 200).end(typeof answer === "string" ? answer : "");
  });
  await new Promise<void>((resolve) => shop?.listen(0, "127.0.0.1", resolve));
  return { notifyUrl: `http://127.0.0.1:${(shop.address() as AddressInfo).port}/notify`, got };
}

describe("callbacks of the sandbox", () => {
  test.each(sandboxKinds)("%s sends again until it is acknowledged, in its own words", async (kind) => {
    const { notifyUrl, got } = await shopThat("no", 500, kind === "wechatpay" ? 204 : "success");
    sandbox.pay("N1", { kind, amountFen: 100 });
    const { attempts, acknowledged } = await sandbox.deliver("N1", { notifyUrl });
    // A 200 is enough for WeChat Pay, whatever it says.
    expect(attempts.map(({ status }) => status)).toEqual(kind === "wechatpay" ? [200] : [200, 500, 200]);
    expect(acknowledged).toBe(true);
    expect(got[0]?.method).toBe(kind.startsWith("epay") ? "GET" : "POST");
  });

  test.each(sandboxKinds)("%s gives up when its protocol does", async (kind) => {
    const { notifyUrl, got } = await shopThat(500);
    sandbox.pay("N1", { kind, amountFen: 100 });
    const { attempts, acknowledged } = await sandbox.deliver("N1", { notifyUrl });
    expect(acknowledged).toBe(false);
    expect(attempts).toHaveLength(retryGapsS[kind].length + 1);
    expect(got).toHaveLength(attempts.length);
  });

  test("can be lost, doubled, delayed and sent again byte for byte", async () => {
    const { notifyUrl, got } = await shopThat("success");
    sandbox.pay("N1", { kind: "alipay", amountFen: 100 });
    expect(await sandbox.deliver("N1", { notifyUrl, lose: true })).toEqual({ attempts: [], acknowledged: false });
    expect(got).toHaveLength(0);
    await sandbox.deliver("N1", { notifyUrl, copies: 3, delayMs: 5 });
    expect(got).toHaveLength(3);
    await sandbox.replay("N1");
    expect(got).toHaveLength(4);
    expect(got[3]?.body).toBe(got[2]?.body);
  });

  test("many go out in another order, the same one for the same seed", async () => {
    const { notifyUrl, got } = await shopThat("success");
    const numbers = Array.from({ length: 30 }, (_, n) => `M${n}`);
    for (const outTradeNo of numbers) sandbox.pay(outTradeNo, { kind: "epay", amountFen: 100 });
    const send = async () => {
      got.length = 0;
      const deliveries = numbers.map((outTradeNo) => ({ outTradeNo, notifyUrl }));
      const results = await sandbox.deliverAll(deliveries, { order: "shuffled", atOnce: 1, seed: 7 });
      expect(results.every(({ acknowledged }) => acknowledged)).toBe(true);
      return got.map(({ query }) => new URLSearchParams(query).get("out_trade_no"));
    };
    const first = await send();
    expect(first).not.toEqual(numbers);
    expect([...first].sort()).toEqual([...numbers].sort());
    expect(await send()).toEqual(first);
  });

  test("a shop that is down is an attempt without a status", async () => {
    const { notifyUrl } = await shopThat("success");
    shop?.close();
    sandbox.pay("N1", { kind: "epay", amountFen: 100 });
    const { attempts } = await sandbox.deliver("N1", { notifyUrl, maxAttempts: 2 });
    expect(attempts).toMatchObject([{ status: null }, { status: null }]);
  });

  test("Alipay's of a partial refund repeats TRADE_SUCCESS, and counts the refunds up", () => {
    sandbox.pay("N1", { kind: "alipay", amountFen: 1_000 });
    for (const [outRefundNo, status, sum] of [
      ["R1", "TRADE_SUCCESS", "4.00"],
      ["R2", "TRADE_CLOSED", "10.00"],
    ] as const) {
      sandbox.refund("N1", { amountFen: outRefundNo === "R1" ? 400 : 600, outRefundNo });
      const fields = new URLSearchParams(sandbox.callback("N1", { event: "refunded" }).body.toString());
      expect(fields.get("trade_status")).toBe(status);
      expect(fields.get("refund_fee")).toBe(sum);
      expect(fields.get("out_biz_no")).toBe(outRefundNo);
    }
  });
});

describe("the sandbox over HTTP", () => {
  const ask = async (command: string, input?: object, url = sandbox.url) => {
    const answer = await fetch(`${url}/__control/${command}`, {
      method: input ? "POST" : "GET",
      ...(input && { body: JSON.stringify(input) }),
    });
    return { status: answer.status, value: (await answer.json()) as Record<string, unknown> };
  };

  test("is driven by the same commands", async () => {
    const { notifyUrl, got } = await shopThat("success");
    const pay = { outTradeNo: "H1", kind: "epay", amountFen: 250, at: "2026-01-02T03:04:05Z" };
    expect(await ask("pay", pay)).toMatchObject({
      status: 200,
      value: { state: "paid", paidAt: "2026-01-02T03:04:05.000Z" },
    });
    expect(await ask("deliver", { outTradeNo: "H1", notifyUrl })).toMatchObject({ value: { acknowledged: true } });
    expect(got).toHaveLength(1);
    expect(await ask("refund", { outTradeNo: "H1", amountFen: 50 })).toMatchObject({ value: { amountFen: 50 } });
    expect(await ask("payment", { outTradeNo: "H1" })).toMatchObject({ value: { refunds: [{ amountFen: 50 }] } });
    expect(await ask("config?kind=epay2")).toMatchObject({ value: { signType: "RSA", apiUrl: sandbox.url } });
    expect(await ask("bill", { kind: "epay", day: "2026-01-02" })).toMatchObject({ value: { name: "2026-01-02.csv" } });
    await ask("fail", { kind: "epay", fault: "500", times: 1 });
    expect((await fetch(`${sandbox.url}/api.php?act=order`)).status).toBe(500);
    expect((await fetch(`${sandbox.url}/api.php?act=order`)).status).toBe(200);
    await ask("reset", {});
    expect((await ask("payments")).value).toEqual([]);
  });

  test("says what is wrong with a command", async () => {
    expect(await ask("nonsense")).toMatchObject({ status: 404 });
    expect(await ask("payment", { outTradeNo: "nobody" })).toMatchObject({ status: 400 });
    expect(await ask("pay", {})).toMatchObject({ status: 400, value: { error: "outTradeNo is missing" } });
    expect(await ask("pay", { outTradeNo: "X", amountFen: 1 })).toMatchObject({ status: 400 });
    expect(await ask("pay", { outTradeNo: "X", kind: "epay", amountFen: 0.5 })).toMatchObject({ status: 400 });
  });

  test("refuses calls that are not signed by its merchants", async () => {
    const body = JSON.stringify({ out_trade_no: "X" });
    const alipay = await fetch(`${sandbox.url}/v3/alipay/trade/query`, { method: "POST", body });
    expect(await alipay.json()).toMatchObject({ code: "invalid-signature" });
    const wechat = await fetch(`${sandbox.url}/v3/pay/transactions/out-trade-no/X?mchid=1900000001`);
    expect(wechat.status).toBe(401);
    const epay = await fetch(`${sandbox.url}/api/pay/query`, { method: "POST", body: "pid=1002&out_trade_no=X" });
    expect(await epay.json()).toMatchObject({ code: -1 });
  });

  test("runs as a process of its own, which keeps its merchants over a restart", async () => {
    const folder = mkdtempSync(join(tmpdir(), "daozhang-gateways-"));
    const port = await freePort();
    const run = async () => {
      const env = { ...process.env, PORT: String(port), GATEWAY_KEYS_FILE: join(folder, "keys.json") };
      const child = spawn(process.execPath, ["e2e/sandbox/gateways/main.ts"], { env, stdio: "inherit" });
      const exited = new Promise((resolve) => child.on("exit", resolve));
      try {
        return await patiently(() => ask("config?kind=wechatpay", undefined, `http://127.0.0.1:${port}`));
      } finally {
        child.kill("SIGTERM");
        expect(await exited).toBe(0);
      }
    };
    const first = await run();
    expect(first.value).toMatchObject({ mchId: "1900000001" });
    expect(await run()).toEqual(first);
    rmSync(folder, { recursive: true });
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function patiently<T>(task: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await task();
    } catch (error) {
      if (tries >= 200) throw error;
      await sleep(50);
    }
  }
}
