import type { CauseRule, Pack } from "../pack/schema.ts";
import type { CauseCode } from "../schemas.ts";

/** For tests: packs with one thing wrong. A suite that lets one of them pass is not looking there. */
export type Mutant = {
  name: string;
  kind: "sign" | "veto" | "wait" | "condition" | "plan" | "pack";
  /** The cause that it is about; null when it may change anything. */
  cause: CauseCode | null;
  pack: Pack;
};
type Plan = CauseRule["plans"][number];

const withCause = (pack: Pack, code: CauseCode, change: (cause: CauseRule) => CauseRule): Pack => ({
  ...pack,
  causes: pack.causes.map((cause) => (cause.code === code ? change(cause) : cause)),
});

/** Longer than any order lives. */
const ENDLESS_MINUTES = 23 * 60;

const endless = (plan: Plan): Plan =>
  plan.wait ? { ...plan, wait: { ...plan.wait, minutes: ENDLESS_MINUTES } } : plan;
/** What a plan does, in every case: those after it never come to pass. */
const unconditional = (plan: Plan): Plan => {
  const { charge: _c, when: _w, unless: _u, ...rest } = endless(plan);
  return rest;
};

function ofCause(pack: Pack, cause: CauseRule): Mutant[] {
  const { code } = cause;
  const mutant = (kind: Mutant["kind"], name: string, change: (cause: CauseRule) => CauseRule): Mutant => ({
    ...{ name: `${code} ${name}`, kind, cause: code, pack: withCause(pack, code, change) },
  });
  return [
    mutant("sign", "with every weight turned round and nothing decisive", (one) => ({
      ...one,
      evidence: one.evidence.map((term) => ({ ...term, weight: -term.weight })),
      decisive: [],
    })),
    mutant("sign", "never thought of", (one) => ({ ...one, prior: 1e-9, evidence: [], decisive: [] })),
    ...cause.vetoes.map(({ fact }) =>
      mutant("veto", `without the veto of ${fact}`, (one) => ({
        ...one,
        vetoes: one.vetoes.filter((veto) => veto.fact !== fact),
      })),
    ),
    ...cause.plans.flatMap((plan, index) => {
      const name = `plan ${index} (${plan.remedies.join("+")})`;
      const isLast = index === cause.plans.length - 1;
      const change = (to: (plan: Plan) => Plan[]) => (one: CauseRule) => ({
        ...one,
        plans: one.plans.flatMap((each, i) => (i === index ? to(each) : [each])),
      });
      return [
        ...(isLast
          ? []
          : [
              mutant(
                "condition",
                `${name} in every case`,
                change((each) => [unconditional(each)]),
              ),
            ]),
        ...(isLast
          ? []
          : [
              mutant(
                "plan",
                `without ${name}`,
                change(() => []),
              ),
            ]),
        ...(plan.wait
          ? [
              mutant(
                "wait",
                `${name} without end`,
                change((each) => [endless(each)]),
              ),
            ]
          : []),
      ];
    }),
  ];
}

/** Packs with one part of a cause wrong. */
export const causeMutants = (pack: Pack): Mutant[] =>
  // What names no other cause comes to UNKNOWN by itself: that one has nothing to lose.
  pack.causes.filter(({ code }) => code !== "UNKNOWN").flatMap((cause) => ofCause(pack, cause));

/** Packs with something wrong that bears on every cause. */
export function packMutants(pack: Pack): Mutant[] {
  const mutant = (name: string, change: Partial<Pack>): Mutant => ({
    ...{ name, kind: "pack", cause: null, pack: { ...pack, ...change } },
  });
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
