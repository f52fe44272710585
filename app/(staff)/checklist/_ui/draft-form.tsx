"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Field, Input, Select, Textarea } from "#app/_ui/field.tsx";
import { Card } from "#app/_ui/surface.tsx";
import { numberOf, type Path, withValue } from "../_lib/edit.ts";
import type { Content } from "./draft-editor.tsx";
import { Toggle } from "./toggle.tsx";

type Evidence = { fact: string; is: (string | number | boolean)[]; weight: number };
type Rules = {
  causes: { code: string; prior: number; evidence: Evidence[] }[];
  questions: { id: string; cost: number; options: { value: string; share: number }[] }[];
  remedies: { code: string }[];
};
type Words = {
  causes: Record<string, Record<string, string>>;
  questions: Record<string, { title: string; hint: string; options: Record<string, string> }>;
  remedies: Record<string, string>;
  why: Record<string, string>;
};
type Props = { content: Content; onChange: (content: Content) => void };
type Part = "causes" | "questions" | "remedies";
const languages = ["zh-CN", "en"] as const;

/** The parts of a pack that are changed most: priors, weights, costs, and words in both languages. */
export function DraftForm({ content, onChange }: Props) {
  const t = useTranslations("checklist.edit");
  const [part, setPart] = useState<Part>("causes");
  const [chosen, setChosen] = useState<Record<Part, number>>({ causes: 0, questions: 0, remedies: 0 });
  const rules = content.rules as Rules;
  const words = (content.copy as Record<string, Words>)["zh-CN"] as Words;
  const names: Record<Part, string[]> = {
    causes: rules.causes.map(({ code }) => `${words.causes[code]?.title ?? ""} · ${code}`),
    questions: rules.questions.map(({ id }) => `${words.questions[id]?.title ?? ""} · ${id}`),
    remedies: rules.remedies.map(({ code }) => code),
  };
  const set = (path: Path, value: unknown) => onChange(withValue(content, path, value));
  const index = chosen[part];
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-end gap-3">
        <Toggle
          label={t("part")}
          value={part}
          onChange={setPart}
          options={(["causes", "questions", "remedies"] as const).map((value) => ({ value, label: t(value) }))}
        />
        <Field id="item" label={t("which")} className="min-w-0 grow">
          <Select
            id="item"
            value={String(index)}
            onChange={(event) => setChosen({ ...chosen, [part]: Number(event.target.value) })}
            options={names[part].map((label, i) => ({ value: String(i), label }))}
          />
        </Field>
      </div>
      <div key={`${part} ${index}`} className="grid items-start gap-4 xl:grid-cols-2">
        {part === "causes" ? <Numbers cause={rules.causes[index]} index={index} words={words} set={set} /> : null}
        {part === "questions" ? <Question question={rules.questions[index]} index={index} set={set} /> : null}
        <WordFields content={content} part={part} index={index} set={set} />
      </div>
    </div>
  );
}

type Set = (path: Path, value: unknown) => void;

function NumberField({
  id,
  label,
  value,
  onChange,
}: {
  id: string;
  label: string;
  value: number;
  onChange: (n: number) => void;
}) {
  const t = useTranslations("checklist.edit");
  const [text, setText] = useState(String(value));
  const bad = numberOf(text) === null;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_6rem] items-center gap-3">
      <label htmlFor={id} className="text-sm">
        {label}
        {bad ? <span className="ml-2 text-broken">{t("notANumber")}</span> : null}
      </label>
      <Input
        id={id}
        inputMode="decimal"
        value={text}
        className="text-right tabular"
        error={bad}
        onChange={(event) => {
          setText(event.target.value);
          const number = numberOf(event.target.value);
          if (number !== null) onChange(number);
        }}
      />
    </div>
  );
}

type NumbersProps = { cause: Rules["causes"][number] | undefined; index: number; words: Words; set: Set };

