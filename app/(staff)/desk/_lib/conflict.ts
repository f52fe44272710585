import type { UpdateTicketInput } from "#server/tickets/schemas.ts";

/** What a change met that was based on an older version: pure. */

export type TicketPatch = Omit<UpdateTicketInput, "version">;
export type PatchField = keyof TicketPatch;

type Step = { type: string; by: string; own: boolean; at: string; before: unknown; after: unknown };
export type Conflict = { version: number; now: Record<string, unknown>; changes: Step[] };

/** What the history calls a field. */
const RECORDED: Record<PatchField, string> = {
  status: "status",
  assignee: "assigneeId",
  priority: "priority",
  tags: "tags",
  causeCode: "causeCode",
  queue: "queue",
  snoozeUntil: "snoozeUntil",
};

/** One field that both changed: how I want it, how it is now, and who made it so. */
export type Clash = { field: PatchField; mine: unknown; theirs: unknown; by: string; at: string };

/** The details of a refusal; undefined when they are not of this kind. */
export function conflictOf(details: Record<string, unknown>): Conflict | undefined {
  const { version, now, changes } = details;
  if (typeof version !== "number" || !Array.isArray(changes) || typeof now !== "object" || now === null)
    return undefined;
  return { version, now: now as Record<string, unknown>, changes: changes as Step[] };
}

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
const has = (value: unknown, name: string): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && name in value;

/**
 * The fields of a change that somebody else changed as well, to something else. What does not meet is sent again by itself; nor does
 * what I changed last myself, as a reply opens a ticket, or what was changed and is again as I saw it.
 */
export function clashes(patch: TicketPatch, { now, changes }: Conflict): Clash[] {
  return (Object.keys(patch) as PatchField[]).flatMap((field) => {
    if (patch[field] === undefined) return [];
    const name = RECORDED[field];
    const steps = changes.filter(({ after }) => has(after, name));
    const last = steps.at(-1);
    const theirs = now[name] ?? null;
    if (!last || last.own || same(theirs, patch[field])) return [];
    const seen = steps[0]?.before;
    if (has(seen, name) && same(theirs, seen[name])) return [];
    return [{ field, mine: patch[field] ?? null, theirs, by: last.by, at: last.at }];
  });
}

/** Whether somebody else answered one of these fields of the desk's own. */
export const touches = ({ changes }: Conflict, fields: readonly string[]): boolean =>
  changes.some(({ own, after }) => {
    if (own) return false;
    const field = typeof after === "object" && after !== null && "field" in after ? after.field : undefined;
    return typeof field === "string" && fields.includes(field);
  });

/** Whether anybody else did something; also where nobody can say what was done. */
export const byOthers = ({ changes }: Conflict): boolean => changes.length === 0 || changes.some(({ own }) => !own);

/** The change with those fields alone that are to be as I want them. */
export const keeping = (patch: TicketPatch, mine: ReadonlySet<PatchField>, met: readonly Clash[]): TicketPatch =>
  Object.fromEntries(
    Object.entries(patch).filter(
      ([field]) => mine.has(field as PatchField) || !met.some((clash) => clash.field === field),
    ),
  );
