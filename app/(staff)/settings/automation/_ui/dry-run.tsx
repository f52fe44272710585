"use client";

import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "#app/_ui/button.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Banner, Card, Spinner } from "#app/_ui/surface.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import type { RuleContent } from "#server/automation/schemas.ts";
import { useRuleFailure } from "../_lib/failure.ts";
import { keyOf } from "../_lib/topic-key.ts";

const DAYS = 7;
const SHOWN = 20;

/** What the rule would have done of late. It changes nothing. @param content undefined while it is not complete */
export function DryRun({ content }: { content: RuleContent | undefined }) {
  const t = useTranslations("automation");
  const views = useTranslations("views.filter");
  const failure = useRuleFailure();
  const run = useMutation({
    mutationFn: (of: RuleContent) => trpc.automation.dryRun.query({ content: of, days: DAYS }),
  });
  const found = run.data;
  return (
    <Card className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="font-medium">{t("dry.title")}</h2>
        <Button
          type="button"
          size="compact"
          variant="secondary"
          disabled={!content || run.isPending}
          icon={run.isPending ? <Spinner /> : undefined}
          onClick={() => content && run.mutate(content)}
        >
          {t("dry.run", { days: DAYS })}
        </Button>
      </div>
      <p className="text-sm text-muted">{t("dry.hint")}</p>
      {run.isError ? <Banner tone="broken" role="alert" title={failure(run.error)} /> : null}
      {found ? (
        <div role="status" className="grid gap-2">
          <p className="font-medium">
            {t("dry.found", { events: found.events, hits: found.hits, tickets: found.tickets })}
          </p>
          {found.cut ? <p className="text-sm text-wait">{t("dry.cut")}</p> : null}
          {found.ofToday.length > 0 ? (
            <p className="text-sm text-wait">
              {t("dry.ofToday", { what: found.ofToday.map((key) => views(key as "stuck")).join(", ") })}
            </p>
          ) : null}
          {found.partly.length > 0 ? <p className="text-sm text-wait">{t("dry.partly")}</p> : null}
          <ul className="divide-y divide-line text-sm">
            {found.items.slice(0, SHOWN).map((item, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: one ticket may be there several times at one moment
              <li key={index} className="flex flex-wrap items-baseline justify-between gap-x-3 py-2">
                <span className="min-w-0">
                  <Link href={`/desk/${item.number}`} prefetch={false} className="text-accent-text hover:underline">
                    {item.number}
                  </Link>{" "}
                  {t(`topic.${keyOf(item.topic)}`)}
                  {" → "}
                  {item.actions.length === 0
                    ? t("dry.same")
                    : item.actions.map((kind) => t(`action.${kind as "note"}`)).join(" · ")}
                </span>
                <RelativeTime at={item.at} className="text-xs text-muted" />
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </Card>
  );
}
