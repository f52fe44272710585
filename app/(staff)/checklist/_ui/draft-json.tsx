"use client";

import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useRef } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Textarea } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { Failure, ProblemList } from "./failure.tsx";

type Props = { text: string; onChange: (text: string) => void };

/** The whole pack as text, and a check that names the line of each problem. */
export function DraftJson({ text, onChange }: Props) {
  const t = useTranslations("checklist.edit");
  const locale = useLocale();
  const area = useRef<HTMLTextAreaElement>(null);
  const check = useMutation({ mutationFn: () => trpc.packs.check.mutate({ text }) });
  const go = (line: number) => {
    const lines = text.split("\n");
    const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    const { current } = area;
    if (!current) return;
    current.focus();
    current.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
    current.scrollTop = Math.max(0, ((line - 5) / lines.length) * current.scrollHeight);
  };
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div>
        <label htmlFor="json" className="sr-only">
          {t("expert")}
        </label>
        <Textarea
          id="json"
          ref={area}
          rows={30}
          spellCheck={false}
          value={text}
          onChange={(event) => onChange(event.target.value)}
          className="font-mono text-xs whitespace-pre"
        />
      </div>
      <div className="grid gap-3">
        <Button
          type="button"
          size="compact"
          variant="secondary"
          className="justify-self-start"
          disabled={check.isPending}
          onClick={() => check.mutate()}
        >
          {check.isPending ? <Spinner /> : null}
          {t("check")}
        </Button>
        {check.isError ? <Failure error={check.error} /> : null}
        {check.data?.ok ? (
          <Banner tone="ok" role="status" title={t("good")}>
            {t("goodHint", { version: check.data.version ?? "", scenarios: check.data.safety?.scenarios ?? 0 })}
          </Banner>
        ) : null}
        {check.data && !check.data.ok ? (
          <Banner tone="broken" role="alert" title={t("problems", { count: check.data.problems.length })}>
            <ProblemList
              onLine={go}
              problems={check.data.problems.map(({ path, message, line }) => ({
                path,
                text: message[locale],
                line: line ?? null,
              }))}
            />
          </Banner>
        ) : null}
      </div>
    </div>
  );
}
