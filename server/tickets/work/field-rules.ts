import { asc, isNull } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { deskFields } from "#db/schema/index.ts";
import { invalid } from "#server/core/errors.ts";
import { isDay } from "#server/sla/schemas.ts";
import type { TicketRow } from "../access.ts";
import { ALL_CAUSES, type DeskField, type FieldValue } from "./schemas.ts";

export type FieldRow = typeof deskFields.$inferSelect;
export const MAX_FIELDS = 40;

/** The fields that are asked for, in order. */
export async function fieldsInUse(reader: Db): Promise<FieldRow[]> {
  return reader
    .select()
    .from(deskFields)
    .where(isNull(deskFields.retiredAt))
    .orderBy(asc(deskFields.position), asc(deskFields.key))
    .limit(MAX_FIELDS);
}

/** What is wrong with a value for a field; undefined when nothing is. Pure. */
export function faultOf({ kind, options }: Pick<DeskField, "kind" | "options">, value: FieldValue): string | undefined {
  switch (kind) {
    case "text":
      return typeof value === "string" ? undefined : "Must be a text";
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? undefined : "Must be a number";
    case "bool":
      return typeof value === "boolean" ? undefined : "Must be true or false";
    case "choice":
      return typeof value === "string" && options.includes(value) ? undefined : "Must be one of the choices";
    case "date":
      return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) && isDay(value)
        ? undefined
        : "Must be a day like 2026-11-23";
  }
}

/**
 * Refuses to resolve a ticket while a field is empty that its cause asks for.
 * @param cause the one that the ticket gets with the resolution; its own otherwise
 * @throws DomainError 422 FIELDS_REQUIRED
 */
export async function requireFields(reader: Db, ticket: TicketRow, cause: string = ticket.causeCode): Promise<void> {
  const fields = await fieldsInUse(reader);
  const owed = fields.filter(
    ({ key, requiredOn }) =>
      (requiredOn.includes(ALL_CAUSES) || requiredOn.includes(cause)) && ticket.fields?.[key] === undefined,
  );
  if (owed.length === 0) return;
  throw invalid("FIELDS_REQUIRED", "Fill in what this cause asks for first.", {
    details: { fields: owed.map(({ key }) => key) },
    errors: owed.map(({ key }) => ({ path: `fields.${key}`, message: "Needed before the ticket is resolved" })),
  });
}
