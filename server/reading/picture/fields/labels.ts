import type { ReadFieldName } from "../../schemas.ts";

export type Label = {
  name: Extract<ReadFieldName, "orderNo" | "paymentNo" | "amountFen" | "paidAt" | "payee" | "status">;
  /** Which labels of the same name are believed first: "paid" before "price". */
  rank: number;
  /**
   * `gateway` numbers are the payment's; `merchant` ones are the shop's own number at the gateway; `order` alone is the
   * shop's on its pages and the gateway's on a gateway's bill.
   */
  number?: "gateway" | "merchant" | "order";
};

const label = (name: Label["name"], rank: number, words: string, number?: Label["number"]) =>
  [new RegExp(`^(?:${words})`, "i"), number ? { name, rank, number } : { name, rank }] as const;

/** Longer labels first: "商家订单号" must not be read as "订单号". */
const LABELS: readonly (readonly [RegExp, Label])[] = [
  label(
    "orderNo",
    0.9,
    "商[户家](?:订单|单)(?:编?号|号码)?|merchant\\s?(?:order|ref(?:erence)?)\\s?(?:no\\.?|number|id)?",
    "merchant",
  ),
  label(
    "paymentNo",
    1,
    "支付宝(?:交易|订单)号|微信支付单号|支付(?:订单|流水|单)(?:编?号)|交易(?:订单|流水|单)?(?:编?号)|流水号|转账单号|(?:银行)?凭证号|(?:payment|transaction|trade)\\s?(?:no\\.?|number|[il1t]d|reference)",
    "gateway",
  ),
  label("orderNo", 1, "订单(?:编号|号码|号)|单号|order\\s?(?:no\\.?|number|[il1t]d)", "order"),
  label(
    "amountFen",
    1,
    "实付(?:款|金额)?|支付金额|付款金额|交易金额|扣款金额|扣款|支出|(?:amount|total)\\s?paid|paid\\s?amount|you\\s?paid",
  ),
  label("amountFen", 0.85, "(?:订单|充值|转账)?金额|合计|总计|总价|(?:total|amount)(?:\\s?due)?"),
  label("paidAt", 1, "(?:支付|付款|交易|扣款|转账)时间|(?:payment|transaction|paid)\\s?(?:time|date|at)"),
  label("paidAt", 0.8, "(?:创建|下单|订单)?时间|日期|(?:created?|order)\\s?(?:time|date|at)|time|date"),
  label(
    "payee",
    1,
    "收款方(?:全称|名称)?|收款(?:人|账户)(?:姓名|名称)?|商[户家](?:全称|名称)|payee(?:\\s?name)?|merchant(?:\\s?\\w{2,6})?\\s?name|recipient",
  ),
  label("payee", 0.8, "对方(?:账户|账号|名称)|商[户家](?![订单户家])|merchant(?!\\s?\\w{2,6})"),
  label("status", 1, "(?:当前|订单|交易|支付)?状态|(?:current|payment|order)?\\s?status"),
];
/** Labels of other things: what stands beside them is no value of ours. */
const OTHERS =
  /^(?:付款方式|支付方式|支付渠道|商品(?:说明|名称)?|收单机构|清算机构|余额|原价|优惠|折扣|红包|立减|数量|手机号|充值(?:账号|号码)|账单(?:分类|管理)|标签|备注|payment\s?method|balance|product|item|discount|quantity|note|coupon|acquirer)/i;

const SEPARATOR = /^\s{0,2}(?:[:：]|为|是)?\s{0,2}/;

/** A label at the beginning of a text, and where what follows it begins. */
export function labelAt(text: string): { label: Label; end: number; rest: number } | undefined {
  for (const [pattern, found] of LABELS) {
    const match = pattern.exec(text);
    if (!match) continue;
    const end = match[0].length;
    const rest = end + (SEPARATOR.exec(text.slice(end))?.[0].length ?? 0);
    // A word that merely begins like a label: "时间到了", "timeout".
    if (/[a-z]$/i.test(match[0]) && /^[a-z]/i.test(text.slice(end))) continue;
    if (rest === end && /^[\p{Script=Han}]/u.test(text.slice(end)) && found.name !== "payee" && found.name !== "status")
      continue;
    return { label: found, end, rest };
  }
  return undefined;
}

/** True when a cell begins with a label, of ours or another. */
export const isLabel = (text: string): boolean => OTHERS.test(text) || labelAt(text) !== undefined;
