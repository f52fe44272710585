import { eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { auditHeads, auditLog } from "#db/schema/index.ts";
import { canonicalJson } from "#server/core/canonical.ts";
import type { Ctx } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { appendEvidence, auditRecord } from "#server/evidence/index.ts";
import { auditHash, chainOf, GENESIS } from "./chain.ts";

/** What a verb did: `action` is `noun.verb-ed`, `subject` is `kind:id`, `data` what changed (no secrets). */
export type AuditEntry = { action: string; subject: string; data?: Record<string, unknown> };

/**
 * Appends one row to the audit log, in the verb's own transaction, chained to the row before it by hash.
 * @param tx the verb's transaction
 * @param ctx who did it and when
 * @param entry what was done
 */
export async function appendAudit(tx: Tx, ctx: Pick<Ctx, "actor" | "clock">, entry: AuditEntry): Promise<void> {
  const chain = chainOf(entry.subject);
  const [head] = await tx.select().from(auditHeads).where(eq(auditHeads.chain, chain));
  const fields = {
    chain,
    seq: (head?.seq ?? 0) + 1,
    id: newId(),
    at: ctx.clock.now(),
    actorKind: ctx.actor.kind,
    actorId: ctx.actor.id,
    actorName: ctx.actor.name,
    action: entry.action,
    subject: entry.subject,
    data: canonicalJson(entry.data ?? {}),
    prevHash: head?.hash ?? GENESIS,
  };
  const hash = auditHash(fields);
  // The head first: on PostgreSQL a writer that lost the race then fails here with a serialization failure, which is retried,
  // and not below with a duplicate key, which would look like an error of the verb's own.
  if (!head) await tx.insert(auditHeads).values({ chain, seq: 0, hash: GENESIS }).onConflictDoNothing();
  await tx.update(auditHeads).set({ seq: fields.seq, hash }).where(eq(auditHeads.chain, chain));
  await tx.insert(auditLog).values({ ...fields, hash });
  await appendEvidence(tx, [auditRecord({ ...fields, hash })]);
}
