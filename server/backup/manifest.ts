import { createHash } from "node:crypto";
import { z } from "zod";
import { dumpTables, type Row } from "#db/backup.ts";
import { canonicalJson } from "#server/core/canonical.ts";
import { sha256Hex } from "#server/core/ids.ts";
import { secrets } from "#server/core/secret.ts";

/**
 * What lets somebody in for a while, or counts by the minute: after a restore people sign in again, the platform hands customers over
 * again, and sessions that were ended since stay ended. Hand-overs that were used end by their own time, within minutes.
 */
const PASSING = new Set([
  ...["session", "verification", "passkey_challenges", "setup_tokens"],
  ...["customer_sessions", "hand_overs", "rate_limits"],
]);

/** The tables that a backup holds: all of the schema but those. */
export const keptTables = () => dumpTables().filter(({ name }) => !PASSING.has(name));

/** Tells one schema from another, on both databases alike. */
export const schemaId = (): string => sha256Hex(canonicalJson(dumpTables())).slice(0, 16);

/** Tells one APP_SECRET from another without telling anything about it. */
export const secretId = (secret = secrets()[0]): string => sha256Hex(secret.key("backup-secret-id")).slice(0, 16);

const hex = z.string().regex(/^[0-9a-f]{64}$/);
export const manifestSchema = z.object({
  format: z.literal("daozhang-backup@1"),
  createdAt: z.iso.datetime(),
  /** Which database it came from. It may go back into either. */
  dialect: z.enum(["sqlite", "postgres"]),
  schema: z.string(),
  secret: z.string(),
  /** `digest` counts rows, not their order; `sha256` is that of the file. */
  tables: z.record(z.string(), z.object({ rows: z.number().int(), digest: hex, sha256: hex })),
  files: z.object({ count: z.number().int(), bytes: z.number().int(), digest: hex }),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** A row as one line, spelled the same whichever database it came from. */
export const lineOf = (row: Row): string => canonicalJson(row);

/**
 * A digest over lines that does not depend on their order, which differs between databases: the sum of their SHA-256 modulo 2^256.
 * It is for finding mistakes, not forgers: against them stands the evidence log inside.
 */
export class Sum {
  count = 0;
  private total = 0n;

  add(line: string): void {
    this.count++;
    this.total = (this.total + BigInt(`0x${createHash("sha256").update(line).digest("hex")}`)) % (1n << 256n);
  }

  get digest(): string {
    return this.total.toString(16).padStart(64, "0");
  }
}
