import { is, type Story } from "../story.ts";

/** What only the neighbours of an order show: twins, a channel that is full, settings that fail for all, a supplier that is down. */
export const around: Story[] = [
  is("INP_DUP_SUBMIT", "two twins, this one waits at its gateway")
    .buy("qcoin", 5)
    .pay(4, "wechat")
    .asked("waiting")
    .around({ twins: { orders: 2, paid: 0 } })
    .says({ orders: "several" })
    .ends(["self_fixed", "wait"], ["FINISH_PAYING", "FIX", "WAIT"], "possible")
    .or("PAY_UNPAID"),
  is("ORD_DUP_PAYMENT", "paid here and for the twin, neither delivered")
    .buy("unicom", 22)
    .pay(21, "wechat")
    .paid(20)
    .called(20)
    .status("paid", 20)
    .around({ twins: { orders: 1, paid: 1 } })
    .says({ debited: "twice", orders: "several" })
    .ends(["ticket", "refund"], ["REFUND", "CONTACT"], "confirmed")
    .never("REDELIVER"),
  is("PAY_BUYER_LIMIT", "the day's cap is all but used up, attempt refused without a code")
    .buy("apple", 8)
    .customer({ dailyLimitFen: 100_000, realNameVerified: true })
    .pay(7, "wechat")
    .failed(7)
    .around({ customerDayFen: 90_000 })
    .ends("self_fixed", ["FIX", "SWITCH"], "none"),
  is("PAY_MERCHANT_LIMIT", "channel full at noon")
    .buy("steam", 10)
    .pay(9, "epay-2")
    .failed(9, undefined, "支付失败")
    .channel("up", { dailyLimitFen: 5_000_000 })
    .around({ channelDayFen: 5_000_000 })
    .ends(["self_fixed", "ticket"], ["SWITCH", "CONTACT"], "none"),
  is("PAY_CONFIG_ERROR", "all fail alike since noon: no such merchant")
    .buy("oil", 12)
    .pay(11, "wechat")
    .failed(11, "MCH_NOT_EXISTS")
    .asked("missing")
    .around({ channelFailing: true })
    .ends(["self_fixed", "ticket"], ["SWITCH", "CONTACT"], "none"),
  is("FUL_UPSTREAM_DOWN", "refused once with a 500, as for everybody")
    .buy("video", 33)
    .pay(32)
    .paid(31)
    .called(31)
    .undelivered(29, "500", "internal server error")
    .around({ supplierFailing: true })
    .in("english")
    .ends("ticket", ["CONTACT", "REDELIVER", "REFUND"], "confirmed"),
];
