import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CallbackOptions, ListeningSandbox, SandboxKind, Twist } from "#e2e/sandbox/gateways/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import { refundContract } from "./contract-refunds.ts";
import type { BillLine } from "./gateway.ts";
import { readBill } from "./index.ts";
import { all, asRequest, chunksOf, impatient, newNumber, openAt } from "./testing.ts";
import { shanghaiDay } from "./time.ts";

/** What every adapter must do, against a gateway over real HTTP. */
export function gatewayContract(kind: SandboxKind, start: () => Promise<ListeningSandbox>): void {
  describe(`${kind} as a gateway`, () => {
    let sandbox: ListeningSandbox;
    beforeAll(async () => {
      sandbox = await start();
    });
    afterAll(() => sandbox.close());

    const paid = (amountFen = 20_000) => {
      const outTradeNo = newNumber();
      sandbox.pay(outTradeNo, { kind, amountFen });
      return outTradeNo;
    };
    const verdict = (outTradeNo: string, options: CallbackOptions = {}, now = new Date()) =>
      openAt(sandbox, kind).verifyCallback(asRequest(sandbox.callback(outTradeNo, { kind, ...options })), now);

    describe("callbacks", () => {
      test("a genuine one says what was paid, to whom and for what", () => {
        const outTradeNo = paid(12_345);
        expect(verdict(outTradeNo)).toMatchObject({
          ok: true,
          notice: {
            event: "paid",
            outTradeNo,
            gatewayTradeNo: sandbox.payment(outTradeNo).tradeNo,
            amountFen: 12_345,
            refundFen: null,
            ours: true,
          },
        });
      });

      test("retries of one have the same id, others have others", () => {
        const id = (outTradeNo: string) => {
          const found = verdict(outTradeNo);
          return found.ok ? found.notice.notifyId : "refused";
        };
        const [one, two] = [paid(), paid()];
        expect(id(one)).toBe(id(one));
        expect(id(one)).not.toBe(id(two));
        expect(id(one)).not.toBe("refused");
      });

      test("the answers are the ones that the protocol knows", async () => {
        const { answer } = openAt(sandbox, kind);
        expect(answer(true).status).toBeLessThan(300);
        expect(answer(false).body).not.toContain("success");
      });

      test.each(["forged", "unknown_key"] as const)("one that is %s is refused", (twist) => {
        const found = verdict(paid(), { twist });
        expect(found).toMatchObject({ ok: false });
        expect(["BAD_SIGNATURE", "UNKNOWN_KEY"]).toContain(!found.ok && found.fault);
      });

      // WeChat Pay's callbacks are no forms.
      const spoils = ["truncated", "not_utf8", "oversized", ...(kind === "wechatpay" ? [] : ["duplicate_parameter"])];
      test.each(spoils as Twist[])("one that is %s is refused", (twist) => {
        expect(verdict(paid(), { twist })).toMatchObject({ ok: false });
      });

      test("one of another merchant verifies and is not ours", () => {
        expect(verdict(paid(), { twist: "foreign_merchant" })).toMatchObject({ ok: true, notice: { ours: false } });
      });

      test("one with another sum says that sum", () => {
        const found = verdict(paid(20_000), { twist: "wrong_amount", amountFen: 1 });
        expect(found).toMatchObject({ ok: true, notice: { amountFen: 1 } });
      });

      test("nothing, rubbish and text are refused without a fuss", () => {
        const gateway = openAt(sandbox, kind);
        for (const body of ["", "\0", "{}", "[]", "null", "<html>", "a=b", "sign=", "=&=&", "%", "a".repeat(9_000)]) {
          for (const request of [
            { method: "POST", query: "", headers: {}, body: Buffer.from(body) },
            { method: "GET", query: body, headers: {}, body: Buffer.alloc(0) },
          ]) {
            expect(gateway.verifyCallback(request, new Date())).toMatchObject({ ok: false });
          }
        }
      });
    });

    describe("questions", () => {
      test("a payment that is not there, waits, and is paid", async () => {
        const gateway = openAt(sandbox, kind);
        const outTradeNo = newNumber();
        expect(await gateway.query(outTradeNo)).toMatchObject({ state: "missing", amountFen: null });
        sandbox.create(outTradeNo, { kind, amountFen: 4_200 });
        expect(await gateway.query(outTradeNo)).toMatchObject({ state: "waiting", amountFen: 4_200, paidAt: null });
        const at = new Date("2026-05-06T07:08:09Z");
        const row = sandbox.pay(outTradeNo, { kind, amountFen: 4_200, at });
        expect(await gateway.query(outTradeNo)).toEqual({
          state: "paid",
          amountFen: 4_200,
          refundedFen: 0,
          gatewayTradeNo: row.tradeNo,
          paidAt: at,
          ours: true,
        });
      });

      test("a signed callback about money that never came is seen through", async () => {
        const outTradeNo = newNumber();
        sandbox.create(outTradeNo, { kind, amountFen: 5_000 });
        expect(verdict(outTradeNo)).toMatchObject({ ok: true, notice: { event: "paid" } });
        expect(await openAt(sandbox, kind).query(outTradeNo)).toMatchObject({ state: "waiting" });
      });

      test("a payment that was refunded is not called paid", async () => {
        const outTradeNo = paid(900);
        sandbox.refund(outTradeNo, { amountFen: 900 });
        expect(await openAt(sandbox, kind).query(outTradeNo)).toMatchObject({ state: "refunded", amountFen: 900 });
      });

      test.each([
        ["html", "BAD_ANSWER"],
        ["truncated", "BAD_ANSWER"],
        ["500", "UNAVAILABLE"],
        ["hang", "TIMED_OUT"],
        ["reset", "BROKEN_OFF"],
        ["busy", "RATE_LIMITED"],
      ] as const)("an API that answers with %s fails as %s", async (fault, code) => {
        const outTradeNo = paid();
        sandbox.faults.fail({ kind, fault });
        const gateway = openAt(sandbox, kind, fault === "hang" ? { limits: impatient } : {});
        await expect(gateway.query(outTradeNo)).rejects.toMatchObject({ name: "GatewayError", code });
        sandbox.faults.heal(kind);
      });

      test("what fails for a moment is asked again", async () => {
        const outTradeNo = paid();
        const seen: unknown[] = [];
        sandbox.faults.fail({ kind, fault: "500", times: 1 });
        sandbox.faults.fail({ kind, fault: "reset", times: 1 });
        const gateway = openAt(sandbox, kind, { onCall: ({ name, ok, code }) => seen.push([name, ok, code]) });
        expect(await gateway.query(outTradeNo)).toMatchObject({ state: "paid" });
        expect(seen).toEqual([
          ["query", false, "UNAVAILABLE"],
          ["query", false, "BROKEN_OFF"],
          ["query", true, null],
        ]);
      });

      test("a private address is not called unless that is allowed", async () => {
        const gateway = openAt(sandbox, kind, { allowPrivate: false });
        await expect(gateway.query(paid())).rejects.toMatchObject({ code: "PRIVATE_ADDRESS", sent: false });
      });

      test("nobody listening means that nothing was sent", async () => {
        const nobody = await start();
        const config = nobody.config(kind);
        await nobody.close();
        await expect(openAt(sandbox, kind, { config }).query("X1")).rejects.toMatchObject({
          code: "UNREACHABLE",
          sent: false,
        });
      });
    });

    refundContract(kind, () => sandbox);

    test("the bill of a day has each payment and refund of that day", async () => {
      const other = await start();
      const [yesterday, one, two] = [new Date(Date.now() - DAY_MS), newNumber(), newNumber()];
      const at = new Date(Math.floor(yesterday.getTime() / 1_000) * 1_000);
      const { day } = shanghaiDay(at);
      other.pay(one, { kind, amountFen: 12_345, at });
      other.pay(two, { kind, amountFen: 50, at });
      other.refund(two, { amountFen: 20, outRefundNo: "R-bill-1", at });
      other.pay(newNumber(), { kind, amountFen: 77 });
      const lines = await billOf(other, kind, day);
      const line = (outTradeNo: string) => lines.filter((found) => found.outTradeNo === outTradeNo);
      expect(lines).toHaveLength(3);
      expect(line(one)).toMatchObject([{ kind: "payment", amountFen: 12_345, at, outRefundNo: null }]);
      expect(line(two)).toMatchObject([
        { kind: "payment", amountFen: 50 },
        { kind: "refund", amountFen: 20 },
      ]);
      await other.close();
    });
  });
}

/** The bill as the gateway gives it, or, where it gives none, as people upload it. */
async function billOf(sandbox: ListeningSandbox, kind: SandboxKind, day: string): Promise<BillLine[]> {
  const gateway = openAt(sandbox, kind);
  if (gateway.kind !== "epay") return all(await gateway.fetchBill(day));
  await expect(gateway.fetchBill(day)).rejects.toMatchObject({ code: "BILL_UNSUPPORTED" });
  const { name, body } = await sandbox.billFile(kind, day);
  return all(readBill("epay", chunksOf(body), name));
}
