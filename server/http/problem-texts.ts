import type { ProblemLocale } from "./locale.ts";

type Text = { "zh-CN": string; en: string };
const t = (zh: string, en: string): Text => ({ "zh-CN": zh, en });

/** What each code means, for people. A code without a line here is told by its status. */
const titles: Record<string, Text> = {
  MALFORMED_JSON: t("请求内容不是有效的 JSON", "The body is not valid JSON"),
  MALFORMED_FORM: t("表单内容无法解析", "The form could not be read"),
  BODY_INTERRUPTED: t("内容没有传完", "The body ended early"),
  BODY_TIMEOUT: t("内容传得太慢", "The body took too long"),
  IDEMPOTENCY_KEY_REQUIRED: t("缺少 Idempotency-Key 请求头", "The Idempotency-Key header is missing"),
  IDEMPOTENCY_KEY_REUSED: t("这个 Idempotency-Key 已用于另一份内容", "This Idempotency-Key was used with another body"),
  IDEMPOTENCY_KEY_INVALID: t("Idempotency-Key 格式不正确", "The Idempotency-Key is not well-formed"),
  UNAUTHENTICATED: t("需要登录或 API 密钥", "Sign in or send an API key"),
  BAD_SIGNATURE: t("签名无效或已过期", "The signature is wrong or too old"),
  FORBIDDEN: t("没有权限", "You may not do this"),
  SAME_ACTOR: t("不能审批自己发起的补单", "You may not approve your own request"),
  NOT_FOUND: t("没有这个地址", "There is nothing at this address"),
  ORDER_NOT_FOUND: t("没有找到这个订单", "There is no such order"),
  TICKET_NOT_FOUND: t("没有找到这个工单", "There is no such ticket"),
  DIAGNOSIS_NOT_FOUND: t("没有找到这次自查", "There is no such diagnosis"),
  ATTACHMENT_NOT_FOUND: t("没有找到这个附件", "There is no such attachment"),
  CHANNEL_NOT_FOUND: t("没有设置过这个渠道", "This channel is not set up"),
  CHANNEL_SECRETS_UNREADABLE: t(
    "渠道密钥无法解开，请重新填写",
    "The secrets of this channel cannot be opened, enter them again",
  ),
  ANNOUNCEMENT_NOT_FOUND: t("没有找到这条公告", "There is no such announcement"),
  ANNOUNCEMENT_OVER: t("这条公告已经结束", "The announcement is over already"),
  TOPUP_NOT_FOUND: t("没有找到这笔补单", "There is no such top-up"),
  COMMAND_NOT_FOUND: t("没有找到这条指令", "There is no such command"),
  CARD_KEY_NOT_FOUND: t("没有找到卡密", "There is no card key"),
  COMMAND_DECIDED: t("这条指令已有结果", "This command has its result already"),
  COMMAND_BUSY: t("正在询问平台，请稍后再试", "The platform is being asked, try again in a moment"),
  SETTLEMENT_WAITS: t("已有一个结论在等第二人确认", "A proposal waits for its second person already"),
  NOTHING_PROPOSED: t("没有等待确认的结论", "No proposal waits for an answer"),
  PROPOSAL_CHANGED: t("结论已换，请重新核对", "Another proposal took its place"),
  METHOD_NOT_ALLOWED: t("这个地址不支持该方法", "This address does not have that method"),
  VERSION_CONFLICT: t("内容已被别人更新", "Somebody changed it in the meantime"),
  ALREADY_CREDITED: t("这笔订单已经到账", "The order is already credited"),
  REFUND_CLAIMED: t("这笔订单正在退款", "A refund holds the money of this order"),
  TOPUP_IN_PROGRESS: t("已有一笔补单在处理", "Another top-up of this order is on its way"),
  FACTS_CHANGED: t("订单情况已变化，请重新核对", "The facts have changed since they were shown"),
  GATE_FAILED: t("补单前的核对没有全部通过", "The checks before a top-up did not all pass"),
  AMOUNT_TOO_HIGH: t("金额超过可补的上限", "The amount is more than may be credited"),
  ALREADY_DECIDED: t("这笔补单已经处理过", "This top-up was decided already"),
  TOPUP_EXPIRED: t("补单申请已过期，请重新发起", "The request lapsed, ask anew"),
  ORDER_HAS_OPEN_TICKET: t("这个订单已有进行中的工单", "Another ticket of this order is open already"),
  STATUS_NOT_ALLOWED: t("工单不能这样变更状态", "The ticket cannot go to that status"),
  ASSIGNEE_UNKNOWN: t("没有这位工作人员", "There is no such member of staff"),
  SNOOZE_IN_THE_PAST: t("请选择将来的时间", "Choose a time to come"),
  ATTACHMENT_NOT_USABLE: t("有附件不能使用", "One of the attachments cannot be used"),
  TOO_MANY_ATTACHMENTS: t("附件太多", "Too many attachments"),
  FILE_EMPTY: t("文件是空的", "The file is empty"),
  FILE_DAMAGED: t("文件已损坏或不完整", "The file is damaged or cut off"),
  FILE_TOO_LARGE: t("文件超过 10 MB", "The file is larger than 10 MB"),
  FILE_TYPE_NOT_ALLOWED: t("不支持这种文件", "This kind of file is not accepted"),
  HEIC_NOT_READABLE: t(
    "这张 HEIC 图片无法读取，请改用 JPEG 或 PNG",
    "This HEIC picture cannot be read, send JPEG or PNG",
  ),
  IMAGE_TOO_LARGE: t("图片像素过大", "The picture has too many pixels"),
  TICKET_ALREADY_LINKED: t("这个工单已经关联了订单", "The ticket speaks for an order already"),
  TICKET_NOT_OF_ORDER: t("这个工单不属于该订单", "The ticket is not one of this order"),
  TICKET_CLOSED: t("工单已关闭", "The ticket is closed"),
  PAYLOAD_TOO_LARGE: t("内容太大", "The body is too large"),
  TOO_MANY_EVENTS: t("一批事件太多", "Too many events in one batch"),
  UNSUPPORTED_MEDIA_TYPE: t("不支持这种内容类型", "This media type is not accepted"),
  VALIDATION_FAILED: t("有些内容填写不正确", "Some of the input is not acceptable"),
  INVALID_INPUT: t("有些内容填写不正确", "Some of the input is not acceptable"),
  UNKNOWN_QUESTION: t("没有这个问题", "There is no such question"),
  INVALID_ANSWER: t("这个回答不适用于该问题", "That is no answer to this question"),
  QUESTION_SETTLED: t("订单记录已经回答了这个问题", "The order's records answer this question already"),
  NOT_SELF_FIXED: t("这次自查的结论不是可以自己解决的", "This run did not end with something to fix alone"),
  PROOF_NOT_ACCEPTED: t("信息不一致，请再核对", "This does not match, please check again"),
  BAD_CURSOR: t("翻页位置无效", "The cursor is not valid"),
  METRIC_UNKNOWN: t("没有这个指标", "There is no such number"),
  RATE_LIMITED: t("请求太频繁，请稍后再试", "Too many requests, try again later"),
  INTERNAL: t("服务出错了，我们已记录", "Something went wrong on our side"),
  NOT_READY: t("服务暂时不可用", "The service is not ready"),
  EVENTS_NOT_CONFIGURED: t("尚未配置事件签名密钥", "No secret for events is configured"),
};

const byStatus: Record<number, Text> = {
  400: t("请求有误", "The request is not right"),
  401: t("需要登录或 API 密钥", "Sign in or send an API key"),
  403: t("没有权限", "You may not do this"),
  404: t("没有找到", "Not found"),
  409: t("与当前状态冲突", "This conflicts with the current state"),
  413: t("内容太大", "The body is too large"),
  415: t("不支持这种内容类型", "This media type is not accepted"),
  422: t("内容不符合要求", "The input is not acceptable"),
  429: t("请求太频繁，请稍后再试", "Too many requests, try again later"),
};
const unknown = t("服务出错了", "Something went wrong");

/** The short title of a problem, in the caller's language. */
export function problemTitle(code: string, status: number, locale: ProblemLocale): string {
  return (titles[code] ?? byStatus[status] ?? unknown)[locale];
}

/** Every catalogued code with its title, for the documentation. */
export function allProblems(locale: ProblemLocale): { code: string; title: string }[] {
  return Object.entries(titles).map(([code, text]) => ({ code, title: text[locale] }));
}
