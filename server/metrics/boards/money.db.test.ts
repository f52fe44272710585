import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { transact } from "#db/client.ts";
import { moneyItems, orders, topups } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { rankOf } from "#server/payments/index.ts";
import { listRecords } from "../records/list.ts";
import { at, built, ctx, topup } from "../testing.ts";
import type { Drill } from "./schemas.ts";
import { board, listed } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

describe("money", () => {
  const order = (orderNo: string, paid: string, credited: string | null, paidFen = 100) => ({
    ...{ orderNo, customerId: "C1", productType: "direct" as const, productName: "x", sku: "x", faceValueFen: 100 },
    ...{ amountFen: 100, target: "t", createdAt: at(paid), status: "completed" as const, statusAt: at(paid) },
    ...{ paidFen, paidAt: at(paid), paidCount: 1, platformCreditedFen: 100, refundedFen: 0, lastEventAt: at(paid) },
    creditedAt: credited ? at(credited) : null,
  });

  test("from paid to credited: 1, 2 and 9 minutes have the median 2", async () => {
    await transact((tx) =>
      tx
        .insert(orders)
        .values([
          order("A", "10T00:00", "10T00:01"),
          order("B", "10T00:00", "10T00:02"),
          order("C", "10T00:00", "10T00:09"),
          order("D", "10T00:00", null),
          order("E", "08T00:00", "08T00:30"),
        ]),
    );
    await built();
    const tile = (await board("money")).tiles.find(({ metric }) => metric === "paid_to_credited");
    expect(tile).toMatchObject({ value: 120_000, of: 3, p90Ms: 540_000, meanMs: 240_000, previous: 1_800_000 });
    expect(await listed(tile?.drill as Drill)).toMatchObject({ n: 3 });
  });

  test("an order that the platform credited as well as we is a wrong credit of the day on which that was found", async () => {
    const item = (orderNo: string, kind: "credited_twice" | "paid_twice", opened: string) => ({
      ...{ id: orderNo, kind, dedupeKey: `${kind}:${orderNo}`, state: "resolved" as const, rank: rankOf(kind) },
      ...{ orderNo, amountFen: 100, detail: {}, openedAt: at(opened), version: 1 },
    });
    await transact(async (tx) => {
      await tx.insert(orders).values([order("A", "10T00:00", null), order("B", "10T00:00", null)]);
      await tx
        .insert(moneyItems)
        .values([item("A", "credited_twice", "10T01:00"), item("B", "paid_twice", "10T01:00")]);
    });
    const tile = (await board("money")).tiles.find(({ metric }) => metric === "wrong_credit");
    expect(tile).toMatchObject({ value: 1, mustBeZero: true });
    expect(await listed(tile?.drill as Drill)).toMatchObject({ n: 1 });
  });

  test("more credited by hand than was paid is a wrong credit, and only that", async () => {
    await topup("10T00:00", 100, null);
    const wrong = async () => (await board("money")).tiles.find(({ metric }) => metric === "wrong_credit");
    expect(await wrong()).toMatchObject({ value: 0, mustBeZero: true });
    const [made] = await transact((tx) => tx.select().from(topups));
    await transact((tx) => tx.insert(orders).values(order(made?.orderNo ?? "", "10T00:00", null, 60)));
    const tile = await wrong();
    expect(tile).toMatchObject({ value: 1 });
    expect(
      (await listRecords({ ctx, input: { ...(tile?.drill.query as { metric: string; from: string; to: string }) } }))
        .items,
    ).toMatchObject([{ kind: "order", orderNo: made?.orderNo, amountFen: 60 }]);
  });
});
