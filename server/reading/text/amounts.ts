import { chineseNumber, NUMERALS } from "./chinese-number.ts";

/** What a sum is said to be. */
export const amountRoles = ["paid", "face", "credited", "balance", "refund", "discount", "limit", "other"] as const;
export type AmountRole = (typeof amountRoles)[number];
export type AmountRead = { fen: number; role: AmountRole; raw: string };

const MAX_FEN = 100_000_000;
const MAX_AMOUNTS = 12;

const PLAIN = String.raw`\d{1,7}(?:,\d{3}){0,2}(?:\.\d{1,2})?`;
/** Hundreds, thousands and ten thousands behind digits, also in letters (5百, 1.5万, 2k); not where they begin another word. */
const UNIT = String.raw`(?:[kw](?![a-z])|\s?[万千百佰仟](?![货度姓分克米瓦]))`;
/** With a unit one digit more counts in the next lower one: 2千5 is 2,500. Without it none may follow, or 5千 would be 5. */
const NUMBER = String.raw`${PLAIN}(?:${UNIT}(?:[1-9](?![\d.]))?|(?!${UNIT}))`;
const NOT_A_SUM = String.raw`(?![\d.*%]|,\d{3}|\s?(?:次|笔|遍|回|分钟|分之|小时|秒|天|日|号|月|年|点|时|:|个|张|位|折|倍|岁|级|人|条|台|g\b|gb\b|个月|days?\b|hours?\b|minutes?\b|mins?\b|times\b|st\b|nd\b|th\b))`;
/** Each way to write a sum; what stands in the first group is the number. */
const WAYS: readonly RegExp[] = [
  new RegExp(String.raw`(?:[¥$]|\b(?:rmb|cny|usd)\s?)\s?(${NUMBER})${NOT_A_SUM}`, "gi"),
  new RegExp(String.raw`(?<![\d.,*])(${NUMBER})\s?(?:元|块|圆|rmb\b|cny\b|yuan\b|kuai\b)([1-9])?`, "gi"),
  new RegExp(String.raw`([${NUMERALS}]{1,9})\s?(?:元|块)`, "g"),
  new RegExp(
    String.raw`(?:金额|扣[了掉走款除]?|付[了过]?|支付了?|付款|支出|消费|充值?[了过]?|转[了账]?|实付|花了?|打[了款]|余额|剩|面值|退[了款]?|到账|优惠|立减|价格?|买了?|给了?|充的是?|限额|charged|paid|pay|debited|deducted|amount|total|took)(?:我|他|的是|是|为|了|me|of|you|us)?\s?[:=]?\s?(${NUMBER})${NOT_A_SUM}`,
    "gi",
  ),
  new RegExp(
    `(?:扣[了掉走款]?|付[了过]?|支付了?|付款|充值?[了过]?|转[了账]?|花了?|打了|价)(?:我|的是|了)?([${NUMERALS}]*[十百千万][${NUMERALS}]*)(?!次|笔|遍|回|分|小时|天|日|号|月|年|点|个|位|多次)`,
    "g",
  ),
  // A bill's line: -200.00
  /(?:^|[\n ])[-−]\s?(\d{1,7}(?:,\d{3}){0,2}\.\d{2})(?![\d.])/g,
];

/** A sum that is named in one breath with the one before: 50和100, "50 and 100". A comma may separate anything. */
const NEXT_OF_LIST = new RegExp(
  String.raw`\s?(?:元|块钱?|yuan|rmb|cny)?\s?(?:、|和|与|及|跟|&|\+|\band\b)\s?¥?(${NUMBER})${NOT_A_SUM}(?!\s?(?!yuan|rmb|cny|and\b)[a-z])`,
  "iy",
);

/** Words beside a sum that say what it is. The nearest before it counts, else the first behind it. */
const SIGNS =
  /(?<balance>余额(?!宝|支付|付款|不足|充)|结余|可用|剩余|剩下|还剩|只剩|balance|left)|(?<limit>限额|上限|额度|单笔|单日|limit)|(?<refund>退[回款了还]|退$|refund)|(?<discount>优惠|立减|红包|返现|抵扣|手续费|折扣|券|送|discount|fee|coupon)|(?<credited>到账|到帐|入账|只到|到了|收到|补了|才到|credited|received)|(?<face>面值|面额|话费|点卡|套餐|季卡|月卡|卡密|应付|原价|标价|价格|定价|商品|买|充值?了?|face|value|top-?up|price)|(?<paid>扣|付|支出|消费|转|划|花|刷|打[款了]|交了|金额|实付|charged|paid|pay\b|debit|deducted|taken|took|amount|total)/gi;

