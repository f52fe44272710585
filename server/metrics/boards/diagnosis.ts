import { and, count, eq, isNotNull } from "drizzle-orm";
import { diagnoses, tickets } from "#db/schema/index.ts";
import { inSlice, within } from "#server/tickets/index.ts";
import { checklistReport } from "../checklist/report.ts";
import { runEnds } from "../checklist/schemas.ts";
import { spelled } from "../period.ts";
import type { BoardParts, BoardScope } from "./board.ts";
import { cell, shareCell, ticketsDrill, tile } from "./parts.ts";
import type { BoardTable, Drill } from "./schemas.ts";

/** Whether the checklist helps: what it solves, what it asks, and which causes it takes for another. */
export async function diagnosisBoard(scope: BoardScope): Promise<BoardParts> {
  const report = await checklistReport({ ctx: scope.ctx, input: spelled(scope.period) });
  const runs = (end?: string): Drill => ({
    list: "runs",
    query: { ...spelled(scope.period), ...(end ? { end } : {}) },
  });
  const { previous, accuracy } = report;
  return {
    tiles: [
      tile("checklist.deflection", "ratio", report.deflection, {
        ...{ of: report.concluded, previous: previous.deflection, better: "up", drill: runs() },
      }),
      tile("checklist.accuracy", "ratio", accuracy.ratio, {
        ...{ of: accuracy.judged, previous: accuracy.previous.ratio, better: "up" },
        drill: accuracy.right > 0 ? ticketsDrill("checklist.right", scope.period, {}) : null,
      }),
      tile("checklist.questions", "number", report.meanQuestions, {
        ...{ of: report.concluded, previous: previous.meanQuestions, better: "down", drill: runs() },
      }),
      tile("checklist.started", "count", report.started, { previous: previous.started, drill: runs() }),
    ],
    tables: [
      {
        id: "end",
        columns: [
          { metric: "checklist.started", stat: "count" },
          { metric: "checklist.started", stat: "share" },
        ],
        rows: runEnds.map((end) => ({
          ...{ key: end, label: null },
          cells: [
            cell(report.ends[end], { drill: report.ends[end] > 0 ? runs(end) : null }),
            cell(report.started === 0 ? null : report.ends[end] / report.started, { of: report.started }),
          ],
        })),
      },
      await confused(scope),
    ],
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
  const drill = (which: "judged" | "right", code: string) => ticketsDrill(`checklist.${which}.${code}`, period, slice);
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
          cell(of, { drill: drill("judged", key) }),
          shareCell({ count: right, of, ratio: of === 0 ? null : right / of }, drill("right", key)),
        ],
      })),
  };
}
