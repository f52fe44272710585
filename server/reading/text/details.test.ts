import { expect, test } from "vitest";
import { readText, type TextReading } from "./read.ts";

const now = new Date("2026-11-23T08:00:00Z"); // 16:00 in Beijing

test.each<[string, number | undefined]>([
  ["支付宝扣了200没到账", 20_000],
  ["付款 ¥1,288.00 未到账", 128_800],
  ["被扣了两次，每次99.5元", 9_950],
  ["充200", 20_000],
  ["充了两百没到", 20_000],
  ["扣了一百五", 15_000],
  ["付了五十块钱", 5_000],
  ["99块5扣了", 9_950],
  ["转了三千二", 320_000],
  ["扣了１００元", 10_000],
  ["花了1.5万元", 1_500_000],
  ["扣了5百", 50_000],
  ["我被扣了5百块", 50_000],
  ["3百元没到", 30_000],
  ["扣了2百5", 25_000],
  ["扣了5千", 500_000],
  ["扣了2千5没到账", 250_000],
  ["扣了1万2", 1_200_000],
  ["付了3千多", 300_000],
  ["扣了5佰", 50_000],
  ["I paid $1.5k", 150_000],
  ["扣了500，百货商店的", 50_000],
  ["扣了2千50", undefined],
  ["等了1万2次", undefined],
  ["RMB 88.8 paid", 8_880],
  ["I was charged 30 yuan", 3_000],
  ["实付98.5元，面值100元", 9_850],
  ["面值100元的点卡，扣了98.5", 9_850],
  ["余额1234.56元，支出200.00元", 20_000],
  ["尾号1234的储蓄卡支出200.00元，余额1,034.56元", 20_000],
  ["优惠5元，实际支付95元", 9_500],
  ["充100送20，扣了100", 10_000],
  ["付了200，只到账100", 20_000],
  ["200元的话费没到", 20_000],
  ["扣了200，300多人排队", 20_000],
  ["单日限额5000元，当前充值6000元", 600_000],
  ["商家\n-200.00\n当前状态 支付成功", 20_000],
  ["扣了2次", undefined],
  ["等了30分钟", undefined],
  ["试了三次", undefined],
  ["充值中 99%", undefined],
  ["余额还有500", undefined],
  ["5月10日付的", undefined],
])("the sum of %s", (text, amountFen) => expect(readText(text).amountFen).toBe(amountFen));

test("several sums are all there, each with what it is said to be", () => {
  expect(readText("面值100元，实付98.5元，到账50元，余额3元").amounts).toEqual([
    { fen: 10_000, role: "face", raw: "100元" },
    { fen: 9_850, role: "paid", raw: "98.5元" },
    { fen: 5_000, role: "credited", raw: "50元" },
    { fen: 300, role: "balance", raw: "3元" },
  ]);
});

test.each<[string, number[]]>([
  ["分别扣了50和100", [5_000, 10_000]],
  ["扣了50、100、200", [5_000, 10_000, 20_000]],
  ["50元和100元各扣了一次", [5_000, 10_000]],
  ["扣了50和2次", []],
  ["I was charged 50 and 100", [5_000, 10_000]],
  ["扣了200，300多人排队", []],
])("the sums of %s", (text, fens) => expect((readText(text).amounts ?? []).map(({ fen }) => fen)).toEqual(fens));

