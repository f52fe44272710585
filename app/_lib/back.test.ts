import { describe, expect, it } from "vitest";
import { safeBack } from "./back.ts";

describe("safeBack", () => {
  it.each([
    ["/d/1?x=1", null, "/d/1?x=1"],
    ["//evil.example", null, "/"],
    ["/\\evil.example", null, "/"],
    ["https://evil.example/", null, "/"],
    [null, "http://shop.test/t/1", "/t/1"],
    [null, "http://evil.example/t/1", "/"],
    [null, "not a url", "/"],
    ["javascript:alert(1)", null, "/"],
    ["/etc/services\0", null, "/"],
    ["/a\u007fb", null, "/"],
    ["/t/账单?q=\ud800", null, "/t/%E8%B4%A6%E5%8D%95?q=%EF%BF%BD"],
  ])("back %s from %s goes to %s", (back, referer, expected) => {
    const address = safeBack(back, referer, "shop.test");
    expect(address).toBe(expected);
    // Whatever came in can stand in a header.
    expect(new Headers({ location: address }).get("location")).toBe(expected);
  });
});
