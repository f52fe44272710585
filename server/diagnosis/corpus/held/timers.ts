import { is, type Story } from "../story.ts";

/** What the clock decides: a wait that has run out, money that arrived after a while, a delay that is no delay yet. */
export const timers: Story[] = [
  is("CB_MISSING", "paid this very minute, page has not turned, no number at hand")
    .knows({ debited: "yes", page: "awaiting", notice: "none", error: "none", when: "just_now" })
    .left()
    .in("english")
    .ends("wait", "WAIT", "possible"),
  is("CB_MISSING", "came back after half an hour, nothing moved")
    .knows({ debited: "yes", page: "awaiting", notice: "none", when: "just_now" })
    .since(31)
    .left()
    .ends("ticket", ["CONTACT", null], "possible"),
  is("FUL_UPSTREAM_SLOW", "processing then, processing now, sixteen minutes on")
    .knows({ debited: "yes", page: "processing", notice: "none", when: "just_now", target: "yes" })
    .since(16)
    .left()
    .in("english")
    .ends("ticket", "CONTACT", "possible"),
  is("PAY_USER_PAYING", "user_paying since ten minutes, gateway silent")
    .buy("qcoin", 12)
    .pay(11, "wechat", { method: "micropay" })
    .failed(10, "USER_PAYING")
    .silent()
    .ends(["ticket", "wait"], ["CONTACT", "WAIT"], "possible")
    .or("PAY_UNPAID"),
  is("ACC_LEVEL_RESTRICTED", "审核 of a low level since this morning")
    .buy("oil", 240, { lastsFor: 1_440 })
    .customer({ realNameVerified: true, level: 1, frozen: false })
    .status("under_review", 235, "等级较低，人工审核")
    .stayed()
    .ends("ticket", ["CONTACT", "FIX"], "possible"),
  is("ORD_STATE_LAG", "credited an hour ago, order says paid")
    .buy("wallet", 70)
    .pay(69)
    .paid(68)
    .called(68)
    .status("paid", 68)
    .credited(62)
    .ends(["ticket", "self_fixed"], ["CONTACT", null], "confirmed")
    .or("CR_DELIVERED_UNSEEN")
    .never("REDELIVER", "REFUND"),
  is("CB_MISSING", "five minutes after the money, in a rush hour: the gateway has it")
    .buy("video", 7)
    .pay(6)
    .paid(5)
    .asked("paid", 0.2, { paidAgo: 5 })
    .since(4)
    .ends("ticket", "REDELIVER", "confirmed"),
  is("PAY_CHANNEL_DOWN", "hung in a channel that went down an hour ago")
    .buy("phone", 75, { lastsFor: 120 })
    .pay(70)
    .channel("down", {}, 72)
    .silent()
    .ends("ticket", "CONTACT", "possible")
    .or("PAY_UNPAID"),
  is("CB_LATE", "paid an hour after the order was given up, a day ago")
    .buy("genshin", 1_500)
    .pay(1_475)
    .status("expired", 1_470)
    .paid(1_400)
    .says({ when: "earlier" })
    .ends("ticket", ["REDELIVER", "REFUND", "CONTACT"], "confirmed"),
];
