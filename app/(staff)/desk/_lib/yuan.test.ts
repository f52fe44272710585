import fc from "fast-check";
import { expect, test } from "vitest";
import { fenOfYuan, yuanOfFen } from "./yuan.ts";

test("every amount comes back as it was written", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99_999_999_999 }), (fen) => {
      expect(fenOfYuan(yuanOfFen(fen))).toBe(fen);
    }),
  );
});

test.each([
  ["200", 20_000],
  [" ¥1,200.5 ", 120_050],
  ["0.01", 1],
])("%s is %i fen", (text, fen) => {
  expect(fenOfYuan(text)).toBe(fen);
});

test.each(["", "0", "0.00", "-1", "1.234", "1e3", "abc", "１００", "1 000", "9999999999"])(
  "%s is no amount",
  (text) => {
    expect(fenOfYuan(text)).toBeNull();
  },
);
