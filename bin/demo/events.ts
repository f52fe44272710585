import { HOUR_MS, MINUTE_MS } from "#server/core/clock.ts";
import type { CloudEvent } from "#server/orders/schemas.ts";
import { channels, products } from "../../e2e/sandbox/catalogue.ts";
import { eventsOf, SHOP_SOURCE } from "../../e2e/sandbox/events.ts";
import { type Beat, stories } from "../../e2e/sandbox/stories.ts";
import type { Stage } from "./stage.ts";
import type { Customer, Planned } from "./world.ts";

const event = (id: string, type: string, time: Date, data: Record<string, unknown>): CloudEvent => ({
  specversion: "1.0",
  id,
  source: SHOP_SOURCE,
  type: `topup.${type}`,
  subject: String(data.customerId ?? data.channel ?? data.sku),
  time: time.toISOString(),
  datacontenttype: "application/json",
  data,
});

/** What the platform knew before the month began: its customers, ways to pay, and stock. */
export function groundEvents(customers: readonly Customer[], from: Date): CloudEvent[] {
  return [
    ...channels.map(({ code }, index) =>
      event(`ground:${code}`, "channel.updated", from, { channel: code, status: "up", recommended: index === 0 }),
    ),
    ...products.map(({ sku }) => event(`ground:${sku}`, "product.updated", from, { sku, stock: 5_000 })),
    ...customers.map((customer) =>
      event(`ground:${customer.id}`, "customer.updated", from, {
        customerId: customer.id,
        realNameVerified: true,
        frozen: false,
        sessionValid: true,
        firstPurchaseDone: true,
        registeredAt: customer.registeredAt.toISOString(),
        phone: customer.phone,
        email: customer.email,
      }),
    ),
  ];
}

/** The events of a purchase whose customer never asks: it goes well, or gets mended, or is let be. */
export function quietEvents({ purchase, kind }: Planned, now: Date): CloudEvent[] {
  const { opening, mending } = stories[kind](purchase);
  const mendedAt = new Date(purchase.at.getTime() + 25 * MINUTE_MS);
  const events = [
    ...eventsOf(purchase, opening, "opening", purchase.at),
    ...eventsOf(purchase, mending, "mending", mendedAt),
    ...restock({ purchase, kind }),
    ...givenBack({ purchase, kind }),
  ];
  return events.filter(({ time }) => Date.parse(time) <= now.getTime());
}

const PAID_BACK: readonly string[] = [
  "ORD_DUP_PAYMENT",
  "FUL_OUT_OF_STOCK",
  "FUL_FAILED",
  "FUL_NO_MATCH",
  "INP_TARGET_WRONG",
  "CB_LATE",
];

/** What could not be delivered and nobody asked about, the shop pays back by itself some hours later. */
function givenBack({ purchase, kind }: Pick<Planned, "purchase" | "kind">): CloudEvent[] {
  if (!PAID_BACK.includes(kind)) return [];
  return eventsOf(purchase, refundBeats({ purchase, kind }), "refund", new Date(purchase.at.getTime() + 4 * HOUR_MS));
}

/** The platform gives the money back: of two payments the second, else the only one. */
export function refundBeats({ purchase, kind }: Pick<Planned, "purchase" | "kind">): Beat[] {
  const twice = kind === "ORD_DUP_PAYMENT";
  const { orderNo, product } = purchase;
  const outTradeNo = twice ? `${purchase.outTradeNo}R` : purchase.outTradeNo;
  // What was paid goes back, which is not always the price.
  const paid = stories[kind](purchase).opening.find(
    ([, type, data]) => type === "payment.succeeded" && data.outTradeNo === outTradeNo,
  );
  const amountFen = typeof paid?.[2].amountFen === "number" ? paid[2].amountFen : product.priceFen;
  const back = { orderNo, outTradeNo, amountFen };
  const beats: Beat[] = [[0, "payment.refunded", back]];
  if (!twice) beats.push([1, "order.status_changed", { orderNo, status: "refunded" }]);
  return beats;
}

/** Sends what the platform knows when the customer of this purchase comes to ask. */
export async function sendOpening(stage: Stage, { purchase, kind }: Planned): Promise<void> {
  const { opening, mending } = stories[kind](purchase);
  await stage.send(eventsOf(purchase, opening, "opening", purchase.at));
  // What befell everybody ends by itself, whatever becomes of this order.
  const ends = [
    ...restock({ purchase, kind }),
    ...(kind === "PAY_CHANNEL_DOWN"
      ? eventsOf(purchase, mending, "mending", new Date(purchase.at.getTime() + 2 * HOUR_MS))
      : []),
  ].filter(({ time }) => Date.parse(time) <= stage.now.getTime());
  if (ends.length > 0) await stage.send(ends);
}

function restock({ purchase, kind }: Pick<Planned, "purchase" | "kind">): CloudEvent[] {
  if (kind !== "FUL_OUT_OF_STOCK") return [];
  const at = new Date(purchase.at.getTime() + 3 * HOUR_MS);
  return [event(`${purchase.orderNo}:restock`, "product.updated", at, { sku: purchase.product.sku, stock: 800 })];
}
