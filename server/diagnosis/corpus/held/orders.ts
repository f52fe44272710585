import { is, type Story } from "../story.ts";

/** Shop and gateway agree on the money and the order does not follow. */
export const orders: Story[] = [
  is("ORD_STATE_LAG", "code sent by the supplier, the order says paid")
    .buy("netease", 9)
    .pay(8)
    .paid(8)
    .called(8)
    .status("paid", 8)
    .delivered(5)
    .ends(["wait", "self_fixed"], ["WAIT", null], "confirmed")
    .or("CR_DELIVERED_UNSEEN")
    .never("REDELIVER", "REFUND"),
  is("ORD_STATE_LAG", "applied three minutes ago, page says unpaid")
    .buy("dollars", 5)
    .member()
    .pay(4, "epay-main")
    .paid(3.5)
    .called(3)
    .asked("paid", 0.3, { paidAgo: 3.5 })
    .says({ page: "awaiting" })
    .in("english")
    .ends("wait", "WAIT", "confirmed")
    .or("CR_NOT_CREDITED"),
  is("ORD_STATE_LAG", "ledger credited in full, order still 充值中")
    .buy("wallet50", 16)
    .pay(15)
    .paid(14)
    .called(14)
    .status("fulfilling", 14)
    .credited(12)
    .backwards()
    .ends(["wait", "self_fixed"], ["WAIT", null], "confirmed")
    .or("CR_DELIVERED_UNSEEN")
    .never("REDELIVER", "REFUND"),
  is("ORD_STATE_LAG", "队列堆积: applied forty minutes ago, nothing moved")
    .buy("phone", 44, { lastsFor: 60 })
    .pay(43, "wechat")
    .paid(42)
    .called(42)
    .says({ page: "awaiting" })
    .ends("ticket", ["CONTACT", "REDELIVER"], "confirmed")
    .or("CR_NOT_CREDITED", "FUL_NO_MATCH"),

  is("ORD_LOST", "message lost: success of an order nobody created")
    .untold("wechat", { amountFen: 9_960 })
    .paid(25)
    .in("missing")
    .says({ page: "no_order" })
    .ends("ticket", ["CONTACT", "REDELIVER"], ["confirmed", "possible"]),
  is("ORD_LOST", "gateway's record and no order, told by both")
    .pay(90, "alipay", { amountFen: 64_800 })
    .paid(89)
    .called(89, "error", { reason: "order not found" })
    .asked("paid", 0.4, { paidAgo: 89 })
    .in("missing")
    .says({ page: "no_order", when: "today" })
    .ends("ticket", ["CONTACT", "REDELIVER"], ["confirmed", "possible"]),
  is("ORD_LOST", "paid in the app, the list of orders is empty")
    .knows({
      debited: "yes",
      link: "official",
      page: "no_order",
      error: "none",
      when: "today",
      notice: "none",
      target: "yes",
    })
    .left()
    .in("english")
    .pastes("I paid in your app but there is no order in my list")
    .ends("ticket", "CONTACT", "possible"),

  is("ORD_DUP_PAYMENT", "WeChat and Alipay, one order")
    .buy("genshin", 31, { lastsFor: 60 })
    .pay(30, "wechat")
    .paid(29)
    .pay(28)
    .paid(27)
    .called(29)
    .status("paid", 29)
    .says({ debited: "twice" })
    .ends(["ticket", "refund"], "REFUND", "confirmed")
    .never("REDELIVER"),
  is("ORD_DUP_PAYMENT", "credited once, both payments confirmed by their gateways")
    .buy("wallet", 48, { lastsFor: 60 })
    .member()
    .pay(47)
    .paid(46)
    .asked("paid", 0.5, { paidAgo: 46 })
    .pay(45)
    .paid(44)
    .asked("paid", 0.4, { paidAgo: 44 })
    .called(46)
    .called(44)
    .credited(43)
    .status("completed", 43)
    .ends(["ticket", "refund"], "REFUND", "confirmed")
    .never("REDELIVER"),
  is("ORD_DUP_PAYMENT", "three payments, order expired")
    .buy("unicom", 70)
    .pay(69)
    .paid(68)
    .pay(66, "wechat")
    .paid(65)
    .pay(62)
    .paid(61)
    .status("expired", 40)
    .ends(["ticket", "refund"], "REFUND", "confirmed")
    .or("CB_LATE")
    .never("REDELIVER"),
  is("ORD_DUP_PAYMENT", "扣了两次, stranger")
    .buy("qcoin", 35)
    .pay(34)
    .paid(33)
    .stranger()
    .knows({ debited: "twice", page: "processing", notice: "none" })
    .pastes("重复扣款了，扣了两次29.1")
    .left()
    .ends("ticket", ["CONTACT", "REFUND"], "possible"),
  is("ORD_DUP_PAYMENT", "second one given back in part of the records")
    .buy("video", 150)
    .pay(149)
    .paid(148)
    .called(148)
    .pay(147)
    .paid(146)
    .refunded(100)
    .status("completed", 120)
    .ends(["refund", "self_fixed"], ["REFUND", null], "confirmed")
    .or("CR_DELIVERED_UNSEEN")
    .never("REDELIVER"),
];
