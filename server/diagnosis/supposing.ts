import type { Compiled } from "./compiled.ts";
import { type Answers, type KnownFact, UNSURE } from "./known.ts";
import type { Numbers } from "./numbers.ts";
import type { Pack, QuestionRule } from "./pack/schema.ts";
import { type Standing, standing, type Weighed } from "./plans.ts";
import { rescore } from "./ranking.ts";
import type { Scores } from "./room.ts";

/** How things would stand with an answer. Pure to those outside: what is changed meanwhile is put back. */

/** Everything that choosing a question looks at. */
export type Asked = {
  pack: Pack;
  c: Compiled;
  facts: Map<string, KnownFact>;
  known: Numbers;
  scored: Scores;
  shares: Float64Array;
  /** The largest of the shares. */
  top: number;
  answers: Answers;
  at: Standing;
  /** How probable each plan is, the most probable first. */
  weighed: readonly Weighed[];
};

/** Looks at things as they would stand with an answer. */
export function withAnswer<T>(asked: Asked, { fact }: QuestionRule, value: string, look: (at: Standing) => T): T {
  if (value === UNSURE) return look(asked.at);
  const { c, facts, known, at } = asked;
  const before = facts.get(fact);
  const number = c.factAt.get(fact);
  const numberBefore = number === undefined ? 0 : (known.values[number] ?? 0);
  facts.set(fact, { value, source: "customer", observedAt: null });
  if (number !== undefined) known.values[number] = c.facts[number]?.values.get(value) ?? 0;
  const result = look(standing(facts, known, at.now));
  if (before) facts.set(fact, before);
  else facts.delete(fact);
  if (number !== undefined) known.values[number] = numberBefore;
  return result;
}

/** The scores with an answer. @returns scores in the pack's room: good until the next are asked for */
export function scoresWith({ c, known, scored }: Asked, question: QuestionRule, value: string): Float64Array {
  const fact = c.factAt.get(question.fact);
  const number = fact === undefined ? undefined : c.facts[fact]?.values.get(value);
  return fact === undefined || number === undefined ? scored.scores : rescore(c, known, scored, fact, number);
}
