import { is, type Story } from "../story.ts";

/** The payment was refused, with a reason. */
export const refusals: Story[] = [
  is("PAY_FUNDS_SHORT", "NOT_ENOUGH with an underscore")
    .buy("wallet", 12)
    .pay(11, "wechat")
    .failed(11, "NOT_ENOUGH", "余额不足")
    .asked("closed")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_FUNDS_SHORT", "Alipay: bank card short of money, code cut at 32")
    .buy("oil", 18)
    .member()
    .pay(17)
    .failed(17, "ACQ.BUYER_BANKCARD_BALANCE_NOT_E")
    .asked("closed")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_FUNDS_SHORT", "the trade still waits after the refusal: it may be finished")
    .buy("video", 9)
    .pay(8)
    .failed(8, "ACQ.BUYER_BALANCE_NOT_ENOUGH", "买家余额不足")
    .asked("waiting")
    .ends("self_fixed", ["FIX", "FINISH_PAYING"], "possible"),
  is("PAY_FUNDS_SHORT", "site balance below what is to be deducted")
    .buy("qcoin", 4)
    .pay(4, "balance")
    .failed(4, "BALANCE_INSUFFICIENT", "站内余额不足抵扣")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_FUNDS_SHORT", "only the words 余额不足")
    .knows({ debited: "no", error: "银行卡余额不足", page: "awaiting", notice: "none", when: "just_now" })
    .ends(["wait", "ticket", "self_fixed"], ["WAIT", "CONTACT", "FIX"], "possible"),
  is("PAY_FUNDS_SHORT", "insufficient funds on a foreign site")
    .buy("dollars", 20)
    .pay(19, "stripe-cn")
    .failed(19, "insufficient_funds", "Your card has insufficient funds.")
    .in("english")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),

  is("PAY_BUYER_LIMIT", "day's limit of five thousand, six thousand wanted")
    .buy("wallet6000", 15)
    .member({ singleLimitFen: 1_000_000, dailyLimitFen: 500_000 })
    .pay(14)
    .failed(14, "ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR", "买家付款日限额超限")
    .asked("closed")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_BUYER_LIMIT", "month's limit, code cut at 32")
    .buy("apple", 22)
    .pay(21)
    .failed(21, "ACQ.BUYER_PAYMENT_AMOUNT_MONTH_L")
    .asked("closed")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_BUYER_LIMIT", "known caps, no error told")
    .buy("genshin", 6)
    .customer({ realNameVerified: true, frozen: false, dailyLimitFen: 50_000 })
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_BUYER_LIMIT", "over the channel's single limit for a buyer")
    .buy("oil", 13)
    .pay(12, "wechat")
    .failed(12, undefined, "单笔交易超出银行限制")
    .channel("up", { singleLimitFen: 50_000 })
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_BUYER_LIMIT", "TOTAL_FEE_EXCEED, another attempt is open")
    .buy("wallet6000", 17)
    .pay(16)
    .failed(16, "TOTAL_FEE_EXCEED")
    .asked("closed")
    .pay(10, "wechat")
    .silent()
    .ends(["ticket", "wait"], ["CONTACT", "WAIT", "FIX", null], "possible"),
  is("PAY_BUYER_LIMIT", "asks whether to pay in three parts")
    .buy("wallet6000", 11)
    .pay(10)
    .failed(10, "ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIM", "超出单日限额")
    .pastes("6000超限，能分三笔2000充吗？没扣款")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_BUYER_LIMIT", "words alone")
    .knows({ debited: "no", error: "支付金额超出单日限额", page: "awaiting", notice: "none", when: "today" })
    .ends(["ticket", "wait", "self_fixed"], ["CONTACT", "WAIT", "FIX"], "possible"),

  is("PAY_MERCHANT_LIMIT", "the merchant's receipts are capped")
    .buy("wallet", 8)
    .member()
    .pay(7)
    .failed(7, "ACQ.BEYOND_PAY_RESTRICTION", "商户收款额度超限")
    .asked("closed")
    .ends(["self_fixed", "ticket"], ["SWITCH", "CONTACT"], "none"),
  is("PAY_MERCHANT_LIMIT", "epay: channel's day total used up")
    .buy("phone", 16)
    .pay(15, "epay-1")
    .failed(15, "daytop", "当前支付通道今日额度已满")
    .ends(["self_fixed", "ticket"], ["SWITCH", "CONTACT"], "none"),
  is("PAY_MERCHANT_LIMIT", "WeChat's number for a merchant over its cap")
    .buy("honor", 23)
    .pay(22, "wechat")
    .failed(22, "268448010")
    .asked("closed")
    .ends(["self_fixed", "ticket"], ["SWITCH", "CONTACT"], "none"),

  is("PAY_CARD_INVALID", "ACCOUNTERROR without an underscore")
    .buy("unicom", 14)
    .pay(13, "wechat")
    .failed(13, "ACCOUNTERROR", "账号异常")
    .asked("closed")
    .ends("self_fixed", ["FIX", "SWITCH"], "none")
    .or("RISK_GATEWAY_REJECT"),
  is("PAY_CARD_INVALID", "card reported lost")
    .buy("wallet50", 19)
    .member()
    .pay(18, "unionpay")
    .failed(18, "CARD_STATUS_ABNORMAL", "银行卡已挂失")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_CARD_INVALID", "number mistyped, said the bank")
    .buy("netease", 26)
    .pay(25, "unionpay")
    .failed(25, undefined, "银行卡号或身份证号输入错误")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_CARD_INVALID", "buyer's account may not pay")
    .buy("steam", 9)
    .pay(8)
    .failed(8, "ACQ.BUYER_ENABLE_STATUS_FORBID", "买家状态非法")
    .asked("closed")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),

  is("PAY_METHOD_OFF", "balance payment switched off, code cut at 32")
    .buy("data", 17)
    .pay(16)
    .failed(16, "ACQ.ERROR_BALANCE_PAYMENT_DISABL")
    .asked("closed")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_METHOD_OFF", "no means of payment at hand")
    .buy("wallet", 21)
    .pay(20)
    .failed(20, "ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE", "没有可用的支付工具")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_METHOD_OFF", "quick pay was never opened")
    .buy("video", 10)
    .member()
    .pay(9, "unionpay")
    .failed(9, undefined, "该银行卡未开通快捷支付")
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),

  is("PAY_PASSWORD_LOCKED", "too many wrong passwords, the trade waits")
    .buy("phone", 12)
    .pay(11)
    .asked("waiting")
    .says({ locked: "yes", error: "支付密码输错次数超限，已被锁定" })
    .ends(["wait", "self_fixed", "ticket"], ["WAIT", "FIX", "FINISH_PAYING", "CONTACT"], "possible"),
  is("PAY_PASSWORD_LOCKED", "told in the first sentence")
    .buy("qcoin", 7)
    .pay(6, "wechat")
    .asked("waiting")
    .says({ locked: "yes" })
    .pastes("支付密码输错太多次被锁了，还没扣款，订单{order}")
    .ends(["wait", "self_fixed", "ticket"], ["WAIT", "FIX", "FINISH_PAYING", "CONTACT"], "possible"),
  is("PAY_PASSWORD_LOCKED", "no records, locked for the day")
    .knows({ debited: "no", locked: "yes", error: "密码错误次数过多，请明天再试", page: "awaiting", notice: "none" })
    .ends(["wait", "self_fixed", "ticket"], ["WAIT", "FIX", "CONTACT"], "possible"),

  is("PAY_METHOD_UNSUPPORTED", "opened inside WeChat")
    .buy("apple", 6)
    .pay(5, "alipay", { method: "h5" })
    .failed(5, undefined, "请在微信外打开订单")
    .says({ method: "browser" })
    .ends("self_fixed", ["SWITCH", "FIX"], "none"),
  is("PAY_METHOD_UNSUPPORTED", "credit cards are not taken")
    .buy("wallet", 18)
    .pay(17, "unionpay", { method: "credit_card" })
    .failed(17, "CREDIT_CARD_NOT_SUPPORTED", "不支持信用卡支付")
    .says({ method: "credit" })
    .ends("self_fixed", ["SWITCH", "FIX"], "none"),
  is("PAY_METHOD_UNSUPPORTED", "WeChat's number for a way that is not supported")
    .buy("monthly", 29)
    .pay(28, "wechat")
    .failed(28, "268435461")
    .asked("closed")
    .ends("self_fixed", ["SWITCH", "FIX"], "none"),

  is("PAY_CHANNEL_DOWN", "maintenance announced, attempt failed")
    .buy("wallet", 10)
    .member()
    .pay(9)
    .failed(9, "ACQ.SYSTEM_ERROR", "系统繁忙")
    .asked("closed")
    .channel("maintenance", { notice: "支付宝通道维护至 22:00" })
    .ends("self_fixed", "SWITCH", "none"),
  is("PAY_CHANNEL_DOWN", "SYSTEMERROR for everybody, measured as down")
    .buy("phone", 14)
    .pay(13, "wechat")
    .failed(13, "SYSTEMERROR")
    .asked("closed")
    .measured("down")
    .ends("self_fixed", "SWITCH", "none"),
  is("PAY_CHANNEL_DOWN", "down, and the person was debited")
    .buy("genshin", 27)
    .pay(26)
    .channel("down")
    .silent()
    .says({ debited: "yes", error: "系统繁忙，请稍后再试" })
    .left()
    .ends(["ticket", "wait"], ["CONTACT", "WAIT"], "possible")
    .or("CB_MISSING"),
  is("PAY_CHANNEL_DOWN", "the bank is being upgraded")
    .buy("unicom", 8)
    .pay(7, "unionpay")
    .failed(7, undefined, "银行系统升级中，请更换支付方式")
    .ends("self_fixed", "SWITCH", "none"),
  is("PAY_CHANNEL_DOWN", "rate limited by the gateway")
    .buy("honor", 12)
    .pay(11, "wechat")
    .failed(11, "FREQUENCYLIMITED", "频率超限")
    .asked("missing")
    .channel("degraded")
    .ends("self_fixed", ["SWITCH", "WAIT", "PAY_AGAIN"], "none"),
  is("PAY_CHANNEL_DOWN", "attempt in the air, channel down, not debited")
    .buy("qcoin", 3)
    .pay(2)
    .silent()
    .measured("down", 8)
    .ends(["wait", "ticket"], ["WAIT", "CONTACT"], "possible"),
  is("PAY_CHANNEL_DOWN", "code 20000 from Alipay's front")
    .buy("steam", 20)
    .pay(19)
    .failed(19, "20000", "Service Currently Unavailable")
    .in("english")
    .ends("self_fixed", "SWITCH", "none"),
  is("PAY_CHANNEL_DOWN", "answers alone: busy, not debited, a minute ago")
    .knows({ debited: "no", error: "系统繁忙", page: "awaiting", notice: "none", when: "just_now" })
    .ends(["wait", "ticket"], ["WAIT", "CONTACT"], "possible"),

  is("PAY_CONFIG_ERROR", "the shop signs wrongly since its last release")
    .buy("wallet50", 9, { clientVersion: "3.4.0" })
    .pay(8, "wechat")
    .failed(8, "SIGN_ERROR", "签名错误")
    .pay(6, "wechat")
    .failed(6, "SIGN_ERROR", "签名错误")
    .ends(["self_fixed", "ticket"], ["SWITCH", "CONTACT"], "none"),
  is("PAY_CONFIG_ERROR", "isv.invalid-signature")
    .buy("video", 15)
    .pay(14)
    .failed(14, "isv.invalid-signature", "验签出错")
    .asked("missing")
    .ends(["self_fixed", "ticket"], ["SWITCH", "CONTACT"], "none"),
  is("PAY_CONFIG_ERROR", "app id and merchant do not belong together")
    .buy("data", 22)
    .pay(21, "wechat")
    .failed(21, "APPID_MCHID_NOT_MATCH")
    .asked("missing")
    .ends(["self_fixed", "ticket"], ["SWITCH", "CONTACT"], "none"),
  is("PAY_CONFIG_ERROR", "Alipay: agreement of the merchant ended")
    .buy("netease", 11)
    .member()
    .pay(10)
    .failed(10, "ACQ.MERCHANT_AGREEMENT_NOT_EXIST")
    .ends(["self_fixed", "ticket"], ["SWITCH", "CONTACT"], "none"),
];
