import { inArray } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { channelSettings, gatewayPayments } from "#db/schema/index.ts";
import type { OrderCase } from "#server/orders/index.ts";
import type { GatewayTruth } from "./truth.ts";

/**
 * What the gateways of an order's payments said last. A payment of a channel that is set up and was never asked is among them,
 * without a state; a payment of a channel without a gateway is not.
 */
export async function loadTruths(reader: Db, { payments }: Pick<OrderCase, "payments">): Promise<GatewayTruth[]> {
  if (payments.length === 0) return [];
  const numbers = payments.map((payment) => payment.outTradeNo);
  const answers = await reader.select().from(gatewayPayments).where(inArray(gatewayPayments.outTradeNo, numbers));
  const channels = [
    ...new Set([...payments, ...answers].flatMap((row) => (row.channel === null ? [] : [row.channel]))),
  ];
  if (channels.length === 0) return [];
  const settings = await reader
    .select({
      channel: channelSettings.channel,
      label: channelSettings.label,
      enabled: channelSettings.enabled,
    })
    .from(channelSettings)
    .where(inArray(channelSettings.channel, channels));
  return payments.flatMap((payment): GatewayTruth[] => {
    // A number is a channel's own: an answer of another channel is not about this payment.
    const answer = answers.find(
      (row) => row.outTradeNo === payment.outTradeNo && (payment.channel === null || row.channel === payment.channel),
    );
    const channel = payment.channel ?? answer?.channel;
    const setting = settings.find((row) => row.channel === channel);
    // A gateway that answered once is one to be asked, were it switched off by now.
    if (!channel || !(setting?.enabled || answer?.state)) return [];
    return [
      {
        outTradeNo: payment.outTradeNo,
        label: setting?.label ?? channel,
        state: answer?.state ?? null,
        amountFen: answer?.amountFen ?? null,
        refundedFen: answer?.refundedFen ?? 0,
        answeredAt: answer?.answeredAt ?? null,
      },
    ];
  });
}
