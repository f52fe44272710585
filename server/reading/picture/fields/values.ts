import type { ReadStatus } from "../../schemas.ts";

/** Values as bills print them and as the model mis-reads them. All pure, bounded, and fed with NFKC text. */

/** A value and where it stands in its text. */
export type Found<T> = { value: T; raw: string; start: number; end: number };

const found = <T>(value: T, match: RegExpExecArray, group = 0): Found<T> => {
  const raw = match[group] ?? "";
  const start = match.index + match[0].indexOf(raw);
  return { value, raw, start, end: start + raw.length };
};

const MAX_FEN = 100_000_000;
const AMOUNT =
  /(?<![\d.,:/-]|[A-Za-z])[-+−–—]?\s?(?:[¥$]|RMB|CNY)?\s?[-+−–—]?(\d{1,3}(?:[,.]\d{3})+(?:\.\d{1,2})?|\d{1,8}(?:\.\d{1,2})?)(?!\d|[,:/.-]\d)\s?(?:元|块|RMB|CNY|yuan)?/gi;

/** An amount in fen, always positive: what a bill prints with a minus is what was paid. */
export function amountIn(
  text: string,
  accept: (match: string, index: number) => boolean = () => true,
): Found<number> | undefined {
  for (const match of text.matchAll(AMOUNT)) {
    const fen = fenOf(match[1] ?? "");
    if (fen === undefined || !accept(match[0], match.index)) continue;
    const raw = match[0].trim();
    const start = match.index + match[0].indexOf(raw);
    return { value: fen, raw, start, end: start + raw.length };
  }
  return undefined;
}

function fenOf(number: string): number | undefined {
  // The model takes a comma for a point now and then: with two digits behind the last, the others separate thousands.
  const plain = /^\d{1,3}(?:[,.]\d{3})+\.\d{1,2}$/.test(number)
    ? number.replace(/[,.](?=\d{3})/g, "")
    : /^\d{1,3}(?:,\d{3})+$/.test(number)
      ? number.replaceAll(",", "")
      : number;
  if (!/^\d{1,8}(?:\.\d{1,2})?$/.test(plain)) return undefined;
  const [yuan = "0", cents = ""] = plain.split(".");
  const fen = Number(yuan) * 100 + Number(cents.padEnd(2, "0"));
  return fen > 0 && fen <= MAX_FEN ? fen : undefined;
}

/** True when a line is an amount and nothing else, written as one: with a sign, a mark of the currency or cents. */
export function isBareAmount(text: string): boolean {
  const plain = text.replace(/\s/g, "");
  return (
    /^[-+−–—]?(?:[¥$]|RMB|CNY)?[-+−–—]?\d[\d,.]{0,13}(?:元)?$/i.test(plain) &&
    (/^[-+−–—¥$RC]|元$/i.test(plain) || /\.\d\d$/.test(plain))
  );
}

const CHINA_OFFSET_MS = 8 * 3_600_000;
/** Day and hour apart, or both with two digits: the model drops the space between them, and "110:10" would be anything. */
const DAY_HOUR = String.raw`(?:(\d{1,2})(?:日\s?|\s|[.,·T]\s?)(\d{1,2})|(\d{2})(\d{2}))`;
const CLOCK = String.raw`\s?[:时点]\s?(\d{2})(?:\s?[:分]\s?(\d{2}))?(?!\d)`;
const DATE_TIME = new RegExp(String.raw`(20\d{2})[-/.年]\s?(\d{1,2})[-/.月]\s?${DAY_HOUR}${CLOCK}`);
const DAY_TIME = new RegExp(String.raw`(?<![\d年/-])(\d{1,2})[月/-]${DAY_HOUR}${CLOCK}`);

/**
 * A date and time in China's time, as RFC 3339 UTC.
 * @param now fills in the year where none is printed (bank messages); without it such times are not read
 */
export function timeIn(text: string, now?: Date): Found<string> | undefined {
  const full = DATE_TIME.exec(text);
  if (full) {
    const at = timeOf(partsOf(full));
    return at === undefined ? undefined : found(at, full);
  }
  const short = now ? DAY_TIME.exec(text) : null;
  if (!short || !now) return undefined;
  const parts = partsOf(short);
  const year = new Date(now.getTime() + CHINA_OFFSET_MS).getUTCFullYear();
  const thisYear = timeOf([year, ...parts]);
  // Nobody has paid tomorrow: it was last year.
  const future = thisYear !== undefined && Date.parse(thisYear) > now.getTime() + 86_400_000;
  const at = future ? timeOf([year - 1, ...parts]) : thisYear;
  return at === undefined ? undefined : found(at, short);
}

