import { createHash, timingSafeEqual } from "node:crypto";
import type { OrderCase } from "#server/orders/index.ts";

/** Two values are compared by their digests, so that neither their length nor their content shows in the time. */
const digest = (text: string) => createHash("sha256").update(text).digest();

const TAIL = 6;
const bare = (text: string) => text.normalize("NFKC").replace(/[\s-]/g, "").toLowerCase();
const phone = (text: string) => bare(text).replace(/^(\+|00)?86(?=1\d{10}$)/, "");

/**
 * True when the text is something that only the owner of the order has: the last six of one of its payment numbers (or the
 * whole number), or the contact on the customer's record. An order number never is. Takes the same steps for an order
 * that does not exist.
 */
export function isProof(found: OrderCase | undefined, proof: string): boolean {
  const said = phone(proof);
  const saidDigest = digest(said);
  let matches = false;
  // Every candidate is compared, so that which one matched does not show either.
  for (const candidate of candidates(found)) {
    const equal = timingSafeEqual(saidDigest, digest(candidate));
    matches = equal || matches;
  }
  return matches && said.length >= TAIL;
}

function candidates(found: OrderCase | undefined): string[] {
  if (!found) return ["no such order", "no such order"];
  const orderNo = bare(found.order.orderNo);
  const numbers = found.payments
    .flatMap((p) => [p.outTradeNo, p.gatewayTradeNo])
    .flatMap((no) => (no ? [bare(no)] : []))
    // Where the payment number ends like the order number, its end is no secret.
    .filter((no) => no.length >= TAIL && !orderNo.endsWith(no.slice(-TAIL)));
  const { email, phone: number } = found.customer ?? {};
  return [
    ...numbers.flatMap((no) => [no, no.slice(-TAIL)]),
    ...(email ? [bare(email)] : []),
    ...(number ? [phone(number)] : []),
  ];
}
