import type { StoryKind } from "../../e2e/sandbox/stories.ts";

/** What the people of the demo say. All invented. */
export type Failure = Exclude<StoryKind, "OK" | "CR_DELIVERED_UNSEEN">;

export const customerSays: Record<Failure, readonly string[]> = {
  CB_MISSING: [
    "钱已经扣了，订单还是待付款，页面让我再付一次，我没敢点。",
    "支付宝账单显示成功，商城里一点动静都没有，麻烦查一下。",
    "扣款短信都收到了，充值一直没到，给孩子交话费用的，急。",
    "Paid and got the bank text, but the order still says it waits for payment.",
  ],
  FUL_UPSTREAM_SLOW: [
    "一直显示充值中，都快一个小时了。",
    "之前几分钟就到，今天等了好久还在处理，是不是卡住了？",
    "It has been processing for an hour. Is it stuck?",
  ],
  PAY_UNPAID: ["付款页跳出去以后没回来，不确定到底付没付。", "点了支付，手机没电关机了，现在不知道要不要再付。"],
  PAY_CLOSED: ["订单自己关闭了，我银行卡到底扣没扣钱？", "去接了个电话回来订单就没了。"],
  PAY_BUYER_LIMIT: ["提示超过限额，可我今天没花多少钱啊。", "说我付款超限，是平台限制还是支付宝限制？"],
  PAY_NOT_SENT: ["点了支付一直转圈，最后说网络异常。", "地铁里下的单，断网了，不知道付出去没有。"],
  PAY_CHANNEL_DOWN: ["每次都说系统繁忙，换了个手机也一样。", "付款失败好几次了，是你们的问题吗？"],
  RISK_PLATFORM_HOLD: [
    "付了钱说在审核，要审多久？我是本人买的。",
    "钱都扣了又说订单有风险，我可以提供身份证明。",
    "换了新手机第一次买就被拦，充值是给我妈的号。",
  ],
  RISK_PLATFORM_BLOCK: ["一下单就被取消，什么提示都没有。", "为什么不让我买？我是老用户了。"],
  ACC_FROZEN: ["账户被冻结了，我就输错了几次密码。", "提示账户异常，联系客服，所以我来了。"],
  ACC_UNVERIFIED: ["一千块的充不了，小额的又可以。", "提示要实名，我不知道在哪里认证。"],
  INP_TARGET_WRONG: ["号码填错了一位，能改吗？钱已经付了。", "充值失败说账号不存在，我核对了是少打了一个数字。"],
  FUL_OUT_OF_STOCK: ["付完钱才说没货，那我的钱呢？", "显示充值失败库存不足，什么时候补货？"],
  ORD_DUP_PAYMENT: ["页面卡住了我又点了一次，结果扣了两次钱。", "同一个订单扣了我两笔，退一笔就行。"],
  UNKNOWN: ["钱付了，就说失败，不知道什么原因。", "订单失败了也没说为什么，钱什么时候能回来？"],
};

/** The first thing an agent writes. */
export const agentSays: Record<Failure, string> = {
  CB_MISSING:
    "您好，已核对到您的付款，是支付通知没有送到商家。请不要重复付款，我们正在为您补单，完成后会在这里告诉您。",
  FUL_UPSTREAM_SLOW: "您好，款已收到，供货方还在处理。我们已经催办，有结果马上告诉您，请不要重复下单。",
  PAY_UNPAID: "您好，目前没有查到这笔付款，订单还可以继续付。付款后如果仍有问题，回复这里就好。",
  PAY_CLOSED: "您好，这一单因超时已关闭，没有查到扣款。如果银行显示扣了钱，请把账单截图发来，我们替您追查。",
  PAY_BUYER_LIMIT: "您好，是付款账户当天的限额到了，没有扣款。可以明天再付，或联系付款方调整限额。",
  PAY_NOT_SENT: "您好，支付渠道没有这笔交易，没有扣款。请看一下账单确认，没有扣的话可以回到原订单付款。",
  PAY_CHANNEL_DOWN: "您好，该支付渠道正在维护，没有查到扣款。请先查看账单；恢复后页面上的公告会更新。",
  RISK_PLATFORM_HOLD: "您好，款已收到，订单在安全审核中。请补充一张购买凭证，我们会优先处理。",
  RISK_PLATFORM_BLOCK: "您好，订单在付款前被安全策略取消，没有扣款。如需申诉，请说明购买用途，我们会复核。",
  ACC_FROZEN: "您好，账户因安全原因被冻结。完成本人验证后即可解冻，步骤已发到您的联系方式。",
  ACC_UNVERIFIED: "您好，这个金额需要先实名认证，没有扣款。在「我的 - 安全」里认证后就可以购买。",
  INP_TARGET_WRONG: "您好，款已收到，因账号填写有误没有充出去。我们可以把这笔钱补到您的余额，由您重新下单。",
  FUL_OUT_OF_STOCK: "您好，款已收到，商品暂时缺货。我们可以把这笔钱补到您的余额，或者等补货，您看怎么处理？",
  ORD_DUP_PAYMENT: "您好，查到同一单有两笔付款，商品只发了一次。多付的一笔会原路退回。",
  UNKNOWN: "您好，正在核对这一单，查清后会在这里告诉您原因。",
};

export const agentResolves = {
  credited: "已经补到您的余额，请在钱包里查看。耽误您时间了，抱歉。",
  delivered: "供货方已经发货成功，请查收。",
  late: "支付通知刚刚补到，订单已经正常发货，请查收。",
  reviewed: "审核已经通过，订单已发货，请查收。",
  refunded: "款项已原路退回，到账时间以您的银行为准，一般不超过三个工作日。",
  advised: "先为您标记为已解决；如果还有问题，在这里回复就会重新打开。",
} as const;

export const agentAsks = [
  "为了核对这笔款，麻烦上传一张账单详情的截图，要能看到支付单号和时间。",
  "请补充一下付款时间和付款账户后四位，方便我们向渠道核实。",
];
export const customerAnswers = ["好的，截图传了，麻烦看一下。", "补充了，付款时间就是下单那会儿。", "已上传，谢谢。"];
export const customerReturns = ["还是没看到，能再查一下吗？", "余额里没有啊，麻烦再核实一下。"];
export const customerPresses = ["请问有进展吗？", "都过去好久了，能不能快一点？", "什么时候能处理好？"];
export const internalNotes = [
  "渠道那边确认收到款，回调日志为空。",
  "供货方说晚高峰积压，预计一小时内消化。",
  "同一客户本月第二次，注意核对金额。",
  "已在群里同步给值班主管。",
];
export const topupNotes = ["平台事件显示已付款，未发货，按原金额补单。", "核对过付款单号与金额，一致。"];
export const approvalNotes = ["已复核，同意。", "金额与付款一致，通过。", "同意补单。"];
export const rejectionNotes = ["回调刚刚到了，不需要再补。", "请先等供货方结果，避免重复。"];
