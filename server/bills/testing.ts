import { asc, eq } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { bills, channelSettings, moneyItems } from "#db/schema/index.ts";
import { fixedClock } from "#server/core/clock.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { seal } from "#server/core/seal.ts";
import { sealPurposes } from "#server/core/seal-purposes.ts";
import type { BillLine } from "#server/gateways/index.ts";
import type { GatewayKind } from "#server/gateways/schemas.ts";
import { event, orderCreated, send } from "#server/orders/testing.ts";
import type { BillRow } from "./findings.ts";
import { newBill } from "./new-bill.ts";
import type { OpenedBill } from "./read-bill.ts";
import { runDueBills } from "./run.ts";

/** For tests: a day with its bill. Events are counted in seconds from 2026-11-01T00:00:00Z, which is 08:00 in Shanghai. */
export const DAY = "2026-11-01";
export const MORNING_AFTER = "2026-11-02T04:00:00Z";

export const jobs = (at: string = MORNING_AFTER): Ctx => systemContext("bills", fixedClock(at));

/** A bill's line. `at` is seconds from 2026-11-01T00:00:00Z. */
export function line(outTradeNo: string, amountFen: number, more: Partial<BillLine> & { s?: number } = {}): BillLine {
  const { s = 20, ...rest } = more;
  return {
    kind: "payment",
    outTradeNo,
    gatewayTradeNo: `G${outTradeNo}`,
    outRefundNo: null,
    amountFen,
    at: new Date(Date.UTC(2026, 10, 1) + s * 1_000),
    ...rest,
  };
}

export const refundLine = (outTradeNo: string, amountFen: number, more: Partial<BillLine> = {}) =>
  line(outTradeNo, amountFen, { kind: "refund", outRefundNo: `R${outTradeNo}`, ...more });

export function source(lines: Iterable<BillLine> | AsyncIterable<BillLine>): OpenedBill {
  return {
    lines: (async function* () {
      yield* lines;
    })(),
    bytesRead: () => 0,
  };
}

/** Puts a bill down and works through it with these lines. @returns its row afterwards */
export async function runBill(
  lines: Iterable<BillLine> | AsyncIterable<BillLine>,
  { day = DAY, channel = "alipay", at = MORNING_AFTER }: { day?: string; channel?: string; at?: string } = {},
): Promise<BillRow> {
  const id = await putBill({ day, channel, at });
  await runDueBills(jobs(at), async (bill) => source(bill.id === id ? lines : []));
  const row = await billRow(id);
  if (row.error === "INTERNAL") throw new Error("the bill ended with an error of ours: see the log");
  return row;
}

export async function putBill({ day = DAY, channel = "alipay", at = MORNING_AFTER } = {}): Promise<string> {
  const row = newBill({ channel, day, source: "gateway", requestedByName: "test", at: new Date(at) });
  await transact((tx) => tx.insert(bills).values(row));
  return row.id;
}

export async function billRow(id: string): Promise<BillRow> {
  const [row] = await db.select().from(bills).where(eq(bills.id, id));
  if (!row) throw new Error(`There is no bill ${id}`);
  return row;
}

/** An order and its payment as the platform tells of them; without `paid` it was only attempted. */
export function paidOrder(
  orderNo: string,
  { fen = 20_000, s = 0, channel = "alipay", paid = true, number = `P${orderNo}` } = {},
) {
  const told = [
    orderCreated(orderNo, s, { amountFen: fen, faceValueFen: fen }),
    event("topup.payment.attempted", s + 5, { orderNo, outTradeNo: number, channel, method: "app", amountFen: fen }),
  ];
  if (paid) told.push(event("topup.payment.succeeded", s + 20, { orderNo, outTradeNo: number, amountFen: fen }));
  return send(told);
}

/** Money items as tests compare them. */
export async function items(state: "open" | "resolved" = "open") {
  const rows = await db.select().from(moneyItems).where(eq(moneyItems.state, state)).orderBy(asc(moneyItems.id));
  return rows.map(({ kind, outTradeNo, orderNo, amountFen, otherFen, resolution }) => ({
    ...{ kind, outTradeNo, orderNo, amountFen, otherFen },
    ...(resolution === null ? {} : { resolution }),
  }));
}

/** Sets a channel up, with settings that open no gateway. */
export async function setUpChannel(channel: string, kind: GatewayKind, enabled = true): Promise<void> {
  const values = {
    ...{ channel, kind, label: channel, methods: [], priority: 1, enabled, policy: "assist" as const },
    ...{ autoLimitFen: 50_000, config: {}, secrets: seal(sealPurposes.channel(channel), "{}"), version: 1 },
    updatedAt: new Date(MORNING_AFTER),
  };
  await transact((tx) => tx.insert(channelSettings).values(values));
}
