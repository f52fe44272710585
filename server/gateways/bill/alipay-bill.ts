import { claimedNumber } from "../form.ts";
import type { BillLine } from "../gateway.ts";
import { fenOfText } from "../money.ts";
import { shanghaiTime } from "../time.ts";
import { billError, malformed } from "./limits.ts";
import { type BillReader, columnsOf } from "./rows.ts";

const names = {
  gatewayTradeNo: ["支付宝交易号"],
  outTradeNo: ["商户订单号"],
  kind: ["业务类型"],
  at: ["完成时间"],
  amount: ["订单金额"],
  outRefundNo: ["退款批次号/请求号", "退款批次号"],
};

/**
 * Alipay's 业务明细: comments with `#` around the table, cells padded with tabs, refunds with negative amounts. A file that has
 * the comments before the table must also have the line that ends it, and as many lines as it then counts.
 */
export function alipayBill(): BillReader {
  let columns: Record<keyof typeof names, number> | undefined;
  let width = 0;
  let [opened, closed] = [false, false];
  const seen = { payment: 0, refund: 0 };
  const said: Partial<Record<"payment" | "refund", number>> = {};

  function comment(text: string): "skip" | [] {
    if (text.includes("业务汇总查询")) return "skip";
    if (text.includes("业务明细列表结束")) closed = true;
    else if (text.includes("业务明细列表")) opened = true;
    const [, what, count] = /^#(交易|退款)合计[：:](\d+)笔/.exec(text) ?? [];
    if (what) said[what === "交易" ? "payment" : "refund"] = Number(count);
    return [];
  }
  function row(fields: string[], line: number): BillLine[] {
    if (!columns) throw malformed(line, "there is no header with 支付宝交易号 above it");
    if (fields.length !== width) throw malformed(line, `it has ${fields.length} cells, the header has ${width}`);
    const cell = (name: keyof typeof names) => (fields[columns?.[name] ?? -1] ?? "").trim();
    const type = cell("kind");
    const kind = type.startsWith("退款") ? "refund" : type.startsWith("交易") ? "payment" : null;
    const outTradeNo = claimedNumber(cell("outTradeNo"));
    const amount = fenOfText(cell("amount"));
    if (!kind) throw malformed(line, "its 业务类型 is neither 交易 nor 退款");
    if (!outTradeNo) throw malformed(line, "it has no 商户订单号");
    if (amount === null || (kind === "payment" && amount < 0)) throw malformed(line, "its 订单金额 is no amount");
    seen[kind] += 1;
    return [
      {
        kind,
        outTradeNo,
        gatewayTradeNo: claimedNumber(cell("gatewayTradeNo")),
        outRefundNo: kind === "refund" ? claimedNumber(cell("outRefundNo")) : null,
        amountFen: Math.abs(amount),
        at: shanghaiTime(cell("at")),
      },
    ];
  }
  return {
    format: { delimiter: ",", quote: '"', relax_quotes: true },
    take(fields, line) {
      const first = (fields[0] ?? "").trim();
      if (first.startsWith("#")) return comment(fields.join(","));
      if (columns || !fields.some((name) => name.trim() === "支付宝交易号")) return row(fields, line);
      columns = columnsOf(fields, names);
      width = fields.length;
      const lacking = Object.entries(columns).find(([name, at]) => at < 0 && name !== "outRefundNo" && name !== "at");
      if (lacking) throw malformed(line, `the header lacks ${names[lacking[0] as keyof typeof names][0]}`);
      return [];
    },
    end() {
      if (!columns) throw billError("BILL_MALFORMED", "there is no header with 支付宝交易号");
      if (opened && !closed) throw billError("BILL_TRUNCATED", "the line that ends the table is missing");
      for (const kind of ["payment", "refund"] as const) {
        const count = said[kind];
        if (count !== undefined && count !== seen[kind]) {
          throw billError("BILL_TRUNCATED", `the bill counts ${count} ${kind} lines and has ${seen[kind]}`);
        }
      }
    },
  };
}
