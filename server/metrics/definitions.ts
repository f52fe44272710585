import { type MetricText, otherDefinitions } from "./definitions-others.ts";

export type { MetricText } from "./definitions-others.ts";

/** By the number's id. Families have one entry: `cause` for every `cause.CODE`, and a clock's for its two verdicts. */
export const metricDefinitions: Record<string, { "zh-CN": MetricText; en: MetricText }> = {
  open: {
    "zh-CN": { title: "未结工单", text: "此刻尚未解决或关闭的工单，含等待客户、等待上游和已搁置的。" },
    en: {
      title: "Open tickets",
      text: "Tickets that are neither resolved nor closed right now, waiting and snoozed ones included.",
    },
  },
  at_risk: {
    "zh-CN": { title: "即将超时", text: "此刻未结，且最近一个承诺时限在 30 分钟内到期的工单。" },
    en: { title: "At risk", text: "Open tickets whose nearest promise falls due within 30 minutes." },
  },
  breached_now: {
    "zh-CN": { title: "正在超时", text: "此刻未结，且最近一个正在计时的承诺已过期的工单。" },
    en: { title: "Breached now", text: "Open tickets with a running promise that is past due." },
  },
  amount_at_risk: {
    "zh-CN": {
      title: "待追回金额",
      text: "此刻未结、确认或可能已扣款，且还没到账也没退回的工单，其订单金额合计。不知金额的工单不计。",
    },
    en: {
      title: "Amount at risk",
      text: "The amounts of open tickets where money was or may have been taken and is neither credited nor back, added up. Tickets whose amount nobody knows are left out.",
    },
  },
  opened: {
    "zh-CN": { title: "新建工单", text: "所选时间内新建的工单数，不含之后合并到别的工单的重复工单。" },
    en: {
      title: "Opened",
      text: "Tickets opened in the period, without duplicates that were joined to another since.",
    },
  },
  resolved: {
    "zh-CN": { title: "已解决", text: "所选时间内解决、之后没有再打开的工单数，按最后一次解决的时间计。" },
    en: {
      title: "Resolved",
      text: "Tickets resolved in the period and not re-opened since, by their last resolution.",
    },
  },
  amount_recovered: {
    "zh-CN": { title: "已补金额", text: "所选时间内人工补单入账的金额合计，来自账本里成功的补单。" },
    en: {
      title: "Amount recovered",
      text: "What was credited by hand in the period: the succeeded top-ups, added up.",
    },
  },
  backlog: {
    "zh-CN": {
      title: "积压",
      text: "截至所选时间末尾仍未结的工单数，不含已合并的重复工单。再次打开的工单从第一次建单算到最后一次解决。",
    },
    en: {
      title: "Backlog",
      text: "Tickets open at the end of the period, without joined duplicates. A re-opened ticket counts from its opening to its last resolution.",
    },
  },
  first_response: {
    "zh-CN": {
      title: "首次响应时长",
      text: "从建单到客服第一次公开回复，按首次回复发生在所选时间内的工单计。系统自动消息不算。中位数取中间两个值的平均；P90 是至少九成工单不超过的最小值。",
    },
    en: {
      title: "First response time",
      text: "From opening to the first public reply by a person, over tickets whose first reply lies in the period. What the system says by itself does not count. The median is the mean of the two middle values; p90 is the least value that nine tenths do not exceed.",
    },
  },
  first_resolution: {
    "zh-CN": {
      title: "首次解决时长",
      text: "从建单到第一次解决，按首次解决发生在所选时间内的工单计，不论后来是否再打开。",
    },
    en: {
      title: "First resolution time",
      text: "From opening to the first resolution, over tickets first resolved in the period, whether or not they were re-opened later.",
    },
  },
  full_resolution: {
    "zh-CN": { title: "完全解决时长", text: "从建单到最后一次解决，按最后一次解决发生在所选时间内的工单计。" },
    en: {
      title: "Full resolution time",
      text: "From opening to the last resolution, over tickets whose last resolution lies in the period.",
    },
  },
  requester_wait: {
    "zh-CN": {
      title: "客户等待时长",
      text: "从建单到最后一次解决，扣除等待客户回复和解决后再打开之前的时间，按最后一次解决发生在所选时间内的工单计。等待上游的时间计入。",
    },
    en: {
      title: "Requester wait",
      text: "From opening to the last resolution, less the time it was with the customer and the time between an end and a re-opening, over tickets whose last resolution lies in the period. Waiting for a supplier counts.",
    },
  },
  agent_work: {
    "zh-CN": {
      title: "客服处理时长",
      text: "客户等待时长中，既不在等客户也不在等上游的部分：工单在“新建”和“处理中”的时间。",
    },
    en: {
      title: "Agent work",
      text: "The part of the requester's wait in which nobody else was waited for either: the time a ticket was new or open.",
    },
  },
  one_touch: {
    "zh-CN": {
      title: "一次解决",
      text: "所选时间内解决的工单中，只有一次客服公开回复、也没有再打开过的比例。",
    },
    en: {
      title: "One-touch",
      text: "Of the tickets resolved in the period, those with exactly one public reply by a person and never re-opened.",
    },
  },
  reopened: {
    "zh-CN": {
      title: "再打开率",
      text: "首次解决发生在所选时间内的工单中，后来（不论何时）再打开过的比例。越近的日期越可能还会上升。",
    },
    en: {
      title: "Re-opened",
      text: "Of the tickets first resolved in the period, those opened again since, whenever that was. Recent days may still rise.",
    },
  },
  satisfaction: {
    "zh-CN": {
      title: "满意度",
      text: "所选时间内（最后一次）解决、客户对这次解决打过分的工单中，选“满意”的比例。要和评价率一起看。",
    },
    en: {
      title: "Satisfaction",
      text: "Of the tickets last resolved in the period whose resolution the customer rated, those rated good. To be read with the rate of response.",
    },
  },
  satisfied: {
    "zh-CN": { title: "满意的工单", text: "所选时间内（最后一次）解决、客户对这次解决选了“满意”的工单。" },
    en: { title: "Rated good", text: "Tickets last resolved in the period whose resolution the customer rated good." },
  },
  rating_response: {
    "zh-CN": {
      title: "评价率",
      text: "所选时间内（最后一次）解决的工单中，客户对这次解决打过分的比例。",
    },
    en: {
      title: "Rate of response",
      text: "Of the tickets last resolved in the period, those whose resolution the customer rated.",
    },
  },
  attainment: {
    "zh-CN": {
      title: "承诺达成率",
      text: "达成 ÷（达成 + 超时）。按每次计时单独计，归入得出结论的时间；仍未结论但已过期的算超时，归入到期时间；因工单结束而免除的不计。",
    },
    en: {
      title: "Promises kept",
      text: "Met \u00f7 (met + breached). Each run of a clock counts once, when it was decided; one that is past due and undecided is breached, when it fell due; one that was waived counts for neither.",
    },
  },
  work_attainment: {
    "zh-CN": {
      title: "处理达成率",
      text: "同承诺达成率，但按处理人的时限算：等待上游的时间也不计入，因为那不由他们决定。",
    },
    en: {
      title: "Work in time",
      text: "Like promises kept, by the clocks of those who do the work: waiting for a supplier does not count either, since that is not theirs to decide.",
    },
  },
  "attainment.first_response": {
    "zh-CN": { title: "首次响应达成率", text: "建单后按时得到第一次公开回复的比例。" },
    en: { title: "First response kept", text: "The share of tickets that got their first public reply in time." },
  },
  "attainment.next_response": {
    "zh-CN": { title: "后续响应达成率", text: "客户追问后按时得到公开回复的比例，每次追问各计一次。" },
    en: { title: "Next response kept", text: "The share of customers' later messages that were answered in time." },
  },
  "attainment.verification": {
    "zh-CN": { title: "核实达成率", text: "已扣款未到账的工单按时核实付款的比例。" },
    en: {
      title: "Verification kept",
      text: "The share of charged, uncredited tickets whose payment was checked in time.",
    },
  },
  "attainment.appeal_review": {
    "zh-CN": {
      title: "申诉审核达成率",
      text: "风控申诉在 1 小时内得出结论的比例；等待客户补充材料的时间不计入，复核另计一次。",
    },
    en: {
      title: "Appeal review kept",
      text: "The share of risk appeals decided within the hour. Waiting for the customer's evidence does not count; a second look counts anew.",
    },
  },
  "attainment.resolution": {
    "zh-CN": { title: "解决达成率", text: "按时解决的比例；等待客户的时间不计入，再次打开重新计时。" },
    en: {
      title: "Resolution kept",
      text: "The share resolved in time. Waiting for the customer does not count; re-opening starts a new clock.",
    },
  },
  "attainment.gateway_answer": {
    "zh-CN": {
      title: "网关答复达成率",
      text: "向支付网关提交的查询与投诉，网关按时答复的比例，每次提交各计一次；也计入总的承诺达成率。",
    },
    en: {
      title: "Gateway answered in time",
      text: "The share of cases put to a payment gateway that it answered in time; each one counts, also in promises kept as a whole.",
    },
  },
  cause: {
    "zh-CN": {
      title: "原因分布",
      text: "所选时间内新建的工单按当前认定的原因分组，由多到少；累计占比是该原因及之前各项之和。",
    },
    en: {
      title: "Causes",
      text: "Tickets opened in the period by the cause they now carry, most frequent first; the cumulative share adds up all so far.",
    },
  },
  ...otherDefinitions,
};

/** The definition of a number, also of one in a family. @returns undefined when there is no such number */
export function metricDefinition(metric: string, locale: "zh-CN" | "en"): MetricText | undefined {
  const family = metric.startsWith("cause.") ? "cause" : metric.replace(/\.(met|breached)$/, "");
  return Object.hasOwn(metricDefinitions, family) ? metricDefinitions[family]?.[locale] : undefined;
}
