import sharp from "sharp";
import { transact } from "#db/client.ts";
import { outbox } from "#db/schema/index.ts";
import { fixedClock } from "#server/core/clock.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { event, orderCreated, paidWithoutCallback, send } from "#server/orders/testing.ts";
import { storeAttachment } from "#server/tickets/index.ts";
import { customer, later, NOW, run, staff } from "#server/tickets/testing.ts";
import { decideAppeal, getAppeal, type OpenAppealCall, openAppeal } from "./index.ts";
import type { Appeal, AppealDecision, AppealReason } from "./schemas.ts";

/** For tests: held orders, their owners' appeals, and people who decide them. */

export { customer, later, NOW, staff };
export const RULE = "velocity_5_in_10min";

export const flagged = (orderNo: string | null, rule = RULE, more: Record<string, unknown> = {}) =>
  event("topup.risk.flagged", 40, {
    ...(orderNo && { orderNo }),
    ...{ customerId: "C1001", rule, side: "platform", severity: "sev-critical-93", reviewId: "RV-77", ...more },
  });

/** An order that is paid and held by the platform. */
export async function heldOrder(orderNo = "O1", rule = RULE, amountFen = 20_000): Promise<void> {
  await send([
    ...paidWithoutCallback(orderNo, 0, { amountFen }),
    flagged(orderNo, rule),
    event("topup.order.status_changed", 41, { orderNo, status: "under_review" }),
  ]);
}

/** An order that nobody could pay, because the account is frozen. */
export async function frozenAccount(orderNo = "O1"): Promise<void> {
  await send([
    orderCreated(orderNo, 0),
    event("topup.customer.updated", 1, { customerId: "C1001", frozen: true, frozenReason: "wrong passwords" }),
  ]);
}

/** An appeal of the held order's owner. */
export async function appealOf(orderNo = "O1", more: Partial<OpenAppealCall> = {}, at: string = NOW) {
  const diagnosisId = await run(orderNo);
  const ctx = customer(`diagnosis:${diagnosisId}`, at);
  const { appeal } = await openAppeal({ ctx, input: { diagnosisId, evidence: [], ...more } });
  return { diagnosisId, ctx, appeal, id: appeal.id, number: appeal.ticketNumber };
}

export const seen = (id: string, at: string = NOW): Promise<Appeal> =>
  getAppeal({ ctx: staff("viewer", at), input: { id } });

/** Decides on what stands now. */
export async function decided(
  by: Ctx,
  id: string,
  decision: AppealDecision,
  reasonCode: AppealReason = decision === "pass" ? "EVIDENCE_ENOUGH" : "EVIDENCE_MISSING",
): Promise<Appeal> {
  const { factsHash } = await getAppeal({ ctx: by, input: { id } });
  return decideAppeal({ ctx: by, input: { id, decision, reasonCode, factsHash } });
}

export async function picture(): Promise<Uint8Array<ArrayBuffer>> {
  const background = { r: 10, g: 120, b: 200 };
  return new Uint8Array(
    await sharp({ create: { width: 320, height: 200, channels: 3, background } })
      .png()
      .toBuffer(),
  );
}

/** A picture that somebody uploaded to their run. */
export async function upload(
  diagnosisId: string,
  kind: "identity" | "other" | "debit_proof" = "other",
  name = "x.png",
) {
  const ctx = customer(`diagnosis:${diagnosisId}`);
  const bytes = await picture();
  return storeAttachment({ ctx, input: { bytes, name, kind, ownerKey: `diagnosis:${diagnosisId}` } });
}

/** Makes every event old enough for consumers, which leave the newest two seconds alone. */
export async function settleOutbox(): Promise<void> {
  await transact(async (tx) => {
    const rows = await tx.select().from(outbox);
    await tx.delete(outbox);
    const old = new Date(Date.now() - 60_000);
    if (rows.length > 0) await tx.insert(outbox).values(rows.map((row) => ({ ...row, id: newId(old) })));
  });
}

export const job = (at: string = NOW): Ctx => systemContext("test", fixedClock(at));
