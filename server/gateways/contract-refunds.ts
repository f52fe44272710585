import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ListeningSandbox, SandboxKind } from "#e2e/sandbox/gateways/index.ts";
import type { Gateway } from "./gateway.ts";
import { impatient, newNumber, openAt } from "./testing.ts";

/** The part of the contract that moves money, and the circuit that guards it. */
export function refundContract(kind: SandboxKind, running: () => ListeningSandbox): void {
  const paid = (amountFen = 20_000) => {
    const outTradeNo = newNumber();
    running().pay(outTradeNo, { kind, amountFen });
    return outTradeNo;
  };
  describe("refunds", () => {
    const refund = (gateway: Gateway, outTradeNo: string, amountFen: number, outRefundNo: string, totalFen = 20_000) =>
      gateway.refund({ outTradeNo, gatewayTradeNo: null, outRefundNo, amountFen, totalFen, reason: "充值未到账" });
    const made = (outTradeNo: string) => running().payment(outTradeNo).refunds;

    test("a whole one is made and found again", async () => {
      const [gateway, outTradeNo, outRefundNo] = [openAt(running(), kind), paid(), newNumber("R")];
      const before = await gateway.queryRefund({ outTradeNo, outRefundNo });
      expect(before.state).toBe(gateway.refundsRepeatable ? "missing" : "unknown");
      expect(await refund(gateway, outTradeNo, 20_000, outRefundNo)).toMatchObject({
        state: "succeeded",
        amountFen: 20_000,
      });
      expect(await gateway.queryRefund({ outTradeNo, outRefundNo })).toMatchObject({
        state: "succeeded",
        amountFen: 20_000,
      });
      expect(made(outTradeNo)).toHaveLength(1);
    });

    test("sent twice it is made once", async () => {
      const [gateway, outTradeNo, outRefundNo] = [openAt(running(), kind), paid(), newNumber("R")];
      await refund(gateway, outTradeNo, 500, outRefundNo);
      const again = await refund(gateway, outTradeNo, 500, outRefundNo);
      expect(again.state).toBe(gateway.refundsRepeatable ? "succeeded" : "unknown");
      expect(made(outTradeNo).map(({ amountFen }) => amountFen)).toEqual([500]);
    });

    test("what the gateway refuses has failed", async () => {
      const gateway = openAt(running(), kind);
      const unpaid = newNumber();
      running().create(unpaid, { kind, amountFen: 20_000 });
      expect(await refund(gateway, unpaid, 500, newNumber("R"))).toMatchObject({ state: "failed" });
      expect(await refund(gateway, newNumber(), 500, newNumber("R"))).toMatchObject({ state: "failed" });
      const small = paid(100);
      const failed = await refund(gateway, small, 101, newNumber("R"), 100);
      expect(failed).toMatchObject({ state: "failed", amountFen: null });
      expect(made(small)).toEqual([]);
    });

    test("one that was done and never answered is unknown, then found, and was made once", async () => {
      const [outTradeNo, outRefundNo] = [paid(), newNumber("R")];
      const gateway = openAt(running(), kind, { limits: impatient });
      running().faults.fail({ kind, fault: "hang_after", endpoint: "refund" });
      expect(await refund(gateway, outTradeNo, 20_000, outRefundNo)).toMatchObject({
        state: "unknown",
        code: "TIMED_OUT",
      });
      running().faults.heal(kind);
      expect(await gateway.queryRefund({ outTradeNo, outRefundNo })).toMatchObject({ state: "succeeded" });
      expect(made(outTradeNo)).toHaveLength(1);
    });

    test("an answer that cannot be read leaves it unknown", async () => {
      for (const fault of ["html", "truncated", "500"] as const) {
        const outTradeNo = paid();
        running().faults.fail({ kind, fault, endpoint: "refund" });
        const answer = await refund(openAt(running(), kind), outTradeNo, 100, newNumber("R"));
        expect(answer).toMatchObject({ state: "unknown" });
        running().faults.heal(kind);
      }
    });

    test("one that certainly was not sent says so", async () => {
      const gateway = openAt(running(), kind, { allowPrivate: false });
      const call = refund(gateway, paid(), 100, newNumber("R"));
      await expect(call).rejects.toMatchObject({ code: "PRIVATE_ADDRESS", sent: false });
    });
  });

  describe("the circuit", () => {
    const limits = { attempts: 1, breakAfter: 3, halfOpenAfterMs: 15_000 };
    const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ["Date"] });
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    test("opens after failures in a row, lets nobody through, tries one call later and closes again", async () => {
      const [outTradeNo, channel] = [paid(), newNumber("circuit")];
      const seen: unknown[] = [];
      const open = () => openAt(running(), kind, { channel, limits, onCall: ({ ok }) => seen.push(ok) });
      running().faults.fail({ kind, fault: "500" });
      for (const code of ["UNAVAILABLE", "UNAVAILABLE", "UNAVAILABLE", "CIRCUIT_OPEN", "CIRCUIT_OPEN"]) {
        await expect(open().query(outTradeNo)).rejects.toMatchObject({ code });
      }
      expect(seen).toEqual([false, false, false]);
      await expect(openAt(running(), kind, { limits }).query(outTradeNo)).rejects.toMatchObject({
        code: "UNAVAILABLE",
      });
      await expect(open().query(outTradeNo, true)).rejects.toMatchObject({ code: "UNAVAILABLE" });
      pass(15_000);
      await expect(open().query(outTradeNo)).rejects.toMatchObject({ code: "UNAVAILABLE" });
      await expect(open().query(outTradeNo)).rejects.toMatchObject({ code: "CIRCUIT_OPEN", sent: false });
      running().faults.heal(kind);
      pass(15_000);
      expect(await open().query(outTradeNo)).toMatchObject({ state: "paid" });
      expect(await open().query(outTradeNo)).toMatchObject({ state: "paid" });
    });

    test("does not open because payments are missing or refunds are refused", async () => {
      const gateway = openAt(running(), kind, { limits });
      for (let n = 0; n < 6; n++) expect(await gateway.query(newNumber())).toMatchObject({ state: "missing" });
      expect(await gateway.query(paid())).toMatchObject({ state: "paid" });
    });
  });
}
