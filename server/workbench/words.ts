type Locale = "zh-CN" | "en";
type Pair = readonly [zh: string, en: string];
type Pairs = Readonly<Record<string, Pair>>;

/** A word in the reader's language; what has none is shown as it is. */
const say = (words: Pairs, key: string, locale: Locale): string => words[key]?.[locale === "en" ? 1 : 0] ?? key;

const verdicts: Pairs = {
  pending: ["回调还没判断", "callback not judged yet"],
  applied: ["回调已采用", "callback applied"],
  duplicate: ["重复回调", "callback seen before"],
  waiting: ["回调在等订单", "callback waits for its order"],
  ignored: ["回调无需处理", "callback needs nothing"],
  rejected: ["回调已拒绝", "callback refused"],
  error: ["回调判断出错", "callback could not be judged"],
};
export const callbackVerdictText = (verdict: string, locale: Locale): string => say(verdicts, verdict, locale);

const reasons: Pairs = {
  BAD_SIGNATURE: ["签名不对", "the signature is wrong"],
  UNKNOWN_KEY: ["签名用的密钥我们没有", "signed with a key we do not have"],
  STALE: ["签名时间相差太大", "signed too long ago"],
  PROBE: ["渠道的试探", "the gateway's probe"],
  MALFORMED: ["格式不对", "not in the agreed form"],
  DUPLICATE_PARAMETER: ["同一参数出现两次", "a parameter is there twice"],
  UNDECRYPTABLE: ["密文解不开", "it cannot be decrypted"],
  FOREIGN_MERCHANT: ["发给别的商户的", "meant for another merchant"],
  TRADE_NO_TAKEN: ["流水号属于另一笔支付", "its number belongs to another payment"],
  CHANNEL_DIFFERS: ["支付是在另一个渠道发起的", "the payment began on another channel"],
  AMOUNT_DIFFERS: ["金额与订单不一致", "the amount differs from the order"],
  SHARED_NUMBER: ["不止一个订单用了这个支付单号", "several orders share the payment number"],
  ORDER_UNKNOWN: ["还没有收到这个订单", "its order is not known yet"],
  SAME_NOTICE: ["同一条通知之前已收下", "the same notice came before"],
  ALREADY_PAID: ["这笔付款之前已记录", "the payment was recorded before"],
  ALREADY_REFUNDED: ["这笔付款已退回", "the payment was refunded"],
  REFUND_FAILED: ["渠道说退款没有成功", "the gateway says the refund failed"],
  NOT_PAID_YET: ["付款人还没有付款", "the payer has not paid yet"],
  NOTHING_TO_DO: ["不影响付款", "no matter of payment"],
  INTERNAL: ["我们判断时出了错", "we failed to judge it"],
};
export const reasonText = (reason: string, locale: Locale): string => say(reasons, reason, locale);

const gatewayStates: Pairs = {
  waiting: ["等待付款", "waits for payment"],
  paid: ["已付款", "paid"],
  closed: ["交易已关闭", "closed"],
  refunded: ["已退款", "refunded"],
  frozen: ["资金冻结", "frozen"],
  missing: ["查无此交易", "no such payment"],
};
export const gatewayStateText = (state: string, locale: Locale): string => say(gatewayStates, state, locale);

const commandKinds: Pairs = {
  credit: ["到账指令", "Credit"],
  refund: ["退款指令", "Refund"],
  release: ["放行指令", "Release"],
};
const commandStates: Pairs = {
  queued: ["待发送", "to be sent"],
  unknown: ["结果未知", "result not known"],
  pending: ["平台处理中", "the platform works on it"],
  succeeded: ["已执行", "done"],
  failed: ["平台未执行", "not done"],
  dead: ["无人应答", "nobody answers"],
};
export const commandText = (kind: string, state: string, locale: Locale): string =>
  `${say(commandKinds, kind, locale)} · ${say(commandStates, state, locale)}`;

const attemptActions: Pairs = { send: ["发送指令", "Sent the command"], ask: ["询问结果", "Asked what became of it"] };
const attemptOutcomes: Pairs = {
  ...commandStates,
  pending: ["还在处理", "still worked on"],
  not_sent: ["没有送达", "did not get there"],
  not_received: ["平台没有收到过", "the platform never saw it"],
};
export const attemptText = (action: string, outcome: string | null, locale: Locale): string => {
  const became = outcome === null ? (locale === "en" ? "under way" : "进行中") : say(attemptOutcomes, outcome, locale);
  return `${say(attemptActions, action, locale)} · ${became}`;
};

const moves: Record<"topup" | "refund", Pair> = { topup: ["补单", "Top-up"], refund: ["退款", "Refund"] };
const moveStates: Pairs = {
  asked: ["申请", "asked for"],
  approved: ["批准", "approved"],
  rejected: ["驳回", "turned down"],
  succeeded: ["成功", "succeeded"],
  failed: ["失败", "failed"],
  unknown: ["结果待确认", "result not known"],
  executing: ["执行中", "under way"],
};
export const moveText = (kind: "topup" | "refund", state: string, locale: Locale): string =>
  locale === "en"
    ? `${moves[kind][1]} ${say(moveStates, state, locale)}`
    : `${moves[kind][0]}${say(moveStates, state, locale)}`;

/** An account of the books without whose it is: a customer's number stays in the books. */
export const accountText = (account: string): string => account.replace(/^(wallet|customer):.*$/s, "$1");

