import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { transact } from "#db/client.ts";
import { moneyWatch } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import type { Ctx } from "#server/core/context.ts";
import { proveOwnership, startDiagnosis } from "#server/diagnosis/index.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { loadRun } from "./run.ts";

freshDatabase({ beforeEach, afterEach });

vi.mock("next/headers", () => ({
  cookies: async () => ({ get: () => undefined }),
  headers: async () => new Headers(),
}));
vi.mock("next-intl/server", () => ({ getLocale: async () => "zh-CN" }));

const clock = { now: () => new Date("2026-11-01T01:00:00Z") };
const visitor = (id = "new"): Ctx => ({ actor: { kind: "customer", id, name: "visitor" }, clock });

test("that a person has a stuck order is for who proved that it is theirs, and for nobody else", async () => {
  await send(paidWithoutCallback("KM1", 0));
  const toldAt = new Date("2026-11-01T00:20:00Z");
  await transact((tx) =>
    tx.insert(moneyWatch).values({ orderNo: "KM1", nextLookAt: toldAt, looks: 1, stirred: 0, toldAt }),
  );
  const { id } = await startDiagnosis({ ctx: visitor(), input: { orderNo: "KM1" } });
  const own = visitor(`diagnosis:${id}`);
  expect(await loadRun(own, id)).toMatchObject({ orderNo: null, handOver: null, trace: undefined });
  await proveOwnership({ ctx: own, input: { id, proof: "2026000000000001" } });
  expect(await loadRun(own, id)).toMatchObject({
    orderNo: "KM1",
    handOver: { since: toldAt.toISOString(), dueAt: "2026-11-02T00:20:00.000Z" },
  });
});
