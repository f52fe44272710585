"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useId } from "react";
import { Button } from "#app/_ui/button.tsx";
import { cx } from "#app/_ui/cx.ts";
import { ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { useIncidentFailure } from "../_lib/queries.ts";

type Props = {
  title: string;
  action?: ReactNode;
  pending?: boolean;
  error?: unknown;
  onRetry?: () => void;
  children: ReactNode;
};

/** One part of the page with its heading, or why it is not there. */
export function Part({ title, action, pending = false, error, onRetry, children }: Props) {
  const t = useTranslations("incidents");
  const id = useId();
  const failure = useIncidentFailure();
  return (
    <section aria-labelledby={id} className="grid min-w-0 content-start gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id={id} className="text-lg font-semibold">
          {title}
        </h2>
        {action}
      </div>
      {pending ? (
        <div role="status" aria-label={t("loading")}>
          <Skeleton className="h-20" />
        </div>
      ) : error ? (
        <ErrorState
          title={t("failed")}
          action={
            <Button type="button" size="compact" onClick={onRetry}>
              {t("retry")}
            </Button>
          }
        >
          {failure(error)}
        </ErrorState>
      ) : (
        children
      )}
    </section>
  );
}

type ChoiceProps<T extends string> = {
  legend: string;
  values: readonly T[];
  chosen: T;
  label: (value: T) => string;
  onChoose: (value: T) => void;
};

/** One of a few, as buttons in a row. */
export function Choice<T extends string>({ legend, values, chosen, label, onChoose }: ChoiceProps<T>) {
  return (
    <fieldset className="flex flex-wrap gap-1">
      <legend className="sr-only">{legend}</legend>
      {values.map((value) => (
        <button
          key={value}
          type="button"
          aria-pressed={chosen === value}
          onClick={() => onChoose(value)}
          className={cx(
            "min-h-11 rounded-md px-2.5 text-sm transition-colors sm:min-h-9",
            chosen === value ? "bg-sunken font-medium text-text" : "text-muted hover:bg-sunken hover:text-text",
          )}
        >
          {label(value)}
        </button>
      ))}
    </fieldset>
  );
}
