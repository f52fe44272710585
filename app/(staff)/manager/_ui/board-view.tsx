import { useLocale, useTranslations } from "next-intl";
import { cx } from "#app/_ui/cx.ts";
import { EmptyState } from "#app/_ui/surface.tsx";
import { Table, Td, Th, Tr } from "#app/_ui/table.tsx";
import {
  columnTitle,
  ignoredBy,
  metricDefinition,
  rowTitle,
  spanText,
  tableKeys,
  tableTitles,
  valueText,
} from "#server/metrics/index.ts";
import type { Board, BoardCell, BoardTable, BoardTile, Stat } from "#server/metrics/schemas.ts";
import { listHref } from "../_lib/drill.ts";
import type { ManagerState } from "../_lib/state.ts";
import { BoardChart } from "./board-chart.tsx";
import { NumberCard, trendOf } from "./number-card.tsx";

/** A dashboard: its numbers, then its tables, each number with the way to its list and each column with its meaning. */
export function BoardView({ board, slice }: { board: Board; slice: ManagerState["slice"] }) {
  const t = useTranslations("manager.board");
  return (
    <div className="grid grid-cols-1 gap-8">
      {board.tiles.length > 0 ? (
        <section>
          <h2 className="sr-only">{t("numbers")}</h2>
          <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3 2xl:grid-cols-4">
            {board.tiles.map((tile) => (
              <Tile key={`${tile.metric} ${tile.stat}`} tile={tile} slice={slice} />
            ))}
          </div>
        </section>
      ) : null}
      {board.tables.map((table) => (
        <Section key={table.id} table={table} slice={slice} />
      ))}
    </div>
  );
}

/** Where a number leads: nowhere when its list is empty, and where there are too few to tell, to all that there are. */
function hrefOf(cell: BoardCell | null): string | undefined {
  if (!cell || !(cell.value || cell.few)) return undefined;
  const { list, query } = cell.few ? (cell.whole ?? cell.drill) : cell.drill;
  return listHref(list, query);
}

type TileProps = { tile: BoardTile; slice: ManagerState["slice"] };

export function Tile({ tile, slice }: TileProps) {
  const t = useTranslations("manager");
  const locale = useLocale();
  const note = useIgnored([tile.metric], slice);
  const { metric, stat, value, previous, better } = tile;
  const text = (of: number | null) => valueText(of, stat, locale);
  const sign = (by: number) => (by > 0 ? "+" : by < 0 ? "−" : "");
  const diff = (by: number) => `${sign(by)}${text(Math.abs(by))}`;
  const points = (by: number) => t("card.points", { n: `${sign(by)}${Math.abs(by * 100).toFixed(1)}` });
  const alarming = tile.mustBeZero || metric === "breached_now" || metric === "amount_at_risk";
  return (
    <NumberCard
      label={columnTitle(tile, locale)}
      definition={metricDefinition(metric, locale)?.text ?? ""}
      value={text(value)}
      href={hrefOf(tile)}
      alarm={alarming && (value ?? 0) > 0}
      aside={<Aside tile={tile} />}
      note={note}
      previous={previous === null ? undefined : text(previous)}
      previousHref={hrefOf(tile.before)}
      trend={
        value === null || previous === null
          ? undefined
          : trendOf(value, previous, better, stat === "ratio" ? points : diff)
      }
    />
  );
}

/** Says which of the filters that are set do not narrow these numbers. */
function useIgnored(metrics: readonly string[], slice: ManagerState["slice"]): string | undefined {
  const t = useTranslations("manager");
  const ignored = new Set(metrics.flatMap((metric) => ignoredBy(metric, slice)));
  if (ignored.size === 0) return undefined;
  return t("board.ignores", { filters: [...ignored].map((dim) => t(`filter.${dim}`)).join(t("board.and")) });
}

/** What belongs beside a number: how many it is of, and how the rest of them lies. */
function Aside({ tile }: { tile: BoardTile }) {
  const t = useTranslations("manager");
  const locale = useLocale();
  const { of, whole } = tile;
  // A share is of so many; a sum, and the middle of many times, are over so many.
  const counted = (n: number) => t(tile.stat === "ratio" ? "board.of" : "board.over", { n });
  const words = [
    ...(tile.p90Ms === null ? [] : [t("durations.p90", { time: spanText(tile.p90Ms, locale) })]),
    ...(tile.meanMs === null ? [] : [t("durations.mean", { time: spanText(tile.meanMs, locale) })]),
    ...(of === null || tile.value === null || (whole && of > 0) ? [] : [counted(of)]),
    ...(tile.approximate ? [t("board.approximate")] : []),
    ...(tile.mustBeZero ? [t("board.mustBeZero")] : []),
  ];
  return (
    <span className="text-sm text-muted tabular">
      {whole && of ? (
        <a
          href={listHref(whole.list, whole.query)}
          className="underline decoration-line-strong underline-offset-4 hover:decoration-accent"
        >
          {counted(of)}
        </a>
      ) : null}
      {words.join(" · ")}
    </span>
  );
}

