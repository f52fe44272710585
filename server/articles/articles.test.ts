import { describe, expect, test } from "vitest";
import { causeInfo, causeVocabulary, pack } from "#server/diagnosis/index.ts";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import { rankOf, slugOf, summaryOf, textOfCause, unsafeWords } from "./rules.ts";
import { slugSchema } from "./schemas.ts";

const of = (zh: string, en = "Wait.") => ({ "zh-CN": { title: "t", body: zh }, en: { title: "t", body: en } });

describe("what an article may say", () => {
  test("is what the pack says of every cause", () => {
    const stages = new Map(causeVocabulary(pack, "en").map(({ code, stage }) => [code, stage]));
    for (const code of causeCodes) {
      const [zh, en] = [causeInfo(code, "zh-CN", pack), causeInfo(code, "en", pack)];
      const text = { "zh-CN": textOfCause(zh, "zh-CN"), en: textOfCause(en, "en") };
      expect([code, unsafeWords(text, stages.get(code) ?? null)]).toEqual([code, undefined]);
      expect(slugSchema.safeParse(slugOf(code)).success).toBe(true);
    }
  });

  test.each([
    ["请重新支付一次", "callback"],
    ["可以再付款", null],
    ["稍等后重新下单", "fulfilment"],
    ["请重新付款", "payment"],
  ] as const)("is not %s (%s)", (body, stage) => {
    expect(unsafeWords(of(body), stage)).toBeDefined();
  });

  test.each([
    ["请不要重新支付", "callback"],
    ["等待结果，切勿再次付款", null],
    ["先确认没有扣款，再重新支付", "payment"],
  ] as const)("is %s (%s)", (body, stage) => {
    expect(unsafeWords(of(body), stage)).toBeUndefined();
  });

  test("is looked at in English too", () => {
    expect(unsafeWords(of("等待", "Please pay again."), "risk")).toBe("pay again");
    expect(unsafeWords(of("等待", "Do not pay again."), "risk")).toBeUndefined();
  });
});

test("words are found in titles before bodies, in any width and case, and all must be there", () => {
  const article = { title: "支付成功但没到账", body: "## 发生了什么\n支付渠道 WeChat 的回调没有到" };
  expect(rankOf(article, "到账")).toBe(2);
  expect(rankOf(article, "ｗｅｃｈａｔ 回调")).toBe(1);
  expect(rankOf(article, "到账 退款")).toBe(0);
  expect(rankOf(article, "")).toBe(1);
  expect(summaryOf(article.body)).toBe("支付渠道 WeChat 的回调没有到");
  const long = `一句话。\n## 现在怎么做\n${"等".repeat(50)}退款${"到".repeat(100)}`;
  expect(summaryOf(long)).toBe("一句话。");
  expect(summaryOf(long, "退款")).toBe(`…${"等".repeat(20)}退款${"到".repeat(58)}…`);
  expect(summaryOf(long, "没有的")).toBe("一句话。");
  // No word is cut in two.
  expect(summaryOf("The payment arrived. ".repeat(20))).toMatch(/ (The|payment|arrived\.)…$/);
});
