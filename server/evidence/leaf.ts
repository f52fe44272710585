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
const sha256 = (...parts: Uint8Array[]): Buffer => digestOf("sha256", Buffer.concat(parts), "buffer");
const utf8 = (text: string) => Buffer.from(text, "utf8");

export const newSalt = (): Buffer => randomBytes(SALT_BYTES);

/** The salt of one field: it opens that field and no other. */
export const fieldSalt = (salt: Uint8Array, name: string): Buffer => sha256(salt, utf8(name));

/** A field's value as the text that is hashed. */
export const fieldJson = (value: unknown): string => canonicalJson(value);

export const fieldHash = (ofField: Uint8Array, json: string): Buffer => sha256(ofField, utf8(json));

/** An opened field of a receipt as a closed one: its hash stays, and with it the proof. */
export const closeField = ({ salt, json }: { salt: string; json: string }): { hash: string } => ({
  hash: fieldHash(Buffer.from(salt, "base64"), json).toString("base64"),
});

/** The hashes of a record's fields, in base64, by name. Fields without a value are none. */
export function fieldHashes(salt: Uint8Array, fields: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, fieldHash(fieldSalt(salt, name), fieldJson(value)).toString("base64")]),
  );
}

/** The digest of a record, in base64: over the hashes of its fields in the order of their names. */
export const recordDigest = (salt: Uint8Array, fields: Record<string, unknown>): string =>
  sha256(utf8(canonicalJson(fieldHashes(salt, fields)))).toString("base64");

export type LeafFields = { kind: EvidenceKind; ref: string; at: Date; digest: string };

/** The very text that is hashed as a leaf: it names no order, no person and no value. */
export const leafText = ({ kind, ref, at, digest }: LeafFields): string =>
  canonicalJson({ v: 1, kind, id: ref, at: at.toISOString(), digest });