function Section({ table, slice }: { table: BoardTable; slice: ManagerState["slice"] }) {
  const t = useTranslations("manager.board");
  const locale = useLocale();
  const note = useIgnored(
    table.columns.map(({ metric }) => metric),
    slice,
  );
  const title = tableTitles[locale][table.id];
  return (
    <section className="min-w-0">
      <h2 className="mb-3 text-lg font-semibold">{title}</h2>
      {note ? <p className="mb-3 text-sm text-wait">{note}</p> : null}
      {table.rows.length === 0 ? (
        <div className="rounded-md border border-line bg-surface">
          <EmptyState title={t("empty")} />
        </div>
      ) : (
        <>
          <BoardChart table={table} />
          <BoardRows table={table} title={title} />
          {table.rows.some(({ cells }) => cells.some((cell) => cell.few)) ? (
            <p className="mt-2 text-sm text-muted">{t("fewHint")}</p>
          ) : null}
          <Definitions table={table} />
        </>
      )}
    </section>
  );
}

type RowsProps = {
  table: BoardTable;
  title: string;
  /** Rows bear the numbers that a chart calls them by. */
  numbered?: boolean;
};

export function BoardRows({ table, title, numbered = false }: RowsProps) {
  const locale = useLocale();
  return (
    <Table aria-label={title}>
      <thead>
        <tr>
          <Th>{tableKeys[locale][table.id]}</Th>
          {table.columns.map((column) => (
            <Th key={`${column.metric} ${column.stat}`} align="right">
              {columnTitle(column, locale)}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row, index) => (
          <Tr key={row.key ?? ""}>
            <Td className={cx("min-w-28 print:min-w-0", table.id === "day" && "tabular whitespace-nowrap")}>
              {numbered ? <span className="mr-2 text-muted tabular">{index + 1}</span> : null}
              {rowTitle(table.id, row.key, row.label, locale)}
            </Td>
            {table.columns.map((column, i) => (
              <Td key={`${column.metric} ${column.stat}`} align="right" className="whitespace-nowrap">
                <Value cell={row.cells[i]} stat={column.stat} />
              </Td>
            ))}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function Value({ cell, stat }: { cell: BoardCell | undefined; stat: Stat }) {
  const t = useTranslations("manager.board");
  const locale = useLocale();
  if (!cell) return null;
  const text = cell.few ? t("few") : valueText(cell.value, stat, locale);
  const href = hrefOf(cell);
  const { of, whole } = cell;
  const outOf = of === null || stat === "share" || stat === "cumulative" ? null : t("n", { n: of });
  return (
    <>
      {href ? (
        <a className="text-accent-text hover:underline" href={href}>
          {text}
        </a>
      ) : (
        <span className="text-muted">{text}</span>
      )}
      {outOf === null ? null : whole && of ? (
        <a className="ml-1.5 text-xs text-muted hover:underline" href={listHref(whole.list, whole.query)}>
          {outOf}
        </a>
      ) : (
        <span className="ml-1.5 text-xs text-muted">{outOf}</span>
      )}
    </>
  );
}

/** What the columns mean, beside the numbers. */
function Definitions({ table }: { table: BoardTable }) {
  const t = useTranslations("manager.board");
  const locale = useLocale();
  const ids = [...new Set(table.columns.map(({ metric }) => metric.replace(/\.(before|met|breached)$/, "")))];
  return (
    <details className="mt-2 print:hidden">
      <summary className="min-h-6 cursor-pointer text-sm text-accent-text">{t("definitions")}</summary>
      <dl className="mt-2 grid gap-2 text-sm sm:grid-cols-2">
        {ids.map((id) => {
          const text = metricDefinition(id, locale);
          return text ? (
            <div key={id}>
              <dt className="font-medium">{text.title}</dt>
              <dd className="text-muted">{text.text}</dd>
            </div>
          ) : null;
        })}
      </dl>
    </details>
  );
}
