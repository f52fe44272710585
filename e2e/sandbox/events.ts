import type { CloudEvent } from "#server/orders/schemas.ts";
import type { Purchase } from "./purchase.ts";
import type { Beat } from "./stories.ts";

export const SHOP_SOURCE = "/shops/sandbox";

/**
 * Beats as CloudEvents. Ids follow from the order and the place in its story, so that sending twice changes nothing.
 * @param part names the part of the story (`opening`, `mending`), which the ids carry
 * @param from what the beats' seconds count from
 */
export function eventsOf(purchase: Purchase, beats: readonly Beat[], part: string, from: Date): CloudEvent[] {
  return beats.map(([atS, type, data], index) => ({
    specversion: "1.0" as const,
    id: `${purchase.orderNo}:${part}:${index}`,
    source: SHOP_SOURCE,
    type: `topup.${type}`,
    subject: subjectOf(data),
    // A millisecond apart each, so that beats of the same second keep their order.
    time: new Date(from.getTime() + atS * 1_000 + index).toISOString(),
    datacontenttype: "application/json",
    data,
  }));
}

function subjectOf(data: Record<string, unknown>): string {
  return String(data.orderNo ?? data.customerId ?? data.channel ?? data.sku);
}
