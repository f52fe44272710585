import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { freshDatabase } from "#db/testing.ts";
import {
  asked,
  attempted,
  codesOf,
  created,
  expectNoPaying,
  failed,
  minutesIn,
  status,
  type Told,
  tell,
} from "./verbs/testing.ts";

/** Orders that can still be paid, and whether this is the moment for it. */

freshDatabase({ beforeEach, afterEach });

const until = (minutes: number) => ({
  expiresAt: new Date(Date.parse("2026-11-20T04:00:00Z") + minutes * 60_000).toISOString(),
});
const soon = minutesIn(5);

describe("an order that nobody began to pay", () => {
  test.each<[string, Told[]]>([
    ["runs", [created("O1", until(30))]],
    ["runs and says so", [created("O1", until(30)), status(1, "awaiting_payment")]],
    ["names no end", [created()]],
  ])("is itself paid while it %s", async (_, told) => {
    await tell(...told);
    const view = await asked({}, soon);
    expect(view.causes[0]?.code).toBe("PAY_UNPAID");
    expect(view).toMatchObject({ chargeState: "none", outcome: { kind: "self_fixed" }, advice: ["FINISH_PAYING"] });
  });

  test("is ordered anew once it is over", async () => {
    await tell(created("O1", until(3)));
    expect((await asked({}, soon)).advice).toEqual(["PAY_AGAIN"]);
  });

  test("is not paid by who is not sure that nothing was taken", async () => {
    await tell(created("O1", until(30)));
    for (const answers of [{ debited: "unsure" }, { debited: "yes" }] as const) {
      const { advice } = await asked({ answers }, soon);
      for (const tag of ["FINISH_PAYING", "PAY_AGAIN", "SWITCH"] as const) expect(advice).not.toContain(tag);
    }
  });

  test("is not paid by an account that is frozen", async () => {
    await tell(created("O1", until(30)), [0, "customer.updated", { customerId: "C1", frozen: true }]);
    expect((await asked({}, soon)).advice).not.toContain("FINISH_PAYING");
  });
});

describe("a channel that is known to be down", () => {
  const down = (is: string): Told => [10, "channel.updated", { channel: "alipay", status: is, notice: "系统维护" }];

  test.each(["down", "maintenance", "suspended"])("%s: an open payment is not finished there now", async (is) => {
    await tell(created("O1", until(60)), attempted(), down(is));
    const view = await asked({}, soon);
    expectNoPaying(view);
    expect(view.causes[0]?.code).toBe("PAY_CHANNEL_DOWN");
    expect(view.outcome?.kind).toBe("wait");
    expect(codesOf(await asked({}, minutesIn(25)))).toContain("WAIT_RESULT");
  });

  test("another one serves where the payment is over and nothing was taken", async () => {
    await tell(created("O1", until(60)), attempted(), failed(40, { errorCode: "SYSTEM_ERROR" }), down("down"));
    expect(await asked({}, soon)).toMatchObject({ chargeState: "none", advice: ["SWITCH"] });
  });

  test("one that is slow is no reason not to finish", async () => {
    await tell(created("O1", until(60)), attempted(), [
      10,
      "channel.updated",
      { channel: "alipay", status: "degraded" },
    ]);
    expect((await asked({}, soon)).advice).toContain("FINISH_PAYING");
  });
});
