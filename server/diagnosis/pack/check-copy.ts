import { advisesSplitting } from "../safety.ts";
import { type AdviceTag, locales } from "../schemas.ts";
import { type PackProblem, type Path, problem } from "./problems.ts";
import type { PackContent, PackCopy } from "./schema.ts";

/** Everything has its words in both languages, and no words send people to harm. */
export function checkCopy({ rules, copy }: PackContent): PackProblem[] {
  return locales.flatMap((locale) => {
    const words = copy[locale];
    const path = ["copy", locale];
    return [...missing(rules, words, path), ...leftOver(rules, words, path), ...harmful(rules, words, path)];
  });
}

const need = (words: Record<string, unknown>, key: string, path: Path): PackProblem[] =>
  Object.hasOwn(words, key) ? [] : [problem([...path, key], "wordsMissing")];

function missing(rules: PackContent["rules"], words: PackCopy, path: Path): PackProblem[] {
  return [
    ...rules.questions.flatMap(({ id, options }) => {
      const own = words.questions[id];
      if (!own) return [problem([...path, "questions", id], "wordsMissing")];
      return options.flatMap((o) => need(own.options, o.value, [...path, "questions", id, "options"]));
    }),
    ...rules.remedies.flatMap(({ code }) => need(words.remedies, code, [...path, "remedies"])),
    ...rules.facts.flatMap(({ key, values }) => [
      ...need(words.facts, key, [...path, "facts"]),
      ...values.flatMap((value) => need(words.why, `${key}=${value}`, [...path, "why"])),
    ]),
  ];
}

function leftOver(rules: PackContent["rules"], words: PackCopy, path: Path): PackProblem[] {
  const known = {
    questions: new Set(rules.questions.map((q) => q.id)),
    remedies: new Set(rules.remedies.map((r) => r.code)),
    facts: new Set(rules.facts.map((f) => f.key)),
  };
  return (["questions", "remedies", "facts"] as const).flatMap((part) =>
    Object.keys(words[part]).flatMap((key) =>
      known[part].has(key) ? [] : [problem([...path, part, key], "wordsForNothing")],
    ),
  );
}

const MAY_PAY: readonly (AdviceTag | null)[] = ["PAY_AGAIN", "SWITCH", "FINISH_PAYING"];

function harmful(rules: PackContent["rules"], words: PackCopy, path: Path): PackProblem[] {
  const remedies = rules.remedies.flatMap(({ code, tag }) => {
    const said = words.remedies[code] ?? "";
    const at = [...path, "remedies", code];
    return [
      ...splits(said, at),
      ...(!MAY_PAY.includes(tag) && advisesPaying(said) ? [problem(at, "saysPay", { words: said })] : []),
    ];
  });
  const causes = Object.entries(words.causes).flatMap(([code, said]) =>
    Object.entries(said).flatMap(([field, text]) => {
      const at = [...path, "causes", code, field];
      return [...splits(text, at), ...(field === "agentNote" ? [] : paysAnyway(text, at))];
    }),
  );
  const charge = (["confirmed", "possible"] as const).flatMap((state) =>
    paysAnyway(words.charge[state], [...path, "charge", state]),
  );
  const questions = Object.entries(words.questions).flatMap(([id, { title, hint }]) =>
    splits(`${title} ${hint}`, [...path, "questions", id]),
  );
  return [...remedies, ...causes, ...charge, ...questions];
}

const splits = (text: string, at: Path): PackProblem[] =>
  advisesSplitting(text) ? [problem(at, "saysSplit", { words: text })] : [];

/** What is said of a cause is shown to everybody who has it, the charged among them. */
const paysAnyway = (text: string, at: Path): PackProblem[] =>
  advisesPaying(text) ? [problem(at, "saysPayAnyway", { words: text })] : [];

const PAYING =
  /重新(下单|支付|付款)|[再来](付|支付)(?!过)|换一?张(银行)?卡再?(付|支付)|换(一种|个|其他|别的|境内的)(支付|付款)?(方式|渠道)|\buse (another|a different|a domestic) (method|card|way|one)\b|再次(付款|支付)|换(一种|个|其他|别的)?(支付|付款)?(方式|渠道)再?(付|支付)|\b(pay|order) again\b|\bnew (order|payment)\b|\bpay (another|a different) way\b/i;
/** A sentence that forbids it, or allows it only to those who were not charged, is what we want people to read. */
const GUARDED =
  /不要|请勿|切勿|勿|别|没有扣款|没扣款|未扣款|没有付款|没付款|\b(not|cannot|never)\b|n't|only (if|when)|unless|nothing (was|has)|no money/i;

/** True when a sentence of the text sends people to pay anew without saying for whom. */
export const advisesPaying = (text: string): boolean =>
  text.split(/[。；;!！?？]|\.(?=\s|$)/).some((sentence) => PAYING.test(sentence) && !GUARDED.test(sentence));
