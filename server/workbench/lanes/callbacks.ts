import { desc, eq, inArray, or } from "drizzle-orm";
import { gatewayCallbacks, gatewayPayments, relayDeliveries } from "#db/schema/index.ts";
import type { RowTone, TimelineRow } from "../schemas.ts";
import { callbackVerdictText, gatewayStateText, reasonText } from "../words.ts";
import { joined, type LaneCall, type LaneRows, MAX_ROWS, newest, pick, row } from "./row.ts";

const tones: Record<string, RowTone> = { applied: "ok", duplicate: "info", ignored: "info", pending: "wait" };

/** Gateways' callbacks as they came to us, judged and passed on. Their raw bytes are asked for one by one. */
export async function callbackRows({ reader, orderNo, payments, locale, channelNameOf }: LaneCall): Promise<LaneRows> {
  const read = await reader
    .select({ callback: gatewayCallbacks, relay: relayDeliveries })
    .from(gatewayCallbacks)
    .leftJoin(relayDeliveries, eq(relayDeliveries.callbackId, gatewayCallbacks.id))
    .where(or(eq(gatewayCallbacks.orderNo, orderNo), inArray(gatewayCallbacks.outTradeNo, [orderNo, ...payments])))
    .orderBy(desc(gatewayCallbacks.receivedAt), desc(gatewayCallbacks.id))
    .limit(MAX_ROWS + 1);
  const { kept, cut } = newest(read);
  const rows = kept.flatMap(({ callback, relay }): TimelineRow[] => {
    const { id, channel, verdict, verified, reason, event, outTradeNo, gatewayTradeNo } = callback;
    const replays = callback.judgements - 1;
    const first = row({
      ...{ id: `callback:${id}`, at: callback.receivedAt, lane: "callback", kind: event ?? "callback" },
      tone: verified === false ? "broken" : (tones[verdict] ?? (verdict === "waiting" ? "wait" : "broken")),
      title: `${channelNameOf(channel)} · ${callbackVerdictText(verdict, locale)}`,
      detail: joined(
        verified === false && pick(locale, "验签未通过", "bad signature"),
        reason && reasonText(reason, locale),
        outTradeNo,
        gatewayTradeNo,
        callback.answerStatus !== null &&
          pick(locale, `已应答 ${callback.answerStatus}`, `answered ${callback.answerStatus}`),
        replays > 0 && pick(locale, `重新判断过 ${replays} 次`, `judged again ${replays}×`),
      ),
      ...{ amountFen: callback.amountFen, ref: { kind: "callback" as const, id }, state: verdict, verified },
    });
    if (!relay) return [first];
    const passed = relay.state === "delivered";
    const passedOn = row({
      ...{ id: `relay:${relay.id}`, at: relay.deliveredAt ?? relay.createdAt, lane: "callback", kind: "relay" },
      tone: passed ? "ok" : relay.state === "pending" ? "wait" : "broken",
      title: passed
        ? pick(locale, "已转交给平台", "Passed on to the platform")
        : pick(locale, "转交给平台未成功", "Not passed on to the platform"),
      detail: joined(
        pick(locale, `试过 ${relay.attempts} 次`, `${relay.attempts} attempts`),
        relay.lastStatus !== null && `HTTP ${relay.lastStatus}`,
        relay.lastError,
      ),
      ...{ ref: { kind: "callback" as const, id }, state: relay.state },
    });
    return [first, passedOn];
  });
  return { rows, cut };
}

/** What gateways said of the order's payments when they were asked last, and when they are asked next. */
export async function queryRows({ reader, orderNo, payments, locale, channelNameOf }: LaneCall): Promise<LaneRows> {
  const read = await reader
    .select()
    .from(gatewayPayments)
    .where(or(eq(gatewayPayments.orderNo, orderNo), inArray(gatewayPayments.outTradeNo, [...payments])))
    .orderBy(desc(gatewayPayments.beganAt), desc(gatewayPayments.outTradeNo))
    .limit(MAX_ROWS + 1);
  const { kept, cut } = newest(read);
  const rows = kept
    .filter(({ attempts }) => attempts > 0)
    .map((asked) => {
      const failed = asked.answeredAt === null || asked.lastError !== null;
      const said = asked.state === null ? null : gatewayStateText(asked.state, locale);
      return row({
        ...{ id: `query:${asked.channel}/${asked.outTradeNo}`, at: asked.answeredAt ?? asked.beganAt },
        ...{ lane: "query", kind: "gateway.query", amountFen: asked.amountFen, state: asked.state },
        tone: failed ? "broken" : asked.state === "paid" ? "ok" : "info",
        title: joined(pick(locale, "查询支付渠道", "Asked the gateway"), channelNameOf(asked.channel), said) ?? "",
        detail: joined(
          asked.outTradeNo,
          asked.gatewayTradeNo,
          pick(locale, `问过 ${asked.attempts} 次`, `asked ${asked.attempts}×`),
          asked.lastError,
        ),
      });
    });
  return { rows, cut };
}