type Taken = { from: number; to: number; amount: AmountRead };

/** Every sum that the text names, in its order, with what it is said to be. Negative and absurd ones are left out. */
export function readAmounts(line: string): AmountRead[] {
  const taken: Taken[] = [];
  for (const [way, pattern] of WAYS.entries()) {
    for (const match of line.matchAll(pattern)) {
      const number = match[1] ?? "";
      const from = match.index + match[0].lastIndexOf(number);
      const to = from + number.length;
      if (taken.some((one) => from < one.to && one.from < to)) continue;
      const fen = toFen(number, match[2]);
      if (fen === undefined) continue;
      const role = way === WAYS.length - 1 ? "paid" : roleOf(line, from, match.index + match[0].length);
      taken.push({ from, to, amount: { fen, role, raw: match[0].trim().slice(0, 60) } });
      if (taken.length >= MAX_AMOUNTS) break;
    }
  }
  return withLists(line, taken)
    .toSorted((a, b) => a.from - b.from)
    .map(({ amount }) => amount);
}

/** Adds what is named in one breath with a sum that was found, and means the same. */
function withLists(line: string, found: readonly Taken[]): Taken[] {
  const all = [...found];
  for (const { to, amount } of all) {
    if (all.length >= MAX_AMOUNTS) break;
    NEXT_OF_LIST.lastIndex = to;
    const match = NEXT_OF_LIST.exec(line);
    const number = match?.[1];
    const fen = number === undefined ? undefined : toFen(number, undefined);
    if (!match || number === undefined || fen === undefined) continue;
    const from = match.index + match[0].lastIndexOf(number);
    const next = { from, to: from + number.length, amount: { fen, role: amount.role, raw: number } };
    // The next of the list is looked at in its turn.
    if (!all.some((one) => next.from < one.to && one.from < next.to)) all.push(next);
  }
  return all;
}

/** The sum that was most likely paid. */
export function paidAmount(amounts: readonly AmountRead[]): AmountRead | undefined {
  const of = (role: AmountRole) => amounts.find((amount) => amount.role === role);
  return of("paid") ?? of("face") ?? of("other");
}

const NEAR = 14;

function roleOf(line: string, from: number, to: number): AmountRole {
  const before =
    line
      .slice(Math.max(0, from - NEAR), from)
      .split(/[,。;!?\n、]/)
      .at(-1) ?? "";
  const after = line.slice(to, to + 6).split(/[,。;!?\n、\d]/)[0] ?? "";
  return signs(before).at(-1) ?? signs(after)[0] ?? "other";
}

function signs(text: string): AmountRole[] {
  return [...text.matchAll(SIGNS)].flatMap(({ groups }) => {
    const named = Object.entries(groups ?? {}).find(([, value]) => value !== undefined)?.[0];
    return amountRoles.filter((role) => role === named);
  });
}

const units: Readonly<Record<string, number>> = {
  百: 100,
  佰: 100,
  k: 1_000,
  千: 1_000,
  仟: 1_000,
  w: 10_000,
  万: 10_000,
};

function toFen(written: string, tenths: string | undefined): number | undefined {
  const [, digits = "", suffix = "", lower = ""] = /^([\d.,]+)\s?([kw万千百佰仟]?)([1-9]?)$/i.exec(written) ?? [];
  const factor = units[suffix.toLowerCase()] ?? 1;
  const yuan = digits === "" ? chineseNumber(written) : undefined;
  const [whole = "0", cents = ""] = digits.replaceAll(",", "").split(".");
  const fen = yuan === undefined ? Number(whole) * 100 + Number(cents.padEnd(2, "0")) : yuan * 100;
  // 99块5 is 99.50.
  const total = fen * factor + Number(lower) * factor * 10 + (tenths && cents === "" ? Number(tenths) * 10 : 0);
  return Number.isSafeInteger(total) && total > 0 && total <= MAX_FEN ? total : undefined;
}
