import { channelName } from "#server/channels/index.ts";
import { formatFen } from "#server/core/money.ts";
import { causeTitle } from "#server/diagnosis/index.ts";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import type { NoticeLocale, NoticeText } from "../copy.ts";
import { fill } from "../templates/fill.ts";
import type { StaffNoticeKind } from "./schemas.ts";

export type StaffTold = { subject: string; params: Readonly<Record<string, string | number>> };
type Words = readonly [title: string, body: string, action: string];

/** What notices say where the shop has no words of its own. */
export const staffWords: Record<NoticeLocale, Record<StaffNoticeKind, Words>> = {
  "zh-CN": {
    assigned: ["工单分给了您", "工单 {{ticket}} 现在由您处理。", "打开工单"],
    mentioned: ["有人提到了您", "同事在工单 {{ticket}} 的内部备注里提到了您。", "打开工单"],
    ticket_answered: ["客户回复了", "工单 {{ticket}} 的客户有新的回复。", "打开工单"],
    ticket_woke: ["搁置的工单恢复处理", "工单 {{ticket}} {{woke}}，请继续处理。", "打开工单"],
    sla_warned: ["时限快到了", "工单 {{ticket}} 的“{{metric}}”要在 {{due}} 前完成。", "打开工单"],
    sla_breached: ["时限已过", "工单 {{ticket}} 的“{{metric}}”应在 {{due}} 前完成，已经超时。", "打开工单"],
    escalated: ["超时工单升级", "工单 {{ticket}} 的“{{metric}}”超时已久，请组长处理。", "打开工单"],
    approval_waiting: ["有款项待审批", "订单 {{order}} 有一笔 {{amount}} 等待第二人审批。", "查看审批"],
    call_due: ["该打回访电话了", "工单 {{ticket}} 的客户预约了 {{due}} 的电话回访。", "打开工单"],
    bulk_done: ["批量操作已完成", "共 {{total}} 张工单，成功 {{done}} 张，失败 {{failed}} 张。", "查看结果"],
    alert: ["告警：{{measure}}", "{{measure}}{{key}}现为 {{value}}，超过了 {{threshold}}。", "查看告警"],
    alert_over: ["告警解除：{{measure}}", "{{measure}}{{key}}已恢复，现为 {{value}}。", "查看告警"],
    incident: ["故障：{{title}}", "{{count}} 张工单可能出自同一个原因。", "查看故障"],
    export_ready: ["导出已备好", "您要的文件已经备好，可以下载。", "去下载"],
    rule: ["{{title}}", "自动化规则“{{rule}}”请您看一下工单 {{ticket}}。", "打开工单"],
  },
  en: {
    assigned: ["A ticket is yours", "Ticket {{ticket}} is yours now.", "Open the ticket"],
    mentioned: ["You were mentioned", "A colleague mentioned you in a note of ticket {{ticket}}.", "Open the ticket"],
    ticket_answered: ["The customer answered", "There is a new answer in ticket {{ticket}}.", "Open the ticket"],
    ticket_woke: [
      "A snoozed ticket is back",
      "Ticket {{ticket}}: {{woke}}. It waits for you again.",
      "Open the ticket",
    ],
    sla_warned: ["Due soon", "“{{metric}}” of ticket {{ticket}} is due by {{due}}.", "Open the ticket"],
    sla_breached: ["Overdue", "“{{metric}}” of ticket {{ticket}} was due by {{due}}.", "Open the ticket"],
    escalated: [
      "Escalated",
      "“{{metric}}” of ticket {{ticket}} is long overdue. A lead has to look.",
      "Open the ticket",
    ],
    approval_waiting: [
      "Money waits for approval",
      "Order {{order}}: {{amount}} waits for a second person.",
      "See approvals",
    ],
    call_due: ["A call is due", "The customer of ticket {{ticket}} waits for a call at {{due}}.", "Open the ticket"],
    bulk_done: ["The bulk action is done", "{{total}} tickets: {{done}} done, {{failed}} failed.", "See the results"],
    alert: ["Alert: {{measure}}", "{{measure}}{{key}} is {{value}}, above {{threshold}}.", "See alerts"],
    alert_over: ["Over: {{measure}}", "{{measure}}{{key}} is back to {{value}}.", "See alerts"],
    incident: ["Incident: {{title}}", "{{count}} tickets may have one reason.", "See the incident"],
    export_ready: ["Your export is ready", "The file that you asked for can be downloaded.", "Download"],
    rule: ["{{title}}", "The rule “{{rule}}” asks you to look at ticket {{ticket}}.", "Open the ticket"],
  },
};

