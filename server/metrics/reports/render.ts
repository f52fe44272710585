import { env } from "#server/core/env.ts";
import { fileOf } from "../boards/board-csv.ts";
import type { Board, BoardTable, BoardTile } from "../boards/schemas.ts";
import { spanText, valueText } from "../boards/values.ts";
import { type BoardLocale, boardTitles, columnTitle, rowTitle, tableKeys, tableTitles } from "../boards/words.ts";
import { dayName, dayNumberOf } from "../period.ts";

/** A report as a mail: the numbers as text and as a table, and the file for spreadsheets. */

export type ReportMail = {
  id: string;
  to: string;
  locale: BoardLocale;
  subject: string;
  text: string;
  html: string;
  link: string;
  files: { name: string; mediaType: string; bytes: Buffer }[];
};

type Rendered = {
  id: string;
  to: string;
  name: string;
  locale: BoardLocale;
  late: boolean;
  dueAt: Date;
  board: Board;
};

/** Rows of a table that a mail shows; all of them are in the file. */
const MAX_ROWS = 20;

const words = {
  "zh-CN": {
    ...{ brand: "到账", number: "指标", value: "数值", before: "上期", open: "在页面上查看", more: "其余见附件" },
    ...{ late: "这份报告晚于预定时间发出。", why: "这封邮件由系统按设定的时间发出，请勿直接回复。" },
    ...{ p90: "90% 在", mean: "平均" },
  },
  en: {
    ...{ brand: "Daozhang", number: "Number", value: "Value", before: "Before", open: "Open the page" },
    ...{ more: "The rest is in the file.", late: "This report was sent later than planned." },
    why: "This mail was sent by a machine at its set time, please do not answer it.",
    ...{ p90: "90% within", mean: "mean" },
  },
} as const;

export function render({ id, to, name, locale, late, board }: Rendered): ReportMail {
  const told = words[locale];
  const days = periodText(board);
  const title = `${boardTitles[locale][board.board]} ${days}`;
  const link = linkOf(board);
  const { bytes, name: file } = fileOf(board, locale);
  const text = [
    ...[name, title, ""],
    ...(late ? [told.late, ""] : []),
    ...board.tiles.map((tile) => tileText(tile, locale)),
    ...["", `${told.open}: ${link}`, "", "--", told.why, ""],
  ];
  return {
    ...{ id, to, locale, link, subject: `${told.brand}: ${name} ${days}` },
    text: text.join("\n"),
    html: htmlOf({ name, title, late, board, link, locale }),
    files: [{ name: file, mediaType: "text/csv; charset=utf-8", bytes }],
  };
}

function periodText({ period }: Board): string {
  const [from, to] = [new Date(period.from), new Date(Date.parse(period.to) - 1)].map((at) => dayName(dayNumberOf(at)));
  return from === to ? `${from}` : `${from} – ${to}`;
}

function linkOf({ board, period }: Board): string {
  const day = (at: number) => dayName(dayNumberOf(new Date(at)));
  const query = new URLSearchParams({ from: day(Date.parse(period.from)), to: day(Date.parse(period.to) - 1) });
  return `${env().APP_URL}/manager${board === "overview" ? "" : `/${board}`}?${query}`;
}

function tileText(tile: BoardTile, locale: BoardLocale): string {
  const told = words[locale];
  const { stat, value, previous } = tile;
  const before = previous === null ? "" : ` (${told.before} ${valueText(previous, stat, locale)})`;
  return `${columnTitle(tile, locale)}: ${valueText(value, stat, locale)}${rest(tile, locale)}${before}`;
}

/** A median never stands alone. */
function rest({ p90Ms, meanMs }: BoardTile, locale: BoardLocale): string {
  if (p90Ms === null || meanMs === null) return "";
  const told = words[locale];
  return ` · ${told.p90} ${spanText(p90Ms, locale)} · ${told.mean} ${spanText(meanMs, locale)}`;
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const html = (text: string): string => text.replace(/[&<>"']/g, (char) => entities[char] ?? char);

const CELL = "padding:6px 10px;border-bottom:1px solid #d0d4da;text-align:left";
const NUMBER = `${CELL};text-align:right;white-space:nowrap`;
const row = (cells: readonly string[], tag: "td" | "th") =>
  `<tr>${cells.map((cell, i) => `<${tag} style="${i === 0 ? CELL : NUMBER}">${html(cell)}</${tag}>`).join("")}</tr>`;

type Page = { name: string; title: string; late: boolean; board: Board; link: string; locale: BoardLocale };

/** Mail programs know no stylesheets: plain tables, and colours that stay readable when inverted. */
function htmlOf({ name, title, late, board, link, locale }: Page): string {
  const told = words[locale];
  return [
    `<!doctype html><html lang="${locale}"><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width"><title>${html(name)}</title></head>`,
    '<body style="margin:0;padding:24px;font-family:system-ui,sans-serif;font-size:15px;line-height:1.5">',
    '<div style="max-width:760px;margin:0 auto">',
    `<h1 style="margin:0 0 4px;font-size:20px">${html(name)}</h1><p style="margin:0 0 16px">${html(title)}</p>`,
    late ? `<p style="margin:0 0 16px">${html(told.late)}</p>` : "",
    '<table style="border-collapse:collapse;width:100%;margin:0 0 24px">',
    row([told.number, told.value, told.before], "th"),
    ...board.tiles.map((tile) =>
      row(
        [
          columnTitle(tile, locale),
          `${valueText(tile.value, tile.stat, locale)}${rest(tile, locale)}`,
          tile.previous === null ? "–" : valueText(tile.previous, tile.stat, locale),
        ],
        "td",
      ),
    ),
    "</table>",
    ...board.tables.filter((table) => table.rows.length > 0).map((table) => tableHtml(table, locale)),
    `<p style="margin:24px 0"><a href="${html(link)}">${html(told.open)}</a></p>`,
    `<p style="margin:0;font-size:13px;opacity:.75">${html(told.why)}</p>`,
    "</div></body></html>",
  ].join("\n");
}

function tableHtml(table: BoardTable, locale: BoardLocale): string {
  const { id, columns, rows } = table;
  const shown = rows.slice(0, MAX_ROWS);
  return [
    `<h2 style="margin:0 0 8px;font-size:16px">${html(tableTitles[locale][id])}</h2>`,
    '<table style="border-collapse:collapse;width:100%;margin:0 0 24px">',
    row([tableKeys[locale][id], ...columns.map((column) => columnTitle(column, locale))], "th"),
    ...shown.map(({ key, label, cells }) =>
      row(
        [
          rowTitle(id, key, label, locale),
          ...cells.map((cell, i) => valueText(cell.value, columns[i]?.stat ?? "count", locale)),
        ],
        "td",
      ),
    ),
    "</table>",
    rows.length > shown.length ? `<p style="margin:-16px 0 24px">${html(words[locale].more)}</p>` : "",
  ].join("\n");
}
