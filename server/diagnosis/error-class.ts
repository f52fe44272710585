/** Sorting an error's code or words into the few classes that the rules know. Pure. */

/** What gateways and suppliers send, spelt as in their documents. */
const codes: Record<string, readonly string[]> = {
  limit: [
    "ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR",
    "ACQ.BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR",
    "ACQ.TOTAL_FEE_EXCEED",
  ],
  verify: ["ACQ.ERROR_BUYER_CERTIFY_LEVEL_LIMIT"],
  risk: ["ACQ.PAYMENT_REQUEST_HAS_RISK", "RULE_LIMIT"],
  funds: ["NOT_ENOUGH", "ACQ.BUYER_BALANCE_NOT_ENOUGH", "ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH"],
  closed: ["ACQ.TRADE_HAS_CLOSE", "TRADE_CLOSED", "ORDER_CLOSED", "268447914"],
  network: ["ACQ.TRADE_NOT_EXIST", "ORDER_NOT_EXIST", "268512771"],
  channel: [
    "ACQ.SYSTEM_ERROR",
    "BANK_ERROR",
    "FREQUENCY_LIMITED",
    "268447840",
    "20000",
    // The channel refuses everybody: to the person it is a channel that does not work.
    "ACQ.BEYOND_PAY_RESTRICTION",
    "ACQ.BEYOND_PER_RECEIPT_RESTRICTION",
    "268448010",
  ],
  target: ["8015", "INVALID_ACCOUNT", "ACCOUNT_NOT_EXIST", "ACCOUNT_NOT_FOUND", "TARGET_INVALID", "INVALID_TARGET"],
  stock: ["INSUFFICIENT_STOCK", "OUT_OF_STOCK"],
};

/** Documents disagree on underscores, case and the `ACQ.` before a code. */
const spelling = (code: string): string =>
  code
    .trim()
    .toUpperCase()
    .replace(/^ACQ\./, "")
    .replaceAll("_", "");

/** Alipay cuts codes off at this many characters, so a code is known by its beginning too. */
const CUT_AT = 32;
const classByCode = new Map(
  Object.entries(codes).flatMap(([name, list]) =>
    list.flatMap((code) => [code, code.slice(0, CUT_AT)].map((each) => [spelling(each), name] as const)),
  ),
);

/** Words that look like codes within a message. Short numbers are codes only where they stand as the code. */
const CODE_LIKE = /[A-Za-z][A-Za-z0-9_.]{5,79}|268\d{6}/g;

const patterns: readonly [string, RegExp][] = [
  ["risk", /风险|风控|安全校验|\brisk|rule ?limit/i],
  ["verify", /实名|未认证|certif|verif|\bidentity|\bkyc\b/i],
  ["account", /(账户|账号|帐号)(异常|.{0,4}冻结)|冻结|\bfrozen/i],
  [
    "target",
    /账号.{0,2}(不存在|错误|有误|无效)|号码.{0,2}(错误|有误|不正确|不存在|无效)|空号|手机号.{0,4}(错|不)|(区服|大区|服务器).{0,4}(错|不)|运营商不符|\btarget|(invalid|wrong|unknown) (account|phone|mobile|number|user|uid|player|server|zone)|(account|phone|mobile|number|user|uid|player|server|zone) (is )?(not (found|exists?)|does not exist|invalid|mismatch)/i,
  ],
  ["stock", /缺货|售罄|无货|库存|out of stock|insufficient stock|sold ?out/i],
  ["closed", /已关闭|已过期|超时关闭|已取消|已失效|\bclosed?\b|expired/i],
  [
    "channel",
    /系统繁忙|系统异常|维护|通道|银行.{0,4}(升级|维护)|稍后再试|超时|system ?error|bank ?error|frequency|rate limit|time ?(d )?out|\bbusy|maintenance/i,
  ],
  ["limit", /限额|超限|超出.{0,6}额度|额度不足|上限|\blim(it)?\b|\bexceed/i],
  ["network", /网络|断网|连接失败|\bnetwork/i],
  ["funds", /余额不足|not ?enough|\bbalance/i],
];

/**
 * Sorts an error into a class.
 * @param text the message, a code, or both
 * @param code the code where it is known to be one
 * @returns a class of {@link errorClasses}; `other` when nothing fits
 */
export function errorClass(text: string, code: string | null = null): string {
  const line = `${code ?? ""} ${text}`.slice(0, 2_000);
  for (const candidate of [code ?? text, ...line.matchAll(CODE_LIKE)]) {
    const name = classByCode.get(spelling(String(candidate)));
    if (name !== undefined) return name;
  }
  const words = line.replaceAll("_", " ");
  for (const [name, pattern] of patterns) if (pattern.test(words)) return name;
  return "other";
}

/** Every class that an error can fall into. */
export const errorClasses: readonly string[] = [...patterns.map(([name]) => name), "other"];
