import { db } from "#db/client.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import type { Diagnosis } from "../engine.ts";
import type { DiagnosisView } from "../schemas.ts";
import { conclude, news, type OpenRun, openRun, refresh, within, withNextCheck } from "../store.ts";
import { type DiagnosisPage, diagnoseSession, toPage, toView } from "../view.ts";
import { nextCheckOf } from "../wait-log.ts";
import { askAboutRun } from "./ask-first.ts";
import type { ById } from "./change.ts";

/**
 * Where a run stands now, with the records as they are at this moment.
 * @throws DomainError 404 DIAGNOSIS_NOT_FOUND
 */
export async function viewDiagnosis({ ctx, input }: { ctx: Ctx; input: ById }): Promise<DiagnosisView> {
  const run = await current(ctx, input.id);
  return toView(run, await resultOf(ctx, run), input.locale ?? run.row.locale);
}

/** The same with all that the checklist's pages show around it. @throws DomainError 404 DIAGNOSIS_NOT_FOUND */
export async function viewDiagnosisPage({ ctx, input }: { ctx: Ctx; input: ById }): Promise<DiagnosisPage> {
  const run = await current(ctx, input.id);
  return toPage(run, await resultOf(ctx, run), input.locale ?? run.row.locale);
}

/**
 * Looks the records up again and logs them when they changed.
 * @throws DomainError 404 DIAGNOSIS_NOT_FOUND
 */
export async function refreshFacts({ ctx, input }: { ctx: Ctx; input: ById }): Promise<DiagnosisView> {
  return viewDiagnosis({ ctx, input });
}

async function resultOf(ctx: Ctx, run: OpenRun): Promise<Diagnosis> {
  return withNextCheck(diagnoseSession(run, ctx.clock.now()), await nextCheckOf(ctx.tx ?? db, run.row.id));
}

async function current(ctx: Ctx, id: string): Promise<OpenRun> {
  await askAboutRun(ctx, id);
  const reader = ctx.tx ?? db;
  const run = await openRun(reader, ctx, id);
  const { entries } = await news(reader, run.session, ctx.clock.now());
  if (entries.length === 0) return run;
  return within(ctx, id, async (tx) => {
    const now = ctx.clock.now();
    const fresh = await refresh(tx, await openRun(tx, ctx, id), now);
    const concluded = await conclude(tx, fresh, now, "record");
    await appendAudit(tx, ctx, { action: "diagnosis.facts_refreshed", subject: `diagnosis:${id}` });
    return concluded.run;
  });
}
