import { z } from "zod";
import { reportBoards } from "../reports/schemas.ts";

/** The dashboards: tiles and tables that the page, the file, the print and the mail all show. */
export const boardNames = reportBoards;
export type BoardName = (typeof boardNames)[number];

/** How a number is to be read. */
export const stats = ["count", "amount", "ratio", "share", "cumulative", "median", "p90", "mean", "number"] as const;
export type Stat = (typeof stats)[number];

/** Where what stands behind a number is listed, and with which query. */
const drillSchema = z.object({ list: z.enum(["tickets", "records", "runs"]), query: z.record(z.string(), z.string()) });
export type Drill = z.output<typeof drillSchema>;

const cellSchema = z.object({
  /** In fen for amounts, milliseconds for durations, 0 to 1 for ratios; null when there is nothing to tell. */
  value: z.number().nullable(),
  /** Out of how many. */
  of: z.number().int().nullable(),
  /** There are so few that a ratio or a median of them would say nothing. */
  few: z.boolean(),
  /** What it is counted from: as many as the list has, its amounts added up, or how long its lines took. */
  drill: drillSchema,
  /** Of a ratio: the list of all that the ones on `drill` are a share of. */
  whole: drillSchema.nullable(),
});
export type BoardCell = z.output<typeof cellSchema>;

const tileSchema = cellSchema.extend({
  metric: z.string(),
  stat: z.enum(stats),
  /** The same over the period before; null for what stands for now, and when it was not asked for. */
  previous: z.number().nullable(),
  /** That number with its own list. */
  before: cellSchema.nullable(),
  /** Which way is good. */
  better: z.enum(["up", "down"]).nullable(),
  p90Ms: z.number().nullable(),
  meanMs: z.number().nullable(),
  /** Measured by a sketch: within one per cent. */
  approximate: z.boolean(),
  /** Anything but zero needs somebody at once. */
  mustBeZero: z.boolean(),
});
export type BoardTile = z.output<typeof tileSchema>;

const columnSchema = z.object({ metric: z.string(), stat: z.enum(stats) });
export type BoardColumn = z.output<typeof columnSchema>;

export const tableIds = [
  "clock",
  "moved",
  "day",
  "queue",
  "cause",
  "channel",
  "gateway",
  "agent",
  "end",
  "confused",
] as const;
export type TableId = (typeof tableIds)[number];
const tableSchema = z.object({
  id: z.enum(tableIds),
  columns: z.array(columnSchema),
  rows: z.array(
    z.object({
      /** What the row is about; null for what has none. */
      key: z.string().nullable(),
      /** A name where the key is none that a page could translate: a person, a channel. */
      label: z.string().nullable(),
      cells: z.array(cellSchema),
    }),
  ),
});
export type BoardTable = z.output<typeof tableSchema>;

export const boardSchema = z.object({
  board: z.enum(boardNames),
  at: z.string(),
  period: z.object({ from: z.string(), to: z.string() }),
  previous: z.object({ from: z.string(), to: z.string() }).nullable(),
  tiles: z.array(tileSchema),
  tables: z.array(tableSchema),
});
export type Board = z.output<typeof boardSchema>;
