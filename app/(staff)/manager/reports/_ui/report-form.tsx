"use client";

import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#app/_ui/button.tsx";
import { Field, Input, Select } from "#app/_ui/field.tsx";
import { Banner, Spinner } from "#app/_ui/surface.tsx";
import { ZoneNames } from "#app/_ui/zone-names.tsx";
import { trpc } from "#app/(staff)/_lib/trpc.ts";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { type Report, reportBoards, reportPeriods, type SaveReport } from "#server/metrics/schemas.ts";
import type { Person } from "./reports.tsx";

type Props = { report: Report | null; people: Person[]; onSaved: (report: Report) => void; onCancel: () => void };

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** Makes a report, or changes one: what, when and to whom. */
export function ReportForm({ report, people, onSaved, onCancel }: Props) {
  const t = useTranslations("reports");
  const text = useFailureText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [period, setPeriod] = useState<Report["period"]>(report?.period ?? "week");
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const input = read(new FormData(event.currentTarget), period, report);
    if (input.peopleIds.length === 0) return setFailure(t("nobody"));
    setBusy(true);
    setFailure(null);
    try {
      onSaved(await trpc.reports.save.mutate(input));
    } catch (error) {
      setFailure(text(error));
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="grid gap-4 rounded-md border border-line bg-surface p-4">
      <h2 className="text-lg font-semibold">{report ? t("changeTitle") : t("addTitle")}</h2>
      {failure ? (
        <Banner tone="broken" role="alert">
          {failure}
        </Banner>
      ) : null}
      <Field id="report-name" label={t("name")}>
        <Input
          id="report-name"
          name="name"
          required
          maxLength={80}
          defaultValue={report?.name ?? ""}
          autoComplete="off"
        />
      </Field>
      <What report={report} period={period} onPeriod={setPeriod} />
      <fieldset>
        <legend className="font-medium">{t("people")}</legend>
        <p className="text-sm text-muted">{t("peopleHint")}</p>
        <div className="mt-1 flex flex-wrap gap-x-5">
          {people.map(({ id, name }) => (
            <label key={id} className="inline-flex min-h-11 items-center gap-2">
              <input
                type="checkbox"
                name="people"
                value={id}
                defaultChecked={report?.peopleIds.includes(id) ?? false}
                className="size-4 accent-accent"
              />
              {name}
            </label>
          ))}
        </div>
      </fieldset>
      <label className="inline-flex min-h-11 items-center gap-2">
        <input
          type="checkbox"
          name="enabled"
          defaultChecked={report?.enabled ?? true}
          className="size-4 accent-accent"
        />
        {t("enabled")}
      </label>
      <div className="flex flex-wrap gap-3">
        <Button disabled={busy} icon={busy ? <Spinner /> : undefined}>
          {t("save")}
        </Button>
        <Button type="button" variant="secondary" onClick={onCancel}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}

type WhatProps = { report: Report | null; period: Report["period"]; onPeriod: (period: Report["period"]) => void };

function What({ report, period, onPeriod }: WhatProps) {
  const t = useTranslations("reports");
  const locale = useLocale();
  const time = `${`${report?.hour ?? 9}`.padStart(2, "0")}:${`${report?.minute ?? 0}`.padStart(2, "0")}`;
  return (
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      <Field id="report-board" label={t("what")}>
        <Select
          id="report-board"
          name="board"
          defaultValue={report?.board ?? "overview"}
          options={reportBoards.map((board) => ({ value: board, label: t(`board.${board}`) }))}
        />
      </Field>
      <Field id="report-period" label={t("how")}>
        <Select
          id="report-period"
          name="period"
          value={period}
          onChange={(event) => onPeriod(reportPeriods.find((each) => each === event.target.value) ?? "week")}
          options={reportPeriods.map((each) => ({ value: each, label: t(`period.${each}`) }))}
        />
      </Field>
      {period === "week" ? (
        <Field id="report-weekday" label={t("day")}>
          <Select
            id="report-weekday"
            name="weekday"
            defaultValue={`${report?.weekday ?? 1}`}
            options={WEEKDAYS.map((day) => ({ value: `${day}`, label: t(`weekday.${day}`) }))}
          />
        </Field>
      ) : null}
      <Field id="report-time" label={t("time")}>
        <Input id="report-time" name="time" type="time" required defaultValue={time} />
      </Field>
      <Field id="report-zone" label={t("zone")}>
        <Input
          id="report-zone"
          list="report-zones"
          name="zone"
          required
          maxLength={60}
          defaultValue={report?.zone ?? "Asia/Shanghai"}
          autoComplete="off"
        />
        <ZoneNames id="report-zones" />
      </Field>
      <Field id="report-locale" label={t("language")}>
        <Select
          id="report-locale"
          name="locale"
          defaultValue={report?.locale ?? locale}
          options={[
            { value: "zh-CN", label: "中文" },
            { value: "en", label: "English" },
          ]}
        />
      </Field>
    </div>
  );
}

function read(form: FormData, period: Report["period"], report: Report | null): SaveReport {
  const text = (name: string) => `${form.get(name) ?? ""}`;
  const [hour = 9, minute = 0] = text("time").split(":").map(Number);
  return {
    ...(report ? { id: report.id, version: report.version } : {}),
    name: text("name"),
    board: reportBoards.find((board) => board === text("board")) ?? "overview",
    period,
    weekday: period === "week" ? Number(text("weekday")) : null,
    hour,
    minute,
    zone: text("zone"),
    locale: text("locale") === "en" ? "en" : "zh-CN",
    peopleIds: form.getAll("people").map(String),
    enabled: form.get("enabled") !== null,
  };
}
