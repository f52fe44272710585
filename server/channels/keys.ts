import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";

/** Shorter RSA keys than this sign nothing that anybody should believe. */
const MIN_BITS = 1_024;

export type KeyFault = "NOT_A_KEY" | "NOT_RSA" | "TOO_SHORT" | "IS_PRIVATE";
export const keyFaultTexts: Record<KeyFault, string> = {
  NOT_A_KEY: "cannot be read as a key: paste the whole PEM block, or the base64 text that the console shows",
  NOT_RSA: "is not an RSA key",
  TOO_SHORT: `is an RSA key of less than ${MIN_BITS} bits`,
  IS_PRIVATE: "is a private key where a public one belongs: never paste it here, and replace it",
};

export type ReadKey = { ok: true; pem: string } | { ok: false; fault: KeyFault };

/**
 * Reads a public key: PEM (also of a certificate), or the bare base64 that gateways' consoles show.
 * @returns it as SubjectPublicKeyInfo in PEM
 */
export function readPublicKey(text: string): ReadKey {
  if (/PRIVATE KEY-----/.test(text)) return { ok: false, fault: "IS_PRIVATE" };
  const key = firstThatParses([
    () => pemOf(text, createPublicKey),
    () => createPublicKey({ key: derOf(text), format: "der", type: "spki" }),
    () => createPublicKey({ key: derOf(text), format: "der", type: "pkcs1" }),
  ]);
  if (!key) return readPrivateKey(text).ok ? { ok: false, fault: "IS_PRIVATE" } : { ok: false, fault: "NOT_A_KEY" };
  return judged(key, () => key.export({ format: "pem", type: "spki" }));
}

/**
 * Reads a private key: PEM, or bare base64, of PKCS#8 or PKCS#1.
 * @returns it as PKCS#8 in PEM
 */
export function readPrivateKey(text: string): ReadKey {
  const key = firstThatParses([
    () => pemOf(text, createPrivateKey),
    () => createPrivateKey({ key: derOf(text), format: "der", type: "pkcs8" }),
    () => createPrivateKey({ key: derOf(text), format: "der", type: "pkcs1" }),
  ]);
  if (!key) return { ok: false, fault: "NOT_A_KEY" };
  return judged(key, () => key.export({ format: "pem", type: "pkcs8" }));
}

function judged(key: KeyObject, write: () => string | Buffer): ReadKey {
  if (key.asymmetricKeyType !== "rsa") return { ok: false, fault: "NOT_RSA" };
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < MIN_BITS) return { ok: false, fault: "TOO_SHORT" };
  return { ok: true, pem: write().toString() };
}

function pemOf(text: string, create: (pem: string) => KeyObject): KeyObject {
  if (!text.includes("-----BEGIN")) throw new Error("not PEM");
  return create(text.trim().replaceAll(/\\n/g, "\n"));
}

function derOf(text: string): Buffer {
  const bare = text.replaceAll(/\s+/g, "");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(bare)) throw new Error("not base64");
  return Buffer.from(bare, "base64");
}

function firstThatParses(readers: readonly (() => KeyObject)[]): KeyObject | undefined {
  for (const read of readers) {
    try {
      return read();
    } catch {
      // Not in this form: the next one is tried, and none at all is an answer of its own.
    }
  }
  return undefined;
}
