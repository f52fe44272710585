import type { Random } from "./random.ts";

/** What people write, all invented. Some words stand in a third of the texts, one in twelve of them. */
export const COMMON_WORD = "充值";
/** Each in many texts of customers. */
export const COMMON_WORDS = [COMMON_WORD, "退款", "话费", "到账", "客服", "着急"] as const;
export const RARE_WORD = "青花瓷";
export const RARE_TIMES = 12;

const opens = ["你好，", "客服在吗，", "麻烦看一下，", "急，", "", "", "您好！"];
const what = ["充值", "话费", "游戏点券", "会员月卡", "Steam 钱包", "视频会员", "加油卡", "流量包"];
const wrongs = [
  "扣了钱一直没到账",
  "订单还是待付款",
  "显示处理中快一个小时了",
  "付了两次，只到了一次",
  "提示支付失败可是银行短信说扣了",
  "充值失败，要退款",
  "号码填错了一位能改吗",
  "页面报错以后就没下文了",
];
const ends = ["麻烦查一下", "着急用", "谢谢", "什么时候能好？", "请尽快处理", "不行就退款吧", ""];
const agents = [
  "您好，已核对到您的付款，正在为您处理，请不要重复付款。",
  "您好，上游回复仍在充值中，预计两小时内到账，我们会一直跟进。",
  "已经为您补单，请查收到账情况。",
  "核实到重复付款，多付的一笔已原路退款，1 至 3 个工作日到账。",
  "麻烦您提供支付凭证的截图，付款单号也可以。",
  "渠道反馈已恢复，您的订单已充值成功。",
];
const notes = [
  "查了回调，没收到，走查单。",
  "同一客户上周也有一单，注意。",
  "已在群里问渠道，等回复。",
  "金额对得上，可以补。",
];
const replies = ["好的，谢谢", "还是没有到", "截图发了，单号 ", "到账了，谢谢", "多久能退？", "我再等等"];

export function customerText(random: Random, n: number): string {
  const number = random.chance(0.2) ? `，支付单号 ${paymentNumber(n)}` : "";
  return `${random.pick(opens)}${random.pick(what)}${random.pick(wrongs)}${number}，${random.pick(ends)}`;
}
export const agentText = (random: Random): string => random.pick(agents);
export const noteText = (random: Random): string => random.pick(notes);
export function replyText(random: Random, n: number): string {
  const reply = random.pick(replies);
  return reply.endsWith(" ") ? `${reply}${paymentNumber(n)}` : reply;
}
export const paymentNumber = (n: number): string => `20241103220014${`${n * 7_919}`.padStart(14, "0")}`;
export const orderNumber = (n: number): string => `DD${`${202_400_000_000 + n * 13}`}`;
