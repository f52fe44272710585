import { inArray } from "drizzle-orm";
import type { Db, Tx } from "#db/client.ts";
import { auditLog } from "#db/schema/index.ts";
import { type EntryRow, NO_SEAL } from "./append.ts";
import { recordDigest } from "./leaf.ts";
import { auditRecord } from "./records.ts";

/**
 * An operator makes keys and accounts from a shell that may not know APP_SECRET (`docs/decisions/0033-evidence-log.md`). Such an
 * entry has no seal and is taken in all the same, if it is of one of these rows: they can say that something was made, and excuse nothing.
 */
const OPERATOR = "system:admin";
const ACTIONS = new Set(["api_key.created", "api_key.revoked", "staff.created"]);

/** Those entries that may stand without a seal: each of a row as it was written. */
export async function standingUnsealed(reader: Db | Tx, entries: readonly EntryRow[]): Promise<Set<string>> {
  const unsealed = entries.filter(({ kind, mac }) => kind === "audit" && mac === NO_SEAL);
  if (unsealed.length === 0) return new Set();
  const refs = unsealed.map(({ ref }) => ref);
  const rows = await reader.select().from(auditLog).where(inArray(auditLog.id, refs));
  const byId = new Map(rows.map((row) => [row.id, row]));
  const may = ({ ref, salt, digest }: EntryRow): boolean => {
    const row = byId.get(ref);
    if (row?.actorKind !== "system" || row.actorId !== OPERATOR || !ACTIONS.has(row.action)) return false;
    return recordDigest(salt, auditRecord(row).fields) === digest;
  };
  return new Set(unsealed.filter(may).map(({ id }) => id));
}
