import { companyMembers, ME, type ViewFilter } from "#server/tickets/schemas.ts";
import { fenOfYuan } from "./yuan.ts";

/** What the filter's form says, as a filter; and what of a filter it does not show. Pure. */

export const filterFlags = [
  ...(["asleep", "stuck", "unanswered", "reopened", "escalated", "followed", "called"] as const),
] as const;
/** Those that mean something though nobody looks, as when a rule runs. */
export const flagsOfNobody = filterFlags.filter((flag) => !companyMembers.some((member) => member === flag));

/** A filter without what depends on who looks. */
export function askingNobody({ followed: _, called: __, assignee = [], ...rest }: ViewFilter): ViewFilter {
  const named = assignee.filter((person) => person !== ME);
  return named.length > 0 ? { ...rest, assignee: named } : rest;
}

const choices = [
  ...(["status", "priority", "assignee", "cause", "due", "claim", "charge", "channel", "tags", "queue"] as const),
  "without" as const,
] as const;
const texts = ["orderNo", "paymentNo", "customerId", "incidentId", "rated", "product"] as const;
const days = [
  ...(["openedFrom", "openedTo", "updatedFrom", "updatedTo"] as const),
  ...(["resolvedFrom", "resolvedTo", "closedFrom", "closedTo"] as const),
] as const;
const amounts = ["amountFrom", "amountTo"] as const;

const ZONE_MS = 8 * 3_600_000;
/** The day of an instant in Shanghai, as a field of days has it. */
export const dayOf = (iso: string | undefined): string =>
  iso ? new Date(Date.parse(iso) + ZONE_MS).toISOString().slice(0, 10) : "";
const dayStart = (day: string) => new Date(`${day}T00:00:00+08:00`).toISOString();

/**
 * @param form what was filled in
 * @param before the filter that the form was opened with: `open`, which it does not show, stays
 */
export function filterOf(form: FormData, before: ViewFilter): ViewFilter {
  const text = (name: string) => String(form.get(name) ?? "").trim() || undefined;
  const several = (name: string) => {
    const values = form.getAll(name).map(String).filter(Boolean);
    return values.length > 0 ? values : undefined;
  };
  const day = (name: string) => {
    const value = text(name);
    return value && dayStart(value);
  };
  const flag = (name: string) => {
    const value = text(name);
    return value && value === "yes";
  };
  const made = (names: readonly string[], of: (name: string) => unknown) =>
    names.map((name) => [name, of(name)] as const);
  const [key, value] = [text("fieldKey"), text("fieldValue")];
  const all = [
    ["open", before.open] as const,
    ...made(choices, several),
    ...made(amounts, (name) => fenOfYuan(text(name) ?? "") ?? undefined),
    ...made(days, day),
    ...made(texts, text),
    ...made(filterFlags, (name) => (flag(name) === "" ? undefined : flag(name))),
    ["field", key && value !== undefined ? { key, value: typedValue(value, text("fieldKind")) } : undefined] as const,
  ];
  return Object.fromEntries(all.filter(([, one]) => one !== undefined)) as ViewFilter;
}

/** A field's value as its kind keeps it. */
function typedValue(text: string, kind: string | undefined): string | number | boolean {
  if (kind === "bool") return text === "true";
  return kind === "number" && Number.isFinite(Number(text)) ? Number(text) : text;
}
