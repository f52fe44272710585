import { eq } from "drizzle-orm";
import { type Tx, transact } from "#db/client.ts";
import { commands } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { raiseItem } from "#server/payments/index.ts";
import { deliverCardKey } from "../card-keys/deliver.ts";
import type { Delivery } from "../card-keys/delivery.ts";
import { endAttempt } from "./attempts.ts";
import { complete, finish, tellCommand } from "./finish.ts";
import type { Lease } from "./lease.ts";
import { type Verdict, waitMs } from "./rules.ts";
import type { CommandState } from "./schemas.ts";
import { type CommandRow, isOpen, lockOf, readCommand } from "./store.ts";

/**
 * Writes down what an attempt brought, in one transaction with all that follows from it: the top-up's or refund's end, the card
 * key, the next attempt, or the item for a person when there is none.
 * @returns the command's state now
 */
export async function record(
  ctx: Ctx,
  lease: Lease,
  verdict: Verdict,
  tookMs: number,
  delivery: Delivery | undefined,
): Promise<CommandState> {
  return transact(async (tx) => {
    const row = await readCommand(tx, lease.row.id);
    await endAttempt(tx, lease.attemptId, verdict, tookMs);
    const { outcome } = verdict;
    if (!isOpen(row.state)) return afterTheEnd(tx, ctx, row, lease, verdict, delivery);
    if (outcome === "succeeded" || outcome === "failed") {
      const { reference, code, message } = verdict;
      await finish(tx, ctx, row, { state: outcome, reference, code, message });
      if (outcome === "succeeded" && delivery) await deliverCardKey(tx, ctx, row, delivery);
      return outcome;
    }
    // Somebody else took it over while this call lasted, and will write down what they find.
    if (row.leaseOwner !== lease.owner) return row.state;
    return goOn(tx, ctx, row, lease, verdict);
  }, lockOf(lease.row));
}

/** No result yet: the next attempt, or none any more and a person. */
async function goOn(tx: Tx, ctx: Ctx, row: CommandRow, lease: Lease, verdict: Verdict): Promise<CommandState> {
  const neverLeft = lease.first && verdict.outcome === "not_sent";
  // What the platform took on stays so while it cannot be asked.
  const now = verdict.outcome === "pending" || row.state === "pending" ? "pending" : neverLeft ? "queued" : "unknown";
  const wait = waitMs(row.tries, Math.random());
  const state = wait === null ? "dead" : now;
  await tx
    .update(commands)
    .set({
      state,
      ...(neverLeft && { sentAt: null }),
      leaseUntil: null,
      leaseOwner: null,
      nextAttemptAt: wait === null ? null : new Date(ctx.clock.now().getTime() + wait),
      lastError: verdict.outcome === "pending" ? null : verdict.detail,
    })
    .where(eq(commands.id, row.id));
  if (now === "unknown") {
    await complete(tx, ctx, row, { state: "unknown", reference: null, code: null, message: verdict.detail });
  }
  if (state === "dead") await bury(tx, ctx, row, now, verdict.detail);
  if (state !== lease.row.state) await tellCommand(tx, ctx, row, state);
  return state;
}

async function bury(tx: Tx, ctx: Ctx, row: CommandRow, last: CommandState, detail: string | null): Promise<void> {
  const { id, orderNo, amountFen, kind, attempts } = row;
  await raiseItem(tx, ctx, {
    kind: "command_dead",
    about: id,
    orderNo,
    amountFen,
    detail: { commandId: id, kind, attempts, last, error: detail },
  });
  await appendAudit(tx, ctx, {
    action: "command.dead",
    subject: `order:${orderNo}`,
    data: { commandId: id, attempts },
  });
}

/**
 * An answer to a command that has its result already: the card key may come with it, and one that says the opposite is for a
 * person to look at.
 */
async function afterTheEnd(
  tx: Tx,
  ctx: Ctx,
  row: CommandRow,
  lease: Lease,
  verdict: Verdict,
  delivery: Delivery | undefined,
): Promise<CommandState> {
  const { outcome } = verdict;
  if (row.leaseOwner === lease.owner) {
    await tx.update(commands).set({ leaseUntil: null, leaseOwner: null }).where(eq(commands.id, row.id));
  }
  const final = outcome === "succeeded" || outcome === "failed";
  if (final && outcome !== row.state) {
    await raiseItem(tx, ctx, {
      kind: "command_dead",
      about: `${row.id}:contradicted`,
      orderNo: row.orderNo,
      amountFen: row.amountFen,
      detail: { commandId: row.id, kind: row.kind, recorded: row.state, told: outcome, reference: verdict.reference },
    });
  }
  if (outcome === "succeeded" && row.state === "succeeded" && row.delivery !== "stored" && delivery) {
    await deliverCardKey(tx, ctx, row, delivery);
  }
  return row.state;
}
