/** What the start box read out of a pasted text. Everything is shown to the person to confirm. */
export type StartText = {
  orderNo?: string;
  paymentNo?: string;
  /** When more tokens could be numbers: all of them, likeliest first. For looking up only. */
  candidates?: string[];
  amountFen?: number;
  /** A channel's code as platforms name it. */
  channel?: string;
  /** RFC 3339, when the text names a date and a time. */
  paidAt?: string;
  /** What the text says about the debit. Absent when it says nothing or contradicts itself. */
  debited?: "yes" | "twice" | "no";
  /** What the text says about the arrival. */
  arrived?: false;
  /** A known error phrase, in the person's own words. */
  errorText?: string;
};

const MAX_CHARS = 4_000;

/** Full-width forms become plain ones; what cannot be seen (joiners, direction marks, controls) is dropped. */
function plain(text: string): string {
  return text
    .slice(0, MAX_CHARS)
    .normalize("NFKC")
    .slice(0, MAX_CHARS)
    .replace(/\p{Cf}/gu, "")
    .replace(/[ \t\u00a0]+/g, " ")
    .trim();
}

// Every pattern is bounded and has no nested repetition, so that reading takes time in proportion to the text.
const SEPARATOR = String.raw`\s?(?:是|为|is\b)?\s?[:：#]?\s?`;
const TOKEN = "([A-Za-z0-9][A-Za-z0-9_-]{3,63})(?![A-Za-z0-9_-])";
const PAYMENT_LABEL = new RegExp(
  String.raw`(?:支付订单号|支付单号|交易单号|交易订单号|商户单号|商户订单号|流水号|转账单号|交易号|支付宝订单号|微信支付单号|\b(?:payment|transaction|trade)\s?(?:no\.|no\b|number\b|id\b))${SEPARATOR}${TOKEN}`,
  "gi",
);
const ORDER_LABEL = new RegExp(
  String.raw`(?:订单编号|订单号码|订单号|订单|单号|\border\b\s?(?:no\.|no\b|number\b|id\b)?)${SEPARATOR}${TOKEN}`,
  "gi",
);
const ANY_TOKEN = /(?<![\w.-])[A-Za-z0-9][A-Za-z0-9_-]{5,63}(?![\w-])/g;
const LONG_DIGITS = /^\d{20,32}$/;
const SOME_DIGITS = /^\d{12,19}$/;
/** Looks like a number but says something else: a date, a sum, a mobile number. */
const NO_NUMBER = /^(?:20\d\d[-_]\d{1,2}[-_]\d{1,2}\w*|\d{1,8}[a-z]{1,4}|1[3-9]\d{9})$/i;
/** As many as are worth looking up. */
const MAX_CANDIDATES = 5;

const AMOUNT_LABEL =
  /(?:金额|付了|支付了|扣了|扣款|扣掉|充了|充值|付款|转了|实付|[¥¥$])\s?[:：]?\s?[¥¥]?\s?(\d{1,7}(?:,\d{3}){0,2}(?:\.\d{1,2})?)(?![\d.]|\s?(?:次|笔|分钟|小时|天|号|月|点|:))/;
const AMOUNT_UNIT = /(?<![\d.,])(\d{1,7}(?:,\d{3}){0,2}(?:\.\d{1,2})?)\s?(?:元|块|rmb|cny|yuan)/i;

const CHANNELS: readonly [string, RegExp][] = [
  ["alipay", /支付宝|alipay|花呗/i],
  ["wechat", /微信|wechat|weixin/i],
  ["unionpay", /银联|云闪付|unionpay/i],
  ["qqpay", /QQ钱包|qq ?pay/i],
];

