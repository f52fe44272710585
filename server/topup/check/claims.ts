import { and, eq, inArray, ne, or, sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { claims, commands, refunds, topups } from "#db/schema/index.ts";
import { type LedgerFault, TOLD } from "./fault.ts";

const holding = ["executing", "unknown", "succeeded"] as const;

/** Claims whose holder may not hold them, and money that moves, or may have moved, without a claim. */
export async function strayClaims(): Promise<LedgerFault[]> {
  return [...(await heldByNobody()), ...(await movingWithoutClaim())];
}

async function heldByNobody(): Promise<LedgerFault[]> {
  const topup = db
    .select({ id: topups.id })
    .from(topups)
    .where(inArray(topups.state, [...holding]));
  const refund = db
    .select({ id: refunds.id })
    .from(refunds)
    .where(inArray(refunds.state, [...holding]));
  // Whoever released an order to the platform holds its credit: nobody else may deliver it.
  const release = db
    .select({ id: commands.subjectId })
    .from(commands)
    .where(and(eq(commands.kind, "release"), ne(commands.state, "failed")));
  const rows = await db
    .select({ key: claims.key, holderId: claims.holderId })
    .from(claims)
    .where(
      or(
        and(
          sql`substr(${claims.key}, 1, 7) = 'credit:'`,
          sql`${claims.holderId} not in ${topup}`,
          sql`${claims.holderId} not in ${release}`,
        ),
        and(sql`substr(${claims.key}, 1, 7) = 'refund:'`, sql`${claims.holderId} not in ${refund}`),
      ),
    )
    .limit(TOLD);
  return rows.map((row) => ({
    subject: `claim:${row.key}`,
    problem: `its holder ${row.holderId} neither moved the money nor is moving it`,
  }));
}

async function movingWithoutClaim(): Promise<LedgerFault[]> {
  const held = db.select({ id: claims.holderId }).from(claims);
  const moving = ["executing", "unknown"] as const;
  const credits = await db
    .select({ id: topups.id, state: topups.state })
    .from(topups)
    .where(and(inArray(topups.state, [...moving]), sql`${topups.id} not in ${held}`))
    .limit(TOLD);
  const returns = await db
    .select({ id: refunds.id, state: refunds.state })
    .from(refunds)
    .where(and(inArray(refunds.state, [...moving]), sql`${refunds.id} not in ${held}`))
    .limit(TOLD);
  const told = (kind: string) => (row: { id: string; state: string }) => ({
    subject: `${kind}:${row.id}`,
    problem: `it is ${row.state} without holding a claim`,
  });
  return [...credits.map(told("topup")), ...returns.map(told("refund"))];
}
