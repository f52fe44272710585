import { hash as digestOf, randomBytes } from "node:crypto";
import { canonicalJson } from "#server/core/canonical.ts";
import type { EvidenceKind } from "./schemas.ts";

/**
 * How a record becomes a leaf. Every field is hashed with a salt of its own, so that a receipt can open some and keep others
 * closed, and so that nobody can try telephone numbers against what the log holds. This can never change for leaves that exist.
 */

/** A thing that happened: the id of its row, when, and its fields as JSON values. Instants are text (RFC 3339, milliseconds, UTC). */
export type EvidenceRecord = { kind: EvidenceKind; ref: string; at: Date; fields: Record<string, unknown> };

const SALT_BYTES = 16;
const SALT_CHARS = 2 * SALT_BYTES;
const sha256 = (text: string): string => digestOf("sha256", text, "base64");

// Random bytes are asked for by the hundred: one call costs as much as all the hashes of a record.
let pool = "";
export function newSalt(): string {
  if (pool.length < SALT_CHARS) pool = randomBytes(256 * SALT_BYTES).toString("hex");
  const salt = pool.slice(0, SALT_CHARS);
  pool = pool.slice(SALT_CHARS);
  return salt;
}

/** A field as it is hashed: SHA-256 over its salt (32 hexadecimal digits) and its value as JSON, one text. */
export type ClosedField = { name: string; salt: string; json: string; hash: string };

const isPlain = (value: unknown) => value === null || ["string", "number", "boolean"].includes(typeof value);
const jsonOf = (value: unknown): string => (isPlain(value) ? JSON.stringify(value) : canonicalJson(value));

/** The fields of a record in the order of their names. Fields without a value are none. */
export function closeFields(salt: string, fields: Record<string, unknown>): ClosedField[] {
  const names = Object.keys(fields).filter((name) => fields[name] !== undefined);
  names.sort();
  // One stream from the record's salt: each field has its own part of it, and none tells of another.
  const outputLength = names.length * SALT_BYTES;
  const salts = digestOf("shake256", salt, { outputEncoding: "hex", outputLength });
  return names.map((name, i) => {
    const own = salts.slice(i * SALT_CHARS, (i + 1) * SALT_CHARS);
    const json = jsonOf(fields[name]);
    return { name, salt: own, json, hash: sha256(own + json) };
  });
}

/** An opened field of a receipt as a closed one: its hash stays, and with it the proof. */
export const closeField = ({ salt, json }: { salt: string; json: string }): { hash: string } => ({
  hash: sha256(salt + json),
});

/** The digest of a record, in base64: over the hashes of its fields as one JSON object in the order of their names. */
export function recordDigest(salt: string, fields: Record<string, unknown>): string {
  const members = closeFields(salt, fields).map(({ name, hash }) => `${JSON.stringify(name)}:"${hash}"`);
  return sha256(`{${members.join(",")}}`);
}

export type LeafFields = { kind: EvidenceKind; ref: string; at: Date; digest: string };

/** The very text that is hashed as a leaf: it names no order, no person and no value. */
export const leafText = ({ kind, ref, at, digest }: LeafFields): string =>
  `{"at":"${at.toISOString()}","digest":${JSON.stringify(digest)},"id":${JSON.stringify(ref)},"kind":${JSON.stringify(kind)},"v":1}`;
