import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cx } from "#app/_ui/cx.ts";
import { EmptyState } from "#app/_ui/surface.tsx";
import { metricDefinition, percentText, tableTitles } from "#server/metrics/index.ts";
import type { Board, BoardTable, BoardTile, Forecast, TableId } from "#server/metrics/schemas.ts";
import type { ManagerState } from "../_lib/state.ts";
import { Attainment } from "./attainment.tsx";
import { Tile } from "./board-view.tsx";
import { Checklist } from "./checklist.tsx";
import { Days } from "./days.tsx";
import { Moved } from "./moved.tsx";
import { NumberCard } from "./number-card.tsx";
import { Pareto } from "./pareto.tsx";

/** Runs of the last days may still come back. */
const SETTLED_MS = 7 * 86_400_000;

type Props = { board: Board; forecast: Forecast; state: ManagerState };
type Told = Pick<Props, "board" | "state">;

/**
 * The first screen answers four questions in five minutes: do we keep the promise, where is the money, what changed, what will
 * tomorrow bring. What is below says more of each.
 */
export function Overview({ board, forecast, state }: Props) {
  const t = useTranslations("manager");
  const locale = useLocale();
  const cause = metricDefinition("cause", locale);
  const causes = tableOf(board, "cause");
  return (
    <div className="grid grid-cols-1 gap-10">
      <section className="grid grid-cols-1 gap-4">
        <h2 className="sr-only">{t("first.title")}</h2>
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-2 xl:grid-cols-4">
          <Tiles board={board} state={state} metrics={["attainment", "breached_now", "amount_at_risk"]} />
          <Tomorrow forecast={forecast} />
        </div>
        <div className={cx("grid grid-cols-1 items-start gap-4", state.compare && "xl:grid-cols-2")}>
          {state.compare ? (
            <Panel title={tableTitles[locale].moved} hint={t("moved.hint")}>
              <Moved table={tableOf(board, "moved")} />
            </Panel>
          ) : null}
          <Panel title={t("days.title")} hint={t("days.definition")}>
            <Days table={tableOf(board, "day")} />
          </Panel>
        </div>
      </section>
      <Block title={t("promise.title")}>
        <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
          <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
            <Tiles board={board} state={state} metrics={PROMISES} />
          </div>
          <Panel title={t("attainment.byClock")} hint={t("attainment.byClockHint")}>
            <Attainment table={tableOf(board, "clock")} compare={state.compare} />
          </Panel>
        </div>
      </Block>
      <Block title={t("well.title")}>
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-2 xl:grid-cols-4">
          <Tiles board={board} state={state} metrics={WELL} />
        </div>
      </Block>
      <Block title={t("money.title")}>
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-2 lg:grid-cols-3 2xl:grid-cols-5">
          <Tiles board={board} state={state} metrics={FLOW} />
        </div>
      </Block>
      <Block title={t("broke.title")}>
        <Panel title={cause?.title ?? ""} hint={`${cause?.text ?? ""} ${t("pareto.hint")}`}>
          {causes.rows.length === 0 ? <EmptyState title={t("pareto.empty")} /> : <Pareto table={causes} />}
        </Panel>
      </Block>
      <Block title={t("checklist.title")}>
        <Checklist
          tiles={tilesOf(board, CHECKLIST)}
          ends={tableOf(board, "end")}
          slice={state.slice}
          provisional={Date.parse(board.at) - Date.parse(board.period.to) < SETTLED_MS}
        />
      </Block>
    </div>
  );
}

const PROMISES = ["at_risk", "first_response", "first_resolution", "full_resolution", "calls_kept"];
const WELL = ["one_touch", "reopened", "satisfaction", "rating_response"];
const FLOW = ["amount_recovered", "open", "opened", "resolved", "backlog"];
const CHECKLIST = ["checklist.deflection", "checklist.accuracy", "checklist.questions", "checklist.started"];

const tilesOf = (board: Board, metrics: readonly string[]): BoardTile[] =>
  metrics.flatMap((metric) => board.tiles.filter((tile) => tile.metric === metric));

const tableOf = (board: Board, id: TableId): BoardTable =>
  board.tables.find((table) => table.id === id) ?? { id, columns: [], rows: [] };

function Tiles({ board, state, metrics }: Told & { metrics: readonly string[] }) {
  return tilesOf(board, metrics).map((tile) => <Tile key={tile.metric} tile={tile} slice={state.slice} />);
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-3 text-lg font-semibold">{title}</h2>
      {children}
    </section>
  );
}

function Panel({ title, hint, children }: { title: string; hint: string; children: ReactNode }) {
  return (
    <section className="min-w-0 rounded-md border border-line bg-surface p-4">
      <h3 className="font-medium">{title}</h3>
      <p className="mb-4 text-xs text-muted">{hint}</p>
      {children}
    </section>
  );
}

/** What tomorrow brings, and how sure that is. It is worked out, so that no list stands behind it but the forecast's own page. */
function Tomorrow({ forecast: { days, errors, historyDays } }: { forecast: Forecast }) {
  const t = useTranslations("manager.tomorrow");
  const [, next] = days;
  const people = next?.hours.reduce((most, hour) => Math.max(most, hour.agents ?? 0), 0);
  return (
    <NumberCard
      label={t("title")}
      definition={next ? t("text") : t("tooLittle", { n: historyDays })}
      value={next ? Math.round(next.expected) : "–"}
      href="/manager/forecast"
      opens={t("opens")}
      aside={
        next ? (
          <span className="text-sm text-muted tabular">
            {t("people", { n: people ?? 0 })} · {t("error", { value: percentText(errors.dailyWape) })}
          </span>
        ) : null
      }
    />
  );
}
