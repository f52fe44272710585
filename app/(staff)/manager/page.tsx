import { Download } from "lucide-react";
import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { exactTime } from "#app/_lib/time.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { PageHeader } from "#app/_ui/surface.tsx";
import type { Ctx } from "#server/core/context.ts";
import { forecastTickets, metricsBoard } from "#server/metrics/index.ts";
import { requireStaff } from "../_lib/guard.ts";
import { choicesFor } from "./_lib/choices.ts";
import { dayOf } from "./_lib/range.ts";
import { type Query, rangeInput, readState } from "./_lib/state.ts";
import { BoardNav } from "./_ui/board-nav.tsx";
import { FilterForm } from "./_ui/filter-form.tsx";
import { ManagerFrame } from "./_ui/manager-frame.tsx";
import { Overview } from "./_ui/overview.tsx";
import { PeriodLine } from "./_ui/period-line.tsx";
import { PrintButton } from "./_ui/print-button.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("manager");
  return { title: t("title"), robots: { index: false } };
}

type Props = { searchParams: Promise<Query> };

export default async function ManagerPage({ searchParams }: Props) {
  const ctx = await requireStaff("/manager");
  const query = await searchParams;
  return <ManagerFrame ctx={ctx}>{() => content(ctx, query)}</ManagerFrame>;
}

async function content(ctx: Ctx, query: Query) {
  const [t, locale] = await Promise.all([getTranslations("manager"), getLocale()]);
  const now = ctx.clock.now();
  const state = readState(query, now);
  const input = rangeInput(state);
  const compare = state.compare ? ("true" as const) : ("false" as const);
  const board = await metricsBoard({ ctx, input: { ...input, board: "overview", compare } });
  const forecast = await forecastTickets({ ctx, input: { days: 2 } });
  const choices = await choicesFor(ctx, locale);
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("intro", { time: exactTime(new Date(board.at), locale) })}
        actions={
          <div className="flex gap-2 print:hidden">
            <LinkButton
              href={`/api/v1/metrics/boards/overview/file.csv?${new URLSearchParams({ ...input, compare })}`}
              size="compact"
              className="min-h-11 sm:min-h-9"
              icon={<Download aria-hidden className="size-4" />}
            >
              {t("board.csv")}
            </LinkButton>
            <PrintButton label={t("board.print")} />
          </div>
        }
      />
      <BoardNav state={state} current="overview" />
      <FilterForm path="/manager" state={state} today={dayOf(now)} choices={choices} />
      <PeriodLine board={board} slice={state.slice} choices={choices} />
      <div className="mt-6">
        <Overview board={board} forecast={forecast} state={state} />
      </div>
    </>
  );
}
