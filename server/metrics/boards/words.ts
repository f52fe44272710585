import { channelName } from "#server/channels/index.ts";
import { causeTitle } from "#server/diagnosis/index.ts";
import type { SlaMetric } from "#server/tickets/schemas.ts";
import type { RunEnd } from "../checklist/schemas.ts";
import { metricDefinition } from "../definitions.ts";
import type { ReportBoard } from "../reports/schemas.ts";
import type { BoardColumn, Stat, TableId } from "./schemas.ts";

/** What the parts of a board are called, on the page, in files and in mails alike. */

export type BoardLocale = "zh-CN" | "en";
type Words<K extends string> = Record<BoardLocale, Record<K, string>>;

export const boardTitles: Words<ReportBoard> = {
  "zh-CN": {
    ...{ overview: "服务总览", sla: "服务承诺", causes: "原因", channels: "渠道" },
    ...{ people: "人员", money: "资金", diagnosis: "自查诊断" },
  },
  en: {
    ...{ overview: "Overview", sla: "Service levels", causes: "Causes", channels: "Channels" },
    ...{ people: "People", money: "Money", diagnosis: "Diagnosis" },
  },
};

export const tableTitles: Words<TableId> = {
  "zh-CN": {
    ...{
      clock: "按时限",
      moved: "变化最大的原因",
      day: "按天",
      queue: "按队列",
      cause: "按原因",
      channel: "按渠道的工单",
    },
    ...{ gateway: "各渠道的支付情况", agent: "按现在的处理人", end: "自查的去向", confused: "按最终原因看诊断" },
  },
  en: {
    ...{
      clock: "By clock",
      moved: "What changed most",
      day: "By day",
      queue: "By queue",
      cause: "By cause",
      channel: "Tickets by channel",
    },
    ...{
      gateway: "At the gateways",
      agent: "By current assignee",
      end: "How checks ended",
      confused: "By final cause",
    },
  },
};

/** What a row is one of. */
export const tableKeys: Words<TableId> = {
  "zh-CN": {
    ...{ clock: "时限", moved: "原因", day: "日期", queue: "队列", cause: "原因", channel: "渠道" },
    ...{ gateway: "渠道", agent: "人员", end: "去向", confused: "最终原因" },
  },
  en: {
    ...{ clock: "Clock", moved: "Cause", day: "Day", queue: "Queue", cause: "Cause", channel: "Channel" },
    ...{ gateway: "Gateway", agent: "Person", end: "End", confused: "Final cause" },
  },
};

export const clockNames: Words<SlaMetric> = {
  "zh-CN": {
    ...{ first_response: "首次回复", next_response: "后续回复", verification: "核实扣款", appeal_review: "风控申诉" },
    ...{ resolution: "解决", gateway_answer: "渠道答复" },
  },
  en: {
    ...{ first_response: "First reply", next_response: "Next reply", verification: "Checking a charge" },
    ...{ appeal_review: "Risk appeal", resolution: "Resolution", gateway_answer: "Gateway's answer" },
  },
};

const endNames: Words<RunEnd> = {
  "zh-CN": {
    ...{ person: "本人确认解决", ledger: "之后到账", returned: "解决后又回来", ticket: "转成工单" },
    ...{ unknown: "离开，不知道结果", open: "没有走完" },
  },
  en: {
    ...{ person: "Solved, they said", ledger: "Credited later", returned: "Came back", ticket: "Became a ticket" },
    ...{ unknown: "Left without a word", open: "Not finished" },
  },
};

const statWords: Words<Stat> = {
  "zh-CN": {
    ...{ count: "", amount: "", ratio: "", number: "", share: "占比", cumulative: "累计占比" },
    ...{ median: "中位数", p90: "P90", mean: "平均" },
  },
  en: {
    ...{ count: "", amount: "", ratio: "", number: "", share: "Share", cumulative: "Cumulative share" },
    ...{ median: "median", p90: "p90", mean: "mean" },
  },
};

const verdictWords: Record<BoardLocale, { met: string; breached: string; before: string }> = {
  "zh-CN": { met: "达成", breached: "超时", before: "上期" },
  en: { met: "Met", breached: "Breached", before: "before" },
};

/** A column's or tile's name: the number's own, and which of its values. */
export function columnTitle({ metric, stat }: BoardColumn, locale: BoardLocale): string {
  const verdict = /^attainment\.(met|breached)$/.exec(metric)?.[1] as "met" | "breached" | undefined;
  if (verdict) return verdictWords[locale][verdict];
  const before = metric.endsWith(".before");
  const id = metric.replace(/\.before$/, "");
  // A share stands beside the count that it is a share of.
  const whole = stat === "share" || stat === "cumulative" ? statWords[locale][stat] : undefined;
  const title = whole ?? metricDefinition(id, locale)?.title ?? id;
  const more = before ? verdictWords[locale].before : whole ? "" : statWords[locale][stat];
  if (more === "") return title;
  return locale === "en" ? `${title}, ${more}` : `${title}（${more}）`;
}

const none: Record<BoardLocale, Partial<Record<TableId, string>>> = {
  "zh-CN": { cause: "没有工单", channel: "未知渠道", agent: "未分配", queue: "没有队列" },
  en: { cause: "Without a ticket", channel: "No channel known", agent: "Nobody", queue: "No queue" },
};
const GENERAL: Record<BoardLocale, string> = { "zh-CN": "默认队列", en: "General" };

/** What a row is about, in words. */
export function rowTitle(table: TableId, key: string | null, label: string | null, locale: BoardLocale): string {
  // A channel that was given its usual name is said in the reader's language.
  if (key !== null && (table === "channel" || table === "gateway")) return channelName(key, label, locale);
  if (label !== null) return label;
  if (key === null) return none[locale][table] ?? "–";
  switch (table) {
    case "clock":
      return (clockNames[locale] as Record<string, string>)[key] ?? key;
    case "end":
      return (endNames[locale] as Record<string, string>)[key] ?? key;
    case "cause":
    case "moved":
    case "confused":
      return causeTitle(key as Parameters<typeof causeTitle>[0], locale);
    case "queue":
      return key === "general" ? GENERAL[locale] : key;
    default:
      return key;
  }
}
