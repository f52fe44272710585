/** What a person says went wrong with the order itself or its account, in the words of the checklist's own questions. */
export type MishapsRead = {
  orderRight?: "account" | "product" | "amount";
  bankSms?: "yes";
  entry?: "link";
  notice?: "frozen" | "verify" | "risk";
};

type Row<T> = readonly [T, RegExp];

/** A slip of their own hand: 填错, 选成, "by mistake". */
const SLIP = "(?:填|输|写|打|选|充|买|下|点|拍|弄|搞|输入|充值|购买|下单)(?:错|成|反|多|少|漏)";
const ORDER: readonly Row<NonNullable<MishapsRead["orderRight"]>>[] = [
  [
    "account",
    new RegExp(
      `(?:账号|帐号|手机号|号码|QQ号?|游戏ID|\\bID|区服|大区|服务器|角色).{0,8}(?:${SLIP}|不对|有误|错了|少一位|多一位)|${SLIP}(?:了)?.{0,4}(?:账号|帐号|手机号|号码|QQ号?|\\bID|区服|大区|服务器|角色|人)|充(?:到|进|给)(?:了)?(?:别人|他人|另一个)|(?:wrong|incorrect|mistyped|another|someone else's) (?:\\w+ )?(?:account|phone|number|id|server|zone|user)`,
      "i",
    ),
  ],
  [
    "amount",
    new RegExp(
      `(?:金额|面额|数额|小数点).{0,6}(?:${SLIP}|不对|错了)|${SLIP}(?:了)?.{0,4}(?:金额|面额|一个?零|个零|个0|小数点)|(?:wrong|incorrect) (?:amount|sum)|(?:extra|one) zero`,
      "i",
    ),
  ],
  [
    "product",
    new RegExp(
      `(?:商品|产品|类型|套餐|规格|面值|月卡|季卡|年卡|直充|卡密).{0,6}(?:${SLIP}|错了|不对)|${SLIP}(?:了)?.{0,4}(?:商品|产品|类型|套餐|规格|月卡|季卡|年卡|直充|卡密)|(?:要|想要|买)的是.{1,10}(?:给|发|到|变成|结果).{0,8}(?:卡密|直充|月卡|季卡|年卡)|wrong (?:product|item|card|plan|type)`,
      "i",
    ),
  ],
];
const BANK =
  /(?:银行|储蓄卡|信用卡|卡).{0,6}(?:短信|通知|提醒|消息|流水).{0,10}(?:扣|支出|消费|划)|bank (?:sms|text|message|alert).{0,30}(?:debit|charg|taken|deduct)/i;
const FOREIGN_LINK =
  /(?:别人|陌生人|群里?|朋友圈|短信里?|网上|加的|私聊|广告).{0,8}(?:链接|网址|二维码|码)|(?:不是|非).{0,3}(?:官方|官网)|第三方链接|(?:link|qr code) (?:from|in|sent by) (?:a |the )?(?:group|stranger|someone|chat|ad)/i;
const NOTICES: readonly Row<NonNullable<MishapsRead["notice"]>>[] = [
  [
    "frozen",
    /(?:账户|账号|帐号).{0,6}(?:被)?(?:冻结|封|锁定|停用)|account (?:is |was |has been )?(?:frozen|locked|suspended|banned)/i,
  ],
  ["verify", /(?:要|需要|提示|让我?|没|未).{0,6}实名|identity verification|verify my (?:identity|name)/i],
  ["risk", /(?:提示|触发|被|说).{0,8}(?:风控|风险)|risk (?:control|check|review)/i],
];
/** A denial right before takes it back: 没有填错, "not the wrong account". */
const DENIED = /(?:没有?|不是|并非|并没有?|确认|核对过|\bnot(?: the)?|\bno)\s?$/i;

/** What the text says went wrong with order, account or entry. Each only where it is said and not denied. */
export function readMishaps(line: string): MishapsRead {
  const orderRight = first(line, ORDER);
  const notice = first(line, NOTICES);
  return {
    ...(orderRight ? { orderRight } : {}),
    ...(says(line, BANK) ? { bankSms: "yes" } : {}),
    ...(says(line, FOREIGN_LINK) ? { entry: "link" } : {}),
    ...(notice ? { notice } : {}),
  };
}

const first = <T>(line: string, rows: readonly Row<T>[]): T | undefined =>
  rows.find(([, pattern]) => says(line, pattern))?.[0];

function says(line: string, pattern: RegExp): boolean {
  const match = pattern.exec(line);
  if (!match) return false;
  const before = line.slice(Math.max(0, match.index - 10), match.index);
  return !DENIED.test(before) && !/没有?(?:填|输|写|打|选|充|买|下)错|(?:没|不)错/.test(match[0]);
}
