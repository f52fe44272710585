import { type Clause, clausesOf } from "./plain.ts";
import { arrivalInEnglish, debitInEnglish } from "./statements-en.ts";
import { arrivalIn, debitIn, type Said } from "./statements-zh.ts";
import { ON_PAGE } from "./words.ts";

export type StatementsRead = { debited?: Said; arrived?: boolean };

const CHINESE = /[\u4e00-\u9fff]/;
const LATIN = /[a-z]{3}/i;
/** More clauses than anybody writes. */
const MAX_CLAUSES = 400;
/** What is told with one of these came later, and is how it is now. */
const LATER = /^(?:结果|后来|然后|其实|实际上?|但是?|可是|不过|却|but|however|then|actually|later)/i;
const SINCE = /后来|结果|其实|实际|刚才又|过了|之后又|then|actually|later/i;

/** What a text says of the debit and the arrival. What it contradicts itself about is left open. */
export function readStatements(line: string): StatementsRead {
  const clauses = clausesOf(line).slice(0, MAX_CLAUSES);
  const debited = settle(clauses.flatMap((clause) => told(clause, debitOf(clause))));
  const arrivals = new Set(clauses.flatMap((clause) => arrivalOf(clause) ?? []));
  return {
    ...(debited === undefined ? {} : { debited }),
    // "It says delivered, but nothing came": whoever misses it somewhere misses it.
    ...(arrivals.size === 0 ? {} : { arrived: !arrivals.has(false) }),
  };
}

/** A page calls paid what its shop believes. It contradicts whoever says that nothing was taken, and proves them wrong never. */
const isOnlyShown = (text: string) => ON_PAGE.test(text) && !/扣|划|支出/.test(text);

type Told = { said: Said; later: boolean };
const told = ({ text }: Clause, said: Said | undefined): Told[] =>
  said === undefined ? [] : [{ said, later: (LATER.test(text) || SINCE.test(text)) && !isOnlyShown(text) }];

function debitOf(clause: Clause): Said | undefined {
  return (
    (CHINESE.test(clause.text) ? debitIn(clause) : undefined) ??
    (LATIN.test(clause.text) ? debitInEnglish(clause) : undefined)
  );
}

function arrivalOf(clause: Clause): boolean | undefined {
  return (
    (CHINESE.test(clause.text) ? arrivalIn(clause) : undefined) ??
    (LATIN.test(clause.text) ? arrivalInEnglish(clause) : undefined)
  );
}

/** One word for all that was said: a later "yes" mends an earlier "no"; any other contradiction is none. */
function settle(all: readonly Told[]): Said | undefined {
  const denied = all.findLastIndex(({ said }) => said === "no");
  const affirmed = all.filter(({ said }) => said !== "no");
  if (affirmed.length === 0) return denied >= 0 ? "no" : undefined;
  const said = affirmed.some((one) => one.said === "twice") ? "twice" : "yes";
  if (denied < 0) return said;
  return all.slice(denied + 1).some((one) => one.said !== "no" && one.later) ? said : undefined;
}
