/** What a platform's risk rules are about, whatever each platform calls its own. */
export const riskFamilies = [
  "velocity",
  "device_location",
  "amount_anomaly",
  "account_switching",
  "payer_mismatch",
  "identity",
  "funds_source",
  "promotion",
  "other",
] as const;
export type RiskFamily = (typeof riskFamilies)[number];

/** The first that fits counts: what says more of a rule stands before what says less. */
const words: readonly (readonly [RiskFamily, RegExp])[] = [
  ["payer_mismatch", /payer|third.?party|receiver|recipient|beneficiary|relation|付款人|收款|代付|关系/],
  ["account_switching", /switch|multi.?account|account.?hop|linked.?account|切换|多账号|多账户/],
  ["device_location", /device|locat|geo|\bip\b|proxy|vpn|abroad|region|place|设备|异地|地区|登录地/],
  ["promotion", /coupon|promo|bonus|voucher|campaign|first.?purchase|优惠|首充|活动|券/],
  ["funds_source", /fund|source|launder|aml|sanction|credit.?card|资金|来源|洗钱/],
  ["identity", /identity|kyc|real.?name|verif|unverified|new.?account|frozen|password|id.?card|实名|身份|冻结|密码/],
  ["velocity", /velocity|frequen|rate|burst|repeat|too.?many|per.?(minute|hour|day)|in.?\d+.?min|频繁|高频|次数|连续/],
  ["amount_anomaly", /amount|large|above|over|sum|spike|unusual|anomal|history|金额|大额|异常|突增/],
];

/**
 * What a platform's rule is about, by its name. Pure.
 * @param rule the name as the platform gives it, in any spelling
 */
export function familyOf(rule: string): RiskFamily {
  const name = rule
    .normalize("NFKC")
    .slice(0, 200)
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/[_\-.:/]+/g, " ")
    .toLowerCase();
  return words.find(([, pattern]) => pattern.test(name))?.[0] ?? "other";
}
