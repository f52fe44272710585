import { canonicalJson } from "#server/core/canonical.ts";
import { sha256Hex } from "#server/core/ids.ts";

/** Unrelated subjects land in different chains, so that their writers do not collide on PostgreSQL. */
export const CHAINS = 16;
export const GENESIS = "0".repeat(64);

export type AuditFields = {
  chain: number;
  seq: number;
  id: string;
  at: Date;
  actorKind: string;
  actorId: string;
  actorName: string;
  action: string;
  subject: string;
  data: string;
  prevHash: string;
};

/** The chain of a subject: always the same for the same text. */
export function chainOf(subject: string): number {
  return Number.parseInt(sha256Hex(subject).slice(0, 8), 16) % CHAINS;
}

/** The hash of a row: SHA-256 over the canonical JSON of its fields, the hash before it among them. */
export function auditHash(row: AuditFields): string {
  const { at, ...rest } = row;
  return sha256Hex(canonicalJson({ ...rest, at: at.toISOString() }));
}
