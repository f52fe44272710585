import fc from "fast-check";
import { expect, test } from "vitest";
import { formatFen } from "./money.ts";

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
