/** What a ticket's conversation says of refunds, and of top-ups that take their time; beside `copy.ts`, and for the same reason. */
type MoneyWords = {
  refunding(amount: string, orderNo: string): string;
  /** @param all nothing else of the order's money is open */
  refunded(amount: string, orderNo: string, all: boolean): string;
  executing(amount: string): string;
  unknown(amount: string): string;
  failed(amount: string, why: string | null): string;
  lapsed(amount: string): string;
  refundPending(amount: string, by: string): string;
  refundRejected(amount: string, note: string | null): string;
  refundVoided(amount: string): string;
  refundLapsed(amount: string): string;
  refundUnknown(amount: string): string;
  refundFailed(amount: string, why: string | null): string;
};

const zh: MoneyWords = {
  refunding: (amount, orderNo) =>
    `退款处理中：${amount}（订单 ${orderNo}）将按原付款方式退回。退款完成后会在这里告诉您，处理期间请不要重复付款。`,
  refunded: (amount, orderNo, all) =>
    `已退款 ${amount}（订单 ${orderNo}），按原付款方式退回。银行卡可能需要 1 到 3 个工作日才能看到。${
      all ? "如果一直没有收到，请在 7 天内重新打开本工单。" : "订单的其余款项我们仍在处理。"
    }`,
  executing: (amount) => `补单 ${amount} 已交给平台执行，等待结果。`,
  unknown: (amount) =>
    `补单 ${amount} 的结果暂时未知：系统会用同一编号继续询问，不会重复入账。在此期间不能再次补单或退款。`,
  failed: (amount, why) =>
    `补单 ${amount} 没有成功，没有入账。${why ? `原因：${why}` : ""}可以重新核对后再发起，或改为退款。`,
  lapsed: (amount) => `补单 ${amount} 的申请超过时限无人审批，已自动结束。如仍需补单，请重新发起。`,
  refundPending: (amount, by) => `${by} 申请退款 ${amount}，等待第二位同事复核。`,
  refundRejected: (amount, note) =>
    `退款 ${amount} 的申请未通过复核。${note ? `原因：${note}` : "复核人没有填写原因。"}`,
  refundVoided: (amount) => `退款 ${amount} 的申请已自动作废：申请之后订单情况有变化。如仍需退款，请重新核对后再发起。`,
  refundLapsed: (amount) => `退款 ${amount} 的申请超过时限无人审批，已自动结束。如仍需退款，请重新发起。`,
  refundUnknown: (amount) =>
    `退款 ${amount} 的结果暂时未知：系统会用同一退款单号继续询问，不会重复退款。在此期间这笔款不能补单或再退。`,
  refundFailed: (amount, why) =>
    `退款 ${amount} 没有成功，款项没有退出。${why ? `原因：${why}` : ""}请在资金队列中处理。`,
};

const en: MoneyWords = {
  refunding: (amount, orderNo) =>
    `Your refund of ${amount} for order ${orderNo} is being processed. It goes back the way you paid. We will tell you here when it is done; please do not pay again in the meantime.`,
  refunded: (amount, orderNo, all) =>
    `We have refunded ${amount} for order ${orderNo}, the way you paid. On a bank card it may take 1 to 3 working days to show. ${
      all
        ? "If it does not arrive, please re-open this ticket within 7 days."
        : "We are still working on the rest of this order's money."
    }`,
  executing: (amount) => `The credit of ${amount} was handed to the platform; its answer is awaited.`,
  unknown: (amount) =>
    `Nobody knows yet whether the credit of ${amount} was made. It is asked about under the same number and never sent twice. Until then the order can be neither credited nor refunded.`,
  failed: (amount, why) =>
    `The credit of ${amount} failed and nothing was credited. ${why ? `Reason: ${why}. ` : ""}Check and ask again, or refund it.`,
  lapsed: (amount) =>
    `Nobody approved the credit of ${amount} in time, so the request ended. Ask again if it is still needed.`,
  refundPending: (amount, by) => `${by} asked to refund ${amount}; a second person must approve.`,
  refundRejected: (amount, note) =>
    `The refund of ${amount} was not approved. ${note ? `Reason: ${note}` : "No reason was given."}`,
  refundVoided: (amount) =>
    `The request to refund ${amount} is void: the order changed after it was asked for. If it is still needed, check and ask again.`,
  refundLapsed: (amount) =>
    `Nobody approved the refund of ${amount} in time, so the request ended. Ask again if it is still needed.`,
  refundUnknown: (amount) =>
    `Nobody knows yet whether the refund of ${amount} was made. It is asked about under the same number and never sent twice. Until then this payment can be neither credited nor refunded.`,
  refundFailed: (amount, why) =>
    `The refund of ${amount} failed and nothing went back. ${why ? `Reason: ${why}. ` : ""}It waits in the money queue.`,
};

export const moneyWords = (locale: string): MoneyWords => (locale.startsWith("zh") ? zh : en);
