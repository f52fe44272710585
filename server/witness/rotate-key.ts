import { transact } from "#db/client.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { addKey, EVIDENCE_LOCK, listKeys, sequenceEvidence, vkeyOfRow } from "#server/evidence/index.ts";

/**
 * Gives the evidence log a new signing key. The next head, which is signed at once, bears both signatures: whoever trusts the key
 * of before sees the new one come. Then the private half of the key of before is destroyed. Heads and receipts of before hold on
 * with the key of before. Calling it again after it broke off half-way makes one more key and retires all earlier ones.
 * @returns the new key, and when the one before was retired; null when there was none, or nothing is signed yet
 * @throws DomainError 403 FORBIDDEN
 */
export async function rotateEvidenceKey({ ctx }: { ctx: Ctx }): Promise<{ vkey: string; retiredAt: string | null }> {
  const allowed = authorize(ctx, "admin");
  const vkey = await transact(
    async (tx) => {
      const key = await addKey(tx, ctx.clock.now());
      const made = vkeyOfRow(key);
      await appendAudit(tx, allowed, {
        action: "evidence.key_rotated",
        subject: `evidenceKey:${key.id}`,
        data: { vkey: made },
      });
      return made;
    },
    { serializeOn: EVIDENCE_LOCK },
  );
  await sequenceEvidence(ctx.clock, { sign: true });
  const [, before] = await listKeys();
  return { vkey, retiredAt: before?.retiredAt ?? null };
}
