import { is, type Story } from "../story.ts";

/** What only the neighbours of an order show: twins, a channel that is full, settings that fail for all, a supplier that is down. */
export const around: Story[] = [
  is("INP_DUP_SUBMIT", "a twin ordered seconds before, neither paid")
    .buy("phone", 6)
    .around({ twins: { orders: 1, paid: 0 } })
    .says({ orders: "several" })
    .ends(["self_fixed", "ticket"], ["FIX", "PAY_AGAIN", "CONTACT", null], "none"),
  is("ORD_DUP_PAYMENT", "twin orders, both of them paid")
    .buy("video", 30)
    .pay(29)
    .paid(28)
    .called(28)
    .delivered(25)
    .status("completed", 25)
    .around({ twins: { orders: 1, paid: 1 } })
    .says({ debited: "twice", orders: "several" })
    .ends(["ticket", "refund"], ["REFUND", "CONTACT"], "confirmed")
    .never("REDELIVER"),
  is("PAY_BUYER_LIMIT", "four thousand paid today, two thousand more wanted")
    .buy("wallet", 5, { amountFen: 200_000, faceValueFen: 200_000 })
    .member({ dailyLimitFen: 500_000 })
    .around({ customerDayFen: 400_000 })
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_MERCHANT_LIMIT", "the channel has taken all that it may today")
    .buy("wallet", 9)
    .pay(8, "epay-1")
    .failed(8)
    .channel("up", { dailyLimitFen: 10_000_000 })
    .around({ channelDayFen: 9_990_000 })
    .ends(["self_fixed", "ticket"], ["SWITCH", "CONTACT"], "none"),
  is("PAY_CONFIG_ERROR", "everybody's attempts end in the same wrong signature")
    .buy("honor", 8)
    .pay(7, "wechat")
    .failed(7, "SIGN_ERROR")
    .around({ channelFailing: true })
    .ends(["self_fixed", "ticket"], ["SWITCH", "CONTACT"], "none"),
  is("FUL_UPSTREAM_DOWN", "handed over, and everybody else's fails at that supplier")
    .buy("data", 25)
    .pay(24)
    .paid(23)
    .called(23)
    .sent(22)
    .around({ supplierFailing: true })
    .ends(["ticket", "wait"], ["CONTACT", "WAIT"], "confirmed")
    .or("FUL_UPSTREAM_SLOW")
    .never("REDELIVER"),
];
