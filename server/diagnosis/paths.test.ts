import { describe, expect, test } from "vitest";
import { corpus, runCorpus } from "./corpus/index.ts";
import { extras, facts, look, stands, ways } from "./corpus/testing.ts";
import type { Answers } from "./known.ts";
import { pack } from "./pack/index.ts";
import { causeCodes } from "./schemas.ts";

/** Every way through the checklist, enumerated: each ends, asks nothing known, and comes to nothing that harms. */

const STEPS = 8_000;
const reached = { causes: new Set<string>(), remedies: new Set<string>(), questions: new Set<string>() };

function note({ result, question }: Pick<ReturnType<typeof look>, "result" | "question">): void {
  if (question) reached.questions.add(question.id);
  else reached.causes.add(result.causeCode);
  for (const code of result.outcome?.remedies ?? []) reached.remedies.add(code);
}

describe("every answer to every question", () => {
  test.each(Object.keys(stands))("from an order that is: %s", (name) => {
    const found: string[] = [];
    for (const step of ways(pack, stands[name] ?? [], STEPS)) {
      note(step);
      for (const fault of step.faults) found.push(`${fault} after ${JSON.stringify(step.answers)}`);
    }
    expect(found.slice(0, 5)).toEqual([]);
  });
});

/** Persons who answer everything in one vein. */
const veins: Readonly<Record<string, (values: readonly string[]) => string>> = {
  "knows nothing": () => "unsure",
  "says the first thing": (values) => values[0] ?? "unsure",
  "says the last thing": (values) => values.filter((value) => value !== "unsure").at(-1) ?? "unsure",
  "denies everything": (values) => values.find((value) => ["no", "none", "right"].includes(value)) ?? "unsure",
};

/** Differ from others in what is enumerated above, and in nothing that a single further record could bring out. */
const alike = ["lapsed", "waitingTwice", "paidJustNow", "refunding", "sent"];

describe("each thing that a record can say, on top of each way an order can stand", () => {
  test.each(Object.keys(veins))("to a person who %s", (vein) => {
    const found: string[] = [];
    for (const [stand, base] of Object.entries(stands).filter(([name]) => !alike.includes(name))) {
      for (const extra of extras(pack)) {
        for (const fault of walk(facts(...base, extra), veins[vein]))
          found.push(`${stand}, ${extra.key}=${extra.value}: ${fault}`);
      }
    }
    expect(found.slice(0, 5)).toEqual([]);
  });
});

function walk(records: Parameters<typeof look>[1], say: (typeof veins)[string] | undefined): string[] {
  const found: string[] = [];
  let answers: Answers = {};
  for (let asked = 0; asked <= 5; asked++) {
    const step = look(pack, records, answers);
    note(step);
    found.push(...step.faults);
    if (!step.question) return found;
    answers = { ...answers, [step.question.id]: say?.(step.question.options.map(({ value }) => value)) ?? "unsure" };
  }
  return [...found, "does not end"];
}

describe("all of the pack can happen", () => {
  for (const run of runCorpus(pack, corpus).runs) {
    note({ result: run.result, question: undefined });
    for (const [id] of run.asked) reached.questions.add(id);
  }

  test("every cause is some run's result", () => {
    expect(causeCodes.filter((code) => !reached.causes.has(code))).toEqual([]);
  });

  test("every remedy is given to somebody", () => {
    expect(pack.remedies.map(({ code }) => code).filter((code) => !reached.remedies.has(code))).toEqual([]);
  });

  test("every question is asked of somebody", () => {
    expect(pack.questions.map(({ id }) => id).filter((id) => !reached.questions.has(id))).toEqual([]);
  });
});
