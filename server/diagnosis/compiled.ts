import { type CompiledPlans, compilePlans } from "./compiled-plans.ts";
import type { Known } from "./known.ts";
import { type Checked, checked, type FactNumbers, factNumbers, type Numbers, number } from "./numbers.ts";
import type { Condition, Pack, Sign } from "./pack/schema.ts";
import { makeRoom, type Room } from "./room.ts";

/**
 * A pack made ready for counting: facts and values become numbers, and what each value says of which cause stands in tables. Made
 * once for each pack; the pack itself is never changed.
 */

export const MAX_WEIGHT = 4;
export const clip = (weight: number): number => Math.max(-MAX_WEIGHT, Math.min(MAX_WEIGHT, weight));

/** What one value of a fact says: of which causes, and how much. */
type Say = { causes: Int32Array; weights: Float64Array };
export type CompiledSign = { id: number; cause: number; all: Checked[]; none: Checked[] };
type FactTable = FactNumbers & { says: (Say | undefined)[] };

export type Compiled = {
  facts: FactTable[];
  factAt: ReadonlyMap<string, number>;
  /** The facts of each group, by number. */
  groups: number[][];
  /** The causes that anything in each group bears on. */
  touched: number[][];
  logPriors: Float64Array;
  causeAt: ReadonlyMap<string, number>;
  /** Each cause's place in the order of precedence. */
  places: Int32Array;
  /** The deciding signs of which this value of this fact is the first condition. */
  signs: CompiledSign[][][];
  /** All deciding signs that look at each fact. */
  looking: CompiledSign[][];
  /** The causes that this value rules out when an authority says it. */
  vetoes: number[][][];
  first: number;
  later: number;
  plans: CompiledPlans;
  room: Room;
};

const made = new WeakMap<Pack, Compiled>();

/** The tables of a pack. */
export function compiled(pack: Pack): Compiled {
  const before = made.get(pack);
  if (before) return before;
  const now = compile(pack);
  made.set(pack, now);
  return now;
}

function compile(pack: Pack): Compiled {
  const { facts: numbered, groupCount } = factNumbers(pack);
  const facts: FactTable[] = numbered.map((f) => ({ ...f, says: [] }));
  const factAt = new Map(facts.map((f, i) => [f.key, i]));
  const causeAt = new Map(pack.causes.map((c, i) => [c.code as string, i]));
  fillSays(pack, facts, factAt);
  const perValue = <T>() => facts.map((f) => Array.from({ length: f.values.size + 1 }, (): T[] => []));
  const signs = perValue<CompiledSign>();
  const vetoes = perValue<number>();
  const looking = facts.map((): CompiledSign[] => []);
  const check = (condition: Condition): Checked | undefined => checked(condition, facts, factAt);
  let signCount = 0;
  for (const [cause, rule] of pack.causes.entries()) {
    for (const sign of rule.decisive)
      if (addSign(sign, { id: signCount, cause }, check, signs, looking)) signCount += 1;
    for (const veto of rule.vetoes) {
      const one = check(veto);
      if (one) for (const value of valuesOf(one)) vetoes[one.fact]?.[value]?.push(cause);
    }
  }
  const groups = Array.from({ length: groupCount }, (_, group) =>
    facts.flatMap((f, i) => (f.group === group ? [i] : [])),
  );
  const bears = (members: readonly number[]) =>
    new Set(members.flatMap((i) => facts[i]?.says.flatMap((say) => [...(say?.causes ?? [])]) ?? []));
  const order = pack.precedence.map((code) => causeAt.get(code));
  // After all that is weighed: plans may name values that nothing else knows.
  const plans = compilePlans(pack, facts, factAt);
  return {
    facts,
    factAt,
    groups,
    touched: groups.map((members) => [...bears(members)]),
    logPriors: Float64Array.from(pack.causes, (cause) => Math.log(cause.prior)),
    causeAt,
    places: Int32Array.from(pack.causes, (_, i) => (order.includes(i) ? order.indexOf(i) : order.length)),
    signs,
    looking,
    vetoes,
    first: clip(pack.decisive.first),
    later: clip(pack.decisive.later),
    plans,
    room: makeRoom(pack, { groups: groupCount, signs: signCount, plans: plans.count }),
  };
}

function fillSays(pack: Pack, facts: FactTable[], factAt: ReadonlyMap<string, number>): void {
  const lists = facts.map((f) => Array.from({ length: f.values.size + 1 }, () => new Map<number, number>()));
  for (const [cause, rule] of pack.causes.entries()) {
    for (const evidence of rule.evidence) {
      const fact = factAt.get(evidence.fact);
      if (fact === undefined) continue;
      for (const value of evidence.is) {
        const number = facts[fact]?.values.get(value);
        const says = number === undefined ? undefined : lists[fact]?.[number];
        const weight = clip(evidence.weight);
        // A cause that names a value twice means the stronger.
        if (says && Math.abs(weight) > Math.abs(says.get(cause) ?? 0)) says.set(cause, weight);
      }
    }
  }
  for (const [i, values] of lists.entries()) {
    const table = facts[i];
    if (!table) continue;
    table.says = values.map((says) =>
      says.size > 0 ? { causes: Int32Array.from(says.keys()), weights: Float64Array.from(says.values()) } : undefined,
    );
  }
}

const valuesOf = ({ is }: Checked): number[] => [...is.keys()].filter((value) => is[value] === 1);

/** @returns false for a sign that can never show: it is left out */
function addSign(
  { all, none }: Sign,
  of: { id: number; cause: number },
  check: (condition: Condition) => Checked | undefined,
  signs: CompiledSign[][][],
  looking: CompiledSign[][],
): boolean {
  const [first, ...rest] = all.map(check);
  const others = rest.filter((one) => one !== undefined);
  // A condition that nothing can meet makes the sign one that never shows.
  if (!first || others.length < rest.length) return false;
  const exceptions = none.map(check).filter((one) => one !== undefined);
  const sign: CompiledSign = { ...of, all: [first, ...others], none: exceptions };
  for (const fact of new Set([...sign.all, ...exceptions].map((one) => one.fact))) looking[fact]?.push(sign);
  for (const value of valuesOf(first)) signs[first.fact]?.[value]?.push(sign);
  return true;
}

/** Turns what is known into numbers. @returns the pack's own room: good until the next are asked for */
export const numbered = ({ facts, factAt, room }: Compiled, known: Known): Numbers =>
  number(facts, factAt, known, room.known);
