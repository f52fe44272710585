import { z } from "zod";
import { channelLabels } from "#server/channels/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { spelled } from "../period.ts";
import { slicedRangeSchema } from "../schemas.ts";
import { type Scope, scopeOf } from "../scope.ts";
import { causesBoard } from "./causes.ts";
import { channelsBoard } from "./channels.ts";
import { diagnosisBoard } from "./diagnosis.ts";
import { moneyBoard } from "./money.ts";
import { overviewBoard } from "./overview.ts";
import { peopleBoard } from "./people.ts";
import { type Board, type BoardName, type BoardTable, boardNames } from "./schemas.ts";
import { slaBoard } from "./sla.ts";

export type BoardParts = Pick<Board, "tiles" | "tables">;
/** What a board is asked with: the caller, for those parts that have a verb of their own. */
export type BoardScope = Scope & { ctx: Ctx };

const builders: Record<BoardName, (scope: BoardScope) => Promise<BoardParts>> = {
  overview: overviewBoard,
  sla: slaBoard,
  causes: causesBoard,
  channels: channelsBoard,
  people: peopleBoard,
  money: moneyBoard,
  diagnosis: diagnosisBoard,
};

export const boardInputSchema = z.intersection(
  slicedRangeSchema,
  z.object({
    board: z.enum(boardNames),
    /** `false` leaves the period before out. */
    compare: z.enum(["true", "false"]).default("true"),
  }),
);
export type BoardInput = z.input<typeof boardInputSchema>;

/**
 * One of the manager's dashboards.
 * @throws DomainError 403 FORBIDDEN; ZodError on bad input
 */
export async function metricsBoard(args: { ctx: Ctx; input: BoardInput }): Promise<Board> {
  const ctx = authorize(args.ctx, "metrics:read");
  const { board, compare, ...input } = boardInputSchema.parse(args.input);
  const scope = { ...scopeOf(ctx, input), ctx };
  const { tiles, tables } = await builders[board](scope);
  const compared = compare === "true";
  return {
    board,
    at: scope.now.toISOString(),
    period: spelled(scope.period),
    previous: compared ? spelled(scope.previous) : null,
    tiles: compared ? tiles : tiles.map((each) => ({ ...each, previous: null, before: null })),
    tables: await nameChannels(compared ? tables : tables.flatMap(withoutBefore)),
  };
}

/** What the shop calls its channels. */
async function nameChannels(tables: BoardTable[]): Promise<BoardTable[]> {
  const ofChannels = ({ id }: BoardTable) => id === "channel" || id === "gateway";
  if (!tables.some(ofChannels)) return tables;
  const labels = await channelLabels();
  return tables.map((table) =>
    ofChannels(table)
      ? { ...table, rows: table.rows.map((row) => ({ ...row, label: labels[row.key ?? ""] ?? null })) }
      : table,
  );
}

/** A table without what was before; none of one that is about just that. */
function withoutBefore(table: BoardTable): BoardTable[] {
  if (table.id === "moved") return [];
  const stays = table.columns.map(({ metric }) => !metric.endsWith(".before"));
  return [
    {
      ...table,
      columns: table.columns.filter((_, i) => stays[i]),
      rows: table.rows.map((row) => ({ ...row, cells: row.cells.filter((_, i) => stays[i]) })),
    },
  ];
}
