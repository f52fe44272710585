import { scryptSync } from "node:crypto";
import { hashPassword as hashEarlier } from "better-auth/crypto";
import { describe, expect, test } from "vitest";
import { hashPassword, verifyPassword } from "./password-hash.ts";

const password = "a good long password";

describe("what is kept of a password", () => {
  test("is scrypt with the cost that it names, which is no less than guidance asks", async () => {
    const hash = await hashPassword(password);
    const [kind, log2N, r, p, salt = "", key] = hash.split(":");
    const cost = { N: 2 ** Number(log2N), r: Number(r), p: Number(p) };
    expect([kind, cost]).toEqual(["scrypt", { N: 32_768, r: 8, p: 3 }]);
    const again = scryptSync(password, Buffer.from(salt, "base64url"), 64, { ...cost, maxmem: 2 ** 27 });
    expect(key).toBe(again.toString("base64url"));
    expect(await hashPassword(password)).not.toBe(hash);
  });

  test("is known again by that password alone", async () => {
    const hash = await hashPassword(password);
    expect(await verifyPassword({ hash, password })).toBe(true);
    expect(await verifyPassword({ hash, password: `${password} ` })).toBe(false);
  });

  test("was better-auth's before, and still is known", async () => {
    const hash = await hashEarlier(password);
    expect(await verifyPassword({ hash, password })).toBe(true);
    expect(await verifyPassword({ hash, password: "another one" })).toBe(false);
  });
});
