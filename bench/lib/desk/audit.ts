import type { BulkFile } from "#db/raw-bulk.ts";
import { auditHeads, type auditLog } from "#db/schema/index.ts";
import { auditHash, CHAINS, chainOf, GENESIS } from "#server/audit/chain.ts";
import { canonicalJson } from "#server/core/canonical.ts";
import { idAt } from "./random.ts";

/** As one import writes them: one audit row for so many tickets. */
export const A_BATCH = 1_000;

/** The chains of the audit log as they grow. */
export class AuditChains {
  private readonly heads = new Map<number, { seq: number; hash: string }>();

  /** The row of the batch that ends with the ticket `n`; undefined where none ends. */
  after(n: number, count: number, at: Date): typeof auditLog.$inferSelect | undefined {
    if (n % A_BATCH !== A_BATCH - 1 && n !== count - 1) return undefined;
    const subject = `import:${n}`;
    const chain = chainOf(subject);
    const head = this.heads.get(chain);
    const who = { actorKind: "system", actorId: "bench", actorName: "bench" };
    const what = { action: "tickets.imported", subject, data: canonicalJson({ rows: A_BATCH }) };
    const [id, seq] = [idAt(at.getTime()), (head?.seq ?? 0) + 1];
    const fields = { chain, seq, id, at, ...who, ...what, prevHash: head?.hash ?? GENESIS };
    const row = { ...fields, hash: auditHash(fields) };
    this.heads.set(chain, { seq: row.seq, hash: row.hash });
    return row;
  }

  end(file: BulkFile): void {
    for (let chain = 0; chain < CHAINS; chain++) {
      const head = this.heads.get(chain);
      if (head) file.put(auditHeads, { chain, ...head });
    }
  }
}
