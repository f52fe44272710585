import fc from "fast-check";
import { expect, test } from "vitest";
import { fenSchema, formatFen } from "./money.ts";

test.each([
  [0, "¥0.00"],
  [5, "¥0.05"],
  [20_000, "¥200.00"],
  [123_456_789, "¥1,234,567.89"],
  [-50, "-¥0.50"],
])("%i fen is %s", (fen, text) => {
  expect(formatFen(fen)).toBe(text);
});

test("no fen is lost or gained in the writing", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (fen) => {
      expect(Number(formatFen(fen).replace(/[¥,.]/g, ""))).toBe(fen === 0 ? 0 : fen);
    }),
  );
});

test("an amount is a whole number of fen that is counted exactly, and nothing else", () => {
  for (const fen of [0, 1, Number.MAX_SAFE_INTEGER]) expect(fenSchema.parse(fen)).toBe(fen);
  const bad = [-1, 0.5, Number.MAX_SAFE_INTEGER + 1, Number.NaN, Number.POSITIVE_INFINITY, "100", null];
  for (const value of bad) expect(fenSchema.safeParse(value).success).toBe(false);
});
