import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fenOfText, yuanOfFen } from "./money.ts";

describe("money as text", () => {
  test("every sum survives being written and read", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }), (fen) => {
        expect(fenOfText(yuanOfFen(fen))).toBe(fen === 0 ? 0 : fen);
      }),
    );
  });

  test("however many noughts a gateway writes, the sum is the same", () => {
    fc.assert(
      fc.property(fc.nat({ max: 10 ** 12 }), fc.nat({ max: 16 }), (yuan, noughts) => {
        expect(fenOfText(`${yuan}.50${"0".repeat(noughts)}`)).toBe(yuan * 100 + 50);
        expect(fenOfText(`${yuan}`)).toBe(yuan * 100);
      }),
    );
  });

  test("text is read as digits and never as a float", () => {
    expect(fenOfText("0.29")).toBe(29);
    expect(fenOfText("1.15")).toBe(115);
    expect(fenOfText("1.1")).toBe(110);
    expect(fenOfText("200")).toBe(20_000);
    expect(fenOfText("-0.01")).toBe(-1);
    expect(Object.is(fenOfText("-0.00"), 0)).toBe(true);
    expect(fenOfText("9999999999999.99")).toBe(999_999_999_999_999);
  });

  test.each([
    "",
    " 1",
    "1 ",
    "+1",
    "1.",
    ".5",
    "1,000.00",
    "1e3",
    "0x10",
    "0.001",
    "1.239",
    "NaN",
    "Infinity",
    "１",
    "--1",
  ])("%j is no sum", (text) => expect(fenOfText(text)).toBeNull());

  test("nothing but whole fen is written", () => {
    expect(yuanOfFen(5)).toBe("0.05");
    expect(yuanOfFen(-1_234_567)).toBe("-12345.67");
    for (const bad of [0.5, Number.NaN, 2 ** 60]) expect(() => yuanOfFen(bad)).toThrow(RangeError);
  });
});
