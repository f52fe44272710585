import { expect, test } from "vitest";
import { marksOf } from "./marked.tsx";

const shown = (text: string, words: string) =>
  marksOf(text, words)
    .map(({ part, marked }) => (marked ? `[${part}]` : part))
    .join("");

test("words are marked wherever they stand, in whatever case and width, and nothing is lost", () => {
  expect(shown("到账慢，没到账", "到账")).toBe("[到账]慢，没[到账]");
  expect(shown("WeChat pay", "ｗｅｃｈａｔ PAY")).toBe("[WeChat] [pay]");
  expect(shown("aaa", "aa")).toBe("[aaa]");
  expect(shown("没到账", "")).toBe("没到账");
  expect(shown("", "x")).toBe("");
  expect(shown("a.b*c", ".b*")).toBe("a[.b*]c");
});
