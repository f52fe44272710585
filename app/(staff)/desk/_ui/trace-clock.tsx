"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ToneIcon } from "#app/_ui/badge.tsx";
import { Button } from "#app/_ui/button.tsx";
import { cx } from "#app/_ui/cx.ts";
import { Money } from "#app/_ui/money.tsx";
import { Skeleton } from "#app/_ui/surface.tsx";
import { useFailureText } from "#app/(staff)/_lib/use-failure-text.ts";
import { type Lane, lanes } from "#server/workbench/schemas.ts";
import { useDesk } from "../_lib/desk-context.tsx";
import { type ClockRow, timelineOf } from "../_lib/workbench-queries.ts";
import { Section } from "./ticket-facts.tsx";
import { CopyForGateway } from "./trace-copy.tsx";
import { RowActs } from "./trace-row-acts.tsx";
import { dayOf, spanOf, timeOf } from "./trace-time.ts";

const toneOf = { ok: "ok", wait: "wait", broken: "broken", info: "neutral" } as const;
/** The filter that shows what went wrong, in every lane. */
type Shown = { lane: Lane | null; troubled: boolean };

/**
 * Everything about an order on one clock, newest last, with filters.
 * @param state changes with the ticket, which is on the clock too
 */
export function TraceClock({ orderNo, state }: { orderNo: string; state: string }) {
  const t = useTranslations("workbench.clock");
  const failure = useFailureText();
  const { locale } = useDesk();
  const timeline = useQuery(timelineOf(orderNo, locale, state));
  const [shown, show] = useState<Shown>({ lane: null, troubled: false });
  const all = timeline.data?.rows ?? [];
  const rows = all.filter(
    (row) => (shown.lane === null || row.lane === shown.lane) && (!shown.troubled || row.tone === "broken"),
  );
  const cut = timeline.data?.cut ?? [];
  return (
    <Section title={t("title")} aside={<CopyForGateway orderNo={orderNo} />}>
      {timeline.isPending ? (
        <div role="status" aria-label={t("loading")}>
          <Skeleton className="h-40" />
        </div>
      ) : null}
      {timeline.isError ? (
        <div className="grid justify-items-start gap-2 text-sm text-muted">
          <p>{failure(timeline.error)}</p>
          <Button type="button" size="compact" variant="secondary" onClick={() => void timeline.refetch()}>
            {t("retry")}
          </Button>
        </div>
      ) : null}
      {timeline.data ? (
        <div className="grid gap-3">
          <Filters counts={timeline.data.counts} total={all.length} shown={shown} onShow={show} />
          {cut.length > 0 ? (
            <p className="text-sm text-wait">{t("cut", { lanes: cut.map((lane) => t(`lane.${lane}`)).join("、") })}</p>
          ) : null}
          {rows.length === 0 ? (
            <p className="text-sm text-muted">{t(all.length === 0 ? "empty" : "none")}</p>
          ) : (
            <Rows rows={rows} />
          )}
        </div>
      ) : null}
    </Section>
  );
}

type FilterProps = { counts: Record<string, number>; total: number; shown: Shown; onShow: (shown: Shown) => void };

function Filters({ counts, total, shown, onShow }: FilterProps) {
  const t = useTranslations("workbench.clock");
  const present = lanes.filter((lane) => (counts[lane] ?? 0) > 0);
  return (
    <fieldset className="flex flex-wrap gap-1">
      <legend className="sr-only">{t("filters")}</legend>
      <Chip pressed={shown.lane === null} onPress={() => onShow({ ...shown, lane: null })} count={total}>
        {t("all")}
      </Chip>
      {present.map((lane) => (
        <Chip
          key={lane}
          pressed={shown.lane === lane}
          onPress={() => onShow({ ...shown, lane: shown.lane === lane ? null : lane })}
          count={counts[lane] ?? 0}
        >
          {t(`lane.${lane}`)}
        </Chip>
      ))}
      <Chip pressed={shown.troubled} onPress={() => onShow({ ...shown, troubled: !shown.troubled })}>
        {t("troubled")}
      </Chip>
    </fieldset>
  );
}

type ChipProps = { pressed: boolean; onPress: () => void; count?: number; children: string };

function Chip({ pressed, onPress, count, children }: ChipProps) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onPress}
      className={cx(
        "min-h-8 rounded-full border px-2.5 text-xs transition-colors",
        pressed
          ? "border-accent bg-accent-soft font-medium text-accent-text"
          : "border-line text-muted hover:border-line-strong hover:text-text",
      )}
    >
      {children}
      {count === undefined ? null : <span className="ml-1 tabular">{count}</span>}
    </button>
  );
}

/** The rows, a heading for each day. */
function Rows({ rows }: { rows: readonly ClockRow[] }) {
  const { locale } = useDesk();
  const days = new Map<string, ClockRow[]>();
  for (const row of rows) {
    const day = dayOf(new Date(row.at), locale);
    const of = days.get(day);
    if (of) of.push(row);
    else days.set(day, [row]);
  }
  return (
    <div className="grid gap-3">
      {[...days].map(([day, of]) => (
        <section key={day} aria-label={day}>
          <h3 className="sticky top-0 z-10 bg-surface py-1 text-xs font-medium text-muted tabular">{day}</h3>
          <ol className="border-l border-line pl-3">
            {of.map((row) => (
              <Row key={row.id} row={row} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

function Row({ row }: { row: ClockRow }) {
  const t = useTranslations("workbench.clock");
  const { locale } = useDesk();
  const notices = useTranslations("notices.kind");
  const { at, lane, kind, tone, detail, amountFen, lateMs, by } = row;
  const about = lane === "notice" && notices.has(kind as "credited") ? ` · ${notices(kind as "credited")}` : "";
  const title = row.title + about;
  const said = amountFen !== null && !title.includes("¥");
  return (
    <li id={`clock-${row.id}`} tabIndex={-1} className="relative grid gap-0.5 py-1.5 text-sm">
      <span aria-hidden className="absolute top-2.5 -left-[1.1875rem] rounded-full bg-surface">
        <ToneIcon tone={toneOf[tone]} className="size-3.5" />
      </span>
      <p className="flex flex-wrap items-baseline gap-x-2 text-xs text-muted">
        <time dateTime={at} className="font-mono tabular">
          {timeOf(new Date(at), locale)}
        </time>
        <span className="rounded-sm bg-sunken px-1">{t(`lane.${lane}`)}</span>
        <span className="sr-only">{t(`tone.${tone}`)}</span>
        {lateMs === null ? null : (
          <span className="text-wait">
            {t(lateMs > 0 ? "late" : "early", { time: spanOf(Math.abs(lateMs), locale) })}
          </span>
        )}
        {by ? <span className="min-w-0 break-all">{by}</span> : null}
      </p>
      <p className={cx("flex flex-wrap justify-between gap-x-3", tone === "broken" && "text-broken")}>
        <span className="min-w-0 break-words">{title}</span>
        {said ? <Money fen={amountFen} className="font-medium" /> : null}
      </p>
      {detail ? <p className="text-xs break-words text-muted">{detail}</p> : null}
      <RowActs row={row} />
    </li>
  );
}
