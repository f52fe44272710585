import { CompactEncrypt } from "jose";
import { describe, expect, test } from "vitest";
import { deliveryKey, openDelivery } from "./delivery.ts";

const SECRET = "whsec_dGVzdC1zZWNyZXQtb2YtdGhlLXBsYXRmb3Jt";
const OTHER = "whsec_b3RoZXItc2VjcmV0LW9mLXRoZS1wbGF0Zm9ybQ==";

const encrypt = (
  text: string | Uint8Array,
  secret = SECRET,
  commandId = "c1",
  header = { alg: "dir", enc: "A256GCM" },
) =>
  new CompactEncrypt(typeof text === "string" ? new TextEncoder().encode(text) : text)
    .setProtectedHeader(header)
    .encrypt(deliveryKey(secret, commandId));

describe("a card key's delivery", () => {
  test("opens for its command, with any secret in use", async () => {
    const sent = await encrypt("\ufeffKEY-1\nKEY-2\n");
    expect(await openDelivery("c1", sent, [SECRET])).toEqual({ text: "KEY-1\nKEY-2" });
    expect(await openDelivery("c1", sent, [OTHER, SECRET])).toEqual({ text: "KEY-1\nKEY-2" });
  });

  test("has the key that docs/integration.md says", () => {
    // HKDF-SHA-256 of the secret's bytes, as `openssl kdf` gives it.
    expect(Buffer.from(deliveryKey(SECRET, "c1")).toString("hex")).toBe(
      "fcc0295bba9d59f0cf3268015bd02580ad80e5212cb140548ef2cb95b5502892",
    );
  });

  test("does not open for another command or secret, changed, or not encrypted", async () => {
    const sent = await encrypt("KEY-1");
    const no = { unreadable: "NOT_ENCRYPTED_FOR_US" };
    expect(await openDelivery("c2", sent, [SECRET])).toEqual(no);
    expect(await openDelivery("c1", sent, [OTHER])).toEqual(no);
    expect(await openDelivery("c1", sent, [])).toEqual(no);
    const parts = sent.split(".");
    parts[3] = Buffer.from("x".repeat(5)).toString("base64url");
    for (const bad of [parts.join("."), "KEY-1", "", "....", `${sent}.x`]) {
      expect(await openDelivery("c1", bad, [SECRET])).toEqual(no);
    }
  });

  test("is not opened by an algorithm that the sender chose", async () => {
    const weak = new CompactEncrypt(new TextEncoder().encode("KEY-1"))
      .setProtectedHeader({ alg: "dir", enc: "A128CBC-HS256" })
      .encrypt(deliveryKey(SECRET, "c1"));
    expect(await openDelivery("c1", await weak, [SECRET])).toEqual({ unreadable: "NOT_ENCRYPTED_FOR_US" });
  });

  test("says when there is nothing in it, or too much", async () => {
    expect(await openDelivery("c1", await encrypt(" \n"), [SECRET])).toEqual({ unreadable: "EMPTY" });
    expect(await openDelivery("c1", await encrypt("x".repeat(20_000)), [SECRET])).toEqual({ unreadable: "TOO_LONG" });
    expect(await openDelivery("c1", "x".repeat(100_000), [SECRET])).toEqual({ unreadable: "TOO_LONG" });
  });
});
