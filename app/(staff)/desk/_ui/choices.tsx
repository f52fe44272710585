"use client";

import { ChevronDown } from "lucide-react";
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

/** Several of many values: a list that opens, and is narrowed by what is typed. What was chosen is said while it is closed. */
export function ManyChoices({ name, label, options, chosen: first = [] }: Props) {
  const t = useTranslations("views.filter");
  const [chosen, setChosen] = useState<readonly string[]>(first);
  const [typed, setTyped] = useState("");
  const wanted = typed.trim().toLowerCase();
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
            maxLength={60}
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
                {text}
              </label>
            ))}
          </div>
        </div>
      </details>
    </fieldset>
  );
}
