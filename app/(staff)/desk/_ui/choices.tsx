"use client";

import { ChevronDown, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ChangeEvent, useState } from "react";
import { cx } from "#app/_ui/cx.ts";
import { Input } from "#app/_ui/field.tsx";

type Option = { value: string; label: string };
type Props = { name: string; label: string; options: readonly Option[]; chosen: readonly string[] | undefined };

/** Several of a few values: each is seen, and pressed or not. */
export function FewChoices({ name, label, options, chosen = [] }: Props) {
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">{label}</legend>
      <div className="flex flex-wrap gap-1.5">
        {options.map(({ value, label: text }) => (
          <label
            key={value}
            className="inline-flex min-h-8 cursor-pointer items-center rounded-full border border-line-strong px-3 text-sm select-none hover:bg-sunken has-checked:border-accent has-checked:bg-accent-soft has-checked:font-medium has-checked:text-accent-text has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          >
            <input
              type="checkbox"
              name={name}
              value={value}
              defaultChecked={chosen.includes(value)}
              className="sr-only"
            />
            {text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/**
 * Several of many values: a list that opens, and is narrowed by what is typed. What was chosen is said while it is closed.
 * @param free what is typed can be chosen as well, for words that nobody agreed on
 */
export function ManyChoices({
  name,
  label,
  options: known,
  chosen: first = [],
  free = false,
}: Props & { free?: boolean }) {
  const t = useTranslations("views.filter");
  const [chosen, setChosen] = useState<readonly string[]>(first);
  const [typed, setTyped] = useState("");
  const wanted = typed.trim().toLowerCase();
  // What was chosen stays to be seen and taken back, whether or not it is known.
  const [own, setOwn] = useState<readonly string[]>(first);
  const unknown = own.filter((one) => !known.some(({ value }) => value === one));
  const options = [...known, ...unknown.map((value) => ({ value, label: value }))];
  const isNew = free && wanted !== "" && !options.some(({ label: text }) => text.toLowerCase() === wanted);
  const take = () => {
    setOwn([...own, typed.trim()]);
    setChosen([...chosen, typed.trim()]);
    setTyped("");
  };
  const turn = ({ target }: ChangeEvent<HTMLInputElement>) =>
    setChosen(target.checked ? [...chosen, target.value] : chosen.filter((one) => one !== target.value));
  const said = options.filter(({ value }) => chosen.includes(value)).map((option) => option.label);
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 font-medium">{label}</legend>
      <details className="group rounded-md border border-line-strong bg-surface text-sm">
        <summary className="flex min-h-9 cursor-pointer list-none items-center justify-between gap-2 px-3">
          <span className="min-w-0 truncate">
            <span className="sr-only">{label}: </span>
            {said.length === 0 ? t("any") : said.join(t("or"))}
          </span>
          <ChevronDown aria-hidden className="size-4 shrink-0 text-muted group-open:rotate-180" />
        </summary>
        <div className="border-t border-line p-2">
          <Input
            id={`filter-${name}-find`}
            type="search"
            value={typed}
            maxLength={free ? 40 : 60}
            aria-label={t("find", { what: label })}
            placeholder={t("find", { what: label })}
            className="mb-1 h-8! text-sm!"
            onChange={(event) => setTyped(event.target.value)}
            // What is looked for here is not yet the filter.
            onKeyDown={(event) => event.key === "Enter" && !event.ctrlKey && !event.metaKey && event.preventDefault()}
          />
          <div className="max-h-48 overflow-y-auto">
            {options.map(({ value, label: text }) => (
              <label
                key={value}
                className={cx(
                  "flex min-h-8 cursor-pointer items-center gap-2 rounded-md px-1.5 hover:bg-sunken",
                  !text.toLowerCase().includes(wanted) && "hidden",
                )}
              >
                <input
                  type="checkbox"
                  name={name}
                  value={value}
                  checked={chosen.includes(value)}
                  onChange={turn}
                  className="size-4 accent-accent"
                />
                <span className="min-w-0 break-words">{text}</span>
              </label>
            ))}
            {isNew ? (
              <button
                type="button"
                onClick={take}
                className="flex min-h-8 w-full items-center gap-2 rounded-md px-1.5 text-left text-accent-text hover:bg-sunken"
              >
                <Plus aria-hidden className="size-4 shrink-0" />
                <span className="min-w-0 break-words">{t("takeTyped", { what: typed.trim() })}</span>
              </button>
            ) : null}
          </div>
        </div>
      </details>
    </fieldset>
  );
}
