"use client";

import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { exactTime } from "#app/_lib/time.ts";
import { buttonClass } from "#app/_ui/button.tsx";
import { does } from "#app/(staff)/_lib/actions/does.ts";
import type { ListFilter } from "#app/(staff)/_lib/queries.ts";
import { causeCodes } from "#server/diagnosis/schemas.ts";
import { useChannelName, useDesk } from "../_lib/desk-context.tsx";
import type { DeskParams } from "../_lib/use-desk-url.ts";

type Props = { filter: ListFilter; onFilter: (params: DeskParams) => void };

/** Says that the list holds the tickets behind a number of the manager's page, and leads out of it. */
export function DrillDown({ filter, onFilter }: Props) {
  const t = useTranslations("desk.drill");
  const { locale, metrics, causes } = useDesk();
  const channelName = useChannelName();
  const when = (value: string | undefined) => (value ? exactTime(new Date(value), locale) : "");
  const metric = filter.metric ?? "";
  const verdict = /\.(met|breached)$/.exec(metric)?.[1] as "met" | "breached" | undefined;
  // A number of one cause bears its name; the checklist's are of one final cause.
  const cause = causeCodes.find((code) => metric.endsWith(`.${code}`));
  const family = metric.replace(/\.(met|breached)$/, "").replace(/^checklist\.right$/, "checklist.accuracy");
  const title = cause ? causes[cause] : (metrics[family] ?? metric);
  const named = (code: string | undefined) => (code && code !== "none" ? channelName(code) : "");
  const part = [filter.cause && filter.cause !== "none" && causes[filter.cause], named(filter.channel), filter.team]
    .filter((word) => word && word !== "none")
    .join(" · ");
  return (
    <div className="border-b border-line bg-accent-soft p-3">
      <p className="text-sm text-accent-text">{t("from")}</p>
      <p className="font-semibold">{verdict ? t(verdict, { title }) : title}</p>
      {part ? <p className="text-sm">{part}</p> : null}
      {filter.from && filter.to ? (
        <p className="text-sm text-muted tabular">
          {when(filter.from)} – {when(filter.to)}
        </p>
      ) : null}
      <div className="mt-2 flex flex-wrap gap-2">
        <Link href="/manager" className={buttonClass("secondary", "compact")} {...does("go.manager")}>
          <ArrowLeft aria-hidden className="size-4" />
          {t("back")}
        </Link>
        <button
          type="button"
          className="min-h-8 px-2 text-sm font-medium text-accent-text hover:underline"
          onClick={() => onFilter({ metric: "", from: "", to: "", assignee: "", channel: "", team: "" })}
        >
          {t("leave")}
        </button>
      </div>
    </div>
  );
}
