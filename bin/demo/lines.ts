import type { EvidenceItem } from "#server/appeals/schemas.ts";
import { causeInfo } from "#server/diagnosis/index.ts";
import type { Failure } from "../../e2e/sandbox/answers.ts";

/** What the people of the demo say. All invented. */
export type { Failure } from "../../e2e/sandbox/answers.ts";

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
  ACC_LEVEL_RESTRICTED: ["刚注册就想充，提示要先完成首次消费，什么意思？"],
  ACC_SESSION_EXPIRED: ["用的免密支付，点了没反应，也没扣钱。"],
  INP_PRODUCT_WRONG: ["我要的是月卡，下成季卡了，能换吗？"],
  INP_AMOUNT_WRONG: ["手快多输了一个零，付款被退回来了。"],
  INP_COUPON_RULE: ["有券怎么用不了？下单直接失败。"],
  INP_VERIFY_INCOMPLETE: ["短信验证码一直没收到，后来订单就过期了。"],
  INP_DUP_SUBMIT: ["页面卡了多点了几下，下了好几单，会不会重复扣？"],
  INP_UNOFFICIAL_LINK: ["群里发的链接付的款，你们这里查不到订单？"],
  PAY_USER_PAYING: ["输密码输到一半来电话了，现在显示支付中。"],
  PAY_FUNDS_SHORT: ["提示余额不足，换张卡可以吗？"],
  PAY_MERCHANT_LIMIT: ["提示商户收款超限，这是你们的问题吧？"],
  PAY_CARD_INVALID: ["卡付不了，说状态异常。"],
  PAY_METHOD_OFF: ["说我没开通快捷支付，在哪里开？"],
  PAY_PASSWORD_LOCKED: ["支付密码输错好几次，被锁了。"],
  PAY_METHOD_UNSUPPORTED: ["让我在微信外打开，怎么打开？"],
  PAY_CONFIG_ERROR: ["每次都是商户参数错误，我这边没问题啊。"],
  PAY_TRADE_FAILED: ["就说支付失败，没说为什么。", "It only says payment failed, nothing else."],
  PAY_BANK_REVERSAL: ["银行短信说扣了，支付宝里却查不到这笔。"],
  POL_CHANNEL_BLOCKED: ["境外的卡突然不能付了。"],
  RISK_GATEWAY_REJECT: ["微信说支付有风险，我就充个话费。"],
  CB_BAD_SIGN: ["钱扣了半小时，订单还是待付款。"],
  CB_IDENTITY_MISMATCH: ["付了钱没反应，账单上的收款方名字也不太一样。"],
  CB_AMOUNT_MISMATCH: ["用了红包少付了 5 块，订单一直不动。"],
  CB_PROCESS_ERROR: ["付款成功了，你们页面报错，然后就没下文了。"],
  CB_LATE: ["订单过期了钱才扣走，怎么办？"],
  ORD_STATE_LAG: ["话费好像到了，订单还写着已付款，到底好没好？"],
  ORD_LOST: ["付款有记录，可订单列表里没有。"],
  FUL_UPSTREAM_DOWN: ["充值失败说供应商超时，还会充吗？"],
  FUL_NO_MATCH: ["区服我填了呀，为什么说缺信息？"],
  FUL_FAILED: ["付了钱说充值失败，账号没填错。"],
  FUL_UPSTREAM_FUNDS: ["显示处理中很久了，别人的都到了。"],
  FUL_PARTIAL: ["只到了一半，剩下的呢？"],
  CR_NOT_CREDITED: ["显示发货成功了，余额还是原来的数。"],
  UNKNOWN: ["一下单就失败，什么原因都没有。", "订单不动了，也没说为什么。"],
};

/** The first thing an agent writes: their own words for what is frequent, else those of the checklist. */
export function agentSays(kind: Failure): string {
  const { happened, now } = causeInfo(kind, "zh-CN");
  return greetings[kind] ?? `您好，${happened}${now}`;
}

const greetings: Partial<Record<Failure, string>> = {
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

/** What owners of held orders say, ask and give. */
export const appealStatements = [
  "我是老用户了，这次是给孩子充的，请帮忙看一下。",
  "刚换了新手机，密码没改过，都是我自己操作的。",
  "钱已经扣了，订单一直在审核，麻烦尽快处理。",
  "这次买得多是因为活动，以后不会这样集中买了。",
] as const;
export const appealReturns = [
  "付款账户就是我本人的，截图里有名字，请再看一次。",
  "材料是清楚的，麻烦换一位同事看看。",
] as const;
export const appealAsks = ["截图里请带上时间和金额。", "看不清的话，可以重新拍一张。"] as const;
export const appealTexts: Partial<Record<EvidenceItem, readonly string[]>> = {
  usual_device: ["一直用华为手机，人在杭州，这周出差去了成都。", "平时用家里的电脑，上个月换的新手机。"],
  purchase_history: ["去年春天开始买，差不多每个月一次。", "上周刚买过月卡，没有问题。"],
  purpose: ["给孩子和两个同学一起充的。", "公司团建用的，一次买齐。"],
  recipient: ["给我弟弟充的，是一家人。", "充到自己的另一个号。"],
  own_accounts: ["就这一个账号，手机号注册的。"],
  offer_use: ["在首页看到的活动，按规则参加的。"],
};
export const appealStopped = "金额较大，请先电话核实本人再补单。";
export const passReasons = ["EVIDENCE_ENOUGH", "OWNER_CONFIRMED", "HELD_BY_MISTAKE"] as const;
export const denyReasons = ["EVIDENCE_MISSING", "EVIDENCE_UNREADABLE", "PAYER_DIFFERS"] as const;
