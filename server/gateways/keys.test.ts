import { generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { loadPrivateKey, loadPublicKey, strictBase64, verifyRsa } from "./keys.ts";
import { billIsDue, rfcTime, shanghaiDay, shanghaiTime } from "./time.ts";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const bare = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, "");

describe("keys as consoles show them", () => {
  const publics = (["spki", "pkcs1"] as const).map((type) => publicKey.export({ type, format: "pem" }).toString());
  const privates = (["pkcs8", "pkcs1"] as const).map((type) => privateKey.export({ type, format: "pem" }).toString());

  test("are read as PEM, as bare base64, and under a wrong label", () => {
    for (const pem of publics) {
      for (const text of [pem, bare(pem), `\n${pem}  `, pem.replaceAll("\n", "\r\n")]) {
        expect(loadPublicKey(text, "k").equals(publicKey)).toBe(true);
      }
    }
    for (const pem of privates) {
      const mislabelled = pem.replaceAll(/(RSA )?PRIVATE KEY/g, "RSA PRIVATE KEY");
      for (const text of [pem, bare(pem), mislabelled]) expect(loadPrivateKey(text, "k").equals(privateKey)).toBe(true);
    }
  });

  test("what is no RSA key is refused by the name of its setting and never quoted", () => {
    const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" });
    for (const text of ["", "secret-rubbish", bare(publics[0] ?? ""), ec.toString(), "AAAA"]) {
      expect(() => loadPrivateKey(text, "merchantPrivateKey")).toThrow(
        expect.objectContaining({ code: "MISCONFIGURED", message: "merchantPrivateKey is not an RSA private key" }),
      );
    }
  });

  test("base64 is decoded whole or not at all", () => {
    expect(strictBase64("AAEC")).toEqual(Buffer.from([0, 1, 2]));
    for (const text of ["", "A", "AAE", "AAEC!", "AA EC", "AAEC=", "A===", "_-_-"])
      expect(strictBase64(text)).toBeNull();
  });

  test("a signature that is no base64 does not verify", () => {
    const right = sign("RSA-SHA256", Buffer.from("text"), privateKey).toString("base64");
    expect(verifyRsa("text", right, publicKey)).toBe(true);
    for (const wrong of ["", `${right} `, right.slice(0, -1), `*${right.slice(1)}`]) {
      expect(verifyRsa("text", wrong, publicKey)).toBe(false);
    }
  });
});

describe("times as gateways write them", () => {
  test("are in Shanghai unless they say otherwise", () => {
    expect(shanghaiTime("2026-01-02 03:04:05")).toEqual(new Date("2026-01-01T19:04:05Z"));
    expect(shanghaiTime("2015-04-28 15:45:57.320")).toEqual(new Date("2015-04-28T07:45:57.320Z"));
    expect(shanghaiTime("2026/1/2 3:04:05")).toEqual(new Date("2026-01-01T19:04:05Z"));
    expect(rfcTime("2026-01-02T03:04:05+08:00")).toEqual(new Date("2026-01-01T19:04:05Z"));
  });

  test.each(["", null, undefined, "yesterday", "2026-02-30 00:00:00", "2026-01-01 24:00:00", "2026-01-01"])(
    "%j is none",
    (text) => {
      expect(shanghaiTime(text)).toBeNull();
      expect(rfcTime(text)).toBeNull();
    },
  );

  test("a bill is due at ten of the next morning in Shanghai", () => {
    expect(billIsDue("2026-01-02", new Date("2026-01-03T01:59:59Z"))).toBe(false);
    expect(billIsDue("2026-01-02", new Date("2026-01-03T02:00:00Z"))).toBe(true);
    expect(shanghaiDay(new Date("2026-01-01T16:30:00Z"))).toEqual({ day: "2026-01-02", hour: 0 });
  });
});
