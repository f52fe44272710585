import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { env, overrideEnv } from "./env.ts";
import { isUnderOldSecret, seal, unseal } from "./seal.ts";
import { sealPurposes } from "./seal-purposes.ts";

afterEach(() => overrideEnv());

const alipay = sealPurposes.channel("alipay");
const OLD = "test-secret-of-more-than-thirty-two-bytes";
const NEW = "a new secret of more than thirty-two bytes";

test("any text comes back as it was, and never twice as the same sealed text", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const sealed = seal(alipay, text);
      expect(unseal(alipay, sealed)).toBe(text);
      expect(seal(alipay, text)).not.toBe(sealed);
    }),
  );
});

test("a sealed text opens for its own purpose only, and not once a bit of it changed", () => {
  const sealed = seal(alipay, "secret");
  expect(() => unseal(sealPurposes.channel("wechat"), sealed)).toThrow();
  expect(() => unseal(sealPurposes.cardKey("alipay"), sealed)).toThrow();
  const [version, id, text = ""] = sealed.split(".");
  const bytes = Buffer.from(text, "base64url");
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => unseal(alipay, `${version}.${id}.${changed.toString("base64url")}`)).toThrow();
  }
  for (const wrong of ["s1.", "s2.", `s2.${id}.`, `s3.${id}.${text}`, "nonsense", ""]) {
    expect(() => unseal(alipay, wrong)).toThrow();
  }
});

test("what is under a replaced secret opens while that one is still given, and is known for it", () => {
  overrideEnv({ ...env(), APP_SECRET: OLD });
  const before = seal(alipay, "secret");
  const [, , text] = before.split(".");
  expect(isUnderOldSecret(before)).toBe(false);
  overrideEnv({ ...env(), APP_SECRET: NEW, APP_SECRET_PREVIOUS: ["another one of more than thirty-two bytes", OLD] });
  expect(unseal(alipay, before)).toBe("secret");
  // As it was written before secrets could be replaced: without a name.
  expect(unseal(alipay, `s1.${text}`)).toBe("secret");
  expect(isUnderOldSecret(before)).toBe(true);
  expect(isUnderOldSecret(`s1.${text}`)).toBe(true);
  const anew = seal(alipay, unseal(alipay, before));
  overrideEnv({ ...env(), APP_SECRET: NEW, APP_SECRET_PREVIOUS: [] });
  expect(unseal(alipay, anew)).toBe("secret");
  expect(() => unseal(alipay, before)).toThrow("an APP_SECRET that is not here");
  expect(() => unseal(alipay, `s1.${text}`)).toThrow();
});