const noticeStates: Pairs = {
  queued: ["待发送", "To be sent"],
  sending: ["发送中", "Being sent"],
  sent: ["已发送", "Sent"],
  failed: ["发送失败", "Not sent"],
  unknown: ["不确定是否送达", "May have been sent"],
  skipped: ["没有发送", "Left out"],
};
export const noticeStateText = (state: string, locale: Locale): string => say(noticeStates, state, locale);

const noticeChannels: Pairs = { mail: ["邮件", "mail"], sms: ["短信", "text message"] };
export const noticeChannelText = (channel: string, locale: Locale): string => say(noticeChannels, channel, locale);

const steps: Pairs = {
  opened: ["提交工单", "Ticket opened"],
  assigned: ["更换处理人", "Assigned"],
  priority_changed: ["修改优先级", "Priority changed"],
  queue_changed: ["换队列", "Queue changed"],
  tags_changed: ["修改标签", "Tags changed"],
  cause_changed: ["修改原因", "Cause changed"],
  snoozed: ["设置稍后处理", "Snoozed"],
  woke: ["到时提醒", "Woke up"],
  status_changed: ["修改状态", "Status changed"],
  customer_message: ["用户留言", "The customer wrote"],
  public_reply: ["回复用户", "Answered the customer"],
  internal_note: ["添加备注", "Note added"],
  link_renewed: ["更换链接", "Link renewed"],
  order_linked: ["关联订单", "Order linked"],
  order_handed_over: ["超时未到账，转人工处理", "Overdue, handed to a person"],
  same_payment: ["发现同一支付单号的工单", "Another ticket names the same payment"],
  charge_found: ["查实已扣款", "The charge was found"],
  money_settled: ["资金已有结果", "The money was settled"],
  case_filed: ["请渠道核查", "The gateway was asked to look"],
  case_answered: ["渠道已答复", "The gateway answered"],
  case_closed: ["结束渠道核查", "The gateway's case was closed"],
  case_overdue: ["渠道超时未答复", "The gateway did not answer in time"],
  case_escalated: ["告知客户投诉途径", "The customer was told how to complain"],
  complaint_joined: ["客户在渠道投诉", "The customer complained at the gateway"],
  complaint_settled: ["渠道投诉已处理", "The complaint was settled"],
  topup_requested: ["申请补单", "Top-up asked for"],
  topup_executing: ["补单已交平台执行", "Top-up under way"],
  topup_succeeded: ["补单成功", "Top-up succeeded"],
  topup_failed: ["补单失败", "Top-up failed"],
  topup_unknown: ["补单结果待确认", "Top-up's result not known"],
  topup_rejected: ["驳回补单", "Top-up turned down"],
  topup_voided: ["情况有变，补单申请作废", "Top-up void: the facts moved on"],
  refund_requested: ["申请退款", "Refund asked for"],
  refund_executing: ["退款执行中", "Refund under way"],
  refund_succeeded: ["退款成功", "Refunded"],
  refund_failed: ["退款失败", "Refund failed"],
  refund_unknown: ["退款结果待确认", "Refund's result not known"],
  refund_rejected: ["驳回退款", "Refund turned down"],
  refund_voided: ["情况有变，退款申请作废", "Refund void: the facts moved on"],
  appeal_opened: ["提交风控申诉", "Appeal opened"],
  appeal_evidence: ["补充申诉材料", "Evidence given"],
  appeal_asked: ["要求补充材料", "Evidence asked for"],
  appeal_proposed: ["提出申诉结论", "Decision proposed"],
  appeal_decided: ["申诉有结论", "Appeal decided"],
  appeal_returned: ["申诉退回重审", "Appeal sent back"],
  appeal_closed: ["申诉结束", "Appeal closed"],
  appeal_follows: ["申诉后续处理", "What follows from the appeal"],
  appeal_release_ended: ["放行有结果", "The release has a result"],
  macro_applied: ["使用快捷回复", "Macro used"],
  field_changed: ["填写字段", "Field answered"],
  linked: ["关联工单", "Linked to another ticket"],
  unlinked: ["取消关联", "Unlinked"],
  merged: ["合并到另一张工单", "Merged into another ticket"],
  took_over: ["并入另一张工单", "Took another ticket over"],
  parted: ["撤销合并", "Merge undone"],
  gave_back: ["撤销并入", "Gave another ticket back"],
  call_booked: ["预约电话回访", "Call booked"],
  call_taken: ["拨打回访", "Call being made"],
  call_done: ["回访完成", "Spoke to the customer"],
  call_missed: ["回访未接通", "Customer not reached"],
  call_lapsed: ["回访超时未拨打", "Nobody made the call"],
  call_cancelled: ["取消回访", "Call cancelled"],
  rated: ["用户评价", "Rated by the customer"],
  redacted: ["遮盖图片", "Picture blacked out"],
  incident_joined: ["归入故障", "Joined an incident"],
  incident_noticed: ["发送故障通知", "Told of the incident"],
  sla_breached: ["超过承诺时间", "A promised time was missed"],
  sla_escalated: ["升级给主管", "Passed on to a lead"],
};
const statuses: Pairs = {
  new: ["待受理", "new"],
  open: ["处理中", "open"],
  waiting_customer: ["等用户回复", "waiting for the customer"],
  waiting_upstream: ["等渠道处理", "waiting for the channel"],
  resolved: ["已解决", "resolved"],
  closed: ["已关闭", "closed"],
};
/** One step of a ticket. Only a status is told with it: what was written stays in the conversation. */
export function ticketEventText(type: string, after: unknown, locale: Locale): string {
  const status = type === "status_changed" && isRecord(after) && typeof after.status === "string" ? after.status : "";
  return status ? `${say(steps, type, locale)} → ${say(statuses, status, locale)}` : say(steps, type, locale);
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
