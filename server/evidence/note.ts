import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";

/** Signed checkpoints: C2SP tlog-checkpoint in C2SP signed-note, Ed25519. Pure. */

export type Checkpoint = { origin: string; size: number; root: Uint8Array };
/** A key as others know it. The name is the log's origin. */
export type LogKey = { name: string; publicKey: Uint8Array };

const ED25519 = Uint8Array.of(1);
const SPKI = Buffer.from("302a300506032b6570032100", "hex");

/** The four bytes that name a key in a note: SHA-256 of name, newline, algorithm and key. */
export const keyIdOf = ({ name, publicKey }: LogKey): Buffer =>
  createHash("sha256").update(`${name}\n`).update(ED25519).update(publicKey).digest().subarray(0, 4);

/** The key as one line of text, the form that checkers are given. */
export const vkeyOf = (key: LogKey): string =>
  `${key.name}+${keyIdOf(key).toString("hex")}+${Buffer.concat([ED25519, key.publicKey]).toString("base64")}`;

/** Reads a verifier key. @throws Error when it is none, or when its id is not its own */
export function readVkey(text: string): LogKey {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim());
  const bytes = Buffer.from(match?.[3] ?? "", "base64");
  if (!match || bytes.length !== 33 || bytes[0] !== 1) throw new Error("This is not an Ed25519 verifier key.");
  const key = { name: match[1] as string, publicKey: bytes.subarray(1) };
  if (keyIdOf(key).toString("hex") !== match[2]) throw new Error("The key's id is not its own.");
  return key;
}

const textOf = ({ origin, size, root }: Checkpoint) => `${origin}\n${size}\n${Buffer.from(root).toString("base64")}\n`;

export type NoteKey = { key: LogKey; privateKey: KeyObject };

/** Signs a checkpoint with each key. @returns the note: the text, an empty line, and a line for each signature */
export function signCheckpoint(checkpoint: Checkpoint, ...keys: readonly NoteKey[]): string {
  const text = textOf(checkpoint);
  const lines = keys.map(({ key, privateKey }) => {
    const signature = Buffer.concat([keyIdOf(key), sign(null, Buffer.from(text), privateKey)]);
    return `— ${key.name} ${signature.toString("base64")}\n`;
  });
  return `${text}\n${lines.join("")}`;
}

/** The notes in a text that has one after another, as a file has that heads are appended to. */
export const notesIn = (text: string): string[] =>
  text.match(/^[^\n]+\n\d+\n[A-Za-z0-9+/=]+\n(?:[^\n]+\n)*\n(?:— [^\n]+\n?)+/gm) ?? [];

/**
 * Opens a note with a key that is trusted.
 * @returns what it says
 * @throws Error when it is malformed, of another log, or not signed by this key
 */
export function openCheckpoint(note: string, key: LogKey): Checkpoint {
  const [text, lines] = note.split(/\n\n(?=— )/, 2);
  const match = /^([^\n]+)\n(0|[1-9]\d*)\n([A-Za-z0-9+/=]+)(?:\n[^\n]+)*$/.exec(text ?? "");
  if (!match || !lines) throw new Error("This is not a checkpoint.");
  if (match[1] !== key.name) throw new Error("The checkpoint is of another log.");
  const id = keyIdOf(key);
  const spki = createPublicKey({ key: Buffer.concat([SPKI, key.publicKey]), format: "der", type: "spki" });
  const good = lines.split("\n").some((line) => {
    const parts = /^— (\S+) ([A-Za-z0-9+/=]+)$/.exec(line);
    const bytes = Buffer.from(parts?.[2] ?? "", "base64");
    if (parts?.[1] !== key.name || bytes.length !== 68 || !bytes.subarray(0, 4).equals(id)) return false;
    return verify(null, Buffer.from(`${text}\n`), spki, bytes.subarray(4));
  });
  if (!good) throw new Error("The checkpoint is not signed by this key.");
  return { origin: match[1] as string, size: Number(match[2]), root: Buffer.from(match[3] as string, "base64") };
}

/** A private key from its PKCS#8 text. */
export const privateKeyOf = (pem: string): KeyObject => createPrivateKey(pem);
