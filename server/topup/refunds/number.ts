import { sha256Hex } from "#server/core/ids.ts";

/** The exclusive right to the how-manieth refund of a payment. */
export const refundClaimKey = (of: { outTradeNo: string; n: number }) => `refund:${of.outTradeNo}:${of.n}`;

/** Gateways take 64 letters and digits. */
const MAX_PLAIN = 48;

/**
 * The number that the gateway is given for a refund. The same refund has the same one at every attempt, and two refunds never
 * share one: that is what makes a repeated call harmless. Pure.
 */
export function refundNoOf({ outTradeNo, n }: { outTradeNo: string; n: number }): string {
  const plain = outTradeNo.length <= MAX_PLAIN && /^[A-Za-z0-9]+$/.test(outTradeNo);
  // The N keeps payment 1's twelfth apart from payment 11's second.
  return `R${plain ? outTradeNo : sha256Hex(outTradeNo).slice(0, MAX_PLAIN)}N${n}`;
}