const metrics: Record<string, readonly [zh: string, en: string]> = {
  first_response: ["首次回复", "First reply"],
  next_response: ["后续回复", "Next reply"],
  verification: ["核实到账", "Verification"],
  appeal_review: ["申诉审核", "Appeal review"],
  resolution: ["解决", "Resolution"],
  gateway_answer: ["渠道答复", "Gateway's answer"],
  callback: ["回电", "Call-back"],
};
/** What ended the waiting of a ticket that was set aside. */
const wakers: Record<string, readonly [zh: string, en: string]> = {
  time: ["到了约定的时间", "its time has come"],
  callback: ["等到了支付回调", "the callback arrived"],
  credited: ["已到账", "the order was credited"],
  refunded: ["已退款", "the order was refunded"],
};
const measureNames: Record<string, readonly [zh: string, en: string]> = {
  route_p95: ["接口耗时", "Interface latency"],
  route_errors: ["接口出错率", "Interface errors"],
  order_age: ["付款后未到账时长", "Paid and not credited"],
  callback_lag: ["支付回调延迟", "Callback lag"],
  queue_lag: ["后台任务积压", "Queue lag"],
  channel_failures: ["支付失败率", "Payment failures"],
  commands_unknown: ["结果未知的指令", "Commands without a result"],
  sla_breaches: ["超时工单数", "Missed service levels"],
  holidays_missing: ["未录入假期的工作日历", "Calendars without the year's holidays"],
};

/** What a notice's variables hold; null for what is not known. Pure. */
export function staffValues({ subject, params }: StaffTold, locale: NoticeLocale): Record<string, string | null> {
  const said = (name: string) => (params[name] === undefined ? null : String(params[name]));
  const named = (names: typeof metrics, name: string | null) =>
    name === null ? null : (names[name]?.[locale === "en" ? 1 : 0] ?? name);
  const { amountFen, value, threshold, measure } = params;
  const key = keyOf(said("key"), said("measure"), locale);
  return {
    ticket: said("number"),
    order: said("orderNo"),
    amount: typeof amountFen === "number" ? formatFen(amountFen) : null,
    metric: named(metrics, said("metric")),
    woke: named(wakers, said("woke")),
    due: momentOf(params.dueAt, locale),
    measure: named(measureNames, said("measure")),
    key: key === null ? "" : locale === "en" ? ` (${key})` : `（${key}）`,
    value: typeof value === "number" ? quantity(measure, value, locale) : null,
    threshold: typeof threshold === "number" ? quantity(measure, threshold, locale) : null,
    title: titleOf(subject, params, locale) ?? said("title"),
    rule: said("name"),
    ...{ count: said("count"), total: said("total"), done: said("done"), failed: said("failed") },
  };
}

/** What an incident that nobody named is called: its channel and cause. */
function titleOf(subject: string, { cause, channel }: StaffTold["params"], locale: NoticeLocale): string | null {
  const code = causeCodes.find((one) => one === cause);
  return subject.startsWith("incident:") && code && typeof channel === "string"
    ? `${channelName(channel, null, locale)} · ${causeTitle(code, locale)}`
    : null;
}

/** What a measure is of: a channel has a name, an address or a consumer is its own. */
function keyOf(key: string | null, measure: string | null, locale: NoticeLocale): string | null {
  if (key === null || key === "") return null;
  return measure === "callback_lag" || measure === "channel_failures" ? channelName(key, null, locale) : key;
}

const COUNTED = new Set(["commands_unknown", "sla_breaches", "holidays_missing"]);

/** How much a measure shows, in a unit that people read. */
function quantity(measure: string | number | undefined, value: number, locale: NoticeLocale): string {
  if (measure === "route_errors" || measure === "channel_failures") return `${value / 10}%`;
  if (COUNTED.has(String(measure))) return String(value);
  const [second, minute] = locale === "en" ? [" s", " min"] : [" 秒", " 分钟"];
  if (value < 1_000) return `${value} ms`;
  return value < 120_000 ? `${Math.round(value / 100) / 10}${second}` : `${Math.round(value / 60_000)}${minute}`;
}

/** A moment in Beijing, short. */
function momentOf(value: string | number | undefined, locale: NoticeLocale): string | null {
  const at = typeof value === "string" ? new Date(value) : undefined;
  if (!at || Number.isNaN(at.getTime())) return null;
  const style = {
    timeZone: "Asia/Shanghai",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  } as const;
  const shown = new Intl.DateTimeFormat(locale, { ...style, hourCycle: "h23" }).format(at);
  return locale === "en" ? `${shown} Beijing time` : shown;
}

/** The built-in words of a notice. What is not known stands as a dash. Pure. */
export function staffText(kind: StaffNoticeKind, told: StaffTold, locale: NoticeLocale): NoticeText {
  const known = Object.entries(staffValues(told, locale)).map(([name, value]) => [name, value ?? "—"]);
  const [title, body, action] = staffWords[locale][kind].map((text) => fill(text, Object.fromEntries(known)) ?? text);
  return { title: title ?? "", body: body ?? "", action: action ?? "" };
}

/** Where in the console a notice leads. Pure. */
export function staffPath(kind: StaffNoticeKind, { subject, params }: StaffTold): string {
  const id = subject.slice(subject.indexOf(":") + 1);
  if (kind === "approval_waiting") return "/desk/approvals";
  if (kind === "bulk_done") return `/desk/bulk/${encodeURIComponent(id)}`;
  if (kind === "alert" || kind === "alert_over") return "/incidents";
  if (kind === "incident") return `/incidents/${encodeURIComponent(id)}`;
  if (kind === "export_ready") return "/settings/transfer";
  return `/desk/${encodeURIComponent(String(params.number ?? id))}`;
}