test.each<[string, Pick<TextReading, "paidAt" | "when">]>([
  ["2026-11-23 13:05:09 付款", { paidAt: "2026-11-23T05:05:09.000Z", when: "today" }],
  ["2026年11月22日 下午3点05分", { paidAt: "2026-11-22T07:05:00.000Z", when: "earlier" }],
  ["11月23日15:50 支出", { paidAt: "2026-11-23T07:50:00.000Z", when: "just_now" }],
  ["05-10 13:05 付的", { paidAt: "2026-05-10T05:05:00.000Z", when: "earlier" }],
  ["12月30日 10:00 付款", { paidAt: "2025-12-30T02:00:00.000Z", when: "earlier" }],
  ["昨天晚上8点充的", { paidAt: "2026-11-22T12:00:00.000Z", when: "earlier" }],
  ["昨晚八点半付款", { paidAt: "2026-11-22T12:30:00.000Z", when: "earlier" }],
  ["今天上午9:15扣的", { paidAt: "2026-11-23T01:15:00.000Z", when: "today" }],
  ["paid yesterday at 8 pm", { paidAt: "2026-11-22T12:00:00.000Z", when: "earlier" }],
  ["昨天付的款", { when: "earlier" }],
  ["今天充的没到", { when: "today" }],
  ["刚刚付款", { when: "just_now" }],
  ["刚才充了200", { when: "just_now" }],
  ["5分钟前付的", { when: "just_now" }],
  ["两个小时前充的", { when: "today" }],
  ["付了三天了还没到", { when: "earlier" }],
  ["等了半个小时了", { when: "today" }],
  ["I just paid", { when: "just_now" }],
  ["昨天还好好的，今天充值就不行", { when: "today" }],
  ["刚刚看了还是没到账", {}],
  ["2026-13-45 99:99", {}],
  ["2027-01-01 10:00 付款", {}],
])("the time of %s", (text, expected) => {
  const { paidAt, when } = readText(text, { now });
  expect({ paidAt, when }).toEqual({ paidAt: expected.paidAt, when: expected.when });
});

test.each<[string, TextReading["page"]]>([
  ["订单还是待支付", "awaiting"],
  ["页面显示未支付", "awaiting"],
  ["一直处理中", "processing"],
  ["卡在正在充值", "processing"],
  ["人工审核中", "review"],
  ["订单已取消", "closed"],
  ["显示充值失败", "failed"],
  ["状态：已完成，但没到", "done"],
  ["订单找不到了，没有订单", "no_order"],
  ["从待支付变成已取消", "closed"],
  ["the order says processing", "processing"],
  ["my order was cancelled", "closed"],
  ["充值失败怎么办", undefined],
  ["不是待支付", undefined],
  ["一会待支付一会处理中", undefined],
])("the page of %s", (text, page) => expect(readText(text).page).toBe(page));

test.each<[string, string | undefined]>([
  ["提示超出单日限额", "超出单日限额"],
  ["支付提示‘交易失败’", "交易失败"],
  ["弹出“您的账户存在风险，请稍后再试”", "您的账户存在风险, 请稍后再试"],
  ["余额不足", "余额不足"],
  ["报错 ACQ.TRADE_HAS_CLOSE", "ACQ.TRADE_HAS_CLOSE"],
  ['it says "daily limit exceeded"', "daily limit exceeded"],
  ["提示系统繁忙请稍后", "系统繁忙"],
  ["显示待支付", undefined],
  ["没到账", undefined],
])("the error of %s", (text, error) => expect(readText(text).errorText).toBe(error));

test.each<[string, string | undefined]>([
  ["支付宝扣了", "alipay"],
  ["weixin pay", "wechat"],
  ["财付通-快捷支付", "wechat"],
  ["云闪付", "unionpay"],
  ["QQ钱包付的", "qqpay"],
  ["不是支付宝，是微信付的", "wechat"],
  ["银行卡", undefined],
])("the channel of %s", (text, channel) => expect(readText(text).channel).toBe(channel));

test("a pasted bill is read line by line", () => {
  const bill = [
    "账单详情",
    "卡盟科技有限公司",
    "-200.00",
    "当前状态 支付成功",
    "支付时间 2026-11-23 13:05:09",
    "付款方式 余额宝",
    "商品说明 平台余额充值200元",
    "收款方全称 卡盟科技有限公司",
    "订单号 2026112322001412345678901234",
    "商家订单号 PAY20261123880011",
  ].join("\n");
  expect(readText(bill, { now })).toMatchObject({
    paymentNo: "2026112322001412345678901234",
    amountFen: 20_000,
    channel: "alipay",
    payee: "卡盟科技有限公司",
    paidAt: "2026-11-23T05:05:09.000Z",
    status: "paid",
    debited: "yes",
  });
});

test("a bank's text message is read, and nothing private of it is taken for a number", () => {
  const sms = "【工商银行】您尾号1234卡11月23日13:05快捷支付支出(财付通-卡盟)200.00元，余额1,234.56元。";
  const read = readText(sms, { now });
  expect(read).toMatchObject({
    amountFen: 20_000,
    channel: "wechat",
    paidAt: "2026-11-23T05:05:00.000Z",
    debited: "yes",
  });
  expect(read.orderNo).toBeUndefined();
  expect(read.paymentNo).toBeUndefined();
});
