import type { GatewayState } from "#server/gateways/schemas.ts";
import type { GatewayVia } from "../schemas.ts";
import type { TypedEvent } from "./events.ts";
import type { PaymentRow } from "./payments.ts";

/** What a gateway said of one payment, in the order in which it was said. */
export type GatewayWord = {
  at: Date;
  channel: string;
  via: GatewayVia;
  state: GatewayState;
  amountFen: number | null;
  refundedFen: number;
  gatewayTradeNo: string | null;
  paidAt: Date | null;
};
export type GatewayWords = Map<string, GatewayWord[]>;

/** Files an observation under its payment. */
export function hear(words: GatewayWords, event: TypedEvent<"gateway.payment.observed">): void {
  const { outTradeNo, paidAt, ...rest } = event.data;
  const heard = words.get(outTradeNo) ?? [];
  heard.push({ ...rest, at: event.at, paidAt: paidAt === null ? null : new Date(paidAt) });
  words.set(outTradeNo, heard);
}

const tookMoney: readonly GatewayState[] = ["paid", "refunded", "frozen"];

/**
 * Brings a payment in line with what its gateway says. An answer to a question outweighs callbacks before it: a signed callback
 * alone proves nothing (signed callbacks for unpaid orders are known). The platform's word that money came is not taken back by
 * a gateway that does not know of it; the two then stand side by side, and the gate lets nothing pass.
 * @param words all that gateways said under the payment's number; those of another channel are not about this payment
 */
export function weigh(row: PaymentRow, words: readonly GatewayWord[]): void {
  const own = words.filter((word) => row.channel === null || word.channel === row.channel);
  const asked = own.findLast((word) => word.via !== "callback");
  const called = own.findLast(
    (word) => word.via === "callback" && tookMoney.includes(word.state) && (!asked || word.at > asked.at),
  );
  // Between a gateway's answers the largest refund counts: one that was made is never taken back.
  const refundedFen = Math.max(0, ...own.map((word) => word.refundedFen));
  const word = asked && tookMoney.includes(asked.state) ? asked : (called ?? asked ?? own.at(-1));
  if (!word) return;
  row.channel ??= word.channel;
  row.gatewayState = word.state;
  row.gatewayVia = word.via;
  row.gatewayFen = word.amountFen;
  row.gatewayTradeNo = word.gatewayTradeNo ?? row.gatewayTradeNo;
  row.refundedFen = Math.max(row.refundedFen, refundedFen);
  if (tookMoney.includes(word.state)) {
    row.paidFen = word.amountFen ?? row.paidFen;
    row.paidAt = word.paidAt ?? row.paidAt ?? word.at;
    row.decidedAt ??= word.at;
    return;
  }
  if (word.state !== "closed") return;
  row.decidedAt ??= word.at;
  if (row.state === "attempted") row.state = "closed";
}
