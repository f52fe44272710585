import type { Clause } from "./plain.ts";
import { segment } from "./segment.ts";
import {
  ARRIVALS,
  ASKS_AT_END,
  BETWEEN,
  CANNOT,
  DEBITS,
  DONE_AFTER,
  DONE_BEFORE,
  DONE_VERBS,
  NEGATIONS,
  NO_ACT_AFTER,
  NO_STATEMENT,
  NOT_YET,
  ON_PAGE,
  PAYMENTS,
  SHORT_ARRIVALS,
} from "./words.ts";

/** What a clause says of the debit: once, more than once, or that there was none. */
export type Said = "yes" | "twice" | "no";

const MANY = String.raw`(?:两|2|二|三|3|四|4|五|5|多|好几|几|俩)\s?(?:次|笔|遍|回|份)`;
const TWICE = new RegExp(
  `(?:扣|付|支付|划|转|刷)[了款过走钱掉我的]{0,3}${MANY}|(?:扣|付|支付|划)[^,。;不没]{1,9}[,了]?${MANY}|${MANY}都?(?:被|给)?(?:扣|付)|(?:重复|双重|双倍|连续|连着)(?:被|给我)?(?:扣|付|支付|划)|多扣|多付了|扣重|付重`,
);
const GONE =
  /(?:钱|款|余额)(?:就|也|却|都|已经|已|被|是)?(?:少了|没了|不见|出去了|飞了|付出去|被划|划走|转走|打过去|消失|到你们|已经出)/;
const UNMOVED =
  /(?:钱|款|(?:支付宝|微信|银行卡?|零钱|钱包)(?:里的?)?(?:余额|钱)?)(?:就|也|却|都|一直|并|还)?(?:没有?|未|不)(?:有)?(?:少|减|动|变|出去|走)|余额(?:也|都|并|一直)?(?:没有?|未)(?:少|减)|(?:钱|款)(?:都|也|就)?还在(?:我|卡|银行|支付宝|微信|零钱|账户|账上)/;
const NOT_UNMOVED = /(?:不是|并非|不可能)[^,。;]{0,3}(?:没|未)/;

/** What one Chinese clause says of the debit; undefined when it says nothing, or only asks, supposes or orders. */
export function debitIn({ text, asked }: Clause): Said | undefined {
  if (NO_STATEMENT.test(text)) return undefined;
  const words = segment(text).filter((word) => word.trim() !== "");
  const verdicts: boolean[] = [];
  if (GONE.test(text) && !asked) verdicts.push(true);
  if (UNMOVED.test(text) && !asked) verdicts.push(NOT_UNMOVED.test(text));
  for (const [at, word] of words.entries()) {
    if (!DEBITS.has(word) && !PAYMENTS.has(word)) continue;
    const verdict = verbIn(words, at, text, asked);
    if (verdict !== undefined) verdicts.push(verdict);
  }
  if (verdicts.length === 0 || new Set(verdicts).size > 1) return undefined;
  if (verdicts[0] === true) return TWICE.test(text) ? "twice" : "yes";
  // "Not twice" says nothing about once.
  return new RegExp(`(?:没|未|不是)[^,。;]{0,4}(?:${TWICE.source})`).test(text) ? undefined : "no";
}

