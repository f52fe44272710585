import { randomInt } from "node:crypto";
import type { CloudEvent } from "#server/orders/schemas.ts";
import { channels, type PayChannel, type Product, products } from "./catalogue.ts";
import { eventsOf } from "./events.ts";
import { numbersOf, type Purchase } from "./purchase.ts";
import { type Beat, type StoryKind, stories } from "./stories.ts";

const KEPT = 200;
/** How long ago the purchase was, beyond its own events: some failures only show after a while. */
const agedS: Partial<Record<StoryKind, number>> = {
  CB_MISSING: 180,
  FUL_UPSTREAM_SLOW: 1_500,
  RISK_PLATFORM_HOLD: 300,
  PAY_UNPAID: 120,
};

export type ShopOrder = {
  purchase: Purchase;
  kind: StoryKind;
  phone: string;
  events: CloudEvent[];
  mending: readonly Beat[];
  mended: boolean;
};
export type Wish = { sku: string; channel: string; kind: StoryKind; target: string };

/** The shop's memory: what was bought since it started, the newest first. */
export class Shop {
  private readonly orders = new Map<string, ShopOrder>();
  private serial = randomInt(1_000_000);

  find(orderNo: string): ShopOrder | undefined {
    return this.orders.get(orderNo);
  }

  recent(count: number): ShopOrder[] {
    return [...this.orders.values()].reverse().slice(0, count);
  }

  /**
   * Makes an order out of a visitor's wish and lets it fail as wished. Keeps it only when told to: see {@link keep}.
   * @returns undefined when the wish names what the shop does not have
   */
  place(wish: Wish, now: Date): ShopOrder | undefined {
    const product = products.find(({ sku }) => sku === wish.sku);
    const channel = channels.find(({ code }) => code === wish.channel);
    if (!product || !channel) return undefined;
    this.serial = (this.serial + 1) % 1_000_000;
    const purchase = purchaseOf(wish, ownProduct(product, wish.kind), ownChannel(channel, wish.kind), this.serial, now);
    const phone = `1990000${String(this.serial % 10_000).padStart(4, "0")}`;
    const { opening, mending } = stories[wish.kind](purchase);
    const beats = [introduction(purchase, phone), ...opening];
    return {
      purchase,
      kind: wish.kind,
      phone,
      events: eventsOf(purchase, beats, "opening", purchase.at),
      mending,
      mended: false,
    };
  }

  keep(order: ShopOrder): void {
    this.orders.set(order.purchase.orderNo, order);
    for (const oldest of this.orders.keys()) {
      if (this.orders.size <= KEPT) break;
      this.orders.delete(oldest);
    }
  }
}

/** What the platform sends when the fault has just been put right. The last of it happened now, nothing later. */
export function mendingEvents(order: ShopOrder, now: Date): CloudEvent[] {
  const lastS = Math.max(...order.mending.map(([atS]) => atS));
  return eventsOf(order.purchase, order.mending, "mending", new Date(now.getTime() - (lastS + 1) * 1_000));
}

function purchaseOf(wish: Wish, product: Product, channel: PayChannel, serial: number, now: Date): Purchase {
  const sample = { ...numbersOf(now, serial, channel), customerId: "", product, channel, target: wish.target, at: now };
  const lastS = Math.max(...stories[wish.kind](sample).opening.map(([atS]) => atS));
  const at = new Date(now.getTime() - (lastS + 2 + (agedS[wish.kind] ?? 0)) * 1_000);
  // Every visitor's order is a new customer's: a frozen account or a review must not follow them into the next one.
  return { ...sample, ...numbersOf(at, serial, channel), customerId: `U7${String(serial).padStart(6, "0")}`, at };
}

function introduction(purchase: Purchase, phone: string): Beat {
  const registeredAt = new Date(purchase.at.getTime() - 200 * 86_400_000).toISOString();
  const known = { realNameVerified: true, frozen: false, sessionValid: true, firstPurchaseDone: true };
  return [-900, "customer.updated", { customerId: purchase.customerId, ...known, registeredAt, phone }];
}

/** Stock and channel faults happen to copies of their own: what others buy meanwhile must not fail as well. */
const ownProduct = (product: Product, kind: StoryKind): Product =>
  kind === "FUL_OUT_OF_STOCK" ? { ...product, sku: `${product.sku}-sandbox` } : product;
const ownChannel = (channel: PayChannel, kind: StoryKind): PayChannel =>
  kind === "PAY_CHANNEL_DOWN" ? { ...channel, code: `${channel.code}-sandbox` } : channel;
