import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ReadField, readFieldSchema } from "../../schemas.ts";
import type { OcrLine } from "../lines.ts";
import { fieldsOfLines } from "./read-fields.ts";

/** A line as the model gives it: letters of equal width, from `x` on (or up to it, when it ends there). */
function line(
  text: string,
  x: number,
  y: number,
  more: { height?: number; right?: boolean; confidence?: number } = {},
): OcrLine {
  const height = more.height ?? 0.025;
  const width = [...text].reduce((sum, letter) => sum + (/[\u2e80-\uffef]/.test(letter) ? 0.036 : 0.02), 0);
  const box = { x: more.right ? x - width : x, y, width, height };
  const ends = Array.from({ length: text.length }, (_, i) => (i + 1) / text.length);
  return { text, confidence: more.confidence ?? 0.99, box, place: box, ends };
}
const values = (fields: readonly ReadField[]) => {
  const best = new Map<string, string | number>();
  for (const { name, value } of fields) if (!best.has(name)) best.set(name, value);
  return Object.fromEntries(best);
};
const read = (...lines: OcrLine[]) => values(fieldsOfLines(lines, new Date("2026-11-02T00:00:00Z")));

describe("a gateway's bill", () => {
  const alipay = [
    line("账单详情", 0.42, 0.06),
    line("星河充值", 0.42, 0.2),
    line("-1,280.00", 0.38, 0.26, { height: 0.055 }),
    line("交易成功", 0.43, 0.36),
    line("支付时间", 0.06, 0.47),
    line("2024-05-1014:32:08", 0.93, 0.47, { right: true }),
    line("付款方式", 0.06, 0.54),
    line("余额宝", 0.93, 0.54, { right: true }),
    line("收款方全称", 0.06, 0.6),
    line("星河网络科技有限公司", 0.93, 0.6, { right: true }),
    line("订单号", 0.06, 0.67),
    line("202405102200141234123456", 0.93, 0.67, { right: true }),
    line("7890", 0.93, 0.71, { right: true }),
    line("商家订单号", 0.06, 0.78),
    line("CM20240510001", 0.93, 0.78, { right: true }),
  ];

  test("of Alipay: its 订单号 is the payment's, wrapped over two lines; the shop's is 商家订单号", () => {
    expect(read(...alipay)).toEqual({
      orderNo: "CM20240510001",
      paymentNo: "2024051022001412341234567890",
      amountFen: 128_000,
      paidAt: "2024-05-10T06:32:08.000Z",
      payee: "星河网络科技有限公司",
      channel: "alipay",
      status: "paid",
    });
  });

  test("shows where each value stands, and not the label", () => {
    const fields = fieldsOfLines(alipay);
    const paymentNo = fields.find(({ name }) => name === "paymentNo");
    // Both lines of the number.
    expect(paymentNo?.box?.y).toBeCloseTo(0.67, 2);
    expect((paymentNo?.box?.y ?? 0) + (paymentNo?.box?.height ?? 0)).toBeCloseTo(0.735, 2);
    expect(fields.find(({ name }) => name === "orderNo")?.box?.x).toBeGreaterThan(0.6);
  });

  test("of WeChat: time in Chinese, values beside their labels", () => {
    expect(
      read(
        line("-200.00", 0.38, 0.24, { height: 0.05 }),
        line("当前状态", 0.06, 0.41),
        line("支付成功", 0.31, 0.41),
        line("支付时间", 0.06, 0.47),
        line("2024年5月10日14:32:08", 0.31, 0.47),
        line("商户全称", 0.06, 0.53),
        line("星河网络科技有限公司", 0.31, 0.53),
        line("收单机构", 0.06, 0.59),
        line("财付通支付科技有限公司", 0.31, 0.59),
        line("交易单号", 0.06, 0.65),
        line("420000221120240510123456", 0.31, 0.65),
        line("7890", 0.31, 0.69),
        line("商户单号", 0.06, 0.75),
        line("KM202405120001", 0.31, 0.75),
      ),
    ).toMatchObject({
      paymentNo: "4200002211202405101234567890",
      orderNo: "KM202405120001",
      amountFen: 20_000,
      paidAt: "2024-05-10T06:32:08.000Z",
      payee: "星河网络科技有限公司",
      status: "paid",
      channel: "wechat",
    });
  });

  test("in English, with values under their labels", () => {
    expect(
      read(
        line("Amount paid", 0.06, 0.2),
        line("¥1,280.50", 0.06, 0.235),
        line("Order No.", 0.06, 0.32),
        line("CM20240510001", 0.06, 0.355),
        line("Transaction ID", 0.06, 0.44),
        line("4200002211202405101234567890", 0.06, 0.475),
        line("Payment time", 0.06, 0.56),
        line("2024-05-10 14:32", 0.06, 0.595),
        line("Status", 0.06, 0.68),
        line("Payment failed", 0.06, 0.715),
      ),
    ).toMatchObject({
      amountFen: 128_050,
      orderNo: "CM20240510001",
      paymentNo: "4200002211202405101234567890",
      paidAt: "2024-05-10T06:32:00.000Z",
      status: "failed",
    });
  });
});

