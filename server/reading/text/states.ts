import type { ReadStatus } from "../schemas.ts";

/** What the order's page is said to show, in the words of the checklist's own question about it. */
export type PageRead = "awaiting" | "processing" | "review" | "closed" | "failed" | "done" | "no_order";

/** Words that only a page uses. */
const STATES: readonly [PageRead, RegExp][] = [
  [
    "awaiting",
    /待支付|等待支付|待付款|等待付款|待确认|awaiting payment|waiting for payment|pending payment|(?:says?|shows?|still|status:?) unpaid/gi,
  ],
  ["processing", /处理中|正在处理|正在充值|充值中|待充值|待处理|发货中|待发货|\bprocessing\b|in progress|topping up/gi],
  ["review", /审核中|待审核|人工审核|正在审核|under review|in review/gi],
  [
    "closed",
    /已取消|已关闭|已过期|已失效|交易关闭|被取消了?|\b(?:order|it|was|been|is|says?|shows?|status:?) (?:cancell?ed|expired|closed)\b/gi,
  ],
  [
    "no_order",
    /找不到(?:这[笔个])?订单|没有(?:这[笔个])?订单|订单(?:都)?(?:不见了|没了|消失)|查不到(?:这[笔个]|我的)?订单|订单不存在|没有生成订单|order (?:not found|does ?n['’]?t exist|is missing)|no (?:such )?order\b|can['’]?t find (?:my|the) order/gi,
  ],
];
/** Words that many use for anything, and that name a state only where a page is spoken of. */
const SHOWN = String.raw`(?:显示|页面|状态|提示|写着|变成|成了|变为|标着|says?|shows?|status)(?:上|里|是|为|了|还是|一直|it|:|“|"|'|‘|\s){0,4}`;
const SHOWN_STATES: readonly [PageRead, RegExp][] = [
  ["failed", new RegExp(`${SHOWN}(?:订单)?(?:充值失败|失败|充值异常|failed)`, "gi")],
  [
    "done",
    new RegExp(
      `${SHOWN}(?:订单)?(?:已?完成|充值成功|已发货|成功|交易成功|已到账|已送达|completed?|success(?:ful)?|delivered|done)`,
      "gi",
    ),
  ],
  ["awaiting", new RegExp(`${SHOWN}(?:未支付|未付款|没付款|没支付|没有付款|unpaid|not paid)`, "gi")],
];
const NEGATED = /(?:不是|并非|没有?|不再|别|\bnot)\s?$/i;

/** The state that the text says the order's page shows; undefined when it names none, or several. */
export function readPage(line: string): PageRead | undefined {
  const named: { state: PageRead; at: number }[] = [];
  for (const [state, pattern] of [...STATES, ...SHOWN_STATES]) {
    for (const match of line.matchAll(pattern)) {
      const before = line.slice(Math.max(0, match.index - 6), match.index);
      if (!NEGATED.test(before)) named.push({ state, at: match.index });
      if (named.length > 20) break;
    }
  }
  const states = new Set(named.map(({ state }) => state));
  if (states.size <= 1) return [...states][0];
  // 从待支付变成已取消: the last one is how it is now.
  const last = named.toSorted((a, b) => a.at - b.at).at(-1);
  return last && /变成|变为|成了|now|became/i.test(line.slice(Math.max(0, last.at - 6), last.at + 4))
    ? last.state
    : undefined;
}

const STATUS_LABEL =
  /(?:当前状态|支付状态|交易状态|付款状态|账单状态|trade status|payment status|status)\s?[:\n]?\s?([^\n,。;]{2,20})/i;
const STATUS_WORDS: readonly [ReadStatus, RegExp][] = [
  ["refunded", /退款|refund/i],
  ["closed", /关闭|取消|closed|cancel/i],
  ["failed", /失败|fail/i],
  ["pending", /待|等待|处理|pending|wait/i],
  ["paid", /成功|已支付|已付|完成|success|paid|complete/i],
];

/** What a pasted bill says became of the payment. */
export function readStatus(line: string): { status: ReadStatus; raw: string } | undefined {
  const raw = STATUS_LABEL.exec(line)?.[1]?.trim();
  const status = raw === undefined ? undefined : STATUS_WORDS.find(([, pattern]) => pattern.test(raw))?.[0];
  return raw !== undefined && status !== undefined ? { status, raw } : undefined;
}

const CHANNELS: readonly [string, RegExp][] = [
  ["alipay", /支付宝|alipay|花呗|余额宝|借呗/i],
  ["wechat", /微信|wechat|weixin|财付通|零钱通|tenpay/i],
  ["unionpay", /银联|云闪付|unionpay/i],
  ["qqpay", /QQ钱包|qq ?pay/i],
];
const NOT_USED = /(?:不是|没用|不用|换|改用|除了)\s?(?:的)?$/;

/** The payment channel, as platforms name it: the first that is not ruled out. */
export function readChannel(line: string): { channel: string; raw: string } | undefined {
  const found = CHANNELS.flatMap(([channel, pattern]) => {
    const match = pattern.exec(line);
    if (!match || NOT_USED.test(line.slice(Math.max(0, match.index - 4), match.index))) return [];
    return [{ channel, raw: match[0], at: match.index }];
  });
  const first = found.toSorted((a, b) => a.at - b.at)[0];
  return first && { channel: first.channel, raw: first.raw };
}

const PAYEE =
  /(?:收款方全称|收款方|收款人|收款单位|收款商户|商户全称|商户名称|商家名称|对方账户|对方户名|\bpayee|\bmerchant)(?:是|为)?\s?[:\n]?\s?([^\n,。;:]{2,40})/i;

/** Who was paid, as a bill names them. */
export function readPayee(line: string): string | undefined {
  const payee = PAYEE.exec(line)?.[1]?.trim();
  return payee && !/^(?:订?单号|no\b|id\b|order|号)/i.test(payee) ? payee : undefined;
}

const KNOWN_ERRORS =
  /(?:超出|超过)[^\s,。;]{0,8}(?:限额|额度)|[^\s,。;“"‘']{0,6}超限|余额不足|系统繁忙|系统异常|系统维护|(?:支付)?通道(?:正在)?维护|账户异常[^\s,。;”"’]{0,10}|账号异常[^\s,。;”"’]{0,10}|交易(?:存在)?风险|支付有风险|存在支付风险|订单已(?:关闭|过期|失效)|库存不足|商品(?:已)?售罄|密码错误次数[^\s,。;]{0,8}|密码(?:被|已)?(?:锁定?|锁住)|密码输错[^\s,。;]{0,8}|请先?(?:完成)?实名认证|insufficient (?:balance|funds)|(?:daily |single )?limit exceeded|exceed(?:s|ed)? (?:the |your )?(?:daily |single )?limit|system (?:is )?busy|risk control|out of stock|password (?:is |was |has been )?locked|too many (?:wrong |failed |incorrect )?(?:password )?(?:tries|attempts)/i;
const CODES =
  /\b(?:ACQ\.[A-Z_]{4,60}|(?:[A-Z]{3,20}_){1,5}[A-Z]{2,20}|SYSTEMERROR|NOTENOUGH|USERPAYING|ORDERPAID|268\d{6})\b/;
const QUOTED =
  /(?:提示|报错|弹出|弹窗|显示|error|says?|message)(?:我|说|是|了|:|\s){0,3}[“"‘'「『]([^”"’'」』\n]{2,60})[”"’'」』]/i;
const BARE = /(?:提示|报错|弹出来?|弹窗)(?:我|说|是|了|:|\s){0,3}([^\s,。;!?“”"‘’'\n]{2,30})/;
const GENERIC = /(?:交易|支付|付款)失败/;
const PAGE_WORDS = /待支付|未支付|处理中|正在充值|审核中|已完成|充值成功|没有?到账|支付成功|付款成功/;

/** An error message, in the person's own words. */
export function readError(line: string): string | undefined {
  const quoted = QUOTED.exec(line)?.[1]?.trim();
  const bare = BARE.exec(line)?.[1];
  const said = [quoted, bare].find(
    (text) => text !== undefined && !PAGE_WORDS.test(text) && !/^(?:我|一下|语|音)/.test(text),
  );
  return KNOWN_ERRORS.exec(line)?.[0] ?? CODES.exec(line)?.[0] ?? said ?? GENERIC.exec(line)?.[0];
}
