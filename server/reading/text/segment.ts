import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * Words of the field that a general dictionary lacks or splits wrongly: without them 卡盟 and 到账 fall apart and take their
 * neighbours along.
 */
const WORDS = [
  ..."卡盟 卡密 点卡 月卡 季卡 直充 补单 掉单 漏单 风控 工单 客服 代充 话费 会员 下单 订单号 支付宝 微信 财付通 云闪付 余额宝".split(
    " ",
  ),
  ..."到账 到帐 入账 上账 到手 收到 充上 充进 充值 发货 补上".split(" "),
  ..."扣款 扣钱 扣费 扣掉 扣走 扣除 划扣 划走 扣划 支出 付款 付钱 打款 打钱 转账 交钱 支付".split(" "),
  ..."待支付 待付款 未支付 未付款 处理中 审核中 充值中 待充值 已取消 已关闭 已过期 待确认".split(" "),
  ..."支付成功 付款成功 扣款成功 交易成功 支付失败 付款失败 扣款失败 交易失败 充值失败 充值成功".split(" "),
  ..."没有 并没有 还没有 没能 未能 并未 尚未 从未 还未 不是 并不是 并非 有没有 是不是 会不会 能不能".split(" "),
  ..."以为 其实 实际 结果 后来 一直 迟迟 已经 明明 确实 好像 可能 似乎 也许 应该".split(" "),
] as const;

type Cutter = (text: string) => string[];
let cutter: Cutter | undefined;

/**
 * Cuts Chinese into words. The dictionary is loaded by the first call (a sixth of a second) and then kept.
 * @param text a clause; it is cut into all of its characters, so that joining the words gives it back
 */
export function segment(text: string): string[] {
  cutter ??= load();
  return cutter(text);
}

function load(): Cutter {
  try {
    // Loaded when first needed, and by Node itself: a bundler would take five megabytes of dictionary along.
    const require = createRequire(join(process.cwd(), "package.json"));
    const { Jieba } = require("@node-rs/jieba") as typeof import("@node-rs/jieba");
    const { dict } = require("@node-rs/jieba/dict") as typeof import("@node-rs/jieba/dict");
    const jieba = Jieba.withDict(dict);
    jieba.loadDict(Buffer.from(WORDS.map((word) => `${word} 1000000 n\n`).join("")));
    // Without guessing at unknown words: names would swallow the negation before a verb.
    return (text) => jieba.cut(text, false);
  } catch {
    // No build for this machine: our own words are enough for what is said most often.
    return byOwnWords;
  }
}

const known = new Set<string>(WORDS);
const LONGEST = Math.max(...WORDS.map((word) => word.length));

/** The longest of our own words at each place, else one character. */
export function byOwnWords(text: string): string[] {
  const words: string[] = [];
  for (let at = 0; at < text.length; ) {
    let size = Math.min(LONGEST, text.length - at);
    while (size > 1 && !known.has(text.slice(at, at + size))) size--;
    words.push(text.slice(at, at + size));
    at += size;
  }
  return words;
}