describe("other pages", () => {
  test("a bank's message, broken within a number, with a balance that is no payment", () => {
    expect(
      read(
        line("【招商银行】您尾号1234的账户于2024年", 0.08, 0.35),
        line("5月10日14:32:08发生快捷支付扣款，人民币200.", 0.08, 0.39),
        line("00元，余额8,765.43元。交易流水号：20240510", 0.08, 0.43),
        line("22001412341234567890。", 0.08, 0.47),
      ),
    ).toMatchObject({
      amountFen: 20_000,
      paidAt: "2024-05-10T06:32:08.000Z",
      paymentNo: "2024051022001412341234567890",
    });
  });

  test("a date without a year is the last such day", () => {
    const message = (day: string) =>
      read(line(`您的账户于${day}14:32消费人民币50.00元，余额1.00元。谢谢使用本行服务`, 0.05, 0.3)).paidAt;
    expect(message("10月30日")).toBe("2026-10-30T06:32:00.000Z");
    expect(message("12月30日")).toBe("2025-12-30T06:32:00.000Z");
  });

  test("a shop's page, where 订单编号 is the shop's, with full-width signs", () => {
    expect(
      read(
        line("已支付", 0.06, 0.23, { height: 0.06 }),
        line("实付款", 0.06, 0.55),
        line("￥２００．００", 0.93, 0.55, { right: true }),
        line("订单编号：ＣＭ２０２４０５１０００１", 0.06, 0.7),
        line("支付单号：2024051022001412341234567890", 0.06, 0.77),
      ),
    ).toMatchObject({
      amountFen: 20_000,
      orderNo: "CM20240510001",
      paymentNo: "2024051022001412341234567890",
      status: "paid",
    });
  });

  test("an error page in the app's words, and a gateway's code", () => {
    expect(read(line("支付失败", 0.4, 0.3, { height: 0.05 }), line("超出单日支付限额", 0.35, 0.4))).toMatchObject({
      status: "failed",
    });
    const errors = fieldsOfLines([line("ACQ.BUYER_BALANCE_NOT_ENOUGH", 0.1, 0.4)]).filter(
      ({ name }) => name === "errorText",
    );
    expect(errors[0]?.value).toBe("ACQ.BUYER_BALANCE_NOT_ENOUGH");
  });

  test("nothing of ours is nothing", () => {
    expect(read(line("今天天气不错", 0.1, 0.1), line("周末去爬山", 0.1, 0.2))).toEqual({});
    expect(fieldsOfLines([])).toEqual([]);
  });
});

describe("values", () => {
  const amount = (text: string) => read(line("实付金额", 0.06, 0.4), line(text, 0.9, 0.4, { right: true })).amountFen;
  test.each([
    ["-200.00", 20_000],
    ["¥ 200.00", 20_000],
    ["￥1,234,567.80", undefined],
    ["12,345.6", 1_234_560],
    ["1.234.00", 123_400],
    ["200元", 20_000],
    ["0.00", undefined],
    ["RMB 98.5", 9_850],
  ])("the amount %s", (text, fen) => {
    expect(amount(text)).toBe(fen);
  });

  const number = (text: string) => read(line("交易单号", 0.06, 0.4), line(text, 0.9, 0.4, { right: true })).paymentNo;
  test.each([
    ["42O0002211202405101234567890", "4200002211202405101234567890"],
    ["20240510220014123412345678900", "2024051022001412341234567890"],
    ["KM2024OI", "KM2024OI"],
    ["未知", undefined],
  ])("the number %s", (text, value) => {
    expect(number(text)).toBe(value);
  });

  test("a letter among digits makes it less sure", () => {
    const of = (text: string) =>
      fieldsOfLines([line("交易单号", 0.06, 0.4), line(text, 0.9, 0.4, { right: true })]).find(
        ({ name }) => name === "paymentNo",
      )?.confidence ?? 0;
    expect(of("42O0002211202405101234567890")).toBeLessThan(of("4200002211202405101234567890"));
  });

  test("a time that cannot be told apart is not read", () => {
    const time = (text: string) => read(line("支付时间", 0.06, 0.4), line(text, 0.9, 0.4, { right: true })).paidAt;
    expect(time("2024-11-110:10:50")).toBeUndefined();
    expect(time("2024-02-3010:10:50")).toBeUndefined();
    expect(time("2024-11-11.10:10:50")).toBe("2024-11-11T02:10:50.000Z");
  });
});

test("anything at all is read without an error, in bounds", () => {
  const piece = fc.oneof(
    fc.string({ maxLength: 40, unit: "grapheme" }),
    fc.constantFrom(
      "订单号",
      "金额",
      "¥",
      "200.00",
      "2024-05-10",
      "余额",
      "支付时间：",
      "42000022112024051012345678",
      "\u202e",
      "\u0000",
    ),
  );
  const place = fc.record({
    x: fc.double({ min: -0.2, max: 1.2, noNaN: true }),
    y: fc.double({ min: -0.2, max: 1.2, noNaN: true }),
    width: fc.double({ min: 0, max: 1, noNaN: true }),
    height: fc.double({ min: 0, max: 0.3, noNaN: true }),
  });
  const anyLine = fc.record({
    text: fc.array(piece, { maxLength: 4 }).map((parts) => parts.join("")),
    confidence: fc.double({ min: 0.5, max: 1, noNaN: true }),
    place,
  });
  fc.assert(
    fc.property(fc.array(anyLine, { maxLength: 20 }), (lines) => {
      const fields = fieldsOfLines(
        lines.map(({ text, confidence, place: at }) => ({
          text,
          confidence,
          place: at,
          box: { x: Math.max(0, Math.min(0.5, at.x)), y: Math.max(0, Math.min(0.5, at.y)), width: 0.4, height: 0.1 },
          ends: Array.from({ length: text.length }, (_, i) => (i + 1) / text.length),
        })),
      );
      for (const field of fields) expect(readFieldSchema.safeParse(field).error).toBeUndefined();
      expect(fields.length).toBeLessThanOrEqual(24);
    }),
    { numRuns: 300 },
  );
});

test("a speck behind the last digit of a wrapped number is no part of it", () => {
  const fields = read(
    line("交易单号", 0.06, 0.65),
    line("420000221120240510123456", 0.31, 0.65),
    line("7890.", 0.31, 0.69),
  );
  expect(fields.paymentNo).toBe("4200002211202405101234567890");
});
