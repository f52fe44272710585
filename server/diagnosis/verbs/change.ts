import type { Tx } from "#db/client.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { emit } from "#server/jobs/outbox.ts";
import type { DiagnosisView } from "../schemas.ts";
import { conclude, type OpenRun, openRun, refresh, within } from "../store.ts";
import { toView } from "../view.ts";
import { askAboutRun } from "./ask-first.ts";

export type ById = { id: string; locale?: string | undefined };

/** One step of a person in a run: look the records up, do it, conclude, record it. */
export async function change(
  ctx: Ctx,
  input: ById,
  action: string,
  work: (tx: Tx, run: OpenRun, now: Date) => Promise<{ run: OpenRun; data?: Record<string, unknown> }>,
): Promise<DiagnosisView> {
  await askAboutRun(ctx, input.id);
  return within(ctx, input.id, async (tx) => {
    const now = ctx.clock.now();
    const opened = await refresh(tx, await openRun(tx, ctx, input.id), now);
    const { run, data } = await work(tx, opened, now);
    const concluded = await conclude(tx, run, now, "person");
    const subject = `diagnosis:${input.id}`;
    await appendAudit(tx, ctx, { action, subject, ...(data ? { data } : {}) });
    await emit(tx, ctx.clock, { topic: "diagnosis.changed", subject });
    return toView(concluded.run, concluded.result, input.locale ?? run.row.locale);
  });
}
