import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from "node:crypto";

/** Shorter RSA keys than this sign nothing that anybody should believe. */
const MIN_BITS = 1_024;

export type KeyFault = "NOT_A_KEY" | "NOT_RSA" | "TOO_SHORT" | "IS_PRIVATE" | "IS_PUBLIC";
export const keyFaultTexts: Record<KeyFault, string> = {
  NOT_A_KEY: "cannot be read as a key: paste the whole PEM block, or the base64 text that the console shows",
  NOT_RSA: "is not an RSA key",
  TOO_SHORT: `is an RSA key of less than ${MIN_BITS} bits`,
  IS_PRIVATE: "is a private key where a public one belongs",
  IS_PUBLIC: "is a public key where the private one belongs",
};

export type ReadKey = { ok: true; pem: string } | { ok: false; fault: KeyFault };
type Reader = (der: Buffer) => KeyObject;

const publicForms: readonly Reader[] = [
  (key) => createPublicKey({ key, format: "der", type: "spki" }),
  (key) => createPublicKey({ key, format: "der", type: "pkcs1" }),
  (key) => new X509Certificate(key).publicKey,
];
const privateForms: readonly Reader[] = [
  (key) => createPrivateKey({ key, format: "der", type: "pkcs8" }),
  (key) => createPrivateKey({ key, format: "der", type: "pkcs1" }),
];

/**
 * Reads a public key: PEM (a certificate's too), or the bare base64 that gateways' consoles show.
 * @returns it as SubjectPublicKeyInfo in PEM
 */
export function readPublicKey(text: string): ReadKey {
  // Asked first, because Node.js makes a public key of a private one without a word.
  if (read(text, privateForms)) return { ok: false, fault: "IS_PRIVATE" };
  const key = read(text, publicForms);
  if (!key) return { ok: false, fault: "NOT_A_KEY" };
  return judged(key, () => key.export({ format: "pem", type: "spki" }));
}

/**
 * Reads a private key: PEM or bare base64, of PKCS#8 or PKCS#1.
 * @returns it as PKCS#8 in PEM
 */
export function readPrivateKey(text: string): ReadKey {
  const key = read(text, privateForms);
  if (!key) return { ok: false, fault: read(text, publicForms) ? "IS_PUBLIC" : "NOT_A_KEY" };
  return judged(key, () => key.export({ format: "pem", type: "pkcs8" }));
}

function judged(key: KeyObject, write: () => string | Buffer): ReadKey {
  if (key.asymmetricKeyType !== "rsa") return { ok: false, fault: "NOT_RSA" };
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < MIN_BITS) return { ok: false, fault: "TOO_SHORT" };
  return { ok: true, pem: write().toString() };
}

function read(text: string, forms: readonly Reader[]): KeyObject | undefined {
  const der = derOf(text);
  if (!der) return undefined;
  for (const form of forms) {
    try {
      return form(der);
    } catch {
      // Not in this form: the next one is tried, and none at all is an answer of its own.
    }
  }
  return undefined;
}

/** The bytes of PEM or base64. What a PEM calls itself is not asked: consoles and converters often get it wrong. */
function derOf(text: string): Buffer | undefined {
  const bare = text
    .replaceAll("\\n", "\n")
    .replaceAll(/-----[^-]+-----/g, "")
    .replaceAll(/\s+/g, "");
  return /^[A-Za-z0-9+/]+={0,2}$/.test(bare) ? Buffer.from(bare, "base64") : undefined;
}
