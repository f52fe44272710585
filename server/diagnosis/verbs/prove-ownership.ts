import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { invalid, tooManyRequests } from "#server/core/errors.ts";
import { emit } from "#server/jobs/outbox.ts";
import { loadCase } from "#server/orders/index.ts";
import { lockedUntil, noteFailure } from "../ownership.ts";
import { isProof } from "../proof.ts";
import type { DiagnosisView } from "../schemas.ts";
import { append, conclude, openRun, refresh, within } from "../store.ts";
import { toView } from "../view.ts";
import type { ById } from "./change.ts";
import { viewDiagnosis } from "./view-diagnosis.ts";

/**
 * Proves that the order is the person's: the last six of a payment number, or the contact on the customer's record.
 * Wrong and unknown answer alike; failures are counted by run and by order.
 * @returns the view, now with the records
 * @throws DomainError 422 PROOF_NOT_ACCEPTED, 429 RATE_LIMITED, 404 DIAGNOSIS_NOT_FOUND
 */
export async function proveOwnership({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: ById & { proof: string };
}): Promise<DiagnosisView> {
  const verdict = await within(ctx, input.id, async (tx) => {
    const now = ctx.clock.now();
    let run = await openRun(tx, ctx, input.id);
    const { session, row } = run;
    if (!session.proven) {
      const locked = await lockedUntil(tx, run, now);
      if (locked) throw tooManyRequests(Math.max(1, Math.ceil((locked.getTime() - now.getTime()) / 1_000)));
      const found = session.orderNo === null ? undefined : await loadCase(tx, session.orderNo);
      const ok = isProof(found, input.proof.slice(0, 320));
      if (!ok) await noteFailure(tx, run, 1, now);
      run = await append(tx, run, { kind: "proof", ok }, now);
      const action = ok ? "diagnosis.owner_proven" : "diagnosis.proof_failed";
      await appendAudit(tx, ctx, { action, subject: `diagnosis:${input.id}`, data: { orderNo: row.orderNo } });
      if (!ok) return null;
    }
    run = await refresh(tx, run, now);
    const concluded = await conclude(tx, run, now, "person");
    await emit(tx, ctx.clock, { topic: "diagnosis.changed", subject: `diagnosis:${input.id}` });
    return toView(concluded.run, concluded.result, input.locale ?? row.locale);
  });
  // After the commit, so that the failure is remembered.
  if (verdict === null) {
    const message = "This does not match. Check the number, or leave it and go on.";
    throw invalid("PROOF_NOT_ACCEPTED", message, { errors: [{ path: "proof", message }] });
  }
  // Only now: before the proof nothing may show whether there is such an order, not even how long an answer takes.
  if (ctx.tx) return verdict;
  return viewDiagnosis({ ctx, input });
}
