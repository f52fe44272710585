import fc from "fast-check";
import { expect, test } from "vitest";
import { readStartText } from "./start-text.ts";

test.each([
  [
    "支付宝扣了200没到账 CM20240510001",
    { orderNo: "CM20240510001", amountFen: 20_000, channel: "alipay", debited: "yes", arrived: false },
  ],
  [
    "订单号CM20240510001，支付宝支付订单号2024051000123456789，支付提示‘交易失败’，但支付宝已扣款200元，请协助处理",
    {
      orderNo: "CM20240510001",
      paymentNo: "2024051000123456789",
      amountFen: 20_000,
      channel: "alipay",
      debited: "yes",
      errorText: "交易失败",
    },
  ],
  ["ＫＭ２０２４０５１２０００１", { orderNo: "KM202405120001" }],
  ["微信没扣款，订单 KM202405120001 待支付", { orderNo: "KM202405120001", channel: "wechat", debited: "no" }],
  ["还没有扣钱", { debited: "no" }],
  ["被扣了两次，每次99.5元", { amountFen: 9_950, debited: "twice" }],
  ["4200001234202405101234567890", { paymentNo: "4200001234202405101234567890" }],
  [
    "2024-05-10 13:05:09 付款 ¥1,288.00 未到账",
    { amountFen: 128_800, paidAt: "2024-05-10T05:05:09.000Z", arrived: false },
  ],
  ["I was charged twice, order no: DD20261123000001", { orderNo: "DD20261123000001", debited: "twice" }],
  ["I was not charged", { debited: "no" }],
  ["订单号：ORD-AUMWSRJIAS01C 付了没到", { orderNo: "ORD-AUMWSRJIAS01C" }],
  ["订单号：AUMWSRJIAS01C，没到账", { orderNo: "AUMWSRJIAS01C", arrived: false }],
  ["订单号:AUMWSRJIASQX", { orderNo: "AUMWSRJIASQX" }],
  ["订单编号为 x_77-b", { orderNo: "x_77-b" }],
  ["order order-x1a9 paid", { orderNo: "order-x1a9" }],
  ["MY ORDER PAID YESTERDAY", {}],
  ["my order paid yesterday, order no: pending", {}],
  ["ORDER NO. 8841 not received", { orderNo: "8841", arrived: false }],
  [
    "支付宝扣了200没到账 T179540830239001",
    { orderNo: "T179540830239001", amountFen: 20_000, channel: "alipay", debited: "yes", arrived: false },
  ],
  ["交易号 GWOUTAUMWSRJIAS01C", { paymentNo: "GWOUTAUMWSRJIAS01C" }],
  ["transaction id: tx-99-ab, order # S-1001", { paymentNo: "tx-99-ab", orderNo: "S-1001" }],
  [
    "手机13800138000 于2026-11-23 充值 200rmb，iphone15，X-20261123-77 和 GW20261123000042",
    { orderNo: "X-20261123-77", candidates: ["X-20261123-77", "GW20261123000042"] },
  ],
  ["提示超出单日限额", { errorText: "超出单日限额" }],
  ["你好", {}],
])("%s", (text, expected) => {
  expect(readStartText(text)).toMatchObject(expected);
  if (Object.keys(expected).length === 0) expect(readStartText(text)).toEqual({});
});

test("any text is read without failing, and alike in full-width form", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => void readStartText(text)));
  fc.assert(
    fc.property(fc.bigInt({ min: 10n ** 11n, max: 10n ** 15n }), (no) => {
      const wide = `CM${no}`.replace(/[0-9A-Z]/g, (c) => String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0));
      expect(readStartText(`订单号：${wide}`).orderNo).toBe(`CM${no}`);
    }),
  );
});

test.each(["1", "没", "a-", "扣", "\u202e😀", "订单 ", "order no ", "order", "A1-", "订单号1234,", "ﷺ"])(
  "a megabyte of %j is read as its first part",
  (unit) => {
    const huge = unit.repeat(Math.ceil(1_000_000 / unit.length));
    expect(readStartText(huge)).toEqual(readStartText(huge.slice(0, 4_000)));
  },
);
