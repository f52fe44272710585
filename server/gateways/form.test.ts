import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { claimedNumber, parseForm } from "./form.ts";

const parse = (text: string) => parseForm(Buffer.from(text, "latin1"));

describe("forms", () => {
  test("what a browser encodes comes back", () => {
    const name = fc.string({ minLength: 1, unit: "grapheme" });
    fc.assert(
      fc.property(fc.dictionary(name, fc.string({ unit: "grapheme" }), { minKeys: 1, maxKeys: 20 }), (fields) => {
        const encoded = new URLSearchParams(fields).toString();
        expect(parse(encoded)).toEqual({ ok: true, fields: { ...fields } });
      }),
    );
  });

  test("empty values, equals signs and per cent signs stay", () => {
    expect(parse("a=&b=1=2&c=%25&d=+%2B")).toEqual({ ok: true, fields: { a: "", b: "1=2", c: "%", d: " +" } });
  });

  test("bytes that nobody escaped are read as UTF-8", () => {
    expect(parseForm(Buffer.from("name=会员"))).toEqual({ ok: true, fields: { name: "会员" } });
  });

  test.each(["a=%", "a=%zz", "a=%ff", "a=\xff\xfe", "=1", "", "&&", "a=1&=", "a=%c3%28"])("%j is malformed", (text) => {
    expect(parse(text)).toMatchObject({ ok: false, fault: "MALFORMED" });
  });

  test("a name twice is a fault, also when it is escaped differently, and the first value is what is claimed", () => {
    const fault = { ok: false, fault: "DUPLICATE_PARAMETER" };
    expect(parse("out_trade_no=A1&out_trade_no=B2")).toEqual({ ...fault, claimed: "A1" });
    expect(parse("money=1&mone%79=1")).toMatchObject(fault);
    expect(parse("out_trade_no=A1&x=%ff")).toEqual({ ok: false, fault: "MALFORMED", claimed: "A1" });
  });

  test("too many fields and too many bytes are malformed", () => {
    const many = Array.from({ length: 101 }, (_, n) => `f${n}=1`).join("&");
    expect(parse(many)).toMatchObject({ fault: "MALFORMED" });
    expect(parse(`a=${"x".repeat(70_000)}`)).toMatchObject({ fault: "MALFORMED" });
  });

  test("members of the prototype are names like others", () => {
    const parsed = parse("__proto__=1&constructor=2");
    expect(parsed.ok && Object.entries(parsed.fields)).toEqual([
      ["__proto__", "1"],
      ["constructor", "2"],
    ]);
  });

  test.each([undefined, "", "a b", "a\0", "订单", "x".repeat(65), 12])("%j is no number to keep", (value) => {
    expect(claimedNumber(value)).toBeNull();
  });
});
