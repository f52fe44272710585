import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { claims, commands, ledgerEntries, refunds, topups } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { overrideEnv } from "#server/core/env.ts";
import { event, send } from "#server/orders/testing.ts";
import { refusal } from "#server/tickets/testing.ts";
import {
  done,
  failed,
  json,
  pending,
  type Reply,
  ScriptedPlatform,
  silent,
} from "#server/topup/commands/testing/platform.ts";
import { checkLedger, orderLock, requestRefund, requestTopup, runDueCommands } from "#server/topup/index.ts";
import { loadFacts } from "./facts.ts";
import { carryOnAppeal, decideAppeal, followAppeals, takeBackRelease } from "./index.ts";
import { settleAppeal } from "./settle-appeal.ts";
import { findAppeal, personOf } from "./store.ts";
import { appealOf, decided, flagged, frozenAccount, heldOrder, job, later, seen, staff } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

let platform: ScriptedPlatform;
beforeEach(async () => {
  platform = new ScriptedPlatform();
  overrideEnv({ PLATFORM_URL: await platform.open() });
});
afterEach(async () => {
  overrideEnv();
  await platform.close();
});

/** The platform is asked about fulfilments too; these are commands and questions about them. */
const commanded = () => platform.heard.filter(({ path }) => path.startsWith("/commands"));
const claimed = async () => (await db.select().from(claims)).map(({ key, holderId }) => [key, holderId]);
const stateOf = async (id: string) => (await db.select().from(commands).where(eq(commands.subjectId, id)))[0]?.state;
async function expectWhole() {
  expect((await checkLedger()).broken).toEqual([]);
  expect((await verifyAudit()).broken).toEqual([]);
}
const credit = (by: string, at: string) =>
  requestTopup({ ctx: staff(by, at), input: { orderNo: "O1", reasonCode: "CR_NOT_CREDITED" } });
const refund = (by: string, at: string) =>
  requestRefund({ ctx: staff(by, at), input: { orderNo: "O1", reasonCode: "CUSTOMER_REQUEST" } });

