import { eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { claims, topups } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import type { OrderCase } from "#server/orders/index.ts";
import { clearingAccount, post, walletAccount } from "./ledger.ts";
import type { TopupRow } from "./load.ts";
import { drawFrom } from "./money.ts";
import { creditClaimKey } from "./rules.ts";
import type { GateResult } from "./schemas.ts";
import { tell } from "./tell.ts";
import { decidedBy } from "./view.ts";

/**
 * Credits the order to the built-in wallet: the exclusive claim, the ledger entry, the top-up's end, the audit row and the event,
 * all in the caller's transaction. The claim's primary key is what makes a second credit impossible.
 * @param gate the verdict it was let through with, for the record
 * @throws a unique violation when the order's credit is claimed already
 */
export async function execute(
  tx: Tx,
  ctx: Ctx,
  row: TopupRow,
  orderCase: OrderCase,
  gate: GateResult[],
  decisionNote: string | null = null,
): Promise<TopupRow> {
  const at = ctx.clock.now();
  const { orderNo, amountFen } = row;
  await tx.insert(claims).values({ key: creditClaimKey(orderNo), orderNo, holderId: row.id, claimedAt: at });
  const entryId = await post(tx, {
    kind: "credit",
    orderNo,
    reference: row.id,
    postedAt: at,
    lines: [
      ...drawFrom(orderCase, amountFen).map((draw) => ({
        account: clearingAccount(draw.channel),
        amountFen: -draw.amountFen,
      })),
      { account: walletAccount(row.customerId), amountFen },
    ],
  });
  const approved = row.secondPersonReasons.length > 0;
  const [done] = await tx
    .update(topups)
    .set({ state: "succeeded", gate, decidedAt: at, decisionNote, ...(approved && decidedBy(ctx.actor)) })
    .where(eq(topups.id, row.id))
    .returning();
  if (!done) throw new Error("The top-up that is being executed is not there");
  await appendAudit(tx, ctx, {
    action: "topup.succeeded",
    subject: `order:${orderNo}`,
    data: { topupId: row.id, amountFen, entryId, factsHash: row.factsHash },
  });
  await tell(tx, ctx, "topup.succeeded", done);
  return done;
}
