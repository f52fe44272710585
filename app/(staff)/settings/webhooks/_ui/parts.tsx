"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useId } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Dialog } from "#app/_ui/dialog.tsx";
import { Banner, ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { useOutboundFailure } from "../_lib/queries.ts";

type SectionProps = {
  title: string;
  action?: ReactNode;
  pending: boolean;
  error: unknown;
  onRetry: () => void;
  children: ReactNode;
};

/** One part of the page with its heading, or why it is not there. */
export function Section({ title, action, pending, error, onRetry, children }: SectionProps) {
  const t = useTranslations("webhooks");
  const id = useId();
  const failure = useOutboundFailure();
  return (
    <section aria-labelledby={id} className="grid gap-3">
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

type BoxesProps<T extends string> = {
  legend: string;
  name: string;
  values: readonly T[];
  chosen: readonly string[];
  label: (value: T) => string;
};

/** Several of many. */
export function Boxes<T extends string>({ legend, name, values, chosen, label }: BoxesProps<T>) {
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">{legend}</legend>
      <div className="grid gap-x-4 sm:grid-cols-2">
        {values.map((value) => (
          <label key={value} className="flex min-h-11 items-center gap-2.5 text-sm sm:min-h-9">
            <input
              type="checkbox"
              name={name}
              value={value}
              defaultChecked={chosen.includes(value)}
              className="size-4.5 shrink-0 accent-accent"
            />
            {label(value)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

type SureProps = { label: string; text: string; busy: boolean; error: unknown; onSure: () => void };

/** A button that asks once more before it does what cannot be taken back. */
export function Sure({ label, text, busy, error, onSure }: SureProps) {
  const t = useTranslations("webhooks");
  const failure = useOutboundFailure();
  return (
    <Dialog
      trigger={
        <Button type="button" size="compact" variant="secondary">
          {label}
        </Button>
      }
      title={label}
      description={text}
      closeLabel={t("close")}
    >
      {error ? (
        <Banner tone="broken" role="alert" className="mb-3">
          {failure(error)}
        </Banner>
      ) : null}
      <Button type="button" disabled={busy} onClick={onSure}>
        {label}
      </Button>
    </Dialog>
  );
}
