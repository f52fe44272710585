import type { OrderCase } from "#server/orders/index.ts";

/** What gateways can say of an order's payments, and said. */
export type GatewayView = {
  /** The channels that have a gateway which can be asked. */
  channels: readonly string[];
  /** Its last answer to each payment that it was asked about. */
  answers: readonly { channel: string; outTradeNo: string; state: string | null; answeredAt: Date | null }[];
};
export const noGateways: GatewayView = { channels: [], answers: [] };

type Payment = OrderCase["payments"][number];
/** How a payment stands by its gateway: `silent` when it has one that did not say, or not lately enough for what may change. */
export type GatewayStand = "no_gateway" | "silent" | "open" | "ended" | "paid";

/** An answer that a payment waits, or is not there, is outdated by the payer at any moment. */
const FRESH_MS = 2 * 60_000;
/** A payment that was just begun may reach its gateway a moment later: "not there" says nothing yet. */
const REACHES_MS = 2 * 60_000;

/** How a payment stands by its gateway's own word. Pure. */
export function standOf(payment: Payment, { channels, answers }: GatewayView, now: Date): GatewayStand {
  if (payment.channel === null || !channels.includes(payment.channel)) return "no_gateway";
  const { gatewayState, gatewayVia } = payment;
  // A callback alone is a hint and never an answer.
  if (gatewayState === null || gatewayVia === "callback") return "silent";
  if (gatewayState === "closed") return "ended";
  if (gatewayState !== "waiting" && gatewayState !== "missing") return "paid";
  const answer = answers.find((one) => one.channel === payment.channel && one.outTradeNo === payment.outTradeNo);
  const age = answer?.answeredAt ? now.getTime() - answer.answeredAt.getTime() : Number.POSITIVE_INFINITY;
  if (answer?.state !== gatewayState || age > FRESH_MS) return "silent";
  if (gatewayState === "waiting") return "open";
  return now.getTime() - payment.attemptedAt.getTime() >= REACHES_MS ? "ended" : "silent";
}
