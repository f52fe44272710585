"use client";

import { MailPlus } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { exactTime } from "#app/_lib/time.ts";
import { StateBadge } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { Banner, EmptyState } from "#app/_ui/surface.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import type { Report } from "#server/metrics/schemas.ts";
import { ReportForm } from "./report-form.tsx";

export type Person = { id: string; name: string };
type Props = { first: Report[]; people: Person[]; mayChange: boolean };

/** What is mailed when and to whom, how it went last, and a form to make or change one. */
export function Reports({ first, people, mayChange }: Props) {
  const t = useTranslations("reports");
  const text = useFailureText();
  const [reports, setReports] = useState(first);
  const [open, setOpen] = useState<Report | "new" | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const saved = (report: Report) => {
    setReports((all) =>
      all.some((each) => each.id === report.id)
        ? all.map((each) => (each.id === report.id ? report : each))
        : [...all, report],
    );
    setOpen(null);
  };
  const remove = async (id: string) => {
    setFailure(null);
    try {
      await trpc.reports.remove.mutate({ id });
      setReports((all) => all.filter((each) => each.id !== id));
    } catch (error) {
      setFailure(text(error));
    }
  };
  return (
    <div className="mt-6 grid max-w-4xl gap-4">
      {failure ? (
        <Banner tone="broken" role="alert">
          {failure}
        </Banner>
      ) : null}
      {reports.length === 0 ? (
        <div className="rounded-md border border-line bg-surface">
          <EmptyState title={t("empty")}>{t("emptyHint")}</EmptyState>
        </div>
      ) : (
        <ul className="grid gap-3">
          {reports.map((report) => (
            <Card
              key={report.id}
              report={report}
              people={people}
              onChange={mayChange ? () => setOpen(report) : undefined}
              onRemove={mayChange ? () => void remove(report.id) : undefined}
            />
          ))}
        </ul>
      )}
      {mayChange && open === null ? (
        <div>
          <Button type="button" icon={<MailPlus aria-hidden className="size-4" />} onClick={() => setOpen("new")}>
            {t("add")}
          </Button>
        </div>
      ) : null}
      {open ? (
        <ReportForm
          key={open === "new" ? "new" : open.id}
          report={open === "new" ? null : open}
          people={people}
          onSaved={saved}
          onCancel={() => setOpen(null)}
        />
      ) : null}
    </div>
  );
}

type CardProps = {
  report: Report;
  people: Person[];
  onChange: (() => void) | undefined;
  onRemove: (() => void) | undefined;
};

function Card({ report, people, onChange, onRemove }: CardProps) {
  const t = useTranslations("reports");
  const locale = useLocale();
  const { name, board, peopleIds, nextAt, enabled, last } = report;
  const named = new Map(people.map((person) => [person.id, person.name]));
  const [when] = last;
  const failed = last.filter((mail) => mail.state === "failed" || mail.state === "unknown").length;
  return (
    <li className="rounded-md border border-line bg-surface p-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 className="font-semibold break-words">{name}</h2>
        <StateBadge tone={enabled ? "ok" : "unknown"}>{enabled ? t("on") : t("off")}</StateBadge>
      </div>
      <p className="mt-1 text-sm text-muted">
        {t(`board.${board}`)} · {timesText(report, t)} ·{" "}
        {t("next", { at: nextAt ? exactTime(new Date(nextAt), locale) : "–" })}
      </p>
      <p className="mt-1 text-sm break-words">{peopleIds.map((id) => named.get(id) ?? t("gone")).join(", ")}</p>
      {when ? (
        <p className="mt-1 text-sm text-muted">
          {t("last", { at: exactTime(new Date(when.dueAt), locale), n: last.length - failed, of: last.length })}
          {when.late ? ` · ${t("late")}` : ""}
          {failed > 0 ? <span className="text-broken"> · {t("failed", { n: failed })}</span> : null}
        </p>
      ) : null}
      {onChange && onRemove ? (
        <div className="mt-3 flex flex-wrap gap-2">
          <Button
            type="button"
            variant="secondary"
            size="compact"
            onClick={onChange}
            aria-label={t("changeNamed", { name })}
          >
            {t("change")}
          </Button>
          <Button
            type="button"
            variant="ghost"
            size="compact"
            onClick={onRemove}
            aria-label={t("removeNamed", { name })}
          >
            {t("remove")}
          </Button>
        </div>
      ) : null}
    </li>
  );
}

type Words = ReturnType<typeof useTranslations<"reports">>;

function timesText({ period, weekday, hour, minute, zone }: Report, t: Words): string {
  const time = `${`${hour}`.padStart(2, "0")}:${`${minute}`.padStart(2, "0")}`;
  const at = zone === "Asia/Shanghai" ? time : `${time} ${zone}`;
  if (period === "week") return t("weekly", { day: t(`weekday.${(weekday ?? 1) as 1}`), at });
  return t(period === "day" ? "daily" : "monthly", { at });
}
