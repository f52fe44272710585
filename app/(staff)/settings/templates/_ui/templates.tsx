"use client";

import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { Badge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { cx } from "#app/_ui/cx.ts";
import { ErrorState, Skeleton } from "#app/_ui/surface.tsx";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { allTemplates, type Template } from "../_lib/queries.ts";
import { Editor } from "./editor.tsx";

const audiences = ["customer", "staff"] as const;
const isStaffs = (kind: string) => kind.startsWith("staff:");

/** The name of a kind, as people say it. */
export function useKindName(): (kind: string) => string {
  const customers = useTranslations("notices.kind");
  const staff = useTranslations("staffNotices.kind");
  return (kind) => (isStaffs(kind) ? staff(kind.slice(6) as "assigned") : customers(kind as "credited"));
}

/** Every notice with its words in the language of the page; one opens to be changed in either. */
export function Templates() {
  const t = useTranslations("templates");
  const failure = useFailureText();
  const name = useKindName();
  const locale = useLocale() === "en" ? "en" : "zh-CN";
  const list = useQuery(allTemplates);
  const [audience, setAudience] = useState<(typeof audiences)[number]>("customer");
  const [opened, setOpened] = useState<Template["kind"]>();
  if (list.isError) {
    return (
      <ErrorState
        title={t("failed")}
        action={
          <Button type="button" size="compact" onClick={() => void list.refetch()}>
            {t("retry")}
          </Button>
        }
      >
        {failure(list.error)}
      </ErrorState>
    );
  }
  if (!list.data) return <Skeleton className="h-64" />;
  const changed = new Set(list.data.filter(({ own }) => own).map(({ kind }) => kind));
  const rows = list.data.filter((each) => each.locale === locale && isStaffs(each.kind) === (audience === "staff"));
  const open = list.data.filter(({ kind }) => kind === opened);
  return (
    <div className="grid gap-4">
      <fieldset className="flex gap-1">
        <legend className="sr-only">{t("audience.label")}</legend>
        {audiences.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={audience === each}
            onClick={() => setAudience(each)}
            className={cx(
              "min-h-11 rounded-md px-3 text-sm transition-colors sm:min-h-9",
              audience === each ? "bg-accent-soft font-medium text-accent-text" : "text-muted hover:bg-sunken",
            )}
          >
            {t(`audience.${each}`)}
          </button>
        ))}
      </fieldset>
      <ul className="divide-y divide-line rounded-md border border-line bg-surface">
        {rows.map(({ kind, own, builtIn }) => (
          <li key={kind}>
            <button
              type="button"
              onClick={() => setOpened(kind)}
              className="grid w-full gap-0.5 px-4 py-3 text-left text-sm -outline-offset-2 hover:bg-sunken"
            >
              <span className="flex flex-wrap items-center gap-2 font-medium">
                {name(kind)}
                {changed.has(kind) ? <Badge>{t("own")}</Badge> : null}
              </span>
              <span className="break-words text-muted">{(own ?? builtIn).body}</span>
            </button>
          </li>
        ))}
      </ul>
      {open.length > 0 ? (
        <Editor key={opened} templates={open} name={name(opened ?? "")} onClose={() => setOpened(undefined)} />
      ) : null}
    </div>
  );
}
