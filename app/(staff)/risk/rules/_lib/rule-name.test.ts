import { expect, test } from "vitest";
import { ruleName } from "./rule-name.ts";

test.each([
  ["短时间连续大额 / many large orders", "zh-CN", "短时间连续大额"],
  ["短时间连续大额 / many large orders", "en", "many large orders"],
  ["夜间大额", "en", "夜间大额"],
  ["a / b", "zh-CN", "a / b"],
  ["甲 / 乙", "en", "甲 / 乙"],
  ["一 / two / three", "zh-CN", "一 / two / three"],
])("%s reads in %s as %s", (name, locale, shown) => expect(ruleName(name, locale)).toBe(shown));
