import { and, asc, eq, gt } from "drizzle-orm";
import { db } from "#db/client.ts";
import { auditHeads, auditLog } from "#db/schema/index.ts";
import { auditHash, CHAINS, GENESIS } from "./chain.ts";

const PAGE = 500;

/** What is wrong with one row (or the end) of a chain. */
export type BrokenLink = { chain: number; seq: number; problem: string };

/**
 * Walks every chain and recomputes every hash.
 * @returns how many rows hold, and each chain's first broken link: a row changed, removed, inserted or out of order
 */
export async function verifyAudit(): Promise<{ rows: number; broken: BrokenLink[] }> {
  const broken: BrokenLink[] = [];
  let rows = 0;
  for (let chain = 0; chain < CHAINS; chain++) {
    const result = await verifyChain(chain);
    rows += result.rows;
    if (result.broken) broken.push(result.broken);
  }
  return { rows, broken };
}

async function verifyChain(chain: number): Promise<{ rows: number; broken?: BrokenLink }> {
  let seq = 0;
  let hash = GENESIS;
  for (;;) {
    const page = await db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.chain, chain), gt(auditLog.seq, seq)))
      .orderBy(asc(auditLog.seq))
      .limit(PAGE);
    for (const row of page) {
      const problem =
        row.seq !== seq + 1
          ? `row ${seq + 1} is missing`
          : row.prevHash !== hash
            ? "does not follow the row before it"
            : auditHash(withoutHash(row)) !== row.hash
              ? "was changed"
              : undefined;
      if (problem) return { rows: seq, broken: { chain, seq: row.seq, problem } };
      seq = row.seq;
      hash = row.hash;
    }
    if (page.length < PAGE) break;
  }
  const [head] = await db.select().from(auditHeads).where(eq(auditHeads.chain, chain));
  if ((head?.seq ?? 0) !== seq || (head?.hash ?? GENESIS) !== hash) {
    return { rows: seq, broken: { chain, seq, problem: "the newest rows are missing" } };
  }
  return { rows: seq };
}

function withoutHash(row: typeof auditLog.$inferSelect) {
  const { hash: _hash, ...fields } = row;
  return fields;
}
