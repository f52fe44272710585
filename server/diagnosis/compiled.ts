import type { Known } from "./known.ts";
import { isAuthority } from "./known.ts";
import type { Condition, Pack, Sign } from "./pack/schema.ts";
import type { FactValue } from "./schemas.ts";

/**
 * A pack made ready for counting: facts and values become numbers, and what each value says of which cause stands in tables. Made
 * once for each pack; the pack itself is never changed.
 */

export const MAX_WEIGHT = 4;
export const clip = (weight: number): number => Math.max(-MAX_WEIGHT, Math.min(MAX_WEIGHT, weight));

/** What one value of a fact says: of which causes, and how much. */
type Say = { causes: Int32Array; weights: Float64Array };
/** A condition: 1 at each value of the fact that meets it. */
type Checked = { fact: number; is: Uint8Array };
export type CompiledSign = { id: number; cause: number; all: Checked[]; none: Checked[] };
type FactTable = { key: string; group: number; values: ReadonlyMap<FactValue, number>; says: (Say | undefined)[] };

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
  signCount: number;
  /** The causes that this value rules out when an authority says it. */
  vetoes: number[][][];
  first: number;
  later: number;
  /** Room to count in, so that supposing an answer allocates nothing. */
  room: {
    weights: Float64Array;
    from: Int32Array;
    sums: Float64Array;
    scores: Float64Array;
    shown: Uint8Array;
    decided: Uint8Array;
  };
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
  const groupNames = [...new Set(pack.facts.map((f) => f.group))];
  const facts: FactTable[] = pack.facts.map((f) => ({
    key: f.key,
    group: groupNames.indexOf(f.group),
    values: new Map(f.values.map((v, i) => [v, i])),
    says: [],
  }));
  const factAt = new Map(facts.map((f, i) => [f.key, i]));
  const causeAt = new Map(pack.causes.map((c, i) => [c.code as string, i]));
  fillSays(pack, facts, factAt);
  const perValue = <T>() => facts.map((f) => [...f.values].map((): T[] => []));
  const signs = perValue<CompiledSign>();
  const vetoes = perValue<number>();
  const looking = facts.map((): CompiledSign[] => []);
  const check = (condition: Condition): Checked | undefined => checked(condition, facts, factAt);
  for (const [cause, rule] of pack.causes.entries()) {
    for (const sign of rule.decisive) addSign(sign, cause, check, signs, looking);
    for (const veto of rule.vetoes) {
      const one = check(veto);
      if (one) for (const value of valuesOf(one)) vetoes[one.fact]?.[value]?.push(cause);
    }
  }
  const groups = groupNames.map((_, group) => facts.flatMap((f, i) => (f.group === group ? [i] : [])));
  const bears = (members: readonly number[]) =>
    new Set(members.flatMap((i) => facts[i]?.says.flatMap((say) => [...(say?.causes ?? [])]) ?? []));
  const order = pack.precedence.map((code) => causeAt.get(code));
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
    signCount: 1 + Math.max(-1, ...looking.flat().map((sign) => sign.id)),
    vetoes,
    first: clip(pack.decisive.first),
    later: clip(pack.decisive.later),
    room: {
      weights: new Float64Array(pack.causes.length),
      from: new Int32Array(pack.causes.length),
      sums: new Float64Array(pack.causes.length),
      scores: new Float64Array(pack.causes.length),
      shown: new Uint8Array(pack.causes.length),
      decided: new Uint8Array(pack.causes.length),
    },
  };
}

function fillSays(pack: Pack, facts: FactTable[], factAt: ReadonlyMap<string, number>): void {
  const lists = facts.map((f) => [...f.values].map(() => new Map<number, number>()));
  for (const [cause, rule] of pack.causes.entries()) {
    for (const evidence of rule.evidence) {
      const fact = factAt.get(evidence.fact);
      if (fact === undefined) continue;
      for (const value of evidence.is) {
        const says = lists[fact]?.[facts[fact]?.values.get(value) ?? -1];
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

function checked(
  { fact, is }: Condition,
  facts: readonly FactTable[],
  factAt: ReadonlyMap<string, number>,
): Checked | undefined {
  const at = factAt.get(fact);
  const values = at === undefined ? undefined : facts[at]?.values;
  if (at === undefined || !values) return undefined;
  const met = new Uint8Array(values.size);
  for (const value of is) {
    const number = values.get(value);
    if (number !== undefined) met[number] = 1;
  }
  return { fact: at, is: met };
}

const valuesOf = ({ is }: Checked): number[] => [...is.keys()].filter((value) => is[value] === 1);

function addSign(
  { all, none }: Sign,
  cause: number,
  check: (condition: Condition) => Checked | undefined,
  signs: CompiledSign[][][],
  looking: CompiledSign[][],
): void {
  const [first, ...rest] = all.map(check);
  const others = rest.filter((one) => one !== undefined);
  // A condition that nothing can meet makes the sign one that never shows.
  if (!first || others.length < rest.length) return;
  const exceptions = none.map(check).filter((one) => one !== undefined);
  const id = new Set(looking.flat()).size;
  const sign: CompiledSign = { id, cause, all: [first, ...others], none: exceptions };
  for (const fact of new Set([...sign.all, ...exceptions].map((one) => one.fact))) looking[fact]?.push(sign);
  for (const value of valuesOf(first)) signs[first.fact]?.[value]?.push(sign);
}

/** What is known as numbers: for each fact the number of its value, or -1, and who says so. */
export type Known01 = {
  values: Int32Array;
  customer: Uint8Array;
  authority: Uint8Array;
  /** The facts that are known, in the pack's order. */
  list: number[];
};

/** Turns what is known into numbers. */
export function numbered({ facts }: Compiled, known: Known): Known01 {
  const values = new Int32Array(facts.length).fill(-1);
  const customer = new Uint8Array(facts.length);
  const authority = new Uint8Array(facts.length);
  const list: number[] = [];
  for (const [i, { key, values: table }] of facts.entries()) {
    const entry = known.get(key);
    const value = entry === undefined ? undefined : table.get(entry.value);
    if (entry === undefined || value === undefined) continue;
    values[i] = value;
    list.push(i);
    if (entry.source === "customer") customer[i] = 1;
    if (isAuthority(entry.source)) authority[i] = 1;
  }
  return { values, customer, authority, list };
}
