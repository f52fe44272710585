"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { cx } from "#app/_ui/cx.ts";
import { Dialog } from "#app/_ui/dialog.tsx";
import { Field, Input, Textarea } from "#app/_ui/field.tsx";
import { Banner } from "#app/_ui/surface.tsx";
import { toast } from "#app/_ui/toaster.tsx";
import { failureOf } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { noticeLocales } from "#server/notifications/schemas.ts";
import { previewOf, type Template, useReset, useSave } from "../_lib/queries.ts";
import { Preview } from "./preview.tsx";

const REST_MS = 300;

/** A value once nobody has changed it for a moment: a preview for each letter would be too many. */
function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}

type Props = { templates: Template[]; name: string; onClose: () => void };

/** Changes the words of one notice, a language at a time, beside how it will look. */
export function Editor({ templates, name, onClose }: Props) {
  const t = useTranslations("templates");
  const [locale, setLocale] = useState<Template["locale"]>(useLocale() === "en" ? "en" : "zh-CN");
  const template = templates.find((each) => each.locale === locale);
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={t("edit", { kind: name })}
      closeLabel={t("close")}
      wide
    >
      <fieldset className="mb-4 flex gap-1">
        <legend className="sr-only">{t("language")}</legend>
        {noticeLocales.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={locale === each}
            onClick={() => setLocale(each)}
            className={cx(
              "min-h-11 rounded-md px-3 text-sm sm:min-h-9",
              locale === each ? "bg-accent-soft font-medium text-accent-text" : "text-muted hover:bg-sunken",
            )}
          >
            {t(`locales.${each}`)}
          </button>
        ))}
      </fieldset>
      {template ? <Form key={`${locale} ${template.version}`} template={template} /> : null}
    </Dialog>
  );
}

function Form({ template }: { template: Template }) {
  const t = useTranslations("templates");
  const failure = useFailureText();
  const { kind, locale, own, builtIn, variables } = template;
  const [draft, setDraft] = useState(own ?? builtIn);
  const body = useRef<HTMLTextAreaElement>(null);
  const save = useSave();
  const reset = useReset();
  const shown = useQuery(previewOf({ kind, locale, ...useRested(draft) }));
  const insert = (variable: string) => {
    const field = body.current;
    const [from, to] = [field?.selectionStart ?? draft.body.length, field?.selectionEnd ?? draft.body.length];
    setDraft({ ...draft, body: `${draft.body.slice(0, from)}{{${variable}}}${draft.body.slice(to)}` });
    field?.focus();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ kind, locale, ...draft }, { onSuccess: () => toast.ok(t("saved")) });
  };
  const error = save.error ?? reset.error;
  const code = error ? (failureOf(error).code as Parameters<typeof t.has>[0]) : undefined;
  const unknown = shown.data?.unknown ?? [];
  return (
    <div className="grid gap-6 md:grid-cols-2">
      <form onSubmit={submit} className="grid content-start gap-4" lang={locale}>
        {error ? (
          <Banner tone="broken" role="alert">
            {code && t.has(code) ? t(code as "TEMPLATE_TITLE_TOO_LONG") : failure(error)}
          </Banner>
        ) : null}
        <Field id="template-title" label={t("name")} hint={t("nameHint")}>
          <Input
            id="template-title"
            hint={t("nameHint")}
            required
            maxLength={60}
            value={draft.title}
            onChange={(event) => setDraft({ ...draft, title: event.target.value })}
          />
        </Field>
        <Field id="template-body" label={t("body")}>
          <Textarea
            id="template-body"
            ref={body}
            required
            rows={6}
            maxLength={1_000}
            value={draft.body}
            onChange={(event) => setDraft({ ...draft, body: event.target.value })}
          />
        </Field>
        {variables.length > 0 ? (
          <p className="flex flex-wrap items-center gap-1.5 text-sm text-muted">
            {t("variables")}
            {variables.map((variable) => {
              const label = t(`variable.${variable as "order"}`);
              return (
                <button
                  key={variable}
                  type="button"
                  aria-label={t("insert", { name: label })}
                  onClick={() => insert(variable)}
                  className="min-h-9 rounded-md border border-line-strong px-2 text-text hover:bg-sunken"
                >
                  {label}
                </button>
              );
            })}
          </p>
        ) : null}
        {unknown.length > 0 ? <Banner tone="wait">{t("unknown", { names: unknown.join(", ") })}</Banner> : null}
        <div className="flex flex-wrap gap-2">
          <Button disabled={save.isPending}>{t("save")}</Button>
          {own ? (
            <Button
              type="button"
              variant="secondary"
              disabled={reset.isPending}
              onClick={() => reset.mutate({ kind, locale }, { onSuccess: () => toast.ok(t("restored")) })}
            >
              {t("reset")}
            </Button>
          ) : null}
        </div>
      </form>
      {shown.data ? <Preview preview={shown.data} locale={locale} /> : null}
    </div>
  );
}
