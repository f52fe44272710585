import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maskContact, maskDeep, masked, maskPhone, maskText } from "./mask.ts";
import { ALWAYS } from "./testing.ts";

describe("masks", () => {
  test.each([
    ["13800000000", "138****0000"],
    ["+86 138-0000-0000", "138****0000"],
    ["  +852 9123 4567 ", "***67"],
    ["85291234567", "852****4567"],
    ["", ""],
  ])("of the phone number %s is %s", (phone, shown) => {
    expect(maskPhone(phone)).toBe(shown);
  });

  test.each([
    ["13800000000", "138****0000"],
    ["li.hua@example.com", "l***@example.com"],
    ["微信 lihua_2000", "微***00"],
    ["QQ", "Q***"],
    ["打我电话 13812345678", "打我电话 138****5678"],
  ])("of the contact %s is %s", (contact, shown) => {
    expect(maskContact(contact)).toBe(shown);
  });

  test.each([
    ["电话13812345678或 138 1234 5678，邮箱zhang.san@qq.com", "电话138****5678或 138****5678，邮箱z***@qq.com"],
    ["身份证44030119900307123X。", "身份证4403**********123X。"],
    ["我的号码１３８１２３４５６７８", "我的号码１３８****５６７８"],
    ["座机 010-62345678", "座机 010-****5678"],
    ["单号2024051000123456789012345678，付了 200.00 元", "单号2024051000123456789012345678，付了 200.00 元"],
    ["订单 PO13812345678 和 4200001234567890", "订单 PO13812345678 和 4200001234567890"],
  ])("of the text %s are %s", (text, shown) => {
    expect(maskText(text)).toBe(shown);
  });

  test("are the same when made twice, and hide every number", () => {
    const mobile = fc.tuple(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 0, max: 999_999_999 }));
    fc.assert(
      fc.property(mobile, fc.string(), (parts, around) => {
        const phone = `1${parts[0]}${String(parts[1]).padStart(9, "0")}`;
        const text = `${around} ${phone}。`;
        const once = maskText(text);
        expect(once).not.toContain(phone);
        expect(maskText(once)).toBe(once);
        expect(maskContact(maskContact(phone))).toBe(maskContact(phone));
      }),
    );
  });

  test("go as deep as an answer does, and leave the numbers of things and what is no text", () => {
    const at = new Date(0);
    const answer = {
      orderNo: "13812345678",
      contact: "lihua",
      nested: [{ said: "打 13812345678", n: 1, at, none: null }],
    };
    expect(maskDeep(answer)).toEqual({
      orderNo: "13812345678",
      contact: "l***",
      nested: [{ said: "打 138****5678", n: 1, at, none: null }],
    });
  });

  test("are for every role of the staff, not for owners and keys", () => {
    const answer = { contact: "13812345678" };
    for (const role of ["agent", "lead", "manager", "admin"] as const) {
      const actor = { kind: "staff", id: "s", name: "S", role, freshUntil: ALWAYS } as const;
      expect(masked({ actor }, answer)).toEqual({ contact: "138****5678" });
    }
    expect(masked({ actor: { kind: "customer", id: "c", name: "C" } }, answer)).toEqual(answer);
    expect(masked({ actor: { kind: "apiKey", id: "k", name: "K", scopes: ["*"] } }, answer)).toEqual(answer);
  });
});
