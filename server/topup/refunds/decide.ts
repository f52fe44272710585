import { and, eq } from "drizzle-orm";
import { db, type Tx } from "#db/client.ts";
import { refunds } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, DomainError, notFound } from "#server/core/errors.ts";
import { decideAlone, noteRequired, requireSameFacts } from "../common/decision.ts";
import { lapsesAt } from "../expire.ts";
import { loadPolicy } from "../policy.ts";
import { type Refund, type TopupDecision, topupDecisionSchema } from "../schemas.ts";
import { askedBy, decidedBy } from "../view.ts";
import { carryRefund } from "./carry.ts";
import { executeRefund } from "./execute.ts";
import { judgeRefund, type RefundRow } from "./load.ts";
import { refuseRefund } from "./refuse.ts";
import { failedRefundChecks } from "./rules.ts";
import { tellRefund } from "./tell.ts";
import { refundView } from "./view.ts";
import { endStaleRefund, refundRequestOf } from "./void.ts";

type Args = { ctx: Ctx; input: { id: string } & TopupDecision };

/**
 * Approves or rejects a refund that waits; everything as for `decideTopup`. Works in `ctx.tx` when there is one: then the caller
 * serialises on the order ({@link refundOrderNo}), asks the gateways before, has what is `executing` carried out afterwards
 * (`carryRefund`), and after a refusal that `leavesStale` calls `endStaleRefund`.
 * @param input.factsHash what the decider was shown; an approval holds for exactly those facts
 * @throws DomainError 403 FORBIDDEN, SAME_ACTOR; 404 REFUND_NOT_FOUND; 409 ALREADY_DECIDED, REFUND_EXPIRED, FACTS_CHANGED; 422
 *   NOTE_REQUIRED; and what requestRefund throws; ZodError on bad input
 */
export async function decideRefund(args: Args): Promise<Refund> {
  const { id } = args.input;
  const decision = topupDecisionSchema.parse(args.input);
  if (args.ctx.tx) return decide(args.ctx.tx, args.ctx, id, decision);
  return decideAlone({
    ctx: args.ctx,
    orderNo: await refundOrderNo(id),
    approves: decision.decision === "approve",
    decide: (tx) => decide(tx, args.ctx, id, decision),
    carry: (decided) => carryRefund(args.ctx, decided),
    endStale: (tx) => endStaleRefund(tx, args.ctx, id),
  });
}

/** The order that a refund is about. @throws DomainError 404 REFUND_NOT_FOUND */
export async function refundOrderNo(id: string): Promise<string> {
  const [row] = await db.select({ orderNo: refunds.orderNo }).from(refunds).where(eq(refunds.id, id));
  if (!row) throw notFound("REFUND");
  return row.orderNo;
}

async function decide(tx: Tx, caller: Ctx, id: string, decision: TopupDecision): Promise<Refund> {
  const [row] = await tx.select().from(refunds).where(eq(refunds.id, id));
  const own = row !== undefined && askedBy(row, caller.actor);
  // Before permissions: to whoever asked, this is the reason that no other role or scope would change.
  if (own && decision.decision === "approve") {
    throw new DomainError(403, "SAME_ACTOR", "Who asked for a refund may not approve it.", {
      details: { refundId: row.id },
    });
  }
  const ctx = authorize(caller, own ? "refunds:request" : "topups:approve");
  if (!row) throw notFound("REFUND");
  if (row.state !== "pending_approval") {
    throw conflict("ALREADY_DECIDED", `This refund is ${row.state}.`, {
      details: { refundId: row.id, state: row.state },
    });
  }
  const note = decision.note || null;
  if (decision.decision === "reject" && !own && note === null) throw noteRequired();
  return refundView(
    decision.decision === "reject" ? await reject(tx, ctx, row, note) : await approve(tx, ctx, row, decision),
  );
}

async function reject(tx: Tx, ctx: Ctx, row: RefundRow, note: string | null): Promise<RefundRow> {
  const [done] = await tx
    .update(refunds)
    .set({ state: "rejected", ...decidedBy(ctx.actor), decidedAt: ctx.clock.now(), decisionNote: note })
    .where(and(eq(refunds.id, row.id), eq(refunds.state, "pending_approval")))
    .returning();
  if (!done) throw new Error("The refund changed inside its own transaction");
  await appendAudit(tx, ctx, {
    action: "refund.rejected",
    subject: `order:${row.orderNo}`,
    data: { refundId: row.id, note },
  });
  await tellRefund(tx, ctx, "refund.rejected", done);
  return done;
}

async function approve(tx: Tx, ctx: Ctx, row: RefundRow, decision: TopupDecision): Promise<RefundRow> {
  const now = ctx.clock.now();
  if (now >= lapsesAt(row, await loadPolicy(tx))) {
    throw conflict("REFUND_EXPIRED", "Nobody decided in time: ask anew.", { details: { refundId: row.id } });
  }
  const judged = await judgeRefund(tx, {
    orderNo: row.orderNo,
    request: refundRequestOf(row),
    now,
    except: row.id,
    approvedBy: ctx.actor.name,
  });
  requireSameFacts(
    { now: judged.factsHash, request: row.factsHash, shown: decision.factsHash },
    {
      refundId: row.id,
      // What would stop it now, if anything does.
      ...(judged.blocking && { because: judged.blocking, gate: failedRefundChecks(judged.gate) }),
    },
  );
  if (judged.blocking || !judged.payment) throw refuseRefund(judged, row.orderNo);
  return executeRefund(tx, ctx, row, judged, decision.note || null);
}
