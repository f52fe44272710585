import { vi } from "vitest";
import { systemContext } from "#server/core/context.ts";
import { idsNow } from "#server/core/ids.ts";
import { event, orderCreated } from "#server/orders/testing.ts";
import { followSightings } from "../follow.ts";
import { at } from "../testing.ts";

/** For tests: what the platform tells of purchases, in minutes before and after now. */

export const iso = (minutes: number): string => at(minutes).toISOString();

/** An order that was paid and arrived. `rest` goes into the order and its attempt. */
export const paid = (orderNo: string, minutes: number, amountFen: number, rest: Record<string, unknown> = {}) => [
  orderCreated(orderNo, iso(minutes), { amountFen, sku: `S-${orderNo}`, ...rest }),
  event("topup.payment.attempted", iso(minutes + 1), {
    orderNo,
    outTradeNo: `P${orderNo}`,
    channel: "alipay",
    method: "app",
    amountFen,
    ...rest,
  }),
  event("topup.payment.succeeded", iso(minutes + 2), { orderNo, outTradeNo: `P${orderNo}`, amountFen }),
  event("topup.order.status_changed", iso(minutes + 3), { orderNo, status: "completed" }),
];

/** Lets the sightings follow. Consumers leave events of the last two seconds for the next time. */
export async function follow(): Promise<void> {
  vi.useFakeTimers({ toFake: ["Date"], now: idsNow() + 3_000 });
  try {
    await followSightings(systemContext("test"));
  } finally {
    vi.useRealTimers();
  }
}
