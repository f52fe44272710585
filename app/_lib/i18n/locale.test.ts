import { describe, expect, it } from "vitest";
import { pickLocale } from "./locale.ts";

describe("pickLocale", () => {
  it.each([
    [undefined, undefined, "zh-CN"],
    [undefined, "en-US,en;q=0.9", "en"],
    [undefined, "fr-FR,en;q=0.5,zh;q=0.8", "zh-CN"],
    [undefined, "de, en;q=0", "zh-CN"],
    ["en", "zh-CN", "en"],
    ["xx", "en", "en"],
    [undefined, "zh-TW", "zh-CN"],
    [undefined, ";;;,,q=", "zh-CN"],
  ])("cookie %s and header %s give %s", (cookie, header, expected) => {
    expect(pickLocale(cookie, header)).toBe(expected);
  });
});
