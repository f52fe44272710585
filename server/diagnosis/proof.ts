import { createHash, timingSafeEqual } from "node:crypto";
import type { OrderCase, PaymentNumbers } from "#server/orders/index.ts";

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

/** From this length on a gateway's number cannot be guessed; the shop's own are often counted up. */
const UNGUESSABLE = 16;
/** Compared when there is no such order, so that it takes the same steps. */
const nothing: PaymentNumbers[] = [{ outTradeNo: "no such payment", gatewayTradeNo: "no such trade number" }];

/** The numbers among those named that could be a payment's: all but the order's own. */
export function guessesAmong(orderNo: string | null, named: readonly string[]): string[] {
  const own = bare(orderNo ?? "");
  return [...new Set(named.map(bare))].filter((no) => no !== own && no.length >= TAIL);
}

/**
 * True when what was named holds a whole number of one of the order's payments. The gateway's own number, which only the payer's
 * bill shows, is enough; the shop's, or a short one, only beside the order number. An order number alone never is.
 */
export function isNamedProof(
  orderNo: string | null,
  payments: readonly PaymentNumbers[],
  named: readonly string[],
): boolean {
  const own = bare(orderNo ?? "");
  const said = named.map(bare);
  const both = orderNo !== null && said.includes(own);
  const digests = said.map(digest);
  let matches = false;
  for (const { outTradeNo, gatewayTradeNo } of payments.length > 0 ? payments : nothing) {
    for (const [no, gateways] of [
      [outTradeNo, false],
      [gatewayTradeNo ?? "", true],
    ] as const) {
      const number = bare(no);
      const secret =
        number.length >= TAIL &&
        !own.endsWith(number.slice(-TAIL)) &&
        (both || (gateways && number.length >= UNGUESSABLE));
      const wanted = digest(number);
      for (const candidate of digests) {
        const equal = timingSafeEqual(candidate, wanted);
        matches = (equal && secret) || matches;
      }
    }
  }
  return matches;
}
