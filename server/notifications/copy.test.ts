import { describe, expect, test } from "vitest";
import { noticeText } from "./copy.ts";
import { render } from "./render.ts";
import { noticeKinds } from "./schemas.ts";

const params = {
  amountFen: 20_000,
  product: "话费 <b>200</b> 元",
  dueAt: "2026-11-02T04:00:00Z",
  restockAt: "2026-11-03T04:00:00Z",
};
const told = { order: "CM20261123000001", ticket: "TK1", params };
const bare = { order: null, ticket: null, params: {} };

describe.each(noticeKinds)("a notice of %s", (kind) => {
  test.each(["zh-CN", "en"] as const)("has words in %s, whatever is known", (locale) => {
    for (const what of [told, bare]) {
      const { title, body, action } = noticeText(kind, what, locale);
      for (const text of [title, body, action]) {
        expect(text.trim()).toBe(text);
        expect(text.length).toBeGreaterThan(1);
        expect(text).not.toMatch(/undefined|null|NaN|\s\s|Invalid/);
        expect(/\p{Script=Han}/u.test(text.replace(params.product, ""))).toBe(locale === "zh-CN");
      }
    }
  });

  test("fits a text message, and goes out without a thing that a mail program would run", () => {
    const out = render({
      ...told,
      ...{ id: "x", kind, locale: "zh-CN", to: "a@b.cc", link: "https://x.example/go/a.b", essential: false },
      preferences: "https://x.example/notices/c.d",
    });
    expect(out.short.news.length).toBeLessThanOrEqual(20);
    expect(out.short.order).toBe("000001");
    expect(out.html).not.toContain("<b>200");
    expect(out.text).toContain("https://x.example/go/a.b");
    expect(out.text).toContain("https://x.example/notices/c.d");
    expect(out.unsubscribeUrl).toBe("https://x.example/notices/c.d");
  });
});
