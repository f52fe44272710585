import type { PayChannel, Product } from "./catalogue.ts";

/** One purchase at the shop: who bought what, when, and how it was to be paid. */
export type Purchase = {
  orderNo: string;
  /** The shop's own payment number. Ends in the same six digits as the gateway's. */
  outTradeNo: string;
  gatewayTradeNo: string;
  customerId: string;
  product: Product;
  channel: PayChannel;
  target: string;
  at: Date;
};

const pad = (value: number, width: number) => String(value).padStart(width, "0");

/** The wall clock of the shop (UTC+8), as digits: 20260102030405. */
function stamp(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().replace(/[-:T]/g, "").slice(0, 14);
}

/**
 * The numbers of a purchase, as shops and gateways of this kind write them.
 * @param serial tells purchases of the same second apart; below 1,000,000
 */
export function numbersOf(at: Date, serial: number, channel: PayChannel) {
  const tail = pad((serial * 7_919 + 104_729) % 1_000_000, 6);
  const gatewayPrefix = channel.method.startsWith("al") ? `${stamp(at).slice(0, 8)}22001` : "4200002";
  return {
    orderNo: `KM${stamp(at)}${pad(serial % 10_000, 4)}`,
    outTradeNo: `P${stamp(at)}${tail}`,
    gatewayTradeNo: `${gatewayPrefix}${stamp(at).slice(4)}${tail}`.padEnd(28, "0").slice(0, 22) + tail,
  };
}