describe("with a platform", () => {
  test("passing commands it to release the order, and holds the credit: nobody tops up or refunds besides", async () => {
    await heldOrder();
    const { id } = await appealOf();
    expect(await decided(staff("rita", later(10)), id, "pass")).toMatchObject({
      follow: { kind: "release", state: "running", result: "succeeded" },
    });
    const [sent] = platform.sent;
    expect(sent).toMatchObject({ id, signed: true, path: "/commands" });
    expect(JSON.parse(sent?.body ?? "")).toMatchObject({
      type: "topup.risk.released",
      subject: "O1",
      data: { commandId: id, orderNo: "O1", customerId: "C1001", reviewId: "RV-77", reason: "RISK_PLATFORM_HOLD" },
    });
    expect(Object.keys(JSON.parse(sent?.body ?? "").data)).not.toContain("amountFen");
    expect(await claimed()).toEqual([["credit:O1", id]]);
    expect(await refusal(credit("ann", later(11)))).toMatchObject({ code: "TOPUP_IN_PROGRESS" });
    expect(await refusal(refund("ann", later(11)))).toMatchObject({ code: "TOPUP_IN_PROGRESS" });
    await expectWhole();
    await send([event("topup.credit.posted", later(12), { orderNo: "O1", amountFen: 20_000, reference: "R1" })]);
    expect(await followAppeals(job(later(13)))).toBe(1);
    expect(await seen(id)).toMatchObject({ follow: { state: "done" } });
    expect(await refusal(credit("ann", later(14)))).toMatchObject({ code: "ALREADY_CREDITED" });
    expect([
      await db.select().from(topups),
      await db.select().from(refunds),
      await db.select().from(ledgerEntries),
    ]).toEqual([[], [], []]);
    await expectWhole();
  });

  test("an account is released without a claim on anything", async () => {
    await frozenAccount();
    const { id } = await appealOf();
    const { factsHash } = await decided(staff("rita", later(5)), id, "pass");
    const { confirmAppeal } = await import("./index.ts");
    await confirmAppeal({ ctx: staff("lena", later(6), "lead"), input: { id, agree: true, factsHash } });
    expect(platform.sent).toHaveLength(1);
    expect(await claimed()).toEqual([]);
    await followAppeals(job(later(7)));
    expect(await seen(id)).toMatchObject({ follow: { kind: "release", state: "done" } });
  });

  test("pass twice at once: one command", async () => {
    await heldOrder();
    const { id } = await appealOf();
    const { factsHash } = await seen(id);
    const pass = (by: string) =>
      decideAppeal({
        ctx: staff(by, later(10)),
        input: { id, decision: "pass", reasonCode: "EVIDENCE_ENOUGH", factsHash },
      });
    await Promise.allSettled(["a", "b", "c", "d"].map(pass));
    expect(platform.sent).toHaveLength(1);
    expect(await claimed()).toHaveLength(1);
  });

  test("pass while the platform credits, or delivers: nothing is sent", async () => {
    await heldOrder("O1");
    await heldOrder("O2");
    const one = await appealOf("O1");
    const two = await appealOf("O2");
    await send([
      event("topup.credit.posted", later(9), { orderNo: "O1", amountFen: 20_000, reference: "R1" }),
      event("topup.fulfilment.submitted", later(9), { orderNo: "O2", supplier: "s1" }),
    ]);
    for (const { id } of [one, two]) {
      expect(await decided(staff("a", later(10)), id, "pass")).toMatchObject({ follow: { kind: "delivered" } });
    }
    expect(commanded()).toEqual([]);
    expect(await claimed()).toEqual([]);
  });

  test("a top-up that runs, or a refund, is not met by a release", async () => {
    await heldOrder();
    const { id } = await appealOf();
    await send([
      event("topup.risk.cleared", later(1), {
        orderNo: "O1",
        customerId: "C1001",
        rule: "velocity_5_in_10min",
        side: "platform",
      }),
    ]);
    const asked = await credit("ann", later(2));
    await send([{ ...flagged("O1"), time: later(3) }]);
    expect(asked.state).toBe("pending_approval");
    expect(await decided(staff("rita", later(10)), id, "pass")).toMatchObject({ follow: { kind: "moving" } });
    expect(commanded()).toEqual([]);
  });

  test("killed between the decision and the command: the job sends it, once", async () => {
    await heldOrder();
    const { id } = await appealOf();
    const ctx = staff("rita", later(10));
    await transact(
      async (tx) => {
        const row = await findAppeal(tx, id);
        await settleAppeal(tx, ctx, row, await loadFacts(tx, row), {
          ...{ decision: "pass", reasonCode: "EVIDENCE_ENOUGH", note: null, second: null },
          ...{ by: personOf(ctx.actor), at: later(10) },
        });
      },
      { serializeOn: orderLock("O1") },
    );
    expect(commanded()).toEqual([]);
    expect(await claimed()).toEqual([["credit:O1", id]]);
    await runDueCommands(job(later(11)));
    await runDueCommands(job(later(12)));
    expect(platform.sent).toHaveLength(1);
    expect(await stateOf(id)).toBe("succeeded");
    await expectWhole();
  });

  test("no answer: asked about under the same id, and the credit stays held", async () => {
    platform.sends = [silent as Reply];
    platform.asks = [pending, done()];
    await heldOrder();
    const { id } = await appealOf();
    platform.sends = [json(502, {}) as Reply];
    await decided(staff("rita", later(10)), id, "pass");
    expect(await stateOf(id)).toBe("unknown");
    expect(await claimed()).toHaveLength(1);
    expect(
      await refusal(takeBackRelease({ ctx: staff("lena", later(11), "lead"), input: { id, note: "x" } })),
    ).toMatchObject({
      code: "RELEASE_OPEN",
    });
    await runDueCommands(job(later(12)));
    await runDueCommands(job(later(20)));
    expect(platform.sent.map((one) => one.id)).toEqual([id]);
    expect(new Set(commanded().map((one) => one.id))).toEqual(new Set([id]));
    expect(await stateOf(id)).toBe("succeeded");
  });

  const unknowing: [string, Reply][] = [
    ["refuses the type", json(422, { code: "UNKNOWN_COMMAND", title: "no such command" }, "application/problem+json")],
    ["says no", failed("NOT_SUPPORTED")],
  ];
  test.each(unknowing)("a platform that %s: one click credits the order instead, once", async (_how, reply) => {
    platform.sends = [reply];
    await heldOrder();
    const { id } = await appealOf();
    expect(await decided(staff("rita", later(10)), id, "pass")).toMatchObject({ follow: { result: "failed" } });
    expect(await claimed()).toEqual([]);
    await followAppeals(job(later(11)));
    expect(await seen(id)).toMatchObject({ follow: { kind: "release", state: "person" } });
    expect(await carryOnAppeal({ ctx: staff("ann", later(12)), input: { id } })).toMatchObject({
      follow: { kind: "topup", state: "running", result: "pending_approval" },
    });
    expect(await db.select().from(topups)).toHaveLength(1);
    expect(platform.sent).toHaveLength(1);
    await expectWhole();
  });

  test("taken on and not delivered: after an hour a person has it, and another than who passed it takes it back", async () => {
    await heldOrder();
    const { id } = await appealOf();
    await decided(staff("rita", later(10), "lead"), id, "pass");
    expect(await followAppeals(job(later(60)))).toBe(0);
    expect(await followAppeals(job(later(71)))).toBe(1);
    expect(await seen(id)).toMatchObject({ follow: { state: "person", codes: ["NOT_DELIVERED"] } });
    expect(await refusal(carryOnAppeal({ ctx: staff("ann", later(72)), input: { id } }))).toMatchObject({
      code: "RELEASE_STANDS",
    });
    const back = (by: string) =>
      takeBackRelease({ ctx: staff(by, later(73), "lead"), input: { id, note: "平台确认未发货" } });
    expect(await refusal(back("rita"))).toMatchObject({ code: "SAME_ACTOR" });
    expect(await back("lena")).toMatchObject({ follow: { codes: ["TAKEN_BACK"], result: "failed" } });
    expect(await claimed()).toEqual([]);
    expect(await carryOnAppeal({ ctx: staff("ann", later(74)), input: { id } })).toMatchObject({
      follow: { kind: "topup" },
    });
    await expectWhole();
  });

  test("a delivery that failed after the release gives the order back to us", async () => {
    await heldOrder();
    const { id } = await appealOf();
    await decided(staff("rita", later(10)), id, "pass");
    const about = { orderNo: "O1", supplier: "s1", supplierRef: "S1" };
    await send([
      event("topup.fulfilment.submitted", later(12), about),
      event("topup.fulfilment.failed", later(13), { ...about, errorCode: "NO" }),
    ]);
    await followAppeals(job(later(14)));
    expect(await seen(id)).toMatchObject({ follow: { state: "person", codes: ["FULFILMENT_FAILED"] } });
    expect(await claimed()).toEqual([]);
    await expectWhole();
  });

  test("denying sends no release", async () => {
    await heldOrder();
    const { id } = await appealOf();
    await decided(staff("rita", later(10)), id, "deny");
    expect(platform.heard.filter(({ body }) => body.includes("released"))).toEqual([]);
    expect(await db.select().from(refunds)).toHaveLength(1);
  });
});
