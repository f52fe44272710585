import type { PackDetail } from "./queries.ts";

/** What the simulator's form offers, read off a version's content. Pure. */

export type Choice = { value: string; label: string };
export type SimField = { key: string; label: string; group: string; choices: Choice[] };
export type SimForm = { facts: SimField[]; answers: SimField[] };
export type Settings = Record<string, string>;

type Rules = {
  facts: { key: string; values: (string | number | boolean)[] }[];
  questions: { id: string; fact: string; options: { value: string }[] }[];
};
type Words = {
  facts: Record<string, string>;
  why: Record<string, string>;
  questions: Record<string, { title: string; options: Record<string, string> }>;
};

export function formOf({ content }: PackDetail, locale: "zh-CN" | "en"): SimForm {
  const rules = content.rules as Rules;
  const words = (content.copy as Record<string, Words>)[locale] as Words;
  const asked = new Set(rules.questions.map(({ fact }) => fact));
  return {
    facts: rules.facts
      .filter(({ key, values }) => values.length > 0 && !asked.has(key))
      .map(({ key, values }) => ({
        key,
        label: words.facts[key] ?? key,
        group: key.split(".")[0] ?? "",
        choices: values.map((value) => ({
          value: JSON.stringify(value),
          label: words.why[`${key}=${value}`] ?? String(value),
        })),
      })),
    answers: rules.questions.map(({ id, options }) => ({
      key: id,
      label: words.questions[id]?.title ?? id,
      group: "",
      choices: options.map(({ value }) => ({
        value: JSON.stringify(value),
        label: words.questions[id]?.options[value] ?? value,
      })),
    })),
  };
}

/** Choices as they stand in the form, back to what the engine takes. */
export function valuesOf(settings: Settings): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, text]) => (text === "" ? [] : [[key, JSON.parse(text) as string]])),
  );
}

export function settingsOf(values: Record<string, unknown>): Settings {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]));
}
