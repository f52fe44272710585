import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rowsOf } from "#db/bulk.ts";
import { transact } from "#db/client.ts";
import { orders, payments } from "#db/schema/index.ts";

/** A day's bill in Alipay's format, and the payments that it is to be compared with. */
export const DAY = "2026-11-01";
export const FEN = 20_000;
const START_MS = Date.parse("2026-11-01T00:00:00+08:00");
const DAY_MS = 86_400_000;
const ROWS = 2_000;

/** Every so manieth payment differs in one way; the rest agrees. */
export const every = { missing_here: 3_001, missing_there: 4_001, amount_differs: 5_003, paid_twice: 9_001 } as const;
const is = (n: number, kind: keyof typeof every) => n % every[kind] === every[kind] - 1;

const numberOf = (n: number) => `DD20261101${`${n}`.padStart(10, "0")}`;
const timeOf = (n: number, total: number) => new Date(START_MS + Math.floor((n / total) * DAY_MS));
const local = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");

const HEADER =
  "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注";

/** Writes a bill of `total` lines, a piece at a time. @returns how many lines it has */
export async function writeBill(path: string, total: number): Promise<number> {
  const out = createWriteStream(path);
  out.write(`${HEADER}\r\n`);
  let lines = 0;
  for (let n = 0; lines < total; n++) {
    if (is(n, "missing_there")) continue;
    for (let times = is(n, "paid_twice") ? 2 : 1; times > 0 && lines < total; times--) {
      lines++;
      const at = local(timeOf(n, total + total / 1_000));
      const money = is(n, "amount_differs") ? "199.00" : "200.00";
      const line = `2026110122001${n}\t,${numberOf(n)}\t,交易\t,钱包充值,${at},${at},\t,\t,\t,\t,*某(159****5620)\t,${money},${money},0.00,0.00,0.00,0.00,0.00,,0.00\t,0.00,\t,0.00,0.00,\r\n`;
      if (!out.write(line)) await once(out, "drain");
    }
  }
  out.end();
  await once(out, "finish");
  return lines;
}

/** Writes our own records straight into their tables, as events would have left them. */
export async function writePayments(total: number): Promise<void> {
  for (let start = 0; start < total; start += ROWS) {
    const numbers = Array.from({ length: Math.min(ROWS, total - start) }, (_, i) => start + i);
    const known = numbers.filter((n) => !is(n, "missing_here"));
    await transact(async (tx) => {
      await tx.insert(orders).select(
        rowsOf(
          orders,
          known.map((n) => orderOf(n, total)),
        ),
      );
      await tx.insert(payments).select(
        rowsOf(
          payments,
          known.map((n) => paymentOf(n, total)),
        ),
      );
    });
  }
}

function orderOf(n: number, total: number): Required<typeof orders.$inferInsert> {
  const at = timeOf(n, total);
  return {
    ...{
      orderNo: `O${numberOf(n)}`,
      customerId: "C1",
      productType: "wallet",
      productName: "钱包充值 ¥200",
      sku: "W200",
    },
    ...{ faceValueFen: FEN, amountFen: FEN, target: "C1", targetServer: null, expiresAt: null, submitCount: null },
    ...{
      clientVersion: null,
      createdAt: at,
      status: "completed",
      statusReason: null,
      statusAt: at,
      statusesSeen: [],
      paidFen: FEN,
      paidAt: at,
    },
    ...{ paidCount: 1, platformCreditedFen: FEN, creditedAt: at, refundedFen: 0, lastEventAt: at },
  };
}

function paymentOf(n: number, total: number): Required<typeof payments.$inferInsert> {
  const at = timeOf(n, total);
  return {
    ...{ orderNo: `O${numberOf(n)}`, outTradeNo: numberOf(n), channel: "alipay", method: "app", amountFen: FEN },
    ...{ state: "succeeded", gatewayTradeNo: null, paidFen: FEN, refundedFen: 0, errorCode: null, errorMessage: null },
    ...{ attemptedAt: at, paidAt: at, decidedAt: at, gatewayState: null, gatewayVia: null, gatewayFen: null },
  };
}
