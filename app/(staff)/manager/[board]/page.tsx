import { Download } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { exactTime } from "#app/_lib/time.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { PageHeader } from "#app/_ui/surface.tsx";
import type { Ctx } from "#server/core/context.ts";
import { boardTitles, metricsBoard } from "#server/metrics/index.ts";
import { type BoardName, boardNames } from "#server/metrics/schemas.ts";
import { requireStaff } from "../../_lib/guard.ts";
import { choicesFor } from "../_lib/choices.ts";
import { dayOf } from "../_lib/range.ts";
import { type Query, rangeInput, readState } from "../_lib/state.ts";
import { BoardNav } from "../_ui/board-nav.tsx";
import { BoardView } from "../_ui/board-view.tsx";
import { FilterForm } from "../_ui/filter-form.tsx";
import { ManagerFrame } from "../_ui/manager-frame.tsx";
import { PeriodLine } from "../_ui/period-line.tsx";
import { PrintButton } from "../_ui/print-button.tsx";

type Props = { params: Promise<{ board: string }>; searchParams: Promise<Query> };
/** The overview has a page of its own. */
const nameOf = (text: string): BoardName | undefined => boardNames.find((name) => name === text && name !== "overview");

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [locale, { board }] = await Promise.all([getLocale(), params]);
  const name = nameOf(board);
  return { title: name ? boardTitles[locale][name] : undefined, robots: { index: false } };
}

/** One of the manager's dashboards. */
export default async function BoardPage({ params, searchParams }: Props) {
  const [{ board }, query] = await Promise.all([params, searchParams]);
  const name = nameOf(board);
  const ctx = await requireStaff(name ? `/manager/${name}` : "/manager");
  // Which boards there are is for those alone who may read them.
  return <ManagerFrame ctx={ctx}>{() => (name ? content(ctx, name, query) : notFound())}</ManagerFrame>;
}

async function content(ctx: Ctx, name: BoardName, query: Query) {
  const [t, locale] = await Promise.all([getTranslations("manager"), getLocale()]);
  const now = ctx.clock.now();
  const state = readState(query, now);
  const input = rangeInput(state);
  const compare = state.compare ? ("true" as const) : ("false" as const);
  const board = await metricsBoard({ ctx, input: { ...input, board: name, compare } });
  const file = `/api/v1/metrics/boards/${name}/file.csv?${new URLSearchParams({ ...input, compare })}`;
  const choices = await choicesFor(ctx, locale);
  return (
    <>
      <PageHeader
        title={boardTitles[locale][name]}
        description={t("intro", { time: exactTime(new Date(board.at), locale) })}
        actions={
          <div className="flex gap-2 print:hidden">
            <LinkButton
              href={file}
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
      <BoardNav state={state} current={name} />
      <FilterForm path={`/manager/${name}`} state={state} today={dayOf(now)} choices={choices} />
      <PeriodLine board={board} slice={state.slice} choices={choices} />
      <div className="mt-6">
        <BoardView board={board} slice={state.slice} />
      </div>
    </>
  );
}
