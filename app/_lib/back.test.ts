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
  ])("back %s from %s goes to %s", (back, referer, expected) => {
    expect(safeBack(back, referer, "shop.test")).toBe(expected);
  });
});
