import type { z } from "zod";
import { db } from "#db/client.ts";
import { canonicalJson } from "#server/core/canonical.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict } from "#server/core/errors.ts";
import { sha256Hex } from "#server/core/ids.ts";
import {
  knownAt,
  measurePack,
  type Pack,
  packContentOf,
  packOfContent,
  runningPack,
  savePackDraft,
} from "#server/diagnosis/index.ts";
import type { PackSummary } from "#server/diagnosis/packs/schemas.ts";
import { type LabelledCase, proposeWeights } from "./estimate.ts";
import { newestLabels } from "./labels.ts";
import { acceptSchema, periodSchema, type WeightProposal } from "./schemas.ts";

/** Older cases say less of today, and each has to be replayed. */
const MAX_CASES = 2_000;

type Changes = ReturnType<typeof proposeWeights>;

async function workOut(ctx: Ctx, days: number): Promise<{ base: Pack; cases: number; changes: Changes; hash: string }> {
  const base = await runningPack(db);
  const labels = await newestLabels(db, ctx.clock.now(), { days, limit: MAX_CASES });
  const wanted = new Map(labels.flatMap(({ diagnosisId, openedAt }) => (diagnosisId ? [[diagnosisId, openedAt]] : [])));
  const known = await knownAt(db, wanted);
  const cases = labels.flatMap(({ diagnosisId, final }): LabelledCase[] => {
    const facts = known.get(diagnosisId ?? "");
    return facts && final ? [{ cause: final, known: facts }] : [];
  });
  const changes = proposeWeights(base.causes, cases);
  const hash = sha256Hex(canonicalJson({ base: base.version, changes })).slice(0, 16);
  return { base, cases: cases.length, changes, hash };
}

/** The base's content with the changed weights. */
function changed(base: Pack, changes: Changes) {
  const content = structuredClone(packContentOf(base));
  for (const { cause, index, proposed } of changes) {
    const evidence = content.rules.causes.find(({ code }) => code === cause)?.evidence[index];
    if (evidence) evidence.weight = proposed;
  }
  return content;
}

/**
 * What agents' findings would change in the running pack, and what that would do to the labelled corpus. Nothing is kept.
 * @returns the changes with the counts that they rest on, and the figures before and after
 */
export async function weightProposal({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof periodSchema>;
}): Promise<WeightProposal> {
  authorize(ctx, "packs:write");
  const { base, cases, changes, hash } = await workOut(ctx, periodSchema.parse(input).days);
  const shown = changes.map(({ index: _, ...change }) => change);
  if (changes.length === 0) return { base: base.version, cases, changes: [], hash, effect: null };
  const before = await measurePack(base);
  const after = await measurePack(packOfContent(changed(base, changes)));
  return { base: base.version, cases, changes: shown, hash, effect: { before, after } };
}

/**
 * Makes a draft of the proposed weights, which then goes the way of every draft: proposed, run for safety, published by somebody else.
 * @throws DomainError 409 PROPOSAL_CHANGED when it is not what was looked at any more, 422 PACK_INVALID
 */
export async function acceptWeights({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof acceptSchema> & { note: string };
}): Promise<PackSummary> {
  authorize(ctx, "packs:write");
  const { days, hash: seen } = acceptSchema.parse(input);
  const { base, changes, hash } = await workOut(ctx, days);
  if (hash !== seen || changes.length === 0) {
    throw conflict("PROPOSAL_CHANGED", "More was found meanwhile: look at the proposal again.", { details: { hash } });
  }
  const content = changed(base, changes);
  return savePackDraft({ ctx, input: { base: base.version, content, note: input.note }, origin: "learning" });
}
