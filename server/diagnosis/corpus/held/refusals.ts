import { is, type Story } from "../story.ts";

/** The payment was refused, with a reason. */
export const refusals: Story[] = [
  is("PAY_FUNDS_SHORT", "NOTENOUGH without an underscore")
    .buy("honor", 16)
    .member()
    .pay(15, "wechat")
    .failed(15, "NOTENOUGH")
    .asked("closed")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_FUNDS_SHORT", "Alipay in full: card short of money")
    .buy("wallet6000", 20)
    .pay(19)
    .failed(19, "ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH", "买家银行卡余额不足")
    .asked("closed", 1)
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_FUNDS_SHORT", "no code, the bank's words")
    .buy("data", 11)
    .pay(10, "unionpay")
    .failed(10, undefined, "卡内可用余额不足，请更换银行卡")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_FUNDS_SHORT", "refused for money, the same trade still waits")
    .buy("apple", 13)
    .pay(12, "wechat")
    .failed(12, "NOT_ENOUGH")
    .asked("waiting")
    .ends("self_fixed", ["FIX", "FINISH_PAYING"], "possible"),
  is("PAY_FUNDS_SHORT", "balance of the shop deducted first, too low")
    .buy("video", 7)
    .pay(6, "balance")
    .failed(6, "insufficient_site_balance", "余额抵扣失败：账户余额不足")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),

  is("PAY_BUYER_LIMIT", "month's limit, in full")
    .buy("oil", 17)
    .member()
    .pay(16)
    .failed(16, "ACQ.BUYER_PAYMENT_AMOUNT_MONTH_LIMIT_ERROR")
    .asked("closed")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_BUYER_LIMIT", "单日支付限额5000元, six thousand tried")
    .buy("wallet6000", 9)
    .pay(8, "wechat")
    .failed(8, undefined, "单日支付限额5000元，当前充值6000元")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_BUYER_LIMIT", "total_fee_exceed, lower case")
    .buy("apple", 14)
    .pay(13)
    .failed(13, "acq.total_fee_exceed")
    .asked("closed")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_BUYER_LIMIT", "own cap on record, no attempt yet")
    .buy("wallet6000", 4)
    .member({ singleLimitFen: 500_000 })
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_BUYER_LIMIT", "daily transfer limit exceeded")
    .buy("dollars", 23)
    .pay(22, "epay-main")
    .failed(22, "LIMIT_EXCEEDED", "daily transfer limit exceeded")
    .in("english")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_BUYER_LIMIT", "limit on the first attempt, the second never ended")
    .buy("wallet6000", 30)
    .pay(29)
    .failed(29, "ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIM")
    .pay(20, "bank-transfer")
    .status("cancelled", 5)
    .ends(["ticket", "wait"], ["CONTACT", "WAIT", "FIX", null], "possible")
    .or("PAY_CLOSED"),
  is("PAY_BUYER_LIMIT", "超限 read out, nothing else")
    .knows({ debited: "no", error: "交易金额超限", notice: "none", page: "awaiting", when: "just_now" })
    .ends(["ticket", "wait", "self_fixed"], ["CONTACT", "WAIT", "FIX"], "possible"),

  is("PAY_MERCHANT_LIMIT", "per receipt, code as Alipay writes it")
    .buy("oil", 12)
    .pay(11)
    .failed(11, "ACQ.BEYOND_PER_RECEIPT_RESTRICTION", "商户单笔收款超限")
    .asked("closed")
    .ends(["self_fixed", "ticket"], ["SWITCH", "CONTACT"], "none"),
  is("PAY_MERCHANT_LIMIT", "epay's daymaxorder")
    .buy("qcoin", 18)
    .member()
    .pay(17, "epay-2")
    .failed(17, "daymaxorder", "通道今日订单数已达上限")
    .asked("missing")
    .ends(["self_fixed", "ticket"], ["SWITCH", "CONTACT"], "none"),
  is("PAY_MERCHANT_LIMIT", "beyond_pay_restriction without prefix, second attempt too")
    .buy("wallet", 25)
    .pay(24)
    .failed(24, "BEYOND_PAY_RESTRICTION")
    .pay(21)
    .failed(21, "BEYOND_PAY_RESTRICTION")
    .ends(["self_fixed", "ticket"], ["SWITCH", "CONTACT"], "none"),

  is("PAY_CARD_INVALID", "ACCOUNT_ERROR, the bank's card is frozen")
    .buy("monthly", 22)
    .pay(21, "wechat")
    .failed(21, "ACCOUNT_ERROR", "付款银行卡已冻结")
    .asked("closed")
    .ends("self_fixed", ["FIX", "SWITCH"], "none")
    .or("RISK_GATEWAY_REJECT"),
  is("PAY_CARD_INVALID", "buyer_enable_status_forbid, lower case")
    .buy("genshin", 13)
    .pay(12)
    .failed(12, "buyer_enable_status_forbid")
    .asked("closed")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_CARD_INVALID", "card has expired")
    .buy("steam", 10)
    .pay(9, "stripe-cn")
    .failed(9, "expired_card", "Your card has expired.")
    .in("english")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_CARD_INVALID", "卡号错误")
    .buy("data", 28)
    .member()
    .pay(27, "unionpay")
    .failed(27, undefined, "卡号有误，请核对银行卡信息")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),

  is("PAY_METHOD_OFF", "mobile payment switched off")
    .buy("unicom", 11)
    .pay(10)
    .failed(10, "ACQ.MOBILE_PAYMENT_SWITCH_OFF", "手机支付开关已关闭")
    .asked("closed")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_METHOD_OFF", "no instruments, code cut at 32")
    .buy("wallet50", 24)
    .pay(23)
    .failed(23, "ACQ.NO_PAYMENT_INSTRUMENTS_AVAIL")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_METHOD_OFF", "balance payment off, in full")
    .buy("video", 15)
    .member()
    .pay(14)
    .failed(14, "ACQ.ERROR_BALANCE_PAYMENT_DISABLE", "余额支付功能关闭")
    .asked("closed")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),

  is("PAY_PASSWORD_LOCKED", "支付密码被锁定三小时")
    .buy("apple", 9)
    .pay(8)
    .asked("waiting")
    .says({ locked: "yes", error: "支付密码错误次数过多，请3小时后再试" })
    .ends(["wait", "self_fixed", "ticket"], ["WAIT", "FIX", "FINISH_PAYING", "CONTACT"], "possible"),
  is("PAY_PASSWORD_LOCKED", "payment password locked, in English")
    .buy("dollars", 14)
    .pay(13, "wechat")
    .asked("waiting")
    .says({ locked: "yes" })
    .in("english")
    .pastes("payment password locked after too many attempts, not charged, {order}")
    .ends(["wait", "self_fixed", "ticket"], ["WAIT", "FIX", "FINISH_PAYING", "CONTACT"], "possible"),
  is("PAY_PASSWORD_LOCKED", "no records: wrong password too often")
    .knows({ debited: "no", locked: "yes", error: "支付密码已锁定", notice: "none", page: "awaiting", when: "today" })
    .ends(["wait", "self_fixed", "ticket"], ["WAIT", "FIX", "CONTACT"], "possible"),

  is("PAY_METHOD_UNSUPPORTED", "no credit cards here")
    .buy("wallet", 12)
    .pay(11, "wechat", { method: "credit" })
    .failed(11, undefined, "该商户不支持使用信用卡付款")
    .asked("closed")
    .says({ method: "credit" })
    .ends("self_fixed", ["SWITCH", "FIX"], "none"),
  is("PAY_METHOD_UNSUPPORTED", "must be opened in a browser")
    .buy("netease", 17)
    .member()
    .pay(16, "alipay", { method: "wap" })
    .failed(16, "UNSUPPORTED_BROWSER", "请在浏览器中打开")
    .says({ method: "browser" })
    .ends("self_fixed", ["SWITCH", "FIX"], "none"),
  is("PAY_METHOD_UNSUPPORTED", "268435461 read out of a Request-Id")
    .buy("phone", 20)
    .pay(19, "wechat")
    .failed(19, undefined, "Request-Id: 08B1C2-268435461")
    .asked("missing")
    .ends("self_fixed", ["SWITCH", "FIX"], "none"),

  is("PAY_CHANNEL_DOWN", "SYSTEM_ERROR and a measured outage")
    .buy("genshin", 14)
    .member()
    .pay(13, "wechat")
    .failed(13, "SYSTEM_ERROR")
    .asked("closed")
    .measured("down")
    .ends("self_fixed", "SWITCH", "none"),
  is("PAY_CHANNEL_DOWN", "a window of maintenance, no code")
    .buy("unicom", 16)
    .pay(15, "unionpay")
    .failed(15, undefined, "渠道维护中")
    .channel("maintenance", { notice: "银联 23:00-06:00 维护" })
    .ends("self_fixed", "SWITCH", "none"),
  is("PAY_CHANNEL_DOWN", "268447840 and everybody waits")
    .buy("qcoin", 19)
    .pay(18, "wechat")
    .failed(18, "268447840")
    .asked("missing")
    .channel("degraded")
    .ends("self_fixed", ["SWITCH", "PAY_AGAIN"], "none"),
  is("PAY_CHANNEL_DOWN", "BANK_ERROR, the bank times out")
    .buy("wallet", 23)
    .pay(22, "wechat")
    .failed(22, "BANK_ERROR", "银行超时，请稍后")
    .asked("closed")
    .ends("self_fixed", "SWITCH", "none"),
  is("PAY_CHANNEL_DOWN", "debited into a channel that is down")
    .buy("video", 31)
    .pay(30, "wechat")
    .silent()
    .measured("down", 35)
    .says({ debited: "yes", error: "system busy" })
    .left()
    .in("english")
    .ends(["ticket", "wait"], ["CONTACT", "WAIT"], "possible")
    .or("CB_MISSING"),
  is("PAY_CHANNEL_DOWN", "attempt unfinished while the channel went down")
    .buy("data", 4)
    .pay(3)
    .channel("down")
    .silent()
    .ends(["wait", "ticket"], ["WAIT", "CONTACT"], "possible"),
  is("PAY_CHANNEL_DOWN", "系统繁忙 is all one knows, hours ago")
    .knows({ debited: "no", error: "系统繁忙，请稍后再试", notice: "none", page: "awaiting", when: "earlier" })
    .ends(["ticket", "wait"], ["CONTACT", "WAIT", null], "possible"),

  is("PAY_CONFIG_ERROR", "NO_AUTH on every try since a release")
    .buy("phone", 21, { clientVersion: "5.0.1" })
    .pay(20, "wechat")
    .failed(20, "NO_AUTH", "商户无此接口权限")
    .pay(17, "wechat")
    .failed(17, "NO_AUTH", "商户无此接口权限")
    .ends(["self_fixed", "ticket"], ["SWITCH", "CONTACT"], "none"),
  is("PAY_CONFIG_ERROR", "mch_not_exists")
    .buy("steam", 13)
    .pay(12, "wechat")
    .failed(12, "MCHNOTEXISTS")
    .asked("missing")
    .ends(["self_fixed", "ticket"], ["SWITCH", "CONTACT"], "none"),
  is("PAY_CONFIG_ERROR", "268443699")
    .buy("honor", 26)
    .member()
    .pay(25, "wechat")
    .failed(25, "268443699")
    .ends(["self_fixed", "ticket"], ["SWITCH", "CONTACT"], "none"),
  is("PAY_CONFIG_ERROR", "access forbidden at Alipay")
    .buy("oil", 18)
    .pay(17)
    .failed(17, "ACQ.ACCESS_FORBIDDEN", "无权限使用接口")
    .asked("missing")
    .ends(["self_fixed", "ticket"], ["SWITCH", "CONTACT"], "none"),
];
