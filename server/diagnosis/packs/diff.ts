import { canonicalJson } from "#server/core/canonical.ts";
import { sha256Hex } from "#server/core/ids.ts";
import type { CauseRule, Pack, Plan, QuestionRule } from "../pack/schema.ts";
import { locales } from "../schemas.ts";
import type { PackDiff } from "./schemas.ts";

type Scalar = string | number | null;
/** An entry as a flat list of what it says: `what`, `of` and a value. */
type Line = { what: string; of: string; value: Scalar };
type Section = PackDiff["items"][number]["section"];

/** What is different between two packs, by cause, question, remedy and so on: weights, plans and words, not raw JSON. Pure. */
export function diffPacks(from: Pack, to: Pack): PackDiff {
  const before = flat(from);
  const after = flat(to);
  const items = [...new Set([...before.keys(), ...after.keys()])].flatMap((id) => {
    const [a, b] = [before.get(id), after.get(id)];
    const { section, key } = (b ?? a) as Entry;
    const changes = compare(a?.lines ?? [], b?.lines ?? []);
    return changes.length > 0 ? [{ section, key, changes }] : [];
  });
  const hash = sha256Hex(canonicalJson({ from: from.version, to: to.version, items })).slice(0, 16);
  return { from: from.version, to: to.version, hash, items };
}

function compare(before: readonly Line[], after: readonly Line[]): PackDiff["items"][number]["changes"] {
  const idOf = ({ what, of }: Line) => JSON.stringify([what, of]);
  const old = new Map(before.map((line) => [idOf(line), line]));
  const now = new Map(after.map((line) => [idOf(line), line]));
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((id) => {
    const [a, b] = [old.get(id), now.get(id)];
    const { what, of } = (b ?? a) as Line;
    return a?.value === b?.value ? [] : [{ what, of, before: a?.value ?? null, after: b?.value ?? null }];
  });
}

type Entry = { section: Section; key: string; lines: Line[] };

function flat(pack: Pack): Map<string, Entry> {
  const entries: Entry[] = [
    ...pack.causes.map((c) => ({
      section: "causes" as const,
      key: c.code,
      lines: [...causeLines(c), ...words(pack, c.code, causeWords)],
    })),
    ...pack.questions.map((q) => ({
      section: "questions" as const,
      key: q.id,
      lines: [...questionLines(q), ...words(pack, q.id, questionWords)],
    })),
    ...pack.remedies.map((r) => ({
      section: "remedies" as const,
      key: r.code,
      lines: [{ what: "tag", of: "", value: r.tag ?? "–" }, ...words(pack, r.code, remedyWords)],
    })),
    ...pack.overrides.map((plan, i) => ({
      section: "overrides" as const,
      key: String(i + 1),
      lines: [planLine(plan, "")],
    })),
    ...pack.facts.map((f) => ({
      section: "facts" as const,
      key: f.key,
      lines: [
        { what: "group", of: "", value: f.group },
        { what: "values", of: "", value: f.values.join(", ") },
        ...words(pack, f.key, factWords),
      ],
    })),
    { section: "settings", key: "", lines: [...settingLines(pack), ...words(pack, "", chargeWords)] },
  ];
  return new Map(entries.map((entry) => [`${entry.section}:${entry.key}`, entry]));
}

function settingLines(pack: Pack): Line[] {
  const { version: _, facts: __, questions, causes, remedies, overrides, copy, remedyTexts, ...settings } = pack;
  return Object.entries(settings).flatMap(([of, value]): Line[] => {
    if (typeof value === "number") return [{ what: "setting", of, value }];
    if (Array.isArray(value)) return [{ what: "setting", of, value: value.join(" › ") }];
    return Object.entries(value).map(([part, number]) => ({ what: "setting", of: `${of} ${part}`, value: number }));
  });
}

function causeLines(cause: CauseRule): Line[] {
  const { code: _, prior, team, sla, evidence, decisive, vetoes, plans, ...more } = cause;
  return [
    { what: "prior", of: "", value: prior },
    { what: "team", of: "", value: team },
    { what: "sla", of: "", value: sla },
    ...evidence.flatMap(({ fact, is, weight }) =>
      is.map((v) => ({ what: "weight", of: `${fact}=${v}`, value: weight })),
    ),
    ...vetoes.flatMap(({ fact, is }) => is.map((v) => ({ what: "veto", of: `${fact}=${v}`, value: "✓" }))),
    ...decisive.map(({ all, none }) => ({
      what: "decisive",
      of: [...all.map(conditionText), ...none.map((n) => `not ${conditionText(n)}`)].join(", "),
      value: "✓",
    })),
    ...plans.map((plan, i) => planLine(plan, String(i + 1))),
    ...rest(more),
  ];
}

function questionLines(question: QuestionRule): Line[] {
  const { id: _, fact, kind, cost, options, suppliedBy, needs, ...more } = question;
  return [
    { what: "fact", of: "", value: fact },
    { what: "kind", of: "", value: kind },
    { what: "cost", of: "", value: cost },
    ...options.map(({ value, share }) => ({ what: "share", of: value, value: share })),
    ...suppliedBy.map((s) => ({ what: "suppliedBy", of: conditionText(s), value: "✓" })),
    ...needs.map((n) => ({ what: "needs", of: conditionText(n), value: "✓" })),
    ...rest(more),
  ];
}

/** What a later form of the rules may carry besides: shown as it is rather than passed over. */
const rest = (more: object): Line[] =>
  Object.entries(more).map(([of, value]) => ({ what: "other", of, value: canonicalJson(value) }));

const conditionText = ({ fact, is }: { fact: string; is?: readonly unknown[] | undefined }): string =>
  is ? `${fact}=${is.join("|")}` : fact;

/** A plan in one line: when, then what. */
export function planText(plan: Plan): string {
  const { charge, when, unless, wait, outcome, remedies, ...more } = plan;
  const parts = [
    ...(charge ? [`charge=${charge.join("|")}`] : []),
    ...(when ?? []).map(conditionText),
    ...(unless ?? []).map((u) => `not ${conditionText(u)}`),
    ...(wait ? [`within ${wait.minutes} min of ${wait.from.join(" or ")}`] : []),
    ...Object.entries(more).map(([key, value]) => `${key}=${canonicalJson(value)}`),
  ];
  return `${parts.length > 0 ? `${parts.join(", ")} → ` : ""}${outcome}: ${remedies.join(" + ")}`;
}
const planLine = (plan: Plan, of: string): Line => ({ what: "plan", of, value: planText(plan) });

type Words = (copy: Pack["copy"]["en"], key: string) => Record<string, string>;
const causeWords: Words = (copy, key) => copy.causes[key as keyof typeof copy.causes] ?? {};
const questionWords: Words = (copy, key) => {
  const own = copy.questions[key];
  return own ? { title: own.title, hint: own.hint, ...own.options } : {};
};
const remedyWords: Words = (copy, key) => ({ text: copy.remedies[key] ?? "" });
const factWords: Words = (copy, key) => ({
  name: copy.facts[key] ?? "",
  ...Object.fromEntries(Object.entries(copy.why).filter(([of]) => of.startsWith(`${key}=`))),
});
const chargeWords: Words = (copy) => copy.charge;

const words = (pack: Pack, key: string, of: Words): Line[] =>
  locales.flatMap((locale) =>
    Object.entries(of(pack.copy[locale], key)).map(([field, value]) => ({
      what: "words",
      of: `${locale} ${field}`,
      value,
    })),
  );
