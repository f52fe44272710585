import type { Ctx } from "#server/core/context.ts";
import { csvBytes } from "#server/core/csv.ts";
import { dayName, dayNumberOf } from "../period.ts";
import { type BoardInput, metricsBoard } from "./board.ts";
import type { Board, Stat } from "./schemas.ts";
import { plainValue } from "./values.ts";
import { type BoardLocale, boardTitles, columnTitle, rowTitle, tableKeys, tableTitles } from "./words.ts";

export type BoardFile = { bytes: Buffer; mediaType: "text/csv; charset=utf-8"; name: string };

/**
 * A dashboard as a file for spreadsheets.
 * @throws DomainError 403 FORBIDDEN; ZodError on bad input
 */
export async function boardCsv(args: { ctx: Ctx; input: BoardInput; locale: BoardLocale }): Promise<BoardFile> {
  const board = await metricsBoard(args);
  return fileOf(board, args.locale);
}

export function fileOf(board: Board, locale: BoardLocale): BoardFile {
  const day = (at: number) => dayName(dayNumberOf(new Date(at)));
  const { from, to } = board.period;
  const name = `${boardTitles[locale][board.board]}-${day(Date.parse(from))}-${day(Date.parse(to) - 1)}.csv`;
  return { bytes: csvBytes(linesOf(board, locale)), mediaType: "text/csv; charset=utf-8", name };
}

const heads: Record<BoardLocale, { number: string; value: string; before: string; of: string }> = {
  "zh-CN": { number: "指标", value: "数值", before: "上期", of: "样本数" },
  en: { number: "Number", value: "Value", before: "Before", of: "Out of" },
};
const units: Record<BoardLocale, { amount: string; span: string }> = {
  "zh-CN": { amount: "（元）", span: "（秒）" },
  en: { amount: " (yuan)", span: " (s)" },
};

function unit(stat: Stat, locale: BoardLocale): string {
  if (stat === "amount") return units[locale].amount;
  return stat === "median" || stat === "p90" || stat === "mean" ? units[locale].span : "";
}

/** Numbers come first, each table after an empty line. Pure. */
export function linesOf({ board, period, previous: compared, tiles, tables }: Board, locale: BoardLocale): string[][] {
  const words = heads[locale];
  const beside = <T>(before: T): T[] => (compared ? [before] : []);
  const lines = [
    [boardTitles[locale][board], period.from, period.to],
    [],
    [words.number, words.value, ...beside(words.before), words.of],
  ];
  for (const { metric, stat, value, previous, of, p90Ms, meanMs } of tiles) {
    const title = `${columnTitle({ metric, stat }, locale)}${unit(stat, locale)}`;
    const before = beside(plainValue(previous, stat));
    lines.push([title, plainValue(value, stat), ...before, of === null ? "" : String(of)]);
    if (stat !== "median") continue;
    for (const [which, ms] of [
      ["p90", p90Ms],
      ["mean", meanMs],
    ] as const) {
      lines.push([
        `${columnTitle({ metric, stat: which }, locale)}${unit(which, locale)}`,
        plainValue(ms, which),
        ...beside(""),
        "",
      ]);
    }
  }
  for (const { id, columns, rows } of tables) {
    const titles = columns.map((column) => `${columnTitle(column, locale)}${unit(column.stat, locale)}`);
    lines.push([], [tableTitles[locale][id]], [tableKeys[locale][id], ...titles]);
    for (const { key, label, cells } of rows) {
      const values = cells.map((cell, i) => plainValue(cell.value, columns[i]?.stat ?? "count"));
      lines.push([rowTitle(id, key, label, locale), ...values]);
    }
  }
  return lines;
}
