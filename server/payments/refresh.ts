import { desc, eq, inArray } from "drizzle-orm";
import { type Db, db, inTransaction } from "#db/client.ts";
import { gatewayPayments, payments } from "#db/schema/index.ts";
import { MINUTE_MS, SECOND_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { logger } from "#server/core/logger.ts";
import { askGateway } from "./ask.ts";
import type { GatewayPaymentRow } from "./callback-case.ts";
import { askableChannels } from "./gateways.ts";

/** Nobody pays one order more often than this; the newest attempts count. */
const MAX_PAYMENTS = 20;
const KEYS = 200;

type Refreshing = { ctx: Ctx; orderNo: string; maxAgeMs?: number; timeoutMs?: number; insist?: boolean };

/**
 * Asks the gateways of all payments of an order whose last answer is older than `maxAgeMs`, all at once; who asks meanwhile waits
 * for the same answers. What takes longer than `timeoutMs` goes on without the caller. Never throws for what a gateway or the
 * database does. Must not run inside a transaction.
 * @param refreshing with `insist`, gateways are asked once even while they are left alone because calls to them failed
 */
export async function refreshPayments(refreshing: Refreshing): Promise<void> {
  if (inTransaction()) throw new Error("gateways are not asked inside a transaction");
  const { orderNo, timeoutMs = 8 * SECOND_MS } = refreshing;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  const asking = refresh(refreshing).catch((error: unknown) => {
    logger.warn({ err: error, orderNo }, "the payments of an order could not be asked about");
  });
  await Promise.race([asking, late]);
  clearTimeout(timer);
}

async function refresh({ ctx, orderNo, maxAgeMs = MINUTE_MS, insist = false }: Refreshing): Promise<void> {
  const due = await stale(orderNo, new Date(ctx.clock.now().getTime() - maxAgeMs));
  await Promise.all(due.map(({ channel, outTradeNo }) => askGateway({ ctx, channel, outTradeNo, insist })));
}

async function stale(orderNo: string, before: Date): Promise<{ channel: string; outTradeNo: string }[]> {
  const attempts = await db
    .select({ channel: payments.channel, outTradeNo: payments.outTradeNo })
    .from(payments)
    .where(eq(payments.orderNo, orderNo))
    .orderBy(desc(payments.attemptedAt))
    .limit(MAX_PAYMENTS);
  const tied = await db.select().from(gatewayPayments).where(eq(gatewayPayments.orderNo, orderNo)).limit(MAX_PAYMENTS);
  const answers = [
    ...tied,
    ...(await gatewayAnswers(
      db,
      attempts.map(({ outTradeNo }) => outTradeNo),
    )),
  ];
  const wanted = new Map<string, { channel: string; outTradeNo: string }>();
  for (const { channel, outTradeNo } of [...attempts, ...tied]) {
    if (channel !== null) wanted.set(`${channel}\u0000${outTradeNo}`, { channel, outTradeNo });
  }
  const fresh = (one: { channel: string; outTradeNo: string }) =>
    answers.some(
      (answer) =>
        answer.channel === one.channel &&
        answer.outTradeNo === one.outTradeNo &&
        answer.answeredAt !== null &&
        answer.answeredAt >= before,
    );
  const due = [...wanted.values()].filter((one) => !fresh(one));
  const askable = await askableChannels(
    db,
    due.map(({ channel }) => channel),
  );
  return due.filter(({ channel }) => askable.includes(channel));
}

/**
 * What gateways said of these payments when they were asked last.
 * @param outTradeNos the shop's payment numbers
 */
export async function gatewayAnswers(reader: Db, outTradeNos: readonly string[]): Promise<GatewayPaymentRow[]> {
  const rows: GatewayPaymentRow[] = [];
  for (let start = 0; start < outTradeNos.length; start += KEYS) {
    const some = outTradeNos.slice(start, start + KEYS);
    rows.push(...(await reader.select().from(gatewayPayments).where(inArray(gatewayPayments.outTradeNo, some))));
  }
  return rows;
}
