import { and, count, eq, isNotNull } from "drizzle-orm";
import { diagnoses, tickets } from "#db/schema/index.ts";
import { inSlice, within } from "#server/tickets/index.ts";
import { checklistReport } from "../checklist/report.ts";
import { type ChecklistReport, runEnds } from "../checklist/schemas.ts";
import { spelled } from "../period.ts";
import { shareOf } from "../rules.ts";
import type { Scope } from "../scope.ts";
import type { BoardParts, BoardScope } from "./board.ts";
import { number, type Value } from "./numbers.ts";
import { shareValue, tile } from "./parts.ts";
import type { BoardTable, BoardTile } from "./schemas.ts";
import { wordsOf } from "./slice-words.ts";

/** Whether the checklist helps: what it solves, what it asks, and which causes it takes for another. */
export async function diagnosisBoard(scope: BoardScope): Promise<BoardParts> {
  const { period, slice, ctx } = scope;
  const report = await checklistReport({ ctx, input: { ...spelled(period), ...wordsOf(slice) } });
  return { tiles: checklistTiles(scope, report), tables: [endTable(scope, report), await confused(scope)] };
}

export function checklistTiles(scope: Scope, report: ChecklistReport): BoardTile[] {
  const { previous, accuracy } = report;
  const judged = ({ judged: of, ratio }: Omit<typeof accuracy, "previous">): Value => shareValue({ of, ratio });
  return [
    tile(
      scope,
      { metric: "checklist.deflection", stat: "ratio" },
      { value: report.deflection, of: report.concluded },
      { before: { value: previous.deflection, of: previous.concluded }, better: "up" },
    ),
    tile(scope, { metric: "checklist.accuracy", stat: "ratio" }, judged(accuracy), {
      ...{ before: judged(accuracy.previous), better: "up" },
    }),
    tile(
      scope,
      { metric: "checklist.questions", stat: "number" },
      { value: report.meanQuestions, of: report.concluded },
      { before: { value: previous.meanQuestions, of: previous.concluded }, better: "down" },
    ),
    tile(
      scope,
      { metric: "checklist.started", stat: "count" },
      { value: report.started },
      { before: { value: previous.started } },
    ),
  ];
}

/** What became of the runs. */
export function endTable({ period, slice }: Scope, report: ChecklistReport): BoardTable {
  const { started } = report;
  return {
    id: "end",
    columns: [
      { metric: "checklist.started", stat: "count" },
      { metric: "checklist.started", stat: "share" },
    ],
    rows: runEnds.map((part) => {
      const n = report.ends[part];
      const at = { period, slice, part };
      return {
        ...{ key: part, label: null },
        cells: [
          number("checklist.started", at, { value: n }),
          number("checklist.started", { ...at, whole: {} }, { value: started === 0 ? null : n / started, of: started }),
        ],
      };
    }),
  };
}

/** How often the cause that runs named was the one that people found, by the cause that was found. */
async function confused({ reader, period, slice }: BoardScope): Promise<BoardTable> {
  const { finalCauseCode, resolvedAt, diagnosisId } = tickets;
  const rows = await reader
    .select({ found: finalCauseCode, named: diagnoses.causeCode, n: count() })
    .from(tickets)
    .innerJoin(diagnoses, eq(diagnoses.id, diagnosisId))
    .where(and(within(resolvedAt, period), isNotNull(finalCauseCode), isNotNull(diagnoses.causeCode), inSlice(slice)))
    .groupBy(finalCauseCode, diagnoses.causeCode);
  const byFound = new Map<string, { of: number; right: number }>();
  for (const row of rows) {
    const sum = byFound.get(row.found ?? "") ?? { of: 0, right: 0 };
    sum.of += Number(row.n);
    if (row.found === row.named) sum.right += Number(row.n);
    byFound.set(row.found ?? "", sum);
  }
  return {
    id: "confused",
    columns: [
      { metric: "checklist.judged", stat: "count" },
      { metric: "checklist.accuracy", stat: "ratio" },
    ],
    rows: [...byFound]
      .sort(([a, x], [b, y]) => y.of - x.of || (a < b ? -1 : 1))
      .map(([key, { of, right }]) => ({
        ...{ key, label: null },
        cells: [
          number("checklist.judged", { period, slice, part: key }, { value: of }),
          number("checklist.accuracy", { period, slice, part: key }, shareValue(shareOf(right, of))),
        ],
      })),
  };
}
