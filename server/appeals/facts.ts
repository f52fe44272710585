import type { Db } from "#db/client.ts";
import { canonicalJson } from "#server/audit/index.ts";
import { sha256Hex } from "#server/core/ids.ts";
import { creditedFen, loadCase, type OrderCase } from "#server/orders/index.ts";
import { type Hold, holdOf, missingOf, type Need, needsOf } from "./rules.ts";
import type { EvidenceItem } from "./schemas.ts";
import { type AppealRow, type EvidenceRow, evidenceOf } from "./store.ts";

export type Money = { paidFen: number; creditedFen: number; refundedFen: number };

/** What a decision about an appeal is made on, and bound to. */
export type AppealFacts = {
  found: OrderCase;
  hold: Hold;
  needs: Need[];
  given: EvidenceRow[];
  missing: EvidenceItem[];
  money: Money;
  /** Of what the decider sees: it changes when evidence, flags or money do. */
  hash: string;
};

export const moneyOf = (found: OrderCase): Money => ({
  paidFen: found.order.paidFen,
  creditedFen: creditedFen(found).total,
  refundedFen: found.order.refundedFen,
});

/** @throws Error when the order is not there: an appeal is only ever opened about one that is */
export async function loadFacts(reader: Db, row: AppealRow): Promise<AppealFacts> {
  const found = await loadCase(reader, row.orderNo);
  if (!found) throw new Error(`The order of appeal ${row.id} is not there`);
  const given = await evidenceOf(reader, row.id);
  const needs = needsOf(row.families, row.asked);
  const money = moneyOf(found);
  const missing = missingOf(needs, given, row.asked, row.askedAt);
  const seen = {
    appeal: row.id,
    round: row.round,
    status: found.order.status,
    frozen: found.customer?.frozen ?? null,
    money,
    flags: found.riskFlags.map((flag) => `${flag.id}=${flag.state}`).sort(),
    evidence: given.map((one) => `${one.id}=${one.state}`).sort(),
    statement: row.statement,
  };
  return { found, hold: holdOf(found), needs, given, missing, money, hash: sha256Hex(canonicalJson(seen)) };
}