function Numbers({ cause, index, words, set }: NumbersProps) {
  const t = useTranslations("checklist.edit");
  if (!cause) return null;
  const why = ({ fact, is }: Evidence) => is.map((v) => words.why[`${fact}=${v}`] ?? `${fact}=${v}`).join(" / ");
  return (
    <Card className="grid gap-2">
      <h2 className="font-semibold">{t("numbers")}</h2>
      <NumberField
        id="prior"
        label={t("prior")}
        value={cause.prior}
        onChange={(n) => set(["rules", "causes", index, "prior"], n)}
      />
      <h3 className="mt-2 text-sm text-muted">{t("weights")}</h3>
      {cause.evidence.map((evidence, i) => (
        <NumberField
          // biome-ignore lint/suspicious/noArrayIndexKey: the form changes no order
          key={i}
          id={`weight-${i}`}
          label={why(evidence)}
          value={evidence.weight}
          onChange={(n) => set(["rules", "causes", index, "evidence", i, "weight"], n)}
        />
      ))}
    </Card>
  );
}

function Question({
  question,
  index,
  set,
}: {
  question: Rules["questions"][number] | undefined;
  index: number;
  set: Set;
}) {
  const t = useTranslations("checklist.edit");
  if (!question) return null;
  return (
    <Card className="grid gap-2">
      <h2 className="font-semibold">{t("numbers")}</h2>
      <NumberField
        id="cost"
        label={t("cost")}
        value={question.cost}
        onChange={(n) => set(["rules", "questions", index, "cost"], n)}
      />
      <h3 className="mt-2 text-sm text-muted">{t("shares")}</h3>
      {question.options.map(({ value, share }, i) => (
        <NumberField
          key={value}
          id={`share-${value}`}
          label={value}
          value={share}
          onChange={(n) => set(["rules", "questions", index, "options", i, "share"], n)}
        />
      ))}
    </Card>
  );
}

type WordsProps = { content: Content; part: Part; index: number; set: Set };

function WordFields({ content, part, index, set }: WordsProps) {
  const t = useTranslations("checklist.edit");
  return (
    <Card className="grid gap-4">
      <h2 className="font-semibold">{t("words")}</h2>
      {languages.map((language) => (
        <fieldset key={language} className="grid gap-3">
          <legend className="mb-1 text-sm text-muted">{t(`language.${language}`)}</legend>
          {fieldsOf(content, part, index, language).map(({ path, name, text }) => (
            <Field key={path.join("/")} id={path.join("/")} label={fieldName(t, name)}>
              <Textarea
                id={path.join("/")}
                rows={2}
                lang={language}
                value={text}
                onChange={(event) => set(path, event.target.value)}
              />
            </Field>
          ))}
        </fieldset>
      ))}
    </Card>
  );
}

function fieldName(t: ReturnType<typeof useTranslations<"checklist.edit">>, name: string): string {
  const key = `field.${name}` as Parameters<typeof t.has>[0];
  return t.has(key) ? t(key as "field.title") : name;
}

type WordField = { path: Path; name: string; text: string };

function fieldsOf(content: Content, part: Part, index: number, language: string): WordField[] {
  const rules = content.rules as Rules;
  const words = (content.copy as Record<string, Words>)[language] as Words;
  const at = (path: Path, entries: Record<string, string>): WordField[] =>
    Object.entries(entries).map(([name, text]) => ({ path: ["copy", language, ...path, name], name, text }));
  if (part === "causes") {
    const code = rules.causes[index]?.code ?? "";
    return at(["causes", code], words.causes[code] ?? {});
  }
  if (part === "questions") {
    const id = rules.questions[index]?.id ?? "";
    const own = words.questions[id];
    if (!own) return [];
    const { options, title, hint } = own;
    return [...at(["questions", id], { title, hint }), ...at(["questions", id, "options"], options)];
  }
  const code = rules.remedies[index]?.code ?? "";
  return [{ path: ["copy", language, "remedies", code], name: "text", text: words.remedies[code] ?? "" }];
}
