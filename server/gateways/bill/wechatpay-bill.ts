import { claimedNumber } from "../form.ts";
import type { BillLine } from "../gateway.ts";
import { fenOfText } from "../money.ts";
import { shanghaiTime } from "../time.ts";
import { billError, malformed } from "./limits.ts";
import { type BillReader, columnsOf } from "./rows.ts";

const names = {
  at: ["交易时间"],
  gatewayTradeNo: ["微信订单号"],
  outTradeNo: ["商户订单号"],
  state: ["交易状态"],
  settled: ["应结订单金额", "总金额"],
  total: ["订单金额"],
  outRefundNo: ["商户退款单号"],
  refunded: ["退款金额"],
  refundAsked: ["申请退款金额"],
  refundState: ["退款状态"],
};
type Cells = (name: keyof typeof names) => string;

/**
 * WeChat Pay's trade bill: every cell begins with a backtick and nothing is quoted, so a row is cut at "comma and backtick" and
 * commas inside a product's name stay what they are. Amounts are in yuan. Two lines of totals end it; they count the rows.
 */
export function wechatpayBill(): BillReader {
  let columns: Record<keyof typeof names, number> | undefined;
  let width = 0;
  let totals: "none" | "next" | "done" = "none";
  let rows = 0;

  // A row that somebody saved again has lost its backticks, the headers never had any.
  const cut = (line: string): string[] => (line.startsWith("`") ? line.slice(1).split(",`") : line.split(","));
  return {
    format: "lines",
    take([text = ""], line) {
      const fields = cut(text);
      if (totals === "next") {
        totals = "done";
        if (Number(fields[0]) !== rows) {
          throw billError("BILL_TRUNCATED", `the bill counts ${fields[0]} rows and has ${rows}`);
        }
        return [];
      }
      if (fields[0]?.trim() === "总交易单数") {
        totals = "next";
        return [];
      }
      if (totals === "done") throw malformed(line, "there is something after the totals");
      if (!columns) {
        columns = columnsOf(fields, names);
        width = fields.length;
        const lacking = (["outTradeNo", "state", "settled"] as const).find((name) => (columns?.[name] ?? -1) < 0);
        if (lacking) throw malformed(line, `the header lacks ${names[lacking][0]}`);
        return [];
      }
      if (fields.length !== width) throw malformed(line, `it has ${fields.length} cells, the header has ${width}`);
      rows += 1;
      return lineOf((name) => (fields[columns?.[name] ?? -1] ?? "").trim(), line);
    },
    end() {
      if (totals !== "done") throw billError("BILL_TRUNCATED", "the totals at the end are missing");
    },
  };
}

function lineOf(cell: Cells, line: number): BillLine[] {
  const outTradeNo = claimedNumber(cell("outTradeNo"));
  if (!outTradeNo) throw malformed(line, "it has no 商户订单号");
  const state = cell("state");
  const common = { outTradeNo, gatewayTradeNo: claimedNumber(cell("gatewayTradeNo")), at: shanghaiTime(cell("at")) };
  if (state === "SUCCESS") {
    const amountFen = amountOf(cell("total") || cell("settled"), line);
    return [{ ...common, kind: "payment", outRefundNo: null, amountFen }];
  }
  // REVOKED is a payment by code that the merchant took back.
  if (state !== "REFUND" && state !== "REVOKED") throw malformed(line, "its 交易状态 is not known");
  if (cell("refundState") === "FAIL") return [];
  const amountFen = amountOf(cell("refundAsked") || cell("refunded"), line);
  return [{ ...common, kind: "refund", outRefundNo: claimedNumber(cell("outRefundNo")), amountFen }];
}

function amountOf(text: string, line: number): number {
  const fen = fenOfText(text);
  if (fen === null || fen < 0) throw malformed(line, "its amount is no amount");
  return fen;
}
