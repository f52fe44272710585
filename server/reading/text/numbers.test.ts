import fc from "fast-check";
import { expect, test } from "vitest";
import { readText } from "./read.ts";

type Label = { orderNo?: string; paymentNo?: string };
const ALIPAY = "2024051022001412345678901234";
const WECHAT = "4200001234202405101234567890";

const SENTENCES: readonly [string, Label][] = [
  ["CM20240510001", { orderNo: "CM20240510001" }],
  ["ＫＭ２０２４０５１２０００１", { orderNo: "KM202405120001" }],
  ["订单号:AUMWSRJIASQX", { orderNo: "AUMWSRJIASQX" }],
  ["订单编号为 x_77-b", { orderNo: "x_77-b" }],
  ["单号是 8841 没到", { orderNo: "8841" }],
  ["ORDER NO. 8841 not received", { orderNo: "8841" }],
  ["order id = 7781234", { orderNo: "7781234" }],
  ["卡盟订单号KM202405120001,付了没到", { orderNo: "KM202405120001" }],
  ["订单号：CM 2024 0510 001", { orderNo: "CM20240510001" }],
  ["订单号 2024 0510 0001 23", { orderNo: "20240510000123" }],
  ["订单号CM20240510001 200元没到账", { orderNo: "CM20240510001" }],
  ["订单号：ORD-AUMWSRJIAS01C 付了没到", { orderNo: "ORD-AUMWSRJIAS01C" }],
  ["CM2024\u200b05\u200b10001 没到账", { orderNo: "CM20240510001" }],
  ["\u202eCM20240510001\u202c", { orderNo: "CM20240510001" }],
  ["💰💰CM20240510001😭", { orderNo: "CM20240510001" }],
  [ALIPAY, { paymentNo: ALIPAY }],
  [WECHAT, { paymentNo: WECHAT }],
  ["2024 0510 2200 1412 3456 7890 1234", { paymentNo: ALIPAY }],
  ["2024-0510-2200-1412-3456-7890-1234", { paymentNo: ALIPAY }],
  ["20240510220014\n12345678901234", { paymentNo: ALIPAY }],
  ["交易单号\n42000012342024051012\n34567890", { paymentNo: WECHAT }],
  ["４２００００１２３４２０２４０５１０１２３４５６７８９０", { paymentNo: WECHAT }],
  [`支付宝账单 订单号 ${ALIPAY} 商家订单号 CM20240510001`, { paymentNo: ALIPAY }],
  [`订单号 CM20240510001，微信交易单号 ${WECHAT}`, { orderNo: "CM20240510001", paymentNo: WECHAT }],
  [
    "订单号CM20240510001，支付宝支付订单号2024051000123456789",
    { orderNo: "CM20240510001", paymentNo: "2024051000123456789" },
  ],
  ["交易号 GWOUTAUMWSRJIAS01C", { paymentNo: "GWOUTAUMWSRJIAS01C" }],
  ["transaction id: tx-99-ab, order # S-1001", { paymentNo: "tx-99-ab", orderNo: "S-1001" }],
  ["payment number 8812345678 for order number KM1001", { paymentNo: "8812345678", orderNo: "KM1001" }],
  ["out_trade_no=PAY20261123880011", { paymentNo: "PAY20261123880011" }],
  ["银行流水 99887766554433", { paymentNo: "99887766554433" }],
  ["商户单号 PAY20261123880011", { paymentNo: "PAY20261123880011" }],
  ["KM202405120001 和 20240512001234567", { orderNo: "KM202405120001", paymentNo: "20240512001234567" }],
  // What is no number of ours.
  ["手机13800138000 充值没到", {}],
  ["+8613800138000", {}],
  ["2026-11-23 13:05 付的", {}],
  ["2026年11月23日", {}],
  ["6222 0210 0111 2345 670 扣了200", {}],
  ["卡号6222021001112345670", {}],
  ["身份证 11010519491231002X", {}],
  ["11010519491231002X", {}],
  ["QQ号1234567890", {}],
  ["游戏ID 1234567890123 没到账", {}],
  ["付了 200 300 400 500", {}],
  ["iphone15 充200rmb", {}],
  ["my order paid yesterday, order no: pending", {}],
  ["MY ORDER PAID YESTERDAY", {}],
  ["尾号1234的卡", {}],
  ["订单", {}],
];

test.each(SENTENCES)("%s", (text, label) => {
  const { orderNo, paymentNo } = readText(text);
  expect({ orderNo, paymentNo }).toEqual({ orderNo: label.orderNo, paymentNo: label.paymentNo });
});

test("several numbers are all there to look up, likeliest first", () => {
  expect(readText(`X-20261123-77 和 GW20261123000042，交易单号 ${WECHAT}`).candidates).toEqual([
    "X-20261123-77",
    WECHAT,
    "GW20261123000042",
  ]);
  expect(readText("2024-0510-0012-3456").candidates).toContain("2024-0510-0012-3456");
});

/** Letters and digits alone: what normalising must leave as it is. */
const bare = (text: string) => text.normalize("NFKC").replace(/[^A-Za-z0-9]/g, "");

test("a number that is read stands in the text, digit for digit", () => {
  const piece = fc.oneof(
    fc.stringMatching(/^[0-9]{1,30}$/),
    fc.stringMatching(/^[A-Z]{0,4}[0-9]{4,20}$/),
    fc.constantFrom(
      "订单号",
      "交易单号：",
      " ",
      "-",
      "\n",
      "扣了",
      "元",
      "order no ",
      "，",
      ".",
      "没到账",
      "\u200b",
      "😀",
      "１２３４",
    ),
    fc.string({ unit: "grapheme", maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const text = pieces.join("");
      const { orderNo, paymentNo, candidates = [] } = readText(text);
      for (const number of [orderNo, paymentNo, ...candidates]) {
        if (number !== undefined) expect(bare(text)).toContain(bare(number));
      }
    }),
    { numRuns: 300 },
  );
});

test("a number is read alike plain, full-width, in groups of four and with marks that nobody sees", () => {
  const wide = (text: string) =>
    text.replace(/[0-9A-Z]/g, (c) => String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0));
  fc.assert(
    fc.property(fc.stringMatching(/^2024051[0-9]2200[0-9]{16}$/), (number) => {
      for (const text of [
        number,
        wide(number),
        number.replace(/(.{4})(?=.)/g, "$1 "),
        number.replace(/(.{7})/g, "$1\u200b"),
      ]) {
        expect(readText(`扣了款，交易号 ${text} 没到`).paymentNo).toBe(number);
      }
    }),
    { numRuns: 50 },
  );
});
