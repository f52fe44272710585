import { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { invalid } from "#server/core/errors.ts";
import { findTicket } from "../access.ts";
import { changeTicket } from "../write.ts";
import { requireVersion } from "./conflict.ts";
import { type FieldRow, faultOf, fieldsInUse } from "./field-rules.ts";
import { type FieldValue, setFieldsSchema } from "./schemas.ts";

const inputSchema = setFieldsSchema.extend({ number: z.string().min(1).max(40) });
type Wanted = Record<string, FieldValue | null>;

/**
 * Answers a ticket's own fields; null takes an answer away, fields that are not named stay.
 * @returns the number and the version after it
 * @throws DomainError 404 TICKET_NOT_FOUND, 409 VERSION_CONFLICT, 422 FIELD_VALUE naming what is wrong with which field
 */
export async function setFields({ ctx, input }: { ctx: Ctx; input: z.input<typeof inputSchema> }) {
  const granted = authorize(ctx, "tickets:write");
  const call = inputSchema.parse(input);
  const work = async (tx: Tx) => {
    const ticket = await findTicket(tx, call.number);
    await requireVersion(tx, ticket, call.version, ctx);
    judge(await fieldsInUse(tx), call.fields);
    const before = ticket.fields ?? {};
    const moved = Object.entries(call.fields).filter(([key, value]) => (before[key] ?? null) !== value);
    if (moved.length === 0) return { number: ticket.number, version: ticket.version };
    const after: Record<string, FieldValue> = { ...before };
    for (const [key, value] of moved) {
      if (value === null) delete after[key];
      else after[key] = value;
    }
    const row = await changeTicket(tx, granted, ticket, {
      set: { fields: after },
      steps: moved.map(([key, value]) => ({
        type: "field_changed",
        before: { field: key, value: before[key] ?? null },
        after: { field: key, value },
      })),
      topic: "ticket.updated",
    });
    return { number: row.number, version: row.version };
  };
  return ctx.tx ? work(ctx.tx) : transact(work);
}

function judge(fields: readonly FieldRow[], wanted: Wanted): void {
  const errors = Object.entries(wanted).flatMap(([key, value]) => {
    const field = fields.find((one) => one.key === key);
    if (!field) return [{ path: `fields.${key}`, message: "There is no such field" }];
    const fault = value === null ? undefined : faultOf(field, value);
    return fault ? [{ path: `fields.${key}`, message: fault }] : [];
  });
  if (errors.length > 0) throw invalid("FIELD_VALUE", "Some answers do not fit their fields.", { errors });
}
