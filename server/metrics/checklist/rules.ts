import { type ChecklistAccuracy, type ChecklistParts, type RunEnd, runEnds } from "./schemas.ts";

/**
 * What runs came to, from how many ended how. Leaving without a word counts as "unknown", never as solved.
 * @param answered questions answered by the runs that came to a result
 */
export function partsOf(rows: readonly { end: RunEnd; n: number }[], answered: number): ChecklistParts {
  const ends = Object.fromEntries(runEnds.map((end) => [end, 0])) as Record<RunEnd, number>;
  for (const { end, n } of rows) ends[end] += n;
  const started = runEnds.reduce((sum, end) => sum + ends[end], 0);
  const concluded = started - ends.open;
  return {
    started,
    concluded,
    ends,
    deflection: concluded === 0 ? null : (ends.person + ends.ledger) / concluded,
    meanQuestions: concluded === 0 ? null : answered / concluded,
  };
}

export const accuracyOf = (judged: number, right: number): ChecklistAccuracy => ({
  judged,
  right,
  ratio: judged === 0 ? null : right / judged,
});
