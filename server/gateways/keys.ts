import { createPrivateKey, createPublicKey, type KeyObject, verify, X509Certificate } from "node:crypto";
import { GatewayError } from "./gateway.ts";

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Decodes base64, all of it or nothing: Buffer.from would skip what it does not know. */
export function strictBase64(text: string): Buffer | null {
  return text !== "" && BASE64.test(text) ? Buffer.from(text, "base64") : null;
}

/**
 * Reads a public key as consoles show it: PEM or bare base64, SPKI or PKCS#1, or a certificate.
 * @param member the setting's name, for the error
 * @throws GatewayError MISCONFIGURED, which never quotes the key
 */
export function loadPublicKey(text: string, member: string): KeyObject {
  const der = derOf(text);
  return firstThatReads(member, "public", [
    () => createPublicKey({ key: der, format: "der", type: "spki" }),
    () => createPublicKey({ key: der, format: "der", type: "pkcs1" }),
    () => new X509Certificate(der).publicKey,
  ]);
}

/** Reads a private key: PEM or bare base64, PKCS#8 or PKCS#1. @throws GatewayError MISCONFIGURED */
export function loadPrivateKey(text: string, member: string): KeyObject {
  const der = derOf(text);
  return firstThatReads(member, "private", [
    () => createPrivateKey({ key: der, format: "der", type: "pkcs8" }),
    () => createPrivateKey({ key: der, format: "der", type: "pkcs1" }),
  ]);
}

// The label of a PEM is often wrong (a PKCS#8 key called RSA PRIVATE KEY), so it is not asked.
const derOf = (text: string) =>
  strictBase64(text.replace(/-----[^-]+-----/g, "").replace(/\s+/g, "")) ?? Buffer.alloc(0);

function firstThatReads(member: string, what: string, ways: readonly (() => KeyObject)[]): KeyObject {
  for (const way of ways) {
    try {
      const key = way();
      if (key.asymmetricKeyType === "rsa") return key;
    } catch {
      // Not in this form; the next may fit.
    }
  }
  throw new GatewayError("MISCONFIGURED", `${member} is not an RSA ${what} key`, { sent: false });
}

/** RSA-SHA256 (PKCS#1 v1.5), as all these protocols sign. A signature that is no base64 does not verify. */
export function verifyRsa(text: string | Buffer, signature: string, key: KeyObject): boolean {
  const bytes = strictBase64(signature);
  return bytes !== null && verify("RSA-SHA256", typeof text === "string" ? Buffer.from(text) : text, key, bytes);
}
