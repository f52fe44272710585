import { and, eq } from "drizzle-orm";
import { db, type Tx } from "#db/client.ts";
import { topups } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, DomainError, notFound } from "#server/core/errors.ts";
import { carryTopup } from "./carry.ts";
import { decideAlone, noteRequired, requireSameFacts } from "./common/decision.ts";
import { execute } from "./execute.ts";
import { lapsesAt } from "./expire.ts";
import { judge, type TopupRow } from "./load.ts";
import { loadPolicy } from "./policy.ts";
import { refuse } from "./refuse.ts";
import { failedChecks } from "./rules.ts";
import { type Topup, type TopupDecision, topupDecisionSchema } from "./schemas.ts";
import { endStale, requestOf } from "./stale.ts";
import { tell } from "./tell.ts";
import { askedBy, decidedBy, topupView } from "./view.ts";

type Args = { ctx: Ctx; input: { id: string } & TopupDecision };

/**
 * Approves or rejects a top-up that waits. An approval executes it at once. Who asked may not approve, but may take the request
 * back by rejecting it. A request whose facts moved on is refused and ended. Works in `ctx.tx` when there is one: then the
 * caller serialises on the order ({@link topupOrder}), asks the gateways before (`prepareMoney`), has what is `executing`
 * carried out afterwards (`carryTopup`), and after a refusal that `leavesStale` calls `endStale`.
 * @param input.factsHash what the decider was shown; an approval holds for exactly those facts
 * @throws DomainError 403 FORBIDDEN, SAME_ACTOR; 404 TOPUP_NOT_FOUND; 409 ALREADY_DECIDED, TOPUP_EXPIRED, FACTS_CHANGED; 422
 *   NOTE_REQUIRED when somebody else's request is refused without one; and what requestTopup throws; ZodError on bad input
 */
export async function decideTopup(args: Args): Promise<Topup> {
  const { id } = args.input;
  const decision = topupDecisionSchema.parse(args.input);
  if (args.ctx.tx) return decide(args.ctx.tx, args.ctx, id, decision);
  return decideAlone({
    ctx: args.ctx,
    orderNo: await topupOrder(id),
    approves: decision.decision === "approve",
    decide: (tx) => decide(tx, args.ctx, id, decision),
    carry: (decided) => carryTopup(args.ctx, decided),
    endStale: (tx) => endStale(tx, args.ctx, id),
  });
}

/** The order that a top-up is about. @throws DomainError 404 TOPUP_NOT_FOUND */
export async function topupOrder(id: string): Promise<string> {
  const [row] = await db.select({ orderNo: topups.orderNo }).from(topups).where(eq(topups.id, id));
  if (!row) throw notFound("TOPUP");
  return row.orderNo;
}

async function decide(tx: Tx, caller: Ctx, id: string, decision: TopupDecision): Promise<Topup> {
  const [row] = await tx.select().from(topups).where(eq(topups.id, id));
  const own = row !== undefined && askedBy(row, caller.actor);
  // Before permissions: to whoever asked, this is the reason that no other role or scope would change.
  if (own && decision.decision === "approve") {
    throw new DomainError(403, "SAME_ACTOR", "Who asked for a top-up may not approve it.", {
      details: { topupId: row.id },
    });
  }
  const ctx = authorize(caller, own ? "topups:request" : "topups:approve");
  if (!row) throw notFound("TOPUP");
  if (row.state !== "pending_approval") {
    throw conflict("ALREADY_DECIDED", `This top-up is ${row.state}.`, {
      details: { topupId: row.id, state: row.state },
    });
  }
  const note = decision.note || null;
  if (decision.decision === "reject" && !own && note === null) throw noteRequired();
  return topupView(
    decision.decision === "reject" ? await reject(tx, ctx, row, note) : await approve(tx, ctx, row, decision),
  );
}

async function reject(tx: Tx, ctx: Ctx, row: TopupRow, note: string | null): Promise<TopupRow> {
  const [done] = await tx
    .update(topups)
    .set({ state: "rejected", ...decidedBy(ctx.actor), decidedAt: ctx.clock.now(), decisionNote: note })
    .where(and(eq(topups.id, row.id), eq(topups.state, "pending_approval")))
    .returning();
  if (!done) throw new Error("The top-up changed inside its own transaction");
  await appendAudit(tx, ctx, {
    action: "topup.rejected",
    subject: `order:${row.orderNo}`,
    data: { topupId: row.id, note },
  });
  await tell(tx, ctx, "topup.rejected", done);
  return done;
}

async function approve(tx: Tx, ctx: Ctx, row: TopupRow, decision: TopupDecision): Promise<TopupRow> {
  const now = ctx.clock.now();
  if (now >= lapsesAt(row, await loadPolicy(tx))) {
    throw conflict("TOPUP_EXPIRED", "Nobody decided in time: ask anew.", { details: { topupId: row.id } });
  }
  const judged = await judge(tx, {
    orderNo: row.orderNo,
    request: requestOf(row),
    now,
    except: row.id,
    approvedBy: ctx.actor.name,
  });
  requireSameFacts(
    { now: judged.factsHash, request: row.factsHash, shown: decision.factsHash },
    {
      topupId: row.id,
      // What would stop it now, if anything does.
      ...(judged.blocking && { because: judged.blocking, gate: failedChecks(judged.gate) }),
    },
  );
  if (judged.blocking || !judged.case) throw refuse(judged, row.orderNo);
  return execute(tx, ctx, row, judged, decision.note || null);
}
