import { isAuthority, type Known } from "./known.ts";
import type { Condition, Pack } from "./pack/schema.ts";
import type { FactValue } from "./schemas.ts";

/** Facts and their values as numbers, so that conditions are looked up in tables instead of compared. Pure. */

/** A fact's values are numbered from 1, in the pack's order; 0 is a fact that is not known, or has no value that is listed. */
export type FactNumbers = { key: string; group: number; values: Map<FactValue, number> };
/** A condition: 1 at each value of the fact that meets it. */
export type Checked = { fact: number; is: Uint8Array };

/** The facts of a pack by number, and the names of their groups. */
export function factNumbers(pack: Pack): { facts: FactNumbers[]; groupCount: number } {
  const groups = [...new Set(pack.facts.map((f) => f.group))];
  const facts = pack.facts.map(({ key, group, values }) => ({
    ...{ key, group: groups.indexOf(group) },
    values: new Map<FactValue, number>([...new Set(values)].map((value, i) => [value, i + 1])),
  }));
  return { facts, groupCount: groups.length };
}

/** A condition in numbers; undefined when the pack does not know its fact: nothing can meet it. */
export function checked(
  { fact, is }: Condition,
  facts: readonly FactNumbers[],
  factAt: ReadonlyMap<string, number>,
): Checked | undefined {
  const at = factAt.get(fact);
  const values = at === undefined ? undefined : facts[at]?.values;
  if (at === undefined || !values) return undefined;
  const met = new Uint8Array(values.size + 1);
  for (const value of is) {
    const number = values.get(value);
    if (number !== undefined) met[number] = 1;
  }
  return { fact: at, is: met };
}

export const isMet = ({ fact, is }: Checked, { values }: Numbers): boolean => is[values[fact] ?? 0] === 1;

/** What is known as numbers: for each fact the number of its value, and who says so. */
export type Numbers = {
  values: Int32Array;
  customer: Uint8Array;
  authority: Uint8Array;
  /** The facts that are known, in the pack's order. */
  list: number[];
};

export const noNumbers = (facts: number): Numbers => ({
  ...{ values: new Int32Array(facts), customer: new Uint8Array(facts), authority: new Uint8Array(facts), list: [] },
});

/** Turns what is known into numbers, in the place of what stood there before. */
export function number(
  facts: readonly FactNumbers[],
  factAt: ReadonlyMap<string, number>,
  known: Known,
  into: Numbers,
): Numbers {
  const { values, customer, authority, list } = into;
  values.fill(0);
  for (const [key, entry] of known) {
    const fact = factAt.get(key);
    const value = fact === undefined ? undefined : facts[fact]?.values.get(entry.value);
    if (fact === undefined || value === undefined) continue;
    values[fact] = value;
    customer[fact] = entry.source === "customer" ? 1 : 0;
    authority[fact] = isAuthority(entry.source) ? 1 : 0;
  }
  list.length = 0;
  for (let fact = 0; fact < values.length; fact += 1) if (values[fact] !== 0) list.push(fact);
  return into;
}
