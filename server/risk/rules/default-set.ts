import { familyOfSignal, type RiskRule, type RuleSet } from "../rule-schemas.ts";

const rule = (one: DistributiveOmit<RiskRule, "family" | "enabled">): RiskRule =>
  ({ family: familyOfSignal[one.signal], enabled: true, ...one }) as RiskRule;
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** The rules that ship, and are in force until two people agree on others. Names are for staff. */
export const defaultRuleSet: RuleSet = {
  rules: [
    rule({
      id: "large-orders",
      name: "短时间连续大额 / many large orders",
      signal: "large_orders",
      threshold: 5,
      minAmountFen: 50_000,
      windowMinutes: 10,
      effect: "review",
    }),
    rule({
      id: "shared-address",
      name: "同一 IP 多人 / many people at one address",
      signal: "shared_address",
      threshold: 8,
      windowMinutes: 60,
      effect: "delay",
    }),
    rule({
      id: "new-device-elsewhere",
      name: "新设备且异地 / new device in another place",
      signal: "new_device_elsewhere",
      threshold: 2,
      effect: "verify",
    }),
    rule({
      id: "above-history",
      name: "远高于平时 / far above history",
      signal: "above_history",
      threshold: 10,
      minHistory: 5,
      effect: "verify",
    }),
    rule({
      id: "account-switching",
      name: "频繁切换账号 / account switching",
      signal: "account_switching",
      threshold: 3,
      windowMinutes: 60,
      effect: "review",
    }),
    rule({
      id: "payer-unlinked",
      name: "付款人与收款人无关联 / payer unlinked to receiver",
      signal: "payer_unlinked",
      threshold: 1,
      minHistory: 2,
      effect: "review",
    }),
    rule({
      id: "unverified",
      name: "未实名上限 / cap of unverified accounts",
      signal: "unverified_amount",
      threshold: 100_000,
      effect: "cap",
    }),
    rule({
      id: "new-account",
      name: "新账户大额 / large sum of a new account",
      signal: "new_account_amount",
      threshold: 200_000,
      maxAgeDays: 7,
      effect: "review",
    }),
    rule({
      id: "first-purchase",
      name: "首充大额 / large first purchase",
      signal: "first_purchase_amount",
      threshold: 100_000,
      effect: "delay",
    }),
    rule({
      id: "coupon-reuse",
      name: "优惠券反复使用 / a coupon used again and again",
      signal: "coupon_reuse",
      threshold: 10,
      windowMinutes: 1_440,
      effect: "review",
    }),
    rule({
      id: "sensitive-funds",
      name: "敏感资金来源 / sensitive source of funds",
      signal: "sensitive_funds",
      threshold: 1,
      sources: ["credit_card", "virtual_card", "foreign_card", "crypto", "loan"],
      effect: "review",
    }),
    rule({
      id: "low-score",
      name: "低信用分大额 / large sum at a low score",
      signal: "low_score_amount",
      threshold: 50_000,
      below: 30,
      effect: "review",
    }),
    rule({
      id: "above-allowance",
      name: "超过个人额度 / above the person’s allowance",
      signal: "above_allowance",
      threshold: 101,
      effect: "verify",
    }),
  ],
  softBelowFen: 5_000,
  trustedFrom: 80,
  allowance: {
    lowestFen: 50_000,
    middleFen: 500_000,
    highestFen: 2_000_000,
    dailyTimes: 1,
    hardSingleFen: null,
    hardDailyFen: null,
  },
};
