/** What the history of a ticket tells: pure. */

type Step = { type: string; before?: unknown; after?: unknown };
export type Difference = { field: string; before: unknown; after: unknown };

/** Ids and the like, of which nobody reads anything. */
const SILENT = /^(mentioned|edited|factsHash)$|Id$/;
const NAMED = new Set(["assigneeId"]);
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What of a line is to be read: each member that is there before or after. A field of the desk's own stands under its key. */
export function differences({ type, before, after }: Step): Difference[] {
  // An incident stands by itself, without a name.
  if (typeof after === "string") return [{ field: type.split("_")[0] ?? type, before: undefined, after }];
  const [old, now] = [isRecord(before) ? before : {}, isRecord(after) ? after : {}];
  const own = now.field ?? old.field;
  if (typeof own === "string") return [{ field: own, before: old.value ?? null, after: now.value ?? null }];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((field) => (NAMED.has(field) || !SILENT.test(field)) && !isRecord(now[field]) && !isRecord(old[field]))
    .map((field) => ({ field, before: old[field], after: now[field] }));
}

/** The kinds that there are, in the order in which they first came. */
export const kindsOf = (steps: readonly { type: string }[]): string[] => [...new Set(steps.map(({ type }) => type))];

/** Those of one kind, or all of them. */
export const ofKind = <T extends { type: string }>(steps: readonly T[], kind: string): T[] =>
  steps.filter(({ type }) => kind === "" || type === kind);
