import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { askedGrams, gramsOf, holdsTerms, normalise, termsOf } from "./grams.ts";

const CHARACTERS = [..."退款到账支付宝微信充值订单没收abcXYZ0123 ,，。ÉñΣςｱＡ１①ﬁ가é", "𠮷", "́", "😀"];
const texts = fc.array(fc.constantFrom(...CHARACTERS), { minLength: 2, maxLength: 60 }).map((all) => all.join(""));

/** Every word of it and every part of a word from two characters on. */
const partsOf = (text: string) => {
  const words = normalise(text).match(/[\p{L}\p{N}\p{M}]{2,}/gu) ?? [];
  return words.flatMap((word) => {
    const all = [...word];
    return all.flatMap((_, from) =>
      all.slice(from + 2).map((__, length) => all.slice(from, from + length + 2).join("")),
    );
  });
};

describe("grams", () => {
  test("every part of a word from two characters on leads to its text", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const kept = new Set(gramsOf(text));
        for (const part of partsOf(text).slice(0, 200)) {
          const asked = askedGrams([part]);
          expect(asked.length).toBeGreaterThan(0);
          for (const gram of asked) expect(kept).toContain(gram);
          expect(holdsTerms(text, [part])).toBe(true);
        }
      }),
    );
  });

  test("what holds all terms has all pieces that are asked for, however many words were typed", () => {
    fc.assert(
      fc.property(texts, texts, (text, query) => {
        const terms = termsOf(query);
        if (!holdsTerms(text, terms)) return;
        const kept = new Set(gramsOf(text));
        for (const gram of askedGrams(terms)) expect(kept).toContain(gram);
      }),
    );
  });

  test("are letters and digits alone, small, and each once", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const grams = gramsOf(text);
        expect(new Set(grams).size).toBe(grams.length);
        for (const gram of grams) expect(gram).toMatch(/^[\p{L}\p{N}\p{M}]{2,3}$/u);
      }),
    );
  });

  test("a long question asks for a few of its pieces", () => {
    expect(askedGrams(["abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz"]).length).toBeLessThanOrEqual(
      32,
    );
  });
});

test.each([
  ["退款", ["退款"]],
  ["退", []],
  ["%", []],
  ["退款到", ["退款", "款到"]],
  ["steam", ["ste", "tea", "eam"]],
  ["ab", ["ab"]],
  ["扣了200没", ["200", "扣了", "了2", "0没"]],
])("%j is asked for by %j", (query, grams) => {
  expect(askedGrams(termsOf(query)).sort()).toEqual([...grams].sort());
});

test("full-width and half-width, capitals and small letters are the same", () => {
  expect(holdsTerms("ＣＭ２０２４ Steam钱包", termsOf("cm2024 STEAM"))).toBe(true);
  expect(holdsTerms("退款", termsOf("退 款"))).toBe(true);
  expect(holdsTerms("退了款", termsOf("退款"))).toBe(false);
});
