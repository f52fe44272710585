"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { StateBadge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import type { RuleContent } from "#server/automation/schemas.ts";
import { useRefusalText } from "../_lib/failure.ts";
import type { RuleInFull } from "../_lib/types.ts";

const tones = { waiting: "wait", done: "ok", same: "neutral", failed: "broken", stopped: "wait" } as const;

/** What the rule did last, and how it came to be what it is. */
export function RuleHistory({ rule, onTake }: { rule: RuleInFull; onTake: (content: RuleContent) => void }) {
  const t = useTranslations("automation");
  const refusal = useRefusalText();
  return (
    <>
      <section>
        <h2 className="mb-2 text-lg font-semibold">{t("runs")}</h2>
        {rule.runs.length === 0 ? <p className="text-sm text-muted">{t("noRuns")}</p> : null}
        <ul className="divide-y divide-line">
          {rule.runs.map((run) => (
            <li key={run.id} className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 py-2 text-sm">
              <span className="flex min-w-0 flex-wrap items-center gap-2">
                <StateBadge tone={tones[run.outcome]}>{t(`outcome.${run.outcome}`)}</StateBadge>
                <Link href={`/desk/${run.number}`} prefetch={false} className="text-accent-text hover:underline">
                  {run.number}
                </Link>
                {run.outcome === "failed" ? (
                  <span className="text-muted">{refusal(run.actions[0]?.errorCode ?? "INTERNAL")}</span>
                ) : null}
              </span>
              <RelativeTime at={run.at} className="text-xs text-muted" />
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h2 className="mb-2 text-lg font-semibold">{t("versions")}</h2>
        <ol className="divide-y divide-line rounded-md border border-line bg-surface">
          {rule.versions.map((version) => (
            <li key={version.version} className="flex flex-wrap items-center justify-between gap-3 px-4 py-2 text-sm">
              <span className="min-w-0">
                {t("version", { n: version.version })} · {t(version.enabled ? "on" : "off")} · {version.by} ·{" "}
                <RelativeTime at={version.at} />
              </span>
              <Button type="button" size="compact" variant="ghost" onClick={() => onTake(version.content)}>
                {t("take")}
              </Button>
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}