const NOT_DEBITED =
  /(?:没有?|未|还没|并没|并未|没有被)\s?(?:被|成功)?\s?(?:扣|付钱|付成|支付成功)|(?:not|n't|never) (?:been )?(?:charged|debited|taken|deducted)|no (?:charge|debit)/i;
const NOT_DEBITED_ALL = new RegExp(NOT_DEBITED.source, "gi");
const DEBITED =
  /扣了|扣款|已扣|被扣|扣掉|扣钱|扣走|已付|付了|已支付|支付成功|付款成功|付完|(?:was|been|got|were) (?:charged|debited|deducted)|money (?:was |is )?(?:taken|gone)|i (?:have )?paid/i;
const TWICE =
  /扣了?(?:两|2|二|三|3|多)(?:次|笔|遍)|付了?(?:两|2|二|三|3|多)(?:次|笔|遍)|重复扣|多扣|charged (?:me )?(?:twice|two times)|double.?charged|paid twice/i;
const NOT_ARRIVED =
  /(?:没|未|没有|不|还没)\s?(?:收到|到账|到帐|充上|入账|发货|到|给)|not (?:arrived?|received|credited)|(?:didn't|never) (?:arrive|receive|get)/i;

const ERRORS =
  /(?:超出|超过)[^\s,。,;]{0,8}限额|[^\s,。,;]{0,6}超限|余额不足|系统繁忙|系统异常|系统维护|通道维护|账户异常[^\s,。;]{0,10}|账号异常[^\s,。;]{0,10}|交易(?:存在)?风险|支付有风险|订单已(?:关闭|过期|失效)|库存不足|商品(?:已)?售罄|(?:交易|支付)失败/;

/**
 * Reads a pasted text: numbers, sum, channel, time, and what it says about the debit. Pure; never throws.
 * @param text anything, of any length; only the first part is read
 */
export function readStartText(text: string): StartText {
  const line = plain(text);
  const result: StartText = { ...readNumbers(line) };
  const numbers = [result.orderNo, result.paymentNo, ...(result.candidates ?? [])];
  const rest = numbers.reduce<string>((t, no) => (no ? t.replaceAll(no, " ") : t), line);
  const amountFen = readAmount(rest);
  if (amountFen !== undefined) result.amountFen = amountFen;
  const channel = CHANNELS.find(([, pattern]) => pattern.test(rest))?.[0];
  if (channel !== undefined) result.channel = channel;
  const paidAt = readTime(rest);
  if (paidAt !== undefined) result.paidAt = paidAt;
  const debited = readDebit(rest);
  if (debited !== undefined) result.debited = debited;
  if (NOT_ARRIVED.test(rest)) result.arrived = false;
  const error = ERRORS.exec(rest)?.[0];
  if (error !== undefined) result.errorText = error;
  return result;
}

type Numbers = Pick<StartText, "orderNo" | "paymentNo" | "candidates">;

function readNumbers(line: string): Numbers {
  const payment = labelled(line, PAYMENT_LABEL);
  const order = labelled(payment === undefined ? line : line.replaceAll(payment, " "), ORDER_LABEL);
  const alone = /^[A-Za-z0-9][\w.-]{3,63}$/.exec(line)?.[0];
  const bare = [...line.matchAll(ANY_TOKEN)].map(([token]) => token).filter(looksLikeNumber);
  const loose = bare.filter((token) => token !== payment && token !== order);
  const named = order ?? loose.find((token) => /[A-Za-z]/.test(token));
  const paymentNo =
    payment ??
    loose.find((token) => LONG_DIGITS.test(token)) ??
    (named === undefined ? loose.find((token) => SOME_DIGITS.test(token)) : undefined);
  const orderNo = named ?? (paymentNo === undefined ? (alone && /\d/.test(alone) ? alone : loose[0]) : undefined);
  const chosen = [orderNo, paymentNo].filter((no) => no !== undefined);
  const candidates = [...new Set([...chosen, ...loose])].slice(0, MAX_CANDIDATES);
  return {
    ...(orderNo === undefined ? {} : { orderNo }),
    ...(paymentNo === undefined ? {} : { paymentNo }),
    ...(candidates.length > chosen.length ? { candidates } : {}),
  };
}

const DATE = /^20\d\d[-_]\d{1,2}[-_]\d{1,2}/;
/** A label that can only introduce a number; "order" alone may be any word's neighbour. */
const CLEAR_LABEL = /[\u4e00-\u9fff:#]/;

/** What stands behind a label. Shops number as they like, so nearly anything counts there but plain words and dates. */
function labelled(line: string, label: RegExp): string | undefined {
  for (const [all, token = ""] of line.matchAll(label)) {
    // Letters alone are a number only in capitals: a joined word ("pre-paid") is none.
    const lettered = token === token.toUpperCase() && (/[-_]/.test(token) || CLEAR_LABEL.test(all));
    if ((/\d/.test(token) || lettered) && !DATE.test(token)) return token;
  }
  return undefined;
}

/** Without a label it takes more to be a number: enough digits, or some in a long token. */
function looksLikeNumber(token: string): boolean {
  if (NO_NUMBER.test(token)) return false;
  const digits = token.replace(/\D/g, "").length;
  return /[A-Za-z]/.test(token) ? digits >= 4 || (digits >= 1 && token.length >= 10) : digits >= 10;
}

const MAX_FEN = 100_000_000;

function readAmount(line: string): number | undefined {
  const found = AMOUNT_UNIT.exec(line)?.[1] ?? AMOUNT_LABEL.exec(line)?.[1];
  if (found === undefined) return undefined;
  const [yuan = "0", cents = ""] = found.replaceAll(",", "").split(".");
  const fen = Number(yuan) * 100 + Number(cents.padEnd(2, "0"));
  return Number.isSafeInteger(fen) && fen > 0 && fen <= MAX_FEN ? fen : undefined;
}

const DATE_TIME = /(20\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\s?T?(\d{1,2})[::时点](\d{1,2})(?:[::分](\d{1,2}))?/;
const CHINA_OFFSET_MS = 8 * 3_600_000;

/** A full date and time, as bills print it, in China's time. */
function readTime(line: string): string | undefined {
  const parts = DATE_TIME.exec(line)
    ?.slice(1)
    .map((part) => Number(part ?? 0));
  if (!parts) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const valid = month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 60;
  return valid
    ? new Date(Date.UTC(year, month - 1, day, hour, minute, second) - CHINA_OFFSET_MS).toISOString()
    : undefined;
}

function readDebit(line: string): StartText["debited"] {
  const denied = NOT_DEBITED.test(line);
  const affirmed = line.replace(NOT_DEBITED_ALL, " ");
  if (TWICE.test(affirmed)) return denied ? undefined : "twice";
  if (DEBITED.test(affirmed)) return denied ? undefined : "yes";
  return denied ? "no" : undefined;
}
