import { is, type Story } from "../story.ts";

/** Something about the account stands in the way. */
export const account: Story[] = [
  is("ACC_FROZEN", "frozen after wrong passwords, nothing begun")
    .buy("wallet", 12)
    .member({ frozen: true, frozenReason: "多次输错密码" })
    .ends(["ticket", "risk_appeal"], "VERIFY", "none"),
  is("ACC_FROZEN", "order refused with a notice of an odd account")
    .buy("qcoin", 40)
    .customer({ frozen: true, frozenReason: "违规操作" })
    .status("cancelled", 39, "账户异常，请联系客服")
    .ends(["ticket", "risk_appeal"], "VERIFY", "none"),
  is("ACC_FROZEN", "frozen while a payment is open")
    .buy("wallet50", 8)
    .pay(7, "wechat")
    .customer({ frozen: true, realNameVerified: true })
    .ends(["ticket", "risk_appeal"], "VERIFY", "possible"),
  is("ACC_FROZEN", "records not shown, the person quotes the notice")
    .buy("wallet", 15)
    .customer({ frozen: true })
    .stranger()
    .says({ notice: "frozen", error: "账户异常，请联系客服", when: "today" })
    .ends(["ticket", "risk_appeal"], "VERIFY", "possible"),
  is("ACC_FROZEN", "nothing but the words of the person")
    .knows({ debited: "no", notice: "frozen", page: "awaiting" })
    .pastes("充值时提示账号异常 已被冻结，怎么办？没扣钱")
    .ends(["ticket", "risk_appeal"], "VERIFY", "possible"),
  is("ACC_FROZEN", "frozen, and the payment ended for it")
    .buy("netease", 31)
    .pay(30)
    .failed(30, "ACCOUNT_FROZEN", "用户账号已冻结")
    .customer({ frozen: true, frozenReason: "异常绑定" }, 29)
    .ends(["ticket", "risk_appeal"], "VERIFY", "none"),
  is("ACC_FROZEN", "unfrozen yesterday, frozen again today, told out of order")
    .buy("phone", 20)
    .customer({ frozen: true }, 25)
    .customer({ frozen: false }, 1_500)
    .backwards()
    .ends(["ticket", "risk_appeal"], "VERIFY", "none"),

  is("ACC_UNVERIFIED", "Alipay wants a verified payer, code cut short")
    .buy("oil", 22)
    .pay(21)
    .failed(20, "ACQ.ERROR_BUYER_CERTIFY_LEVEL_LI", "买家实名认证等级不足")
    .asked("closed")
    .ends("self_fixed", "VERIFY", "none"),
  is("ACC_UNVERIFIED", "unverified, over the cap of the unverified")
    .buy("wallet6000", 14)
    .customer({ realNameVerified: false, frozen: false, singleLimitFen: 100_000 })
    .status("cancelled", 13, "未实名认证，无法完成大额交易")
    .ends("self_fixed", "VERIFY", "none"),
  is("ACC_UNVERIFIED", "unverified, over the cap, no reason told")
    .buy("genshin", 9)
    .customer({ realNameVerified: false, singleLimitFen: 20_000 })
    .ends("self_fixed", "VERIFY", "none"),
  is("ACC_UNVERIFIED", "the notice asks for a name, nothing else known")
    .knows({ debited: "no", notice: "verify", page: "awaiting", error: "请先完成实名认证" })
    .ends("self_fixed", "VERIFY", "possible"),
  is("ACC_UNVERIFIED", "asks in English why it wants an ID")
    .buy("dollars", 18)
    .customer({ realNameVerified: false })
    .pay(17, "epay-main")
    .failed(17, "REAL_NAME_REQUIRED", "real-name verification required for this amount")
    .in("english")
    .pastes("It says real-name verification required. No charge on my card.")
    .ends("self_fixed", "VERIFY", "none"),
  is("ACC_UNVERIFIED", "wallet of the payer is not verified though the customer is")
    .buy("wallet", 50)
    .member()
    .pay(49)
    .closed(19, "ERROR_BUYER_CERTIFY_LEVEL_LIMIT")
    .status("expired", 19)
    .ends("self_fixed", "VERIFY", "none"),

  is("ACC_LEVEL_RESTRICTED", "new account, review by hand before paying")
    .buy("apple", 35)
    .customer({ realNameVerified: true, frozen: false, level: "0", firstPurchaseDone: false })
    .status("under_review", 34, "新用户大额订单需人工审核")
    .stayed()
    .ends(["wait", "ticket"], ["WAIT", "CONTACT"], "possible"),
  is("ACC_LEVEL_RESTRICTED", "top-up only after a first purchase")
    .buy("wallet", 10)
    .customer({ realNameVerified: true, firstPurchaseDone: false, frozen: false })
    .status("cancelled", 10, "新注册账户需完成首次消费后方可充值")
    .ends("self_fixed", "FIX", "none"),
  is("ACC_LEVEL_RESTRICTED", "level too low for the sum")
    .buy("wallet6000", 16)
    .customer({ realNameVerified: true, level: 1, singleLimitFen: 50_000, frozen: false })
    .status("cancelled", 16, "等级不足，单笔限额 500 元")
    .ends("self_fixed", "FIX", "none"),
  is("ACC_LEVEL_RESTRICTED", "payment refused for a new user's cap")
    .buy("genshin", 25)
    .customer({ realNameVerified: true, firstPurchaseDone: false, level: "new" })
    .pay(24, "wechat")
    .failed(24, "NEW_USER_LIMIT", "新用户单笔限额 100 元")
    .asked("closed")
    .ends("self_fixed", "FIX", "none"),
  is("ACC_LEVEL_RESTRICTED", "registered an hour ago, order refused")
    .buy("steam", 5)
    .customer({ registeredAt: "2026-11-15T08:00:00Z", firstPurchaseDone: false, realNameVerified: true })
    .status("cancelled", 4, "account level too low, manual review required")
    .in("english")
    .ends(["self_fixed", "ticket"], ["FIX", "CONTACT", "WAIT"], "none"),

  is("ACC_SESSION_EXPIRED", "password-free payment with an expired login, never sent")
    .buy("video", 13)
    .customer({ sessionValid: false, realNameVerified: true, frozen: false }, 12)
    .pay(12, "alipay", { method: "password_free" })
    .asked("missing")
    .ends("self_fixed", ["FIX", "VERIFY", "PAY_AGAIN"], "none"),
  is("ACC_SESSION_EXPIRED", "login ran out, attempt failed for it")
    .buy("monthly", 28)
    .member({ sessionValid: false })
    .pay(27, "wechat", { method: "免密支付" })
    .failed(27, "SESSION_EXPIRED", "登录状态已过期，请重新登录")
    .ends("self_fixed", ["FIX", "VERIFY", "PAY_AGAIN"], "none"),
  is("ACC_SESSION_EXPIRED", "logged out on the way, nothing on file of a payment")
    .buy("qcoin", 7)
    .customer({ sessionValid: false })
    .says({ session: "out", error: "支付凭证失效，请重新登录后支付" })
    .ends("self_fixed", ["FIX", "VERIFY", "PAY_AGAIN"], "none"),
  is("ACC_SESSION_EXPIRED", "token expired, in English")
    .buy("dollars", 33)
    .customer({ sessionValid: false })
    .pay(32, "epay-main", { method: "one_click" })
    .failed(32, "TOKEN_EXPIRED", "login session expired, please sign in again")
    .in("english")
    .ends("self_fixed", ["FIX", "VERIFY", "PAY_AGAIN"], "none"),
];
