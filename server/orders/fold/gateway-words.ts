import type { GatewayState } from "#server/gateways/schemas.ts";
import type { GatewayVia } from "../schemas.ts";
import type { TypedEvent } from "./events.ts";
import type { PaymentRow } from "./payments.ts";

/** What a gateway said of one payment. */
export type GatewayWord = {
  at: Date;
  channel: string;
  via: GatewayVia;
  state: GatewayState;
  amountFen: number | null;
  refundedFen: number;
  refund: { outRefundNo: string; amountFen: number } | null;
  gatewayTradeNo: string | null;
  paidAt: Date | null;
};
/** By payment number, in the order in which they were said. */
export type GatewayWords = Map<string, GatewayWord[]>;

/** Files an observation under its payment. */
export function hear(words: GatewayWords, event: TypedEvent<"gateway.payment.observed">): void {
  const { outTradeNo, paidAt, refund = null, ...rest } = event.data;
  const heard = words.get(outTradeNo) ?? [];
  heard.push({ ...rest, refund, at: event.at, paidAt: paidAt === null ? null : new Date(paidAt) });
  words.set(outTradeNo, heard);
}

const tookMoney: readonly GatewayState[] = ["paid", "refunded", "frozen"];
const took = (word: GatewayWord): boolean => tookMoney.includes(word.state);
const isCallback = (word: GatewayWord): boolean => word.via === "callback";

/**
 * The words that are about a payment: those of its channel. Where nobody said which that is, the channel whose word weighs most
 * is: one that was asked and has the money, then one that called to say so, then the last to speak.
 */
export function wordsAbout(channel: string | null, words: readonly GatewayWord[]): GatewayWord[] {
  const strongest =
    words.findLast((word) => took(word) && !isCallback(word)) ?? words.findLast((word) => took(word)) ?? words.at(-1);
  return words.filter((word) => word.channel === (channel ?? strongest?.channel));
}

/**
 * Brings a payment in line with what its gateway says. An answer to a question outweighs callbacks before it: a signed callback
 * alone proves nothing (signed callbacks for unpaid orders are known). The platform's word that money came is not taken back by
 * a gateway that does not know of it; the two then stand side by side, and the gate lets nothing pass. Neither is an answer
 * taken back by a later one that there was money, nor a refund.
 * @param words all that gateways said under the payment's number
 */
export function weigh(row: PaymentRow, words: readonly GatewayWord[]): void {
  const own = wordsAbout(row.channel, words);
  const asked = own.findLast((word) => !isCallback(word));
  const called = own.findLast((word) => isCallback(word) && took(word) && (!asked || word.at > asked.at));
  const word = asked && took(asked) ? asked : (called ?? asked ?? own.at(-1));
  if (!word) return;
  row.channel ??= word.channel;
  row.gatewayVia = word.via;
  row.gatewayFen = word.amountFen;
  row.gatewayTradeNo = own.findLast((each) => each.gatewayTradeNo !== null)?.gatewayTradeNo ?? row.gatewayTradeNo;
  const refundedFen = refundedOf(own);
  row.refundedFen = Math.max(row.refundedFen, refundedFen);
  const evidence = took(word) ? word : own.findLast((each) => took(each) && !isCallback(each));
  if (evidence) {
    row.paidFen = evidence.amountFen ?? (row.paidFen || row.amountFen);
    row.paidAt = evidence.paidAt ?? row.paidAt ?? evidence.at;
    row.decidedAt ??= evidence.at;
  }
  // Asked after the platform said that money came, it has none: that is what it says was paid.
  else if (!isCallback(word) && row.paidAt !== null && word.at > row.paidAt) row.gatewayFen = 0;
  // A trade of which all went back is closed by some gateways: by what they said before, it was refunded.
  const allBack = refundedFen > 0 && refundedFen >= row.paidFen;
  row.gatewayState = allBack ? "refunded" : word.state;
  if (row.gatewayState !== "closed") return;
  row.decidedAt ??= word.at;
  if (row.state === "attempted") row.state = "closed";
}

/** What was refunded by all that the gateway said: its largest sum, or its single refunds together, each once. */
function refundedOf(words: readonly GatewayWord[]): number {
  const single = new Map<string, number>();
  for (const { refund } of words) if (refund) single.set(refund.outRefundNo, refund.amountFen);
  const together = [...single.values()].reduce((sum, fen) => sum + fen, 0);
  return Math.max(together, ...words.map((word) => word.refundedFen));
}