/** The numbers of a match: of day and hour, those that matched. */
const partsOf = (match: RegExpExecArray): number[] =>
  match
    .slice(1)
    .filter((part, i, all) => part !== undefined || i === all.length - 1)
    .map((part) => Number(part ?? 0));

function timeOf([year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0]: number[]): string | undefined {
  const valid = month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 60;
  if (!valid) return undefined;
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  return at.getUTCDate() === day ? new Date(at.getTime() - CHINA_OFFSET_MS).toISOString() : undefined;
}

const TOKEN = /(?<![A-Za-z0-9_-])[A-Za-z0-9][A-Za-z0-9_-]{3,63}(?![A-Za-z0-9_-])/;
const LOOKALIKES: Record<string, string> = {
  O: "0",
  o: "0",
  Q: "0",
  D: "0",
  I: "1",
  l: "1",
  i: "1",
  Z: "2",
  z: "2",
  S: "5",
  s: "5",
  B: "8",
};

/** An order or payment number: a token that is more than a word. */
export function numberIn(text: string): Found<string> | undefined {
  const match = TOKEN.exec(text);
  const token = match?.[0] ?? "";
  const digits = token.replace(/\D/g, "").length;
  if (!match || digits < 4 || digits * 3 < token.length || /^20\d\d-\d\d?-\d\d?/.test(token)) return undefined;
  return found(mended(token), match);
}

/** A long number with a letter or two among its digits is a number that was mis-read. */
export function mended(token: string): string {
  const letters = token.replace(/\d/g, "");
  const part = gatewayPart(token);
  if (part) return part;
  if (token.length < 18 || letters.length === 0 || letters.length > 2) return token;
  // A prefix of letters is a shop's own ("CM2024…").
  if (/^[A-Za-z]+\d+$/.test(token) || ![...letters].every((letter) => letter in LOOKALIKES)) return token;
  return [...token].map((letter) => LOOKALIKES[letter] ?? letter).join("");
}

/** Gateways number their payments with 20 to 32 digits; few shops do. */
export const isGatewayNumber = (token: string): boolean => /^\d{20,32}$/.test(token);
/** As Alipay (date, then 22 or 23 and so on) and WeChat Pay (42000…) number payments: 28 digits. */
export const isGatewayShape = (token: string): boolean => /^(?:20\d{6}2\d{19}|42000\d{23})$/.test(token);

/** A full stop behind a number is read as a nought: of a number of known shape, only that many digits are its own. */
export const gatewayPart = (token: string): string | undefined =>
  token.length === 29 && /[0o]$/.test(token) && isGatewayShape(token.slice(0, 28)) ? token.slice(0, 28) : undefined;

const STATUSES: readonly [ReadStatus, RegExp][] = [
  ["refunded", /已(?:全额|部分)?退款|退款成功|已退回|refunded|refund successful/i],
  [
    "pending",
    /(?:待|等待|未)(?:支付|付款)|(?:支付|付款|处理|充值)中|正在(?:支付|处理)|processing|pending|unpaid|awaiting/i,
  ],
  ["closed", /(?:交易|订单)?已?(?:关闭|取消|失效|过期)|closed|cancell?ed|expired/i],
  ["failed", /(?:支付|交易|付款|扣款)(?:失败|未成功)|(?:payment|transaction)\s?(?:failed|declined)|failed/i],
  [
    "paid",
    /(?:支付|交易|付款|扣款|转账)成功|已(?:支付|付款|扣款)|(?:payment|transaction)\s?success(?:ful)?|\bpaid\b|successful/i,
  ],
];

/** What a short text says became of the payment. */
export function statusIn(text: string): Found<ReadStatus> | undefined {
  for (const [status, pattern] of STATUSES) {
    const match = pattern.exec(text);
    if (match) return found(status, match);
  }
  return undefined;
}

const ERRORS =
  /(?:超出|超过)[^\s,。,;]{0,10}限额|[^\s,。,;]{0,6}超限|(?:账户|银行卡)?余额不足|系统(?:繁忙|异常|维护)|通道维护|(?:账户|账号)异常[^\s,。;]{0,10}|(?:交易|支付)(?:存在|有)?风险|订单已(?:关闭|过期|失效)|库存不足|商品(?:已)?售罄|(?:交易|支付|充值)失败|(?:exceed\w*|over)[a-z ]{0,24}limit|insufficient (?:funds|balance)|payment (?:failed|declined)|system (?:busy|error)|network error|[A-Z]{3,20}(?:[._][A-Z]{2,20}){1,4}/;

/** A known error phrase or code of a gateway. */
export function errorIn(text: string): Found<string> | undefined {
  const match = ERRORS.exec(text);
  return match ? found(match[0], match) : undefined;
}
