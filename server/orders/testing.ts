import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { receiveEvents } from "./receive-events.ts";
import type { KnownEventType } from "./schemas.ts";

/** For tests: CloudEvents as a shop sends them, and a way to send them in. */

const SOURCE = "https://shop.example";

/** A CloudEvent of the given type. `time` is RFC 3339 or seconds after 2026-11-01T00:00:00Z. */
export function event(
  type: KnownEventType | (string & {}),
  time: string | number,
  data: Record<string, unknown>,
  id: string = newId(),
): Record<string, unknown> {
  const at = typeof time === "number" ? new Date(Date.UTC(2026, 10, 1) + time * 1_000).toISOString() : time;
  const subject = data.orderNo ?? data.customerId ?? data.channel ?? data.sku;
  return { specversion: "1.0", id, source: SOURCE, type, subject, time: at, data };
}

/** `order.created` with plausible data. */
export function orderCreated(orderNo: string, time: string | number, data: Record<string, unknown> = {}) {
  return event("topup.order.created", time, {
    orderNo,
    customerId: "C1001",
    productType: "wallet",
    productName: "Wallet ¥200",
    sku: "WALLET-200",
    faceValueFen: 20_000,
    amountFen: 20_000,
    target: "C1001",
    ...data,
  });
}

/** An order that was paid and got no callback: the case the product exists for. */
export function paidWithoutCallback(
  orderNo: string,
  time: number,
  data: { amountFen?: number; customerId?: string } = {},
) {
  const amountFen = data.amountFen ?? 20_000;
  const outTradeNo = `P${orderNo}`;
  return [
    orderCreated(orderNo, time, { amountFen, faceValueFen: amountFen, ...data }),
    event("topup.payment.attempted", time + 5, { orderNo, outTradeNo, channel: "alipay", method: "app", amountFen }),
    event("topup.payment.succeeded", time + 20, {
      orderNo,
      outTradeNo,
      gatewayTradeNo: `2026${orderNo.replace(/\D/g, "").padStart(12, "0")}`,
      amountFen,
    }),
  ];
}

/** Sends events in as the platform. */
export function send(events: readonly unknown[], receivedAt: Date | string = "2026-11-02T00:00:00Z") {
  const ctx = {
    ...systemContext("test", fixedClock(receivedAt)),
    actor: { kind: "platform" as const, id: "platform", name: "platform" },
  };
  return receiveEvents({ ctx, input: { events } });
}
