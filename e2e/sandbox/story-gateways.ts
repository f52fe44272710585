import type { CloudEvent } from "#server/orders/schemas.ts";
import type { GatewaySandbox, SandboxKind } from "./gateways/index.ts";

/** The shop's channels that have a gateway behind them. The last has none: there the platform's word needs a second person. */
export const gatewayOfChannel: Readonly<Record<string, SandboxKind | undefined>> = {
  alipay: "alipay",
  wechatpay: "wechatpay",
  "epay-lan": "epay",
};

type Data = {
  outTradeNo?: string;
  channel?: string;
  amountFen?: number;
  gatewayTradeNo?: string;
  errorCode?: string;
  outcome?: string;
};

/**
 * Lets the gateways know what a purchase's events say of its payments: what was begun, paid, closed and refunded there. Sending
 * the same events again changes nothing.
 * @returns the payments whose callback was not lost
 */
export function payAsTold(gateways: GatewaySandbox, events: readonly CloudEvent[]): string[] {
  const called = new Set<string>();
  const numbers = new Map(
    events.flatMap(({ data }) => {
      const { outTradeNo, gatewayTradeNo } = data as Data;
      return outTradeNo && gatewayTradeNo ? [[outTradeNo, gatewayTradeNo] as const] : [];
    }),
  );
  for (const event of events) {
    const data = event.data as Data;
    const outTradeNo = data.outTradeNo ?? "";
    const kind = gatewayOfChannel[data.channel ?? ""] ?? kindOf(gateways, outTradeNo);
    if (!outTradeNo || !kind) continue;
    const tradeNo = numbers.get(outTradeNo);
    const sum = { kind, amountFen: data.amountFen ?? 0, at: new Date(event.time), ...(tradeNo ? { tradeNo } : {}) };
    const row = gateways.till.find(kind, outTradeNo);
    if (event.type === "topup.payment.attempted") gateways.create(outTradeNo, sum);
    else if (event.type === "topup.payment.succeeded") {
      if (row && tradeNo) row.tradeNo = tradeNo;
      gateways.pay(outTradeNo, sum);
    } else if (/payment\.(closed|failed)$/.test(event.type) && row?.state === "waiting") {
      // Who is still typing the password has not failed at the gateway.
      if (data.errorCode !== "USERPAYING") row.state = "closed";
    } else if (event.type === "topup.payment.refunded" && row) {
      gateways.refund(outTradeNo, { amountFen: sum.amountFen, outRefundNo: `shop-${event.id}`, kind, at: sum.at });
    } else if (event.type === "topup.callback.received" && wasTaken(data)) called.add(outTradeNo);
  }
  return [...called];
}

/** A callback that the shop could not take in did not reach us either. */
const wasTaken = ({ outcome }: Data): boolean => outcome === "applied" || outcome === "duplicate";

const kindOf = (gateways: GatewaySandbox, outTradeNo: string): SandboxKind | undefined =>
  Object.values(gatewayOfChannel).find((kind) => kind && gateways.till.find(kind, outTradeNo));

/** Sends the callbacks of these payments to Daozhang, as their gateways do. */
export async function callBack(gateways: GatewaySandbox, url: string, outTradeNos: readonly string[]): Promise<void> {
  await Promise.all(
    outTradeNos.map(async (outTradeNo) => {
      const kind = kindOf(gateways, outTradeNo);
      const channel = Object.keys(gatewayOfChannel).find((code) => gatewayOfChannel[code] === kind);
      if (!kind || !channel) return;
      await gateways.deliver(outTradeNo, { kind, notifyUrl: `${url}/api/gateways/${kind}/${channel}/notify` });
    }),
  );
}
