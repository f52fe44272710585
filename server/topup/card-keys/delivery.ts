import { hkdfSync } from "node:crypto";
import { compactDecrypt } from "jose";

/** What came as a card key: its text, or that it could not be read and why. */
export type Delivery = { text: string } | { unreadable: "NOT_ENCRYPTED_FOR_US" | "EMPTY" | "TOO_LONG" };

const MAX_TEXT_BYTES = 16 * 1024;
const MAX_ENCRYPTED = 32 * 1024;

/**
 * The key that a platform encrypts a card key with: HKDF-SHA-256 of the command secret's bytes, salt `daozhang`, info
 * `card-key:` and the command's id, 32 bytes. So a delivery opens for its own command only. (docs/integration.md)
 */
export function deliveryKey(secret: string, commandId: string): Uint8Array {
  const bytes = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return new Uint8Array(hkdfSync("sha256", bytes, "daozhang", `card-key:${commandId}`, 32));
}

/**
 * Opens the compact JWE (`dir`, `A256GCM`) in which a card key comes.
 * @param secrets those that it may be encrypted with; several while one is being replaced
 */
export async function openDelivery(
  commandId: string,
  encrypted: string,
  secrets: readonly string[],
): Promise<Delivery> {
  if (encrypted.length > MAX_ENCRYPTED) return { unreadable: "TOO_LONG" };
  for (const secret of secrets) {
    const bytes = await decrypt(encrypted, deliveryKey(secret, commandId));
    if (!bytes) continue;
    if (bytes.length > MAX_TEXT_BYTES) return { unreadable: "TOO_LONG" };
    // NUL is what PostgreSQL cannot store; a byte order mark is what Windows editors leave.
    const text = Buffer.from(bytes)
      .toString("utf8")
      .replace(/^\ufeff/, "")
      .replaceAll("\0", "")
      .trim();
    return text === "" ? { unreadable: "EMPTY" } : { text };
  }
  return { unreadable: "NOT_ENCRYPTED_FOR_US" };
}

async function decrypt(encrypted: string, key: Uint8Array): Promise<Uint8Array | undefined> {
  try {
    const { plaintext } = await compactDecrypt(encrypted, key, {
      keyManagementAlgorithms: ["dir"],
      contentEncryptionAlgorithms: ["A256GCM"],
    });
    return plaintext;
  } catch {
    // For another secret, damaged, or no JWE at all: the caller says so, without the text.
    return undefined;
  }
}
