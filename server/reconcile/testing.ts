import { eq } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { ledgerEntries, moneyItems, outbox } from "#db/schema/index.ts";
import { fixedClock } from "#server/core/clock.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import type { StaffRole } from "#server/core/permissions.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { event, orderCreated, send } from "#server/orders/testing.ts";
import { type FakeGateway, fakeGateway, setUpChannels } from "#server/payments/testing.ts";
import { lookAt } from "./look.ts";

/** For tests: an order that was paid a while ago, its gateway, and looks at it. */

/** Seconds after 2026-11-01T00:00:00Z, when the orders of these tests are made; they are paid 20 s later. */
export const at = (seconds: number) => new Date(Date.UTC(2026, 10, 1) + seconds * 1_000);
export const PAID_S = 20;
export const system = (seconds: number): Ctx => systemContext("reconcile", fixedClock(at(seconds)));
export const staff = (id: string, seconds: number, role: StaffRole = "agent"): Ctx => ({
  actor: { kind: "staff", id, name: id, role, freshUntil: ALWAYS },
  clock: fixedClock(at(seconds)),
});
export const look = (seconds: number, orderNo = "O1") => lookAt(system(seconds), orderNo);

type Setting = NonNullable<Parameters<typeof setUpChannels>[1]>;

/** A channel with a gateway that knows of the payment of {@link paidOrder}. */
export async function channel(setting: Setting = {}): Promise<FakeGateway> {
  const alipay = fakeGateway();
  alipay.payments.set("PO1", { paidAt: at(PAID_S), gatewayTradeNo: "G1" });
  alipay.refund = async ({ amountFen }) => ({
    state: "succeeded",
    amountFen,
    gatewayRefundNo: "GR1",
    code: null,
    message: null,
  });
  await setUpChannels({ alipay }, { policy: "auto", ...setting });
  return alipay;
}

type Made = { order?: Record<string, unknown>; amountFen?: number; status?: [seconds: number, status: string] };

/** An order that the platform says was paid, and that got no callback. */
export async function paidOrder({ order = {}, amountFen = 20_000, status }: Made = {}, orderNo = "O1"): Promise<void> {
  const outTradeNo = `P${orderNo}`;
  await send([
    orderCreated(orderNo, 0, order),
    event("topup.payment.attempted", 5, { orderNo, outTradeNo, channel: "alipay", method: "app", amountFen }),
    event("topup.payment.succeeded", PAID_S, { orderNo, outTradeNo, amountFen }),
    ...(status ? [event("topup.order.status_changed", status[0], { orderNo, status: status[1] })] : []),
  ]);
}

/** Consumers leave the newest two seconds alone; this makes the events so far older. */
export async function settleOutbox(): Promise<void> {
  await transact(async (tx) => {
    const rows = await tx.select().from(outbox).orderBy(outbox.id);
    for (const [index, { id }] of rows.entries()) {
      const older = newId(new Date(Date.now() - 60_000 + index));
      await tx.update(outbox).set({ id: older }).where(eq(outbox.id, id));
    }
  });
}

export const items = () => db.select().from(moneyItems).orderBy(moneyItems.rank, moneyItems.openedAt, moneyItems.id);
export const openKinds = async () => (await items()).filter((row) => row.state === "open").map((row) => row.kind);
export const entries = () => db.select().from(ledgerEntries).orderBy(ledgerEntries.postedAt, ledgerEntries.id);
