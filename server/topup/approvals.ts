import { asc, eq } from "drizzle-orm";
import { refunds, topups } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { lapsesAt } from "./expire.ts";
import { loadPolicy } from "./policy.ts";
import { authorizeReading } from "./read.ts";
import { refundView } from "./refunds/view.ts";
import type { Approval } from "./schemas.ts";
import { topupView } from "./view.ts";

/** So many of each kind are shown; behind them there are more than anybody decides at a sitting. */
const SHOWN = 100;

/**
 * Top-ups and refunds that wait for a second person, together: who waits longest comes first.
 * @throws DomainError 403 FORBIDDEN
 */
export async function listApprovals({ ctx }: { ctx: Ctx }): Promise<Approval[]> {
  const reader = authorizeReading(ctx);
  const policy = await loadPolicy(reader);
  const credits = await reader
    .select()
    .from(topups)
    .where(eq(topups.state, "pending_approval"))
    .orderBy(asc(topups.requestedAt), asc(topups.id))
    .limit(SHOWN);
  const returns = await reader
    .select()
    .from(refunds)
    .where(eq(refunds.state, "pending_approval"))
    .orderBy(asc(refunds.requestedAt), asc(refunds.id))
    .limit(SHOWN);
  const until = (row: { requestedAt: Date }) => lapsesAt(row, policy).toISOString();
  const all: Approval[] = [
    ...credits.map((row) => ({ kind: "topup" as const, topup: topupView(row), expiresAt: until(row) })),
    ...returns.map((row) => ({ kind: "refund" as const, refund: refundView(row), expiresAt: until(row) })),
  ];
  return all.sort((a, b) => (a.expiresAt < b.expiresAt ? -1 : a.expiresAt > b.expiresAt ? 1 : 0)).slice(0, SHOWN);
}
