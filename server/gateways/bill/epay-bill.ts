import { claimedNumber } from "../form.ts";
import { fenOfText } from "../money.ts";
import { shanghaiTime } from "../time.ts";
import { billError, malformed } from "./limits.ts";
import { type BillReader, columnsOf } from "./rows.ts";

/**
 * The header of an epay bill, which people export on their site and upload. Either names are taken, in any order; other columns
 * are passed over. `out_trade_no`, `money` and `status` must be there.
 */
export const epayColumns = {
  gatewayTradeNo: ["trade_no", "系统订单号", "平台订单号", "订单号"],
  outTradeNo: ["out_trade_no", "商户订单号"],
  amount: ["money", "商品金额", "订单金额", "金额"],
  status: ["status", "支付状态", "订单状态", "状态"],
  at: ["endtime", "完成时间", "支付时间"],
  refunded: ["refundmoney", "退款金额", "已退款金额"],
  outRefundNo: ["out_refund_no", "商户退款单号"],
} as const;

const paidWords = ["1", "已支付", "已完成", "已付款", "3", "已冻结"];
const refundedWords = ["2", "已退款", "部分退款"];
const unpaidWords = ["0", "未支付", "未付款", "4", "预授权"];

/** Reads an epay bill: a paid order is one line, a refunded one is two. */
export function epayBill(): BillReader {
  let columns: Record<keyof typeof epayColumns, number> | undefined;
  let width = 0;
  return {
    format: { delimiter: ",", quote: '"', relax_quotes: true },
    take(fields, line) {
      if (!columns) {
        columns = columnsOf(fields, epayColumns);
        width = fields.length;
        const lacking = (["outTradeNo", "amount", "status"] as const).find((name) => (columns?.[name] ?? -1) < 0);
        if (lacking) throw malformed(line, `the header lacks ${epayColumns[lacking].join(" or ")}`);
        return [];
      }
      if (fields.length !== width) throw malformed(line, `it has ${fields.length} cells, the header has ${width}`);
      const cell = (name: keyof typeof epayColumns) =>
        (fields[columns?.[name] ?? -1] ?? "").replace(/^[`'=\s]+/, "").trim();
      const status = cell("status");
      if (unpaidWords.includes(status)) return [];
      const refunded = refundedWords.includes(status);
      const amountFen = fenOfText(cell("amount"));
      const outTradeNo = claimedNumber(cell("outTradeNo"));
      if (!refunded && !paidWords.includes(status)) throw malformed(line, "its status is not known");
      if (!outTradeNo) throw malformed(line, "it has no out_trade_no");
      if (amountFen === null || amountFen < 0) throw malformed(line, "its money is no amount");
      const refundFen = cell("refunded") === "" ? (refunded ? amountFen : 0) : fenOfText(cell("refunded"));
      if (refundFen === null || refundFen < 0) throw malformed(line, "its refundmoney is no amount");
      const common = {
        outTradeNo,
        gatewayTradeNo: claimedNumber(cell("gatewayTradeNo")),
        at: shanghaiTime(cell("at")),
      };
      const paid = { ...common, kind: "payment" as const, outRefundNo: null, amountFen };
      if (refundFen === 0) return [paid];
      const outRefundNo = claimedNumber(cell("outRefundNo"));
      return [paid, { ...common, kind: "refund" as const, outRefundNo, amountFen: refundFen }];
    },
    end() {
      if (!columns) throw billError("BILL_MALFORMED", "the file is empty");
    },
  };
}
