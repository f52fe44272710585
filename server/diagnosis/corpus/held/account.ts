import { is, type Story } from "../story.ts";

/** Something about the account stands in the way. */
export const account: Story[] = [
  is("ACC_FROZEN", "locked for odd logins, wallet order left open")
    .buy("dollars", 19, { lastsFor: 60 })
    .customer({ frozen: true, frozenReason: "异地登录频繁" })
    .channel("up")
    .ends(["ticket", "risk_appeal"], "VERIFY", "none"),
  is("ACC_FROZEN", "failed order, reason in English")
    .buy("steam", 33)
    .customer({ frozen: true })
    .status("failed", 33, "account frozen, contact support")
    .in("english")
    .ends(["ticket", "risk_appeal"], "VERIFY", "none"),
  is("ACC_FROZEN", "gateway refused nothing, the shop did")
    .buy("oil", 46)
    .customer({ frozen: true, realNameVerified: true, firstPurchaseDone: true })
    .pay(45)
    .closed(44, undefined, "账户已冻结，交易关闭")
    .asked("closed")
    .ends(["ticket", "risk_appeal"], "VERIFY", "none"),
  is("ACC_FROZEN", "cannot log in to show the order, reads the banner out")
    .knows({ notice: "frozen", debited: "no", when: "today" })
    .pastes("账户异常，请联系客服")
    .ends(["ticket", "risk_appeal"], "VERIFY", "possible"),
  is("ACC_FROZEN", "frozen and over every limit as well")
    .buy("wallet6000", 10)
    .customer({ frozen: true, realNameVerified: false, singleLimitFen: 100_000 })
    .in("several")
    .ends(["ticket", "risk_appeal"], "VERIFY", "none")
    .or("ACC_UNVERIFIED"),
  is("ACC_FROZEN", "records exist, none shown, only the notice is remembered")
    .buy("video", 27)
    .customer({ frozen: true })
    .stranger()
    .knows({ notice: "frozen" })
    .ends(["ticket", "risk_appeal"], "VERIFY", "possible"),

  is("ACC_UNVERIFIED", "level of certification, without ACQ and in lower case")
    .buy("genshin", 16)
    .pay(15)
    .failed(15, "error_buyer_certify_level_limit")
    .asked("closed", 2)
    .ends("self_fixed", "VERIFY", "none"),
  is("ACC_UNVERIFIED", "按监管要求 the large order wants a name")
    .buy("oil", 24)
    .customer({ realNameVerified: false, frozen: false, dailyLimitFen: 50_000 })
    .pay(23, "wechat")
    .failed(23, undefined, "根据监管要求，未实名账户无法完成大额交易")
    .ends("self_fixed", "VERIFY", "none"),
  is("ACC_UNVERIFIED", "unverified by the record, order failed for it")
    .buy("wallet", 8)
    .customer({ realNameVerified: false })
    .status("failed", 7, "identity verification required")
    .in("english")
    .ends("self_fixed", "VERIFY", "none"),
  is("ACC_UNVERIFIED", "the person says the page wants a real name")
    .buy("apple", 12)
    .customer({ realNameVerified: false, frozen: false })
    .says({ notice: "verify", error: "请先实名" })
    .ends("self_fixed", "VERIFY", "none"),
  is("ACC_UNVERIFIED", "no number, no records, message quoted")
    .knows({ debited: "no", notice: "verify", error: "未实名认证，支付失败" })
    .ends("self_fixed", "VERIFY", "possible"),
  is("ACC_UNVERIFIED", "says it was debited, while the name is missing")
    .buy("phone", 40)
    .customer({ realNameVerified: false, singleLimitFen: 5_000 })
    .pay(39)
    .failed(39, "ACQ.ERROR_BUYER_CERTIFY_LEVEL_LIMIT")
    .says({ debited: "yes" })
    .left()
    .in("conflicting")
    .ends(["ticket", "wait"], ["VERIFY", "CONTACT", "WAIT"], "possible"),

  is("ACC_LEVEL_RESTRICTED", "low credit, looked at by hand first")
    .buy("wallet", 28)
    .customer({ level: "low", realNameVerified: true, frozen: false })
    .status("under_review", 27, "低信用分用户，人工审核中")
    .stayed()
    .ends(["wait", "ticket"], ["WAIT", "CONTACT"], "possible"),
  is("ACC_LEVEL_RESTRICTED", "first purchase must come first, told at payment")
    .buy("dollars", 15)
    .customer({ firstPurchaseDone: false, realNameVerified: true })
    .pay(14, "epay-main")
    .failed(14, "FIRST_PURCHASE_REQUIRED", "complete a first purchase before topping up")
    .in("english")
    .ends("self_fixed", "FIX", "none"),
  is("ACC_LEVEL_RESTRICTED", "新人单笔不得超过 100")
    .buy("steam", 9)
    .member({ level: "新人", firstPurchaseDone: false, singleLimitFen: 10_000 })
    .status("cancelled", 9, "新用户单笔充值上限100元")
    .ends("self_fixed", "FIX", "none"),
  is("ACC_LEVEL_RESTRICTED", "cap of level one, told out of order")
    .buy("oil", 31)
    .status("cancelled", 30, "当前等级单笔上限 500 元，请提升等级")
    .customer({ level: 1, realNameVerified: true, frozen: false })
    .backwards()
    .ends("self_fixed", "FIX", "none"),

  is("ACC_SESSION_EXPIRED", "免密 with a stale login, gateway never heard")
    .buy("monthly", 26)
    .member({ sessionValid: false })
    .pay(25, "alipay", { method: "免密" })
    .asked("missing", 1)
    .ends("self_fixed", ["FIX", "VERIFY", "PAY_AGAIN"], "none"),
  is("ACC_SESSION_EXPIRED", "attempt failed: 凭证失效")
    .buy("data", 6)
    .customer({ sessionValid: false })
    .pay(5, "wechat")
    .failed(5, undefined, "支付凭证失效，登录已过期")
    .asked("closed")
    .ends("self_fixed", ["FIX", "VERIFY", "PAY_AGAIN"], "none"),
  is("ACC_SESSION_EXPIRED", "the shop closed the attempt for a missing login")
    .buy("wallet50", 17)
    .pay(16, "qqpay")
    .closed(16, "NOT_LOGGED_IN", "用户未登录")
    .customer({ sessionValid: false, frozen: false })
    .ends("self_fixed", ["FIX", "VERIFY", "PAY_AGAIN"], "none"),
  is("ACC_SESSION_EXPIRED", "was thrown out while paying, says so")
    .buy("honor", 8)
    .customer({ sessionValid: false, realNameVerified: true })
    .pastes("付款的时候让我重新登录，然后就失败了，钱没扣")
    .says({ session: "out" })
    .ends("self_fixed", ["FIX", "VERIFY", "PAY_AGAIN"], "none"),
];
