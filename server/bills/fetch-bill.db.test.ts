import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { bills } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { gatewaySandbox, type ListeningSandbox } from "#e2e/sandbox/gateways/index.ts";
import { saveChannel } from "#server/channels/index.ts";
import { HOUR_MS } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { overrideEnv } from "#server/core/env.ts";
import { planBills } from "./plan.ts";
import { rangeOf } from "./rules.ts";
import { runDueBills } from "./run.ts";
import { billRow, items } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

/** Sandbox gateways over real HTTP, which sign and pack their bills as the real ones do. */
let sandbox: ListeningSandbox;
beforeEach(async () => {
  overrideEnv({ ALLOW_PRIVATE_URLS: true });
  sandbox = await gatewaySandbox();
});
afterEach(async () => {
  overrideEnv();
  await sandbox.close();
});

const ctx = systemContext("bills");

async function plan(kind: "alipay" | "wechatpay") {
  const setting = { kind, label: kind, methods: ["app"], priority: 1, enabled: true, config: sandbox.config(kind) };
  await saveChannel({ ctx, input: { channel: kind, ...setting } as never });
  expect(await planBills(ctx)).toBe(1);
  const [bill] = await db.select().from(bills);
  if (!bill) throw new Error("no bill was planned");
  return { id: bill.id, noon: new Date(rangeOf(bill.day).from.getTime() + 12 * HOUR_MS) };
}

test.each(["alipay", "wechatpay"] as const)(
  "the bill of %s is asked for, fetched and compared by itself",
  async (kind) => {
    const { id, noon } = await plan(kind);
    sandbox.pay("PX1", { kind, amountFen: 1_234, at: noon });
    sandbox.pay("PX2", { kind, amountFen: 500, at: noon });
    await runDueBills(ctx);
    expect(await billRow(id)).toMatchObject({ state: "done", linesRead: 2, paidFen: 1_734, error: null });
    expect((await items()).map(({ kind: of, outTradeNo, amountFen }) => [of, outTradeNo, amountFen])).toEqual([
      ["missing_here", "PX1", 1_234],
      ["missing_here", "PX2", 500],
    ]);
  },
);

test.each(["alipay", "wechatpay"] as const)("a day without a trade at %s is a bill without lines", async (kind) => {
  const { id } = await plan(kind);
  await runDueBills(ctx);
  const bill = await billRow(id);
  expect(bill).toMatchObject({ state: "done", error: null, linesRead: 0 });
});

test("the bill of a channel that was disabled meanwhile is given up, and says why", async () => {
  const { id } = await plan("alipay");
  const setting = { kind: "alipay", label: "a", methods: ["app"], priority: 1, enabled: false, config: {} };
  await saveChannel({ ctx, input: { channel: "alipay", ...setting, config: sandbox.config("alipay") } as never });
  await runDueBills(ctx);
  expect(await billRow(id)).toMatchObject({ state: "failed", error: "CHANNEL_DISABLED", nextAttemptAt: null });
});
