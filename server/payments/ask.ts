import { inTransaction, transact } from "#db/client.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { DomainError } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { type Gateway, GatewayError, type GatewayPayment } from "#server/gateways/index.ts";
import { EVENTS_LOCK } from "#server/orders/index.ts";
import type { GatewayPaymentRow } from "./callback-case.ts";
import { gatewayAt } from "./gateways.ts";
import { recordAnswer } from "./record-answer.ts";

export type Asking = { ctx: Ctx; channel: string; outTradeNo: string; orderNo?: string; insist?: boolean };
/** What a gateway said, or why it said nothing. */
export type Answer = { payment: GatewayPayment } | { error: string };

// Next.js may load this module more than once in a process; the questions under way are shared all the same.
const holder = globalThis as typeof globalThis & { __daozhangAsking?: Map<string, Promise<GatewayPaymentRow | null>> };

/**
 * Asks a gateway about a payment and writes down what it says. Who asks while the same question is under way shares its answer.
 * Never throws for what a gateway does: `lastError` of the row says it. Must not run inside a transaction.
 * @param orderNo the order that the payment is about, where somebody tied them by hand
 * @param insist a person waits: ask even a gateway that is left alone because calls to it failed
 * @returns what is known of the payment now; null when the channel has no gateway
 */
export async function askGateway({
  ctx,
  channel,
  outTradeNo,
  orderNo,
  insist = false,
}: Asking): Promise<GatewayPaymentRow | null> {
  if (inTransaction()) throw new Error("gateways are not asked inside a transaction");
  holder.__daozhangAsking ??= new Map();
  const asking = holder.__daozhangAsking;
  const key = `${channel}\u0000${outTradeNo}`;
  const underWay = asking.get(key);
  if (underWay) return underWay;
  const system = systemContext("payments", ctx.clock);
  const question = ask({ ctx: system, channel, outTradeNo, insist, ...(orderNo && { orderNo }) });
  asking.set(key, question);
  try {
    return await question;
  } finally {
    asking.delete(key);
  }
}

async function ask({ ctx, channel, outTradeNo, orderNo, insist = false }: Asking): Promise<GatewayPaymentRow | null> {
  const askedAt = ctx.clock.now();
  let answer: Answer;
  try {
    const gateway = await gatewayAt(channel);
    if (!gateway) return null;
    answer = await query(gateway, outTradeNo, insist);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    answer = { error: error.code };
  }
  const said = { channel, outTradeNo, askedAt, answer, ...(orderNo && { orderNo }) };
  return transact((tx) => recordAnswer(tx, ctx, said), { serializeOn: EVENTS_LOCK });
}

async function query(gateway: Gateway, outTradeNo: string, insist: boolean): Promise<Answer> {
  try {
    return { payment: await gateway.query(outTradeNo, insist) };
  } catch (error) {
    if (error instanceof GatewayError) return { error: error.code };
    // A bug of an adapter must not keep its payment from ever being asked about again.
    logger.error({ err: error, outTradeNo }, "asking a gateway failed in a way that no gateway fails");
    return { error: "INTERNAL" };
  }
}
