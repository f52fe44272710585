import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { requireSaneStatus } from "./answer.ts";
import { type CallLimits, callerOf, defaultLimits, forgetCircuits, settleRefusal, unknownIfSent } from "./call.ts";
import { GatewayError, type GatewayRefund } from "./gateway.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  forgetCircuits();
  vi.useRealTimers();
});

/** A gateway that answers with these statuses in turn, then with the last for ever; 0 breaks the connection. */
async function answering(...statuses: number[]) {
  const seen: number[] = [];
  server = createServer((_request, response) => {
    const status = statuses.length > 1 ? (statuses.shift() ?? 200) : (statuses[0] ?? 200);
    seen.push(status);
    if (status === 0) response.destroy();
    else response.writeHead(status).end("{}");
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const limits: CallLimits = { ...defaultLimits, timeoutMs: 500, firstBackoffMs: 1, maxBackoffMs: 2 };
const callOf = (url: string, more: Partial<CallLimits> = {}) =>
  callerOf({ channel: "c", address: url, allowPrivate: true, limits: { ...limits, ...more } });
const attempt = (url: string, repeatable: boolean) => ({
  name: "refund" as const,
  repeatable,
  make: () => ({ url }),
  read: (answer: { status: number; headers: Record<string, string>; body: Buffer }) => {
    requireSaneStatus(answer);
    return answer.status;
  },
});

describe("calls to a gateway", () => {
  test("are repeated a bounded number of times where that is safe", async () => {
    const { url, seen } = await answering(500);
    await expect(callOf(url)(attempt(url, true))).rejects.toMatchObject({ code: "UNAVAILABLE", sent: true });
    expect(seen).toHaveLength(3);
  });

  test("that may have arrived are not repeated where that is not safe", async () => {
    for (const status of [500, 0]) {
      const { url, seen } = await answering(status, 200);
      await expect(callOf(url)(attempt(url, false))).rejects.toMatchObject({ sent: true });
      expect(seen).toHaveLength(1);
      server?.close();
    }
  });

  test("remember that an earlier attempt may have arrived when the last one certainly did not", async () => {
    const { url } = await answering(500);
    const call = callOf(url);
    const attempts = [url, "http://127.0.0.1:1/", "http://127.0.0.1:1/"];
    const moving = { ...attempt(url, true), make: () => ({ url: attempts.shift() ?? "" }) };
    await expect(call(moving)).rejects.toMatchObject({ code: "UNREACHABLE", sent: true });
  });

  test("report what happened, and not the circuit that closed meanwhile", async () => {
    const { url, seen } = await answering(500);
    await expect(callOf(url, { breakAfter: 1 })(attempt(url, true))).rejects.toMatchObject({
      code: "UNAVAILABLE",
      sent: true,
    });
    expect(seen).toHaveLength(1);
    await expect(callOf(url, { breakAfter: 1 })(attempt(url, true))).rejects.toMatchObject({
      code: "CIRCUIT_OPEN",
      sent: false,
    });
  });

  test("come through again after the circuit's pause, by one call that goes well", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { url, seen } = await answering(500, 500, 200);
    const call = callOf(url, { attempts: 1, breakAfter: 2, halfOpenAfterMs: 15_000 });
    await expect(call(attempt(url, true))).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await expect(call(attempt(url, true))).rejects.toMatchObject({ code: "UNAVAILABLE" });
    vi.setSystemTime(Date.now() + 14_999);
    await expect(call(attempt(url, true))).rejects.toMatchObject({ code: "CIRCUIT_OPEN" });
    vi.setSystemTime(Date.now() + 1);
    const together = await Promise.all(Array.from({ length: 5 }, () => call(attempt(url, true))));
    expect(together).toEqual([200, 200, 200, 200, 200]);
    expect(seen).toHaveLength(7);
  });
});

describe("the circuit of two copies of this module, as Next.js loads them", () => {
  test("is one: failures of both count, and both say so", async () => {
    const { url, seen } = await answering(500);
    vi.resetModules();
    vi.doMock("cockatiel", async (real) => ({ ...(await real<object>()), BrokenCircuitError: class extends Error {} }));
    const copy = await import("./call.ts");
    const { requireSaneStatus: copiedCheck } = await import("./answer.ts");
    const { GatewayError: CopiedError } = await import("./gateway.ts");
    vi.doUnmock("cockatiel");
    expect(CopiedError).not.toBe(GatewayError);
    const copied = { ...attempt(url, true), read: (answer: { status: number }) => copiedCheck(answer as never) };
    const options = {
      channel: "c",
      address: url,
      allowPrivate: true,
      limits: { ...limits, attempts: 1, breakAfter: 2 },
    };
    const [one, other] = [callerOf(options), copy.callerOf(options)];
    await expect(one(attempt(url, true))).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await expect(other(copied)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    const problems = [
      await one(attempt(url, true)).catch((error: unknown) => error),
      await other(copied).catch((error: unknown) => error),
    ];
    expect(problems).toMatchObject([{ code: "CIRCUIT_OPEN" }, { code: "CIRCUIT_OPEN" }]);
    expect(problems[0]).toBeInstanceOf(GatewayError);
    expect(problems[1]).toBeInstanceOf(CopiedError);
    expect(seen).toHaveLength(2);
    await expect(other({ ...copied, insist: true })).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });
});

describe("a call that a person waits for", () => {
  test("is made once while the circuit is open, and closes it when it is answered", async () => {
    const { url, seen } = await answering(500, 500, 500, 200);
    const call = callOf(url, { breakAfter: 2, halfOpenAfterMs: 15_000 });
    const insisting = () => call({ ...attempt(url, true), insist: true });
    await expect(call(attempt(url, true))).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await expect(call(attempt(url, true))).rejects.toMatchObject({ code: "CIRCUIT_OPEN" });
    await expect(insisting()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await expect(call(attempt(url, true))).rejects.toMatchObject({ code: "CIRCUIT_OPEN" });
    expect(seen).toHaveLength(3);
    expect(await insisting()).toBe(200);
    expect(await call(attempt(url, true))).toBe(200);
  });

  test("closes the circuit when it is answered with a no", async () => {
    const { url } = await answering(500);
    const call = callOf(url, { breakAfter: 1 });
    await expect(call(attempt(url, true))).rejects.toMatchObject({ code: "UNAVAILABLE" });
    const refusing = () => {
      throw new GatewayError("REFUSED", "no", { sent: true });
    };
    await expect(call({ ...attempt(url, true), read: refusing })).rejects.toMatchObject({ code: "CIRCUIT_OPEN" });
    await expect(call({ ...attempt(url, true), read: refusing, insist: true })).rejects.toMatchObject({
      code: "REFUSED",
    });
    await expect(call({ ...attempt(url, true), read: refusing })).rejects.toMatchObject({ code: "REFUSED" });
  });
});

describe("what a refund ends as", () => {
  const none: GatewayRefund = { state: "missing", amountFen: null, gatewayRefundNo: null, code: null, message: null };
  const error = (code: "REFUSED" | "TIMED_OUT" | "UNREACHABLE", sent: boolean) =>
    new GatewayError(code, "no", { sent, gatewayCode: code === "REFUSED" ? "NOT_ENOUGH" : null });

  test("unknown when it may have arrived, an error when it certainly did not, and never hides a bug", async () => {
    const run = (problem: unknown) => unknownIfSent(100, () => Promise.reject(problem));
    expect(await run(error("TIMED_OUT", true))).toMatchObject({ state: "unknown", code: "TIMED_OUT" });
    await expect(run(error("UNREACHABLE", false))).rejects.toMatchObject({ sent: false });
    await expect(run(new TypeError("bug"))).rejects.toThrow("bug");
  });

  test("unknown when another sum stands under the number", async () => {
    const found = (amountFen: number) => unknownIfSent(100, async () => ({ ...none, state: "succeeded", amountFen }));
    expect(await found(100)).toMatchObject({ state: "succeeded" });
    expect(await found(99)).toMatchObject({ state: "unknown", code: "AMOUNT_DIFFERS" });
  });

  test("a refusal has failed only when the gateway knows of no refund under the number", async () => {
    const refused = error("REFUSED", true);
    expect(await settleRefusal(refused, async () => none)).toMatchObject({ state: "failed", code: "NOT_ENOUGH" });
    const there: GatewayRefund = { ...none, state: "succeeded", amountFen: 100 };
    expect(await settleRefusal(refused, async () => there)).toEqual(there);
    const unanswered = settleRefusal(refused, () => Promise.reject(error("UNREACHABLE", false)));
    expect(await unanswered).toMatchObject({ state: "unknown", code: "UNREACHABLE" });
    await expect(settleRefusal(error("TIMED_OUT", true), async () => none)).rejects.toMatchObject({
      code: "TIMED_OUT",
    });
  });
});
