/** What a number is called and what exactly it counts, in both languages, to stand beside it. */
export type MetricText = { title: string; text: string };

/** Numbers of the checklist, of gateways and of money, which count no tickets. */
export const otherDefinitions: Record<string, { "zh-CN": MetricText; en: MetricText }> = {
  "checklist.deflection": {
    "zh-CN": {
      title: "自查解决率",
      text: "得出结论的自查里，确认解决且 7 天内没有再来的比例。只认两种确认：本人点了“解决了”，或之后平台记录到账。转工单的、悄悄离开的都不算解决；我们人工补的单也不算。",
    },
    en: {
      title: "Solved by the checklist",
      text: "Of the runs that came to a result, those confirmed as fixed and not back within seven days. Only two confirmations count: the person said so, or the platform credited it afterwards. Tickets, silence and our own top-ups do not.",
    },
  },
  "checklist.accuracy": {
    "zh-CN": {
      title: "诊断准确率",
      text: "所选时间内解决、客服填写了最终原因的工单中，自查给出的原因与最终原因一致的比例。",
    },
    en: {
      title: "Diagnosis accuracy",
      text: "Of tickets resolved in the period with a final cause named by an agent, those whose run had named the same cause.",
    },
  },
  "checklist.judged": {
    "zh-CN": {
      title: "可比对的工单",
      text: "所选时间内解决、自查给过原因、客服也填写了最终原因的工单。",
    },
    en: {
      title: "Judged",
      text: "Tickets resolved in the period whose run named a cause and whose final cause an agent named.",
    },
  },
  channel_failure: {
    "zh-CN": { title: "渠道失败率", text: "失败 ÷ 全部支付和查询尝试，按尝试发生的时间统计。" },
    en: { title: "Channel failure rate", text: "Failed \u00f7 all attempts at the gateway, by when they were made." },
  },
  channel_attempts: {
    "zh-CN": { title: "渠道尝试次数", text: "所选时间内对各渠道的支付和查询尝试。" },
    en: { title: "Attempts", text: "Attempts at gateways in the period." },
  },
  channel_failed: {
    "zh-CN": { title: "失败次数", text: "其中没有成功的尝试。" },
    en: { title: "Failed", text: "Those of them that did not succeed." },
  },
  amount_refunded: {
    "zh-CN": { title: "已退金额", text: "所选时间内成功的退款金额合计，按退款完成的时间统计。" },
    en: { title: "Amount refunded", text: "Refunds that succeeded in the period, added up, by when they did." },
  },
  calls_kept: {
    "zh-CN": {
      title: "回电守约率",
      text: "约定时段在所选时间内开始、且已经过去的回电里，我们在时段内拨出的比例，不论客户是否接听。客户自己取消或改约的不计。",
    },
    en: {
      title: "Calls made in their time",
      text: "Of calls promised for a time that began in the period and is over, those taken up within it, whether or not the customer answered. Calls that customers took back or moved do not count.",
    },
  },
  paid_to_credited: {
    "zh-CN": {
      title: "付款到到账时长",
      text: "从付款到平台记账，按到账发生在所选时间内的订单计。",
    },
    en: {
      title: "Paid to credited",
      text: "From the payment to the platform's credit, over orders credited in the period.",
    },
  },
  wrong_credit: {
    "zh-CN": {
      title: "多充错充",
      text: "所选时间内人工补单合计超过实付的订单，加上补单之后平台又到账、合计超过实付的订单，以及钱已退回却仍到账、记了损失的订单。必须为 0。",
    },
    en: {
      title: "Wrong or double credit",
      text: "Orders credited by hand in the period with more than they paid, orders that the platform credited as well, and orders that got something after their money had gone back. Must be 0.",
    },
  },
  "checklist.questions": {
    "zh-CN": { title: "平均提问数", text: "得出结论的自查里，平均每次回答的问题数，改答案另计一次。" },
    en: {
      title: "Questions per run",
      text: "Questions answered on average in the runs that came to a result; a changed answer counts again.",
    },
  },
  "checklist.started": {
    "zh-CN": { title: "发起自查", text: "所选时间内开始的自查次数。" },
    en: { title: "Runs started", text: "Runs of the checklist begun in the period." },
  },
};
