import type { z } from "zod";
import { db } from "#db/client.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { type Diagnosis, diagnose } from "../engine.ts";
import { distrustAndKnow } from "../known.ts";
import { copyOf, whyText } from "../pack/index.ts";
import type { Pack } from "../pack/schema.ts";
import { explainSafety } from "../safety.ts";
import type { AnswerValue, Fact, FactValue, Locale } from "../schemas.ts";
import { sessionFacts } from "../session.ts";
import { loadRun } from "../store.ts";
import { anyPack, requireKeeper } from "./list.ts";
import { type Simulation, type SimulationInput, simulationSchema } from "./schemas.ts";

const MAX_CAUSES = 8;

/**
 * What a version would say to these facts and answers, with every reason: nothing is stored.
 * @throws DomainError 404 PACK_NOT_FOUND
 */
export async function simulatePack({ ctx, input }: { ctx: Ctx; input: SimulationInput }): Promise<Simulation> {
  requireKeeper(ctx);
  const call = simulationSchema.parse(input);
  return simulate(await anyPack(db, call.version), call, ctx.clock.now());
}

/** {@link simulatePack} with the pack at hand. Pure. */
export function simulate(pack: Pack, input: z.output<typeof simulationSchema>, now: Date): Simulation {
  const facts = factsOf(pack, input.facts, now);
  const result = diagnose(pack, facts, input.answers, now);
  const copy = copyOf(input.locale, pack);
  const known = distrustAndKnow(pack, facts, input.answers);
  return {
    version: pack.version,
    chargeState: result.chargeState,
    chargeText: copy.charge[result.chargeState],
    causeCode: result.causeCode,
    causeTitle: copy.causes[result.causeCode].title,
    abstained: result.trace.abstained,
    ranking: rankingOf(pack, result, input.locale),
    question: questionOf(pack, result.question?.id, input.locale),
    gains: result.trace.gains.map(({ question: id, bits }) => ({ id, title: copy.questions[id]?.title ?? id, bits })),
    outcome: outcomeOf(result, copy.remedies, now),
    advice: result.advice,
    safety: explainSafety(result.trace.proposed, { facts: known, now }),
  };
}

function rankingOf(pack: Pack, { ranking }: Diagnosis, locale: Locale): Simulation["ranking"] {
  const titles = copyOf(locale, pack).causes;
  return ranking.slice(0, MAX_CAUSES).map(({ code, probability, terms }) => ({
    code,
    title: titles[code].title,
    probability,
    terms: terms
      .toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
      .map(({ fact, value, weight }) => ({
        fact,
        value: String(value),
        text: whyText(fact, value, locale, pack) ?? `${fact} = ${value}`,
        weight,
      })),
  }));
}

function questionOf(pack: Pack, id: string | undefined, locale: Locale): Simulation["question"] {
  const rule = pack.questions.find((q) => q.id === id);
  if (!rule) return null;
  const words = copyOf(locale, pack).questions[rule.id];
  return {
    id: rule.id,
    title: words?.title ?? rule.id,
    options: rule.options.map(({ value }) => ({ value, label: words?.options[value] ?? value })),
  };
}

function outcomeOf({ outcome }: Diagnosis, words: Record<string, string>, now: Date): Simulation["outcome"] {
  if (outcome === null) return null;
  const { kind, remedies, until } = outcome;
  return {
    kind,
    remedies: remedies.map((code) => ({ code, text: words[code] ?? code })),
    minutes: until === null ? null : Math.round((until.getTime() - now.getTime()) / 60_000),
  };
}

/** Facts as records would supply them: by who has authority over each. */
const sources: readonly [RegExp, string][] = [
  [/^pay\./, "gateway"],
  [/^(credit|delivery|refund)\./, "ledger"],
  [/^(session|chan)\./, "system"],
  [/^user\./, "customer"],
];

function factsOf(pack: Pack, given: Readonly<Record<string, FactValue>>, now: Date): Fact[] {
  const at = now.toISOString();
  const all = { "session.started_at": at, ...given };
  return pack.facts.map(({ key }) => {
    const value = Object.hasOwn(all, key) ? (all[key as keyof typeof all] ?? null) : null;
    const source = sources.find(([pattern]) => pattern.test(key))?.[1] ?? "platform";
    return { key, value, status: value === null ? "unknown" : "known", source, observedAt: value === null ? null : at };
  });
}

export type LoadedSimulation = {
  version: string;
  facts: Record<string, string | number | boolean>;
  answers: Record<string, AnswerValue>;
};

/**
 * What a real run knew and was told, for the simulator: without numbers, names and anybody's own words. Sums and times are left
 * out, and a message that was typed is reduced to its class.
 * @throws DomainError 404 DIAGNOSIS_NOT_FOUND, 409 PACK_MISSING
 */
export async function simulationOfRun({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<LoadedSimulation> {
  authorize(ctx, "diagnosis:write");
  const run = await loadRun(db, input.id);
  if (!run) throw notFound("DIAGNOSIS");
  const { pack, session } = run;
  const listed = new Map(pack.facts.map((f) => [f.key, f.values as readonly unknown[]]));
  const known = sessionFacts(session).filter((f) => f.status === "known" && listed.get(f.key)?.includes(f.value));
  const said = distrustAndKnow(pack, [], session.answers);
  return {
    version: run.row.packVersion,
    facts: Object.fromEntries(known.flatMap(({ key, value }) => (value === null ? [] : [[key, value] as const]))),
    answers: Object.fromEntries(
      pack.questions.flatMap(({ id, fact, options }) => {
        const answer = session.answers[id];
        if (answer === undefined) return [];
        const value = options.some((o) => o.value === answer) ? answer : said.get(fact)?.value;
        return value === undefined || value === null ? [] : [[id, value] as const];
      }),
    ),
  };
}
