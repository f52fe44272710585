"use client";

import { cx } from "#app/_ui/cx.ts";

type Props<V extends string> = {
  label: string;
  value: V;
  onChange: (value: V) => void;
  options: readonly { value: V; label: string }[];
};

/** One of a few, side by side. */
export function Toggle<V extends string>({ label, value, onChange, options }: Props<V>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms; these buttons act at once
    <div
      role="group"
      aria-label={label}
      className="inline-flex w-fit rounded-md border border-line-strong bg-surface p-0.5"
    >
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className={cx(
            "min-h-8 rounded-md px-3 text-sm",
            option.value === value ? "bg-accent-soft font-medium text-accent-text" : "text-muted hover:bg-sunken",
          )}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
