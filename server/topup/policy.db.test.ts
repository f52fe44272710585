import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditLog } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { getMoneySettings, loadPolicy, savePolicy } from "./index.ts";
import { ask, paid, refusal, staff } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

const admin = staff("root", "admin");
const wanted = {
  thresholdFen: 10_000,
  approvalTtlHours: 2,
  fulfilmentOverdueMinutes: 30,
  stuckAfterMinutes: 10,
};

describe("the policy of money", () => {
  test("has defaults until somebody sets it, and is in force from then on", async () => {
    expect(await getMoneySettings({ ctx: admin })).toEqual({
      thresholdFen: 50_000,
      approvalTtlHours: 24,
      fulfilmentOverdueMinutes: 60,
      stuckAfterMinutes: 15,
      version: 0,
      updatedAt: null,
    });
    const saved = await savePolicy({ ctx: admin, input: { ...wanted, version: 0 } });
    expect(saved).toMatchObject({ ...wanted, version: 1 });
    expect(await getMoneySettings({ ctx: admin })).toEqual(saved);
    expect(await loadPolicy(db)).toEqual(wanted);
    await paid();
    expect((await ask("agent")).secondPersonReasons).toContain("over_threshold");
  });

  test("is written down with who changed it, from what to what", async () => {
    await savePolicy({ ctx: admin, input: { ...wanted, version: 0 } });
    const [row] = await db.select().from(auditLog).where(eq(auditLog.action, "settings.money_changed"));
    expect(row?.actorId).toBe("root");
    expect(JSON.parse(String(row?.data))).toMatchObject({
      before: { thresholdFen: 50_000 },
      after: wanted,
      version: 1,
    });
  });

  test("of two who read the same version, one saves", async () => {
    const results = await Promise.allSettled(
      [1, 2, 3, 4].map((n) => savePolicy({ ctx: admin, input: { ...wanted, thresholdFen: n * 100, version: 0 } })),
    );
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ status: 409, code: "VERSION_CONFLICT" });
    }
    expect((await getMoneySettings({ ctx: admin })).version).toBe(1);
  });

  test("is for admins alone, and has bounds", async () => {
    for (const role of ["agent", "lead", "manager"] as const) {
      const call = savePolicy({ ctx: staff("x", role), input: { ...wanted, version: 0 } });
      expect(await refusal(call)).toMatchObject({ status: 403 });
    }
    const bad = { ...wanted, version: 0 };
    for (const input of [
      { ...bad, thresholdFen: 0 },
      { ...bad, approvalTtlHours: 169 },
      { ...bad, stuckAfterMinutes: 0.5 },
    ]) {
      await expect(savePolicy({ ctx: admin, input })).rejects.toThrow();
    }
  });
});
