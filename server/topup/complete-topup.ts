import { and, eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { claims, commands, topups } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { FULFILMENT, post, takeLines, walletAccount } from "./ledger.ts";
import type { TopupRow } from "./load.ts";
import { creditClaimKey } from "./rules.ts";
import type { CommandResult } from "./schemas.ts";
import { tell } from "./tell.ts";

/**
 * Writes down what became of a top-up that is being executed. Success posts it to the books; failure gives the claim on the order
 * back, so that it can be credited or refunded otherwise; while nobody knows, the claim stays and stops everything else.
 * Idempotent: one that has its result keeps it.
 * @param tx the caller's transaction; serialise on the order
 * @returns the top-up as it is now
 */
export async function completeTopup(tx: Tx, ctx: Ctx, topupId: string, result: CommandResult): Promise<TopupRow> {
  const [row] = await tx.select().from(topups).where(eq(topups.id, topupId));
  if (!row) throw new Error("The top-up that is being completed is not there");
  if (row.state !== "executing" && row.state !== "unknown") return row;
  const [command] = await tx
    .select({ id: commands.id })
    .from(commands)
    .where(and(eq(commands.kind, "credit"), eq(commands.subjectId, topupId)));
  const later = command !== undefined;
  switch (result.state) {
    case "succeeded":
      return succeed(tx, ctx, row, result, later);
    case "failed":
      return fail(tx, ctx, row, result, later);
    default:
      return row.state === "unknown" ? row : doubt(tx, ctx, row, result, later);
  }
}

async function succeed(tx: Tx, ctx: Ctx, row: TopupRow, result: CommandResult, later: boolean): Promise<TopupRow> {
  const { orderNo, amountFen, draws } = row;
  const at = ctx.clock.now();
  if (!draws) throw new Error("A top-up was executed without saying which payments pay for it");
  const entryId = await post(tx, {
    kind: "credit",
    orderNo,
    reference: row.id,
    postedAt: at,
    lines: [
      ...(await takeLines(tx, draws)),
      { account: later ? FULFILMENT : walletAccount(row.customerId), amountFen },
    ],
  });
  const done = await change(tx, row, { state: "succeeded", reference: result.reference, failure: null, settledAt: at });
  await appendAudit(tx, ctx, {
    action: "topup.succeeded",
    subject: `order:${orderNo}`,
    data: { topupId: row.id, amountFen, entryId, factsHash: row.factsHash, reference: result.reference },
  });
  await tell(tx, ctx, "topup.succeeded", done, later);
  return done;
}

async function fail(tx: Tx, ctx: Ctx, row: TopupRow, result: CommandResult, later: boolean): Promise<TopupRow> {
  const failure = failureText(result);
  const done = await change(tx, row, {
    state: "failed",
    reference: result.reference,
    failure,
    settledAt: ctx.clock.now(),
  });
  await tx.delete(claims).where(and(eq(claims.key, creditClaimKey(row.orderNo)), eq(claims.holderId, row.id)));
  await appendAudit(tx, ctx, {
    action: "topup.failed",
    subject: `order:${row.orderNo}`,
    data: { topupId: row.id, amountFen: row.amountFen, failure },
  });
  await tell(tx, ctx, "topup.failed", done, later);
  return done;
}

async function doubt(tx: Tx, ctx: Ctx, row: TopupRow, result: CommandResult, later: boolean): Promise<TopupRow> {
  const failure = failureText(result);
  const done = await change(tx, row, { state: "unknown", failure });
  await appendAudit(tx, ctx, {
    action: "topup.unknown",
    subject: `order:${row.orderNo}`,
    data: { topupId: row.id, amountFen: row.amountFen, failure },
  });
  await tell(tx, ctx, "topup.unknown", done, later);
  return done;
}

async function change(tx: Tx, row: TopupRow, values: Partial<TopupRow>): Promise<TopupRow> {
  const [done] = await tx
    .update(topups)
    .set({ ...values, decidedAt: row.decidedAt ?? values.settledAt ?? null })
    .where(and(eq(topups.id, row.id), eq(topups.state, row.state)))
    .returning();
  if (!done) throw new Error("The top-up changed inside its own transaction");
  return done;
}

const MAX_FAILURE = 500;

/** What the other side said of it, as one line. */
export function failureText({ code, message }: Pick<CommandResult, "code" | "message">): string | null {
  const said = [code, message].filter((part) => part !== null && part !== "").join(": ");
  return said === "" ? null : said.slice(0, MAX_FAILURE);
}
