import { is, type Story } from "../story.ts";

/** What the clock decides: a wait that has run out, money that arrived after a while, a delay that is no delay yet. */
export const timers: Story[] = [
  is("CB_MISSING", "debited two minutes ago and still 待支付, nothing else to go by")
    .knows({
      debited: "yes",
      page: "awaiting",
      notice: "none",
      error: "none",
      when: "just_now",
      target: "yes",
      bank: "yes",
    })
    .left()
    .ends("wait", "WAIT", "possible"),
  is("CB_MISSING", "the same person twenty minutes later")
    .knows({ debited: "yes", page: "awaiting", notice: "none", error: "none", when: "just_now", target: "yes" })
    .since(20)
    .left()
    .ends("ticket", ["CONTACT", null], "possible"),
  is("FUL_UPSTREAM_SLOW", "正在充值 when they came, and a quarter of an hour later still")
    .knows({ debited: "yes", page: "processing", notice: "none", error: "none", when: "just_now", target: "yes" })
    .since(17)
    .left()
    .ends("ticket", "CONTACT", "possible"),
  is("FUL_UPSTREAM_SLOW", "records shown, waited for ten minutes, two are left")
    .buy("honor", 16)
    .pay(15)
    .paid(14)
    .called(14)
    .sent(13)
    .since(10)
    .ends("wait", "WAIT", "confirmed"),
  is("PAY_USER_PAYING", "支付中 for eight minutes: nobody types a password that long")
    .buy("video", 10)
    .pay(9, "wechat", { method: "payment_code" })
    .failed(8, "USERPAYING")
    .silent()
    .ends(["ticket", "wait"], ["CONTACT", "WAIT"], "possible")
    .or("PAY_UNPAID"),
  is("ACC_LEVEL_RESTRICTED", "review of a new user, two hours long")
    .buy("apple", 130, { lastsFor: 1_440 })
    .customer({ realNameVerified: true, level: "0", firstPurchaseDone: false, frozen: false })
    .status("under_review", 125, "新用户人工审核")
    .stayed()
    .ends("ticket", ["CONTACT", "FIX"], "possible"),
  is("ACC_SESSION_EXPIRED", "logged out an hour ago, the gateway has not answered since")
    .buy("monthly", 70, { lastsFor: 120 })
    .customer({ sessionValid: false })
    .pay(66, "alipay", { method: "password_free" })
    .silent()
    .ends("ticket", ["CONTACT", "FIX", "VERIFY"], "possible")
    .or("PAY_UNPAID", "PAY_NOT_SENT"),
  is("ORD_STATE_LAG", "delivered forty minutes ago and the page has not moved")
    .buy("data", 50)
    .pay(49)
    .paid(48)
    .called(48)
    .status("fulfilling", 47)
    .sent(47)
    .delivered(40)
    .ends(["ticket", "self_fixed"], ["CONTACT", null], "confirmed")
    .or("CR_DELIVERED_UNSEEN")
    .never("REDELIVER", "REFUND"),
  is("PAY_UNPAID", "began an hour ago, gateway silent, wait run out")
    .buy("steam", 65, { lastsFor: 120 })
    .pay(64, "wechat")
    .silent()
    .since(30)
    .ends("ticket", ["CONTACT", null], "possible"),
];
