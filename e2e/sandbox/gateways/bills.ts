import type { Till } from "./till.ts";
import type { SandboxKind } from "./types.ts";
import { gbk, localDay, localTime, yuan } from "./words.ts";

type Row = {
  refund: boolean;
  tradeNo: string;
  outTradeNo: string;
  refundNo: string;
  outRefundNo: string;
  amountFen: number;
  totalFen: number;
  at: Date;
};

/** What a day's bill has in it: payments and refunds of that day, without what was left out, with what was put in. */
function rowsOf(till: Till, kind: SandboxKind, day: string): Row[] {
  const none = { refund: false, refundNo: "", outRefundNo: "" };
  const rows: Row[] = [];
  for (const row of till.payments.values()) {
    if (row.kind !== kind || row.unbilled || !row.paidAt) continue;
    const { tradeNo, outTradeNo, amountFen } = row;
    rows.push({ ...none, tradeNo, outTradeNo, amountFen, totalFen: amountFen, at: row.paidAt });
    for (const one of row.refunds) {
      if (one.state !== "failed") rows.push({ ...one, refund: true, tradeNo, outTradeNo, totalFen: amountFen });
    }
  }
  for (const { outTradeNo, amountFen, at, kind: of } of till.extraLines) {
    if (of === kind) rows.push({ ...none, tradeNo: `T${outTradeNo}`, outTradeNo, amountFen, totalFen: amountFen, at });
  }
  return rows.filter(({ at }) => localDay(at) === day);
}

const ALIPAY_HEADER =
  "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注";

/** Alipay's bill: a zip with the details and a summary, in GBK, their names too. */
export function alipayBill(till: Till, day: string) {
  const rows = rowsOf(till, "alipay", day);
  const refunds = rows.filter(({ refund }) => refund);
  const line = "-----------------------------------------";
  const details = [
    "#支付宝业务明细查询",
    "#账号：[20880000000000010156]",
    `#起始日期：[${day} 00:00:00]   终止日期：[${day} 24:00:00]`,
    `#${line}业务明细列表${line}`,
    ALIPAY_HEADER,
    ...rows.map((row) => {
      const money = yuan(row.refund ? -row.amountFen : row.amountFen);
      const [kind, refundNo] = row.refund ? ["退款", row.outRefundNo] : ["交易", ""];
      const at = localTime(row.at);
      return `${row.tradeNo}\t,${row.outTradeNo}\t,${kind}\t,充值,${at},${at},\t,\t,\t,\t,*某(159****5620)\t,${money},${money},0.00,0.00,0.00,0.00,0.00,,0.00\t,0.00,${refundNo}\t,0.00,0.00,`;
    }),
    `#${line}业务明细列表结束${line}`,
    `#交易合计：${rows.length - refunds.length}笔，商家实收共0.00元，商家优惠共0.00元`,
    `#退款合计：${refunds.length}笔，商家实收退款共0.00元，商家优惠退款共0.00元`,
    `#导出时间：[${localTime(new Date())}]`,
  ];
  const summary = ["#支付宝业务汇总查询", "门店编号,门店名称,交易订单总笔数", `\t,\t,${rows.length}`];
  return {
    rows: rows.length,
    csv: () => gbk(`${details.join("\r\n")}\r\n`),
    zip: async () => {
      const { ZipFile } = await import("yazl");
      const zip = new ZipFile();
      zip.addBuffer(gbk(`${summary.join("\r\n")}\r\n`), `2088_${day}_summary.csv`);
      zip.addBuffer(gbk(`${details.join("\r\n")}\r\n`), `2088_${day}_details.csv`);
      zip.end();
      const chunks: Buffer[] = [];
      for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    },
  };
}

const WECHAT_HEADER =
  "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";
const WECHAT_TOTALS = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";

/** WeChat Pay's bill: UTF-8 with a mark, a backtick before each cell, totals at the end. */
export function wechatpayBill(till: Till, day: string) {
  const rows = rowsOf(till, "wechatpay", day);
  const lines = rows.map((row) => {
    const [paid, refunded] = row.refund ? [0, row.amountFen] : [row.amountFen, 0];
    const cells = [localTime(row.at), "wx0000000000000001", "1900000001", "0", "", row.tradeNo, row.outTradeNo];
    cells.push("oUpF8uMuAJO", "NATIVE", row.refund ? "REFUND" : "SUCCESS", "OTHERS", "CNY", yuan(paid), "0.00");
    cells.push(row.refundNo || "0", row.outRefundNo || "0", yuan(refunded), "0.00");
    cells.push(row.refund ? "ORIGINAL" : "", row.refund ? "SUCCESS" : "", '充值, "大"额', "", "0.00", "0.60%");
    cells.push(yuan(paid), yuan(refunded), "");
    return `\`${cells.join(",`")}`;
  });
  const totals = `\`${[String(rows.length), "0.00", "0.00", "0.00", "0.00", "0.00", "0.00"].join(",`")}`;
  const text = [WECHAT_HEADER, ...lines, WECHAT_TOTALS, totals].join("\r\n");
  return { rows: rows.length, file: Buffer.from(`\ufeff${text}\r\n`) };
}

/** What people export on an epay site: GBK, Chinese names. */
export function epayBill(till: Till, day: string, kind: "epay" | "epay2" = "epay") {
  const rows = rowsOf(till, kind, day);
  const states = new Map(rows.map(({ outTradeNo, refund }) => [outTradeNo, refund]));
  const lines = rows
    .filter(({ refund }) => !refund)
    .map((row) => {
      const refunded = rows.filter((one) => one.refund && one.outTradeNo === row.outTradeNo);
      const money = refunded.reduce((sum, { amountFen }) => sum + amountFen, 0);
      const status = states.get(row.outTradeNo) ? "已退款" : "已支付";
      return `${row.tradeNo},${row.outTradeNo},支付宝,会员,${row.amountFen / 100},${status},${money ? yuan(money) : ""},${localTime(row.at)}`;
    });
  const text = ["系统订单号,商户订单号,支付方式,商品名称,商品金额,支付状态,退款金额,完成时间", ...lines].join("\r\n");
  return { rows: rows.length, file: gbk(`${text}\r\n`) };
}
