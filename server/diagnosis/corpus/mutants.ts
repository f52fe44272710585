import type { CauseRule, Pack } from "../pack/schema.ts";
import type { CauseCode } from "../schemas.ts";

/** For tests: packs with one thing wrong. A suite that lets one of them pass is not looking there. */
export type Mutant = {
  name: string;
  /** The cause that it is about; null when it may change anything. */
  cause: CauseCode | null;
  pack: Pack;
};

const withCause = (pack: Pack, code: CauseCode, change: (cause: CauseRule) => CauseRule): Pack => ({
  ...pack,
  causes: pack.causes.map((cause) => (cause.code === code ? change(cause) : cause)),
});

function ofCause(pack: Pack, cause: CauseRule): Mutant[] {
  const { code } = cause;
  const mutant = (name: string, change: (cause: CauseRule) => CauseRule): Mutant => ({
    ...{ name: `${code} ${name}`, cause: code, pack: withCause(pack, code, change) },
  });
  const conditional = cause.plans.flatMap((plan, i) =>
    plan.charge || plan.when || plan.unless || plan.wait ? [i] : [],
  );
  return [
    mutant("with every weight turned round and nothing decisive", (one) => ({
      ...one,
      evidence: one.evidence.map((term) => ({ ...term, weight: -term.weight })),
      decisive: [],
    })),
    ...(cause.decisive.length > 0 ? [mutant("with nothing decisive", (one) => ({ ...one, decisive: [] }))] : []),
    ...(cause.vetoes.length > 0 ? [mutant("without vetoes", (one) => ({ ...one, vetoes: [] }))] : []),
    ...conditional.map((index) =>
      mutant(`with plan ${index} in every case`, (one) => ({
        ...one,
        plans: one.plans.map((plan, i) => (i === index ? unconditional(plan) : plan)),
      })),
    ),
    mutant("never thought of", (one) => ({ ...one, prior: 1e-9, evidence: [], decisive: [] })),
  ];
}

const unconditional = ({ outcome, remedies, wait }: CauseRule["plans"][number]): CauseRule["plans"][number] => ({
  // A wait without a time is no plan: its time is all that stays.
  ...{ outcome, remedies, ...(wait && { wait }) },
});

/** Packs with one part of a cause wrong: turned round, left out, or done in every case. */
export const causeMutants = (pack: Pack): Mutant[] => pack.causes.flatMap((cause) => ofCause(pack, cause));

/** Packs with something wrong that bears on every cause. */
export function packMutants(pack: Pack): Mutant[] {
  const mutant = (name: string, change: Partial<Pack>): Mutant => ({ name, cause: null, pack: { ...pack, ...change } });
  const { causes, questions } = pack;
  return [
    mutant("nothing asked first", { askFirst: [] }),
    mutant("no override", { overrides: [] }),
    mutant("precedence turned round", { precedence: pack.precedence.toReversed() }),
    mutant("later signs as strong as the first", { decisive: { ...pack.decisive, later: pack.decisive.first } }),
    mutant("nothing decisive", { decisive: { first: 0, later: 0 } }),
    mutant("never abstains", { abstainBelow: 0 }),
    mutant("always abstains", { abstainBelow: 1 }),
    mutant("stops at once", { stopAt: 0, stopAtWhenPaying: 0, minGainWhenSettled: 9 }),
    mutant("never asks", { minGain: 99, minGainWhenSettled: 99, askFirst: [] }),
    mutant("asks for next to nothing", { minGain: 0, minGainWhenSettled: 0 }),
    mutant("no vetoes", { causes: causes.map((cause) => ({ ...cause, vetoes: [] })) }),
    mutant("only last plans", { causes: causes.map((cause) => ({ ...cause, plans: cause.plans.slice(-1) })) }),
    mutant("all causes equally common", { causes: causes.map((cause) => ({ ...cause, prior: 1 / causes.length })) }),
    mutant("asks what records tell", { questions: questions.map((question) => ({ ...question, suppliedBy: [] })) }),
    mutant("asks what makes no sense yet", { questions: questions.map((question) => ({ ...question, needs: [] })) }),
    ...questions.map(({ id }) =>
      mutant(`does not know the question ${id}`, {
        questions: questions.filter((question) => question.id !== id),
        askFirst: pack.askFirst.filter((first) => first !== id),
      }),
    ),
  ];
}