function verbIn(words: readonly string[], at: number, text: string, asked: boolean): boolean | undefined {
  const word = words[at] ?? "";
  const next = words[at + 1] ?? "";
  const pays = PAYMENTS.has(word);
  const { negations, cannot } = before(words, at);
  if (cannot || isQuestion(words, at, text, asked)) return undefined;
  // 付不了, 扣不出: whoever cannot has not, but only the bill knows.
  if (next.startsWith("不")) return undefined;
  const after = next === "钱" || next === "款" ? (words[at + 2] ?? "") : next;
  const ended = DONE_AFTER.has(after) || DONE_AFTER.has(next);
  if (!ended && NO_ACT_AFTER.has(next)) return undefined;
  if (negations % 2 === 1) return pays && ON_PAGE.test(text) ? undefined : false;
  if (negations > 0) return true;
  const prior = words.slice(Math.max(0, at - 3), at);
  const done = DONE_VERBS.has(word) || ended || prior.some((one) => DONE_BEFORE.has(one));
  if (pays) return done ? true : undefined;
  return done ||
    next === "我" ||
    isSum(next) ||
    isSum(words[at + 2] ?? "") ||
    /^(?:扣款|扣钱|扣费|扣除|划扣|扣划|支出)$/.test(word)
    ? true
    : undefined;
}

const isSum = (word: string) => /^[¥\d]/.test(word);

/** Goes back from the verb over what may stand between, counting the negations. */
function before(words: readonly string[], at: number): { negations: number; cannot: boolean } {
  let negations = 0;
  for (let back = at - 1; back >= 0; back--) {
    const word = words[back] ?? "";
    if (CANNOT.has(word)) return { negations, cannot: true };
    if (NEGATIONS.has(word)) negations += isAlternative(words, back) ? 0 : 1;
    else if (!BETWEEN.has(word)) break;
  }
  return { negations, cannot: false };
}

/** 扣没扣: the second half of a question. */
const isAlternative = (words: readonly string[], at: number) =>
  words[at + 1] !== undefined && words[at - 1] === words[at + 1];

/** A question mark in words stands near its verb. */
const SHORT_TAIL = 8;

function isQuestion(words: readonly string[], at: number, text: string, asked: boolean): boolean {
  // No more words than characters that matter: a clause without an end must not be joined again for every verb.
  const rest = words.length - at <= SHORT_TAIL + 1 ? words.slice(at + 1).join("") : "";
  return (asked && !/为什么|怎么|咋|凭什么/.test(text)) || (ASKS_AT_END.test(rest) && rest.length <= SHORT_TAIL);
}

/** 没收到短信, 验证码没收到: a message that stays away is no top-up that stays away, unless it brings what was bought. */
const MESSAGE = /短信|验证码|通知|回复|答复|消息|邮件|电话/;
const GOODS = /卡|货|充|到账|话费|码(?<!验证码)|扣|付/;
function isMessage(words: readonly string[], at: number): boolean {
  const around = [words.slice(at + 1, at + 5).join(""), words.slice(Math.max(0, at - 4), at).join("")];
  return around.some((text) => MESSAGE.test(text)) && !around.some((text) => GOODS.test(text));
}

/** What one Chinese clause says of the arrival. */
export function arrivalIn({ text, asked }: Clause): boolean | undefined {
  if (/余额(?:一直|也|都|还|就)?(?:没有?|未|不)(?:加|涨|增|多|到)/.test(text)) return false;
  const words = segment(text).filter((word) => word.trim() !== "");
  const verdicts = new Set<boolean>();
  const open = asked || NOT_YET.test(text) || NO_STATEMENT.test(text) || ON_PAGE.test(text);
  for (const [at, word] of words.entries()) {
    if (!ARRIVALS.has(word)) continue;
    const { negations } = before(words, at);
    const next = words[at + 1] ?? "";
    if (word === "收到" && isMessage(words, at)) continue;
    if (SHORT_ARRIVALS.has(word)) {
      const ends = next === "" || /^(?:了|啊|呢|呀|账|帐|上|进|到|进去|给|我|吗)/.test(next);
      if (negations % 2 === 1 && ends) verdicts.add(false);
      continue;
    }
    if (negations % 2 === 1) verdicts.add(false);
    else if (open) continue;
    else if ((DONE_AFTER.has(next) || negations > 0) && !isQuestion(words, at, text, asked)) verdicts.add(true);
  }
  return verdicts.size === 1 ? [...verdicts][0] : verdicts.size > 1 ? false : undefined;
}
