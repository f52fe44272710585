import fc from "fast-check";
import { expect, test } from "vitest";
import { seal, unseal } from "./seal.ts";

test("any text comes back as it was, and never twice as the same sealed text", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const sealed = seal("a", text);
      expect(unseal("a", sealed)).toBe(text);
      expect(seal("a", text)).not.toBe(sealed);
    }),
  );
});

test("a sealed text opens for its own purpose only, and not once a bit of it changed", () => {
  const sealed = seal("channel:alipay", "secret");
  expect(() => unseal("channel:wechat", sealed)).toThrow();
  const bytes = Buffer.from(sealed.slice(3), "base64url");
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => unseal("channel:alipay", `s1.${changed.toString("base64url")}`)).toThrow();
  }
  expect(() => unseal("channel:alipay", "s1.")).toThrow();
  expect(() => unseal("channel:alipay", "nonsense")).toThrow();
});
