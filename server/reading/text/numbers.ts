/** A number that may lead to an order, as it is to be looked up. */
export type Numbered = {
  value: string;
  /** As it stands in the text. */
  raw: string;
  kind: "order" | "payment";
  /** How sure it is that this is a number of that kind: labelled ones are surest. */
  confidence: number;
};
export type NumbersRead = {
  found: Numbered[] /** The text without the numbers, for whoever reads sums and times. */;
  rest: string;
};

// Every pattern is bounded and has no nested repetition, so that reading takes time in proportion to the text.
const SEPARATOR = String.raw`\s{0,2}(?:是|为|is\b|码)?\s?[:#=]?\s{0,2}`;
const TOKEN = "([A-Za-z0-9][A-Za-z0-9_-]{3,63})(?![A-Za-z0-9_-])";
const PAYMENT_LABEL = new RegExp(
  String.raw`(?:支付(?:宝|订)?(?:订?单|交易|流水)号|支付单号|(?:银行|交易|支付|付款|转账)?流水号?|交易(?:订?单)?号|(?:商户|商家)(?:订?单)号|(?:转账|付款|收单)单号|微信(?:支付)?(?:订?单|交易)号|支付编号|交易编号|凭证号|参考号|out_trade_no|trade_no|\b(?:payment|transaction|trade|merchant order|reference)\s?(?:no\.|no\b|number\b|id\b))${SEPARATOR}${TOKEN}`,
  "gi",
);
const ORDER_LABEL = new RegExp(
  String.raw`(?:订单编号|订单号码|订单号|订单|单号|编号|\border\b\s?(?:no\.|no\b|number\b|id\b)?)${SEPARATOR}${TOKEN}`,
  "gi",
);
/** What introduces a number that is nobody's business here: no order is looked up by a phone, a card or an identity. */
const FOREIGN_LABEL =
  /(?:手机号?|电话|微信号|QQ号?|q群|群号?|卡号|尾号|身份证号?|充值(?:账号|号码|帐号)|账号|帐号|账户|uid|游戏id|玩家id|密码|验证码|客服|phone|mobile|card|account|zip)(?:码|是|为)?\s?[:#]?\s?([A-Za-z0-9][A-Za-z0-9_*-]{3,40})/gi;
const ANY_TOKEN = /(?<![\w.-])[A-Za-z0-9][A-Za-z0-9_-]{5,63}(?![\w-])/g;
/** Looks like a number but says something else: a date, a sum, a mobile number. */
const NO_NUMBER = /^(?:20\d\d[-_]\d{1,2}[-_]\d{1,2}\w*|\d{1,8}[a-z]{1,4}|1[3-9]\d{9}|[+]?861[3-9]\d{9})$/i;
const LONG_DIGITS = /^\d{20,32}$/;
const SOME_DIGITS = /^\d{12,19}$/;
/** The trade numbers of Alipay (28 digits from the date on) and of WeChat Pay (28 digits from 4200 and the like on). */
const GATEWAY_SHAPE = /^(?:20\d{2}[01]\d[0-3]\d\d{20}|4[0-9]0{2}\d{24})$/;
/** As many are worth looking up. */
export const MAX_NUMBERS = 5;
/** Nobody means more than these; a text that consists of numbers must not take long. */
const MAX_TOKENS = 20;

/** Reads the numbers of orders and payments out of a plain text, likeliest first. */
export function readNumbers(line: string): NumbersRead {
  const joins = new Map<string, string>();
  const joined = joinGroups(line, joins);
  const foreign = new Set([...joined.matchAll(FOREIGN_LABEL)].map(([, token = ""]) => token));
  const found = new Map<string, Numbered>();
  const add = (value: string, kind: Numbered["kind"], confidence: number) => {
    if (!found.has(value)) found.set(value, { value, raw: joins.get(value) ?? value, kind, confidence });
  };
  for (const token of labelled(joined, PAYMENT_LABEL)) add(token, "payment", 0.95);
  const without = [...found.keys()].reduce((text, no) => text.replaceAll(no, " "), joined);
  for (const token of labelled(without, ORDER_LABEL)) {
    // Alipay calls its own trade number 订单号.
    add(token, GATEWAY_SHAPE.test(token) ? "payment" : "order", 0.95);
  }
  const loose = [...joined.matchAll(ANY_TOKEN)].map(([token]) => token);
  const usable = [...new Set(loose.slice(0, MAX_TOKENS * 4))].filter(
    (token) => looksLikeNumber(token) && !foreign.has(token) && !isPersonal(token),
  );
  const alone = /^[A-Za-z0-9][\w.-]{3,63}$/.exec(joined)?.[0];
  if (alone && /\d/.test(alone) && !NO_NUMBER.test(alone) && !isPersonal(alone)) usable.unshift(alone);
  const hasOrder = () => [...found.values()].some(({ kind }) => kind === "order");
  for (const token of usable.filter((one) => /[A-Za-z]/.test(one))) add(token, "order", 0.8);
  for (const token of usable.filter((one) => LONG_DIGITS.test(one))) {
    add(token, "payment", GATEWAY_SHAPE.test(token) ? 0.9 : 0.7);
  }
  for (const token of usable) add(token, SOME_DIGITS.test(token) && hasOrder() ? "payment" : "order", 0.5);
  const all = [...found.values()].toSorted(byRank).slice(0, MAX_NUMBERS);
  for (const { value, raw, kind } of all.slice()) {
    // Digits with dashes may be one number or a shop's own spelling: both are tried.
    if (raw !== value && /^\S+$/.test(raw) && all.length < MAX_NUMBERS)
      all.push({ value: raw, raw, kind, confidence: 0.3 });
  }
  return { found: all, rest: all.reduce((text, { value }) => text.replaceAll(value, " "), joined) };
}

/** Labelled ones first; among a payment's numbers the gateway's own before the shop's. */
function byRank(a: Numbered, b: Numbered): number {
  const gateway = ({ value }: Numbered) => (GATEWAY_SHAPE.test(value) ? 1 : 0);
  return b.confidence - a.confidence || gateway(b) - gateway(a);
}

/** The shop's or the gateway's long number in groups, as people copy it: equal groups, the last may be shorter. */
const GROUPS = /(?<![\w.,:-])(\d{3,8})(?:([ -])\d{3,8})(?:\2\d{1,8}){1,8}(?![\w:-])/g;
/** After a label the groups need not be equal. */
const LABELLED_GROUPS =
  /((?:订单|单|交易|流水|编)号码?\s?[:#]?\s?|\border (?:no\.?|number|id)\s?[:#]?\s?)((?:[A-Za-z]{1,6} )?\d{2,6}(?: \d{2,6}){1,9})(?![\w.]|\s?(?:元|块|次|笔|年|月|日|号|点))/gi;
/** A trade number broken where a line of the bill ended. */
const BROKEN = /(?<!\d)(\d{12,26})[ \n](\d{2,16})(?!\d)/g;
const GATEWAY_DIGITS = 28;

function joinGroups(line: string, joins: Map<string, string>): string {
  const keep = (raw: string) => {
    const value = raw.replace(/[\s-]/g, "");
    if (value.length <= 64) joins.set(value, raw);
    return value;
  };
  return line
    .replace(BROKEN, (all, head: string, tail: string) =>
      head.length + tail.length === GATEWAY_DIGITS && GATEWAY_SHAPE.test(head + tail) ? keep(all) : all,
    )
    .replace(LABELLED_GROUPS, (all, label: string, groups: string) => {
      const digits = groups.replace(/\D/g, "").length;
      return digits >= 8 && digits <= 40 ? `${label}${keep(groups)}` : all;
    })
    .replace(GROUPS, (all) => {
      const groups = all.split(/[ -]/);
      const size = groups[0]?.length ?? 0;
      const even = groups.slice(0, -1).every((group) => group.length === size) && (groups.at(-1)?.length ?? 0) <= size;
      const digits = groups.reduce((sum, group) => sum + group.length, 0);
      // Nineteen digits in fours are a bank card's number, which is nobody's business here.
      const card = size === 4 && digits >= 16 && digits <= 19 && isCard(groups.join(""));
      // Small groups are sums in a row.
      const many = size > 3 || groups.length > 5;
      return even && many && digits >= 12 && digits <= 34 && !card ? keep(all) : all;
    });
}

const DATE = /^20\d\d[-_]\d{1,2}[-_]\d{1,2}/;
/** A label that can only introduce a number; "order" alone may be any word's neighbour. */
const CLEAR_LABEL = /[\u4e00-\u9fff:#]/;

/** What stands behind a label. Shops number as they like, so nearly anything counts there but plain words and dates. */
function labelled(line: string, label: RegExp): string[] {
  const tokens: string[] = [];
  for (const [all, token = ""] of line.matchAll(label)) {
    if (tokens.length >= MAX_TOKENS) break;
    // Letters alone are a number only in capitals: a joined word ("pre-paid") is none.
    const lettered = token === token.toUpperCase() && (/[-_]/.test(token) || CLEAR_LABEL.test(all));
    if ((/\d/.test(token) || lettered) && !DATE.test(token) && !/^\d+(?:rmb|cny|yuan)$/i.test(token))
      tokens.push(token);
  }
  return tokens;
}

/** Without a label it takes more to be a number: enough digits, or some in a long token. */
function looksLikeNumber(token: string): boolean {
  if (NO_NUMBER.test(token)) return false;
  const digits = token.replace(/\D/g, "").length;
  return /[A-Za-z]/.test(token) ? digits >= 4 || (digits >= 1 && token.length >= 10) : digits >= 10;
}

/** An identity card's number, or a bank card's. Neither is looked up nor kept as a number. */
function isPersonal(token: string): boolean {
  return isIdentity(token) || (/^\d{16,19}$/.test(token) && isCard(token));
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

function isIdentity(token: string): boolean {
  if (!/^[1-8]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[\dXx]$/.test(token)) return false;
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(token[at]), 0);
  return "10X98765432"[sum % 11] === token.at(-1)?.toUpperCase();
}

/** Begins like a card of a Chinese bank and its check digit is right. */
function isCard(digits: string): boolean {
  if (!/^6[0-9]/.test(digits)) return false;
  const sum = [...digits].toReversed().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
