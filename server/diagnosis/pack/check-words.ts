import type { Locale } from "../schemas.ts";

/** What is said of each fault of a pack. `{…}` are filled in. */
export const problemWords = {
  json: { "zh-CN": "不是有效的 JSON：{detail}", en: "This is not valid JSON: {detail}" },
  tooLarge: { "zh-CN": "内容超过 {max} 字节", en: "The content is over {max} bytes" },
  form: { "zh-CN": "格式不对：{detail}", en: "Wrong form: {detail}" },
  twice: { "zh-CN": "“{name}”出现了不止一次", en: "“{name}” is here more than once" },
  causeMissing: { "zh-CN": "缺少原因 {name}", en: "The cause {name} is missing" },
  factUnknown: { "zh-CN": "没有叫“{name}”的事实", en: "There is no fact called “{name}”" },
  valueUnknown: { "zh-CN": "事实“{fact}”没有“{value}”这个值", en: "The fact “{fact}” has no value “{value}”" },
  notWeighed: {
    "zh-CN": "事实“{fact}”没有列出值，不能用来判断",
    en: "The fact “{fact}” lists no values, so it cannot be weighed",
  },
  notATime: { "zh-CN": "“{name}”不是时间，不能从它开始等", en: "“{name}” is not a time, so no wait can start from it" },
  questionUnknown: { "zh-CN": "没有叫“{name}”的问题", en: "There is no question called “{name}”" },
  remedyUnknown: { "zh-CN": "没有叫“{name}”的办法", en: "There is no remedy called “{name}”" },
  noFallback: {
    "zh-CN": "最后一个方案不能带条件：总要有一个办法",
    en: "The last plan must have no conditions: there must always be a way out",
  },
  planUnreachable: {
    "zh-CN": "前面的方案没有条件，这一个永远轮不到",
    en: "A plan before this one has no conditions, so this one is never reached",
  },
  overrideOpen: { "zh-CN": "优先方案必须有条件", en: "An override must have conditions" },
  questionUseless: {
    "zh-CN": "问题“{name}”的回答不影响任何判断，永远不会被问到",
    en: "The answer to “{name}” changes nothing, so it is never asked",
  },
  remedyUnused: { "zh-CN": "没有方案用到办法“{name}”", en: "No plan uses the remedy “{name}”" },
  notPersonal: {
    "zh-CN": "回答只能成为以 user. 开头的事实",
    en: "An answer may only become a fact whose name begins with user.",
  },
  noUnsure: { "zh-CN": "每个问题都要能回答“不确定”", en: "Every question must offer “unsure”" },
  optionUnknown: {
    "zh-CN": "选项“{value}”不在事实“{fact}”的值里",
    en: "The option “{value}” is not among the values of the fact “{fact}”",
  },
  sharesOff: {
    "zh-CN": "各选项的比例加起来是 {sum}，应接近 1",
    en: "The shares of the options add up to {sum} and should be about 1",
  },
  circle: {
    "zh-CN": "问题互相等待或代替成了循环：{name}",
    en: "Questions wait or stand in for one another in a circle: {name}",
  },
  weightRange: { "zh-CN": "权重 {value} 超出 ±{max}", en: "The weight {value} is beyond ±{max}" },
  priorsOff: {
    "zh-CN": "各原因的先验加起来是 {sum}，应在 {min} 到 {max} 之间",
    en: "The priors of the causes add up to {sum} and should be between {min} and {max}",
  },
  outOfRange: { "zh-CN": "应在 {min} 到 {max} 之间", en: "Must be between {min} and {max}" },
  payingBar: {
    "zh-CN": "建议付款时的门槛不能低于平常的门槛",
    en: "The bar for advice to pay must not be below the usual one",
  },
  waitNoDeadline: { "zh-CN": "等待必须有期限", en: "A wait must have a deadline" },
  waitNotWaiting: { "zh-CN": "只有等待才有期限", en: "Only a wait has a deadline" },
  waitTooLong: { "zh-CN": "最多等 {max} 分钟", en: "A wait is {max} minutes at most" },
  payingCharge: {
    "zh-CN": "“{name}”会让人重新付款，方案必须限定为“没有扣款”",
    en: "“{name}” sends people to pay anew, so its plan must be limited to charge: none",
  },
  finishingCharge: {
    "zh-CN": "“{name}”会让人付款，方案必须有扣款状态条件，且不能是“已扣款”",
    en: "“{name}” sends people to pay, so its plan needs charge conditions, and never confirmed",
  },
  topUpAndRefund: { "zh-CN": "一个方案不能既补充值又退款", en: "One plan must not both deliver and refund" },
  wordsMissing: { "zh-CN": "缺少文字", en: "Words are missing" },
  wordsForNothing: { "zh-CN": "这段文字没有对应的内容", en: "These words belong to nothing" },
  saysSplit: { "zh-CN": "不能建议拆分金额：“{words}”", en: "Must not advise splitting an amount: “{words}”" },
  saysPay: {
    "zh-CN": "这个办法不是付款类，不能叫人再付：“{words}”",
    en: "This is not a way to pay, so it must not send anybody to pay: “{words}”",
  },
  saysPayAnyway: {
    "zh-CN": "这段话不管扣没扣款都会显示，不能直接叫人付款：“{words}”",
    en: "This is shown whatever was charged, so it must not simply send anybody to pay: “{words}”",
  },
  unsafe: {
    "zh-CN": "场景 {name} 会给出不安全的建议：{detail}",
    en: "Scenario {name} would get unsafe advice: {detail}",
  },
} as const satisfies Record<string, Record<Locale, string>>;
export type ProblemCode = keyof typeof problemWords;
