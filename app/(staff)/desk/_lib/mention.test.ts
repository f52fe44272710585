import { describe, expect, test } from "vitest";
import { fragmentAt, withName } from "./mention.ts";

describe("a name after an @", () => {
  test("is being typed from the @ to the cursor", () => {
    expect(fragmentAt("@林", 2)).toEqual({ from: 0, typed: "林" });
    expect(fragmentAt("请@lin 看一下", 5)).toEqual({ from: 1, typed: "lin" });
    expect(fragmentAt("请 @", 3)).toEqual({ from: 2, typed: "" });
  });

  test("is none in an address, after a space, or elsewhere", () => {
    expect(fragmentAt("li@example", 10)).toBeUndefined();
    expect(fragmentAt("@lin ok", 7)).toBeUndefined();
    expect(fragmentAt("请@lin", 1)).toBeUndefined();
    expect(fragmentAt(`@${"x".repeat(40)}`, 41)).toBeUndefined();
  });

  test("takes the place of what was typed of it", () => {
    expect(withName("请@li看一下", 4, 1, "林小满")).toEqual({ text: "请@林小满 看一下", caret: 6 });
  });
});
