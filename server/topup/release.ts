import { and, eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { claims, commands } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { placeCommand } from "./commands/place.ts";
import { dropReleaseClaim } from "./complete-release.ts";
import { judge } from "./load.ts";
import { paidPayments } from "./money.ts";
import { creditClaimKey, failedChecks } from "./rules.ts";
import type { GateCode, ReasonCode } from "./schemas.ts";

/** What became of the wish to let the platform go on with an order. */
export type Release =
  /** The command is written down; with `held` the order's credit is the platform's alone from now on. */
  | { kind: "placed"; commandId: string; held: boolean }
  /** It was delivered, or is being delivered, already. */
  | { kind: "delivered" }
  | { kind: "topup" }
  | { kind: "refund" }
  /** The payment is not sure enough to have anything delivered for it. */
  | { kind: "blocked"; codes: GateCode[] };

const delivering: readonly GateCode[] = [
  "FULFILMENT_RUNNING",
  "FULFILMENT_STALE",
  "FULFILMENT_SUCCEEDED",
  "ORDER_COMPLETED",
  "ORDER_FULFILLING",
];

/**
 * Writes down, in the caller's transaction, that the platform is to go on with an order whose review was passed. It takes the
 * exclusive claim on the order's credit first: from then on neither a top-up nor a refund of ours can meet what the platform
 * delivers. An order that nobody paid needs no claim. Serialise on the order and ask the gateways before (`prepareMoney`); the
 * command leaves with `carryOut`, after the transaction.
 * @throws DomainError 403 FORBIDDEN; a unique violation when the credit is claimed already
 */
export async function releaseOrder(
  tx: Tx,
  caller: Ctx,
  input: {
    appealId: string;
    orderNo: string;
    customerId: string;
    reviewId: string | null;
    reasonCode: ReasonCode;
  },
): Promise<Release> {
  const ctx = authorize(caller, "topups:request");
  const { appealId, orderNo, customerId, reviewId, reasonCode } = input;
  const judged = await judge(tx, { orderNo, request: { reasonCode }, now: ctx.clock.now() });
  const paid = judged.case !== undefined && paidPayments(judged.case).length > 0;
  if (paid && judged.blocking) {
    const codes = failedChecks(judged.gate).map(({ code }) => code);
    if (judged.blocking === "TOPUP_IN_PROGRESS") return { kind: "topup" };
    if (judged.blocking === "REFUND_CLAIMED") return { kind: "refund" };
    const goingOn = judged.blocking === "ALREADY_CREDITED" || codes.some((code) => delivering.includes(code));
    return goingOn ? { kind: "delivered" } : { kind: "blocked", codes };
  }
  if (paid) {
    const claimedAt = ctx.clock.now();
    await tx.insert(claims).values({ key: creditClaimKey(orderNo), orderNo, holderId: appealId, claimedAt });
  }
  const commandId = await placeCommand(tx, ctx, {
    kind: "release",
    subjectId: appealId,
    amountFen: judged.amountFen,
    reason: reasonCode,
    ...{ orderNo, customerId, reviewId },
  });
  return { kind: "placed", commandId, held: paid };
}

/**
 * Gives the credit of an order back to us that the platform took on and did not deliver. While nobody knows what the platform does
 * with it, nothing is given back.
 * @param why a word for it; it becomes the command's result
 * @returns whether the order is ours to credit or refund
 */
export async function endRelease(
  tx: Tx,
  ctx: Ctx,
  of: { appealId: string; orderNo: string },
  why: string,
): Promise<boolean> {
  const own = and(eq(commands.kind, "release"), eq(commands.subjectId, of.appealId));
  const [command] = await tx.select({ state: commands.state }).from(commands).where(own);
  if (command?.state !== "succeeded") return command?.state === "failed";
  // The books ask who holds a claim: a release that was taken back is one that failed.
  await tx.update(commands).set({ state: "failed", resultCode: why }).where(own);
  await dropReleaseClaim(tx, ctx, { subjectId: of.appealId, orderNo: of.orderNo }, why);
  return true;
}
