import { and, asc, eq, gt, lt } from "drizzle-orm";
import { z } from "zod";
import { type Db, db, type Tx, transact } from "#db/client.ts";
import { shifts, user } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, invalid, notFound } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { planShiftSchema, type ShiftView, shiftListSchema } from "./schemas.ts";

const MAX_SHOWN = 2_000;
const LOCK = { serializeOn: "shifts" } as const;

/**
 * Who works when, of the shifts that touch a time.
 * @throws DomainError 403 FORBIDDEN; ZodError on bad input
 */
export async function listShifts(args: {
  ctx: Ctx;
  input: z.input<typeof shiftListSchema>;
}): Promise<{ shifts: ShiftView[] }> {
  const ctx = authorize(args.ctx, "tickets:read");
  const { from, to } = shiftListSchema.parse(args.input);
  const rows = await (ctx.tx ?? db)
    .select({ shift: shifts, name: user.name })
    .from(shifts)
    .innerJoin(user, eq(user.id, shifts.personId))
    .where(and(gt(shifts.toAt, new Date(from)), lt(shifts.fromAt, new Date(to))))
    .orderBy(asc(shifts.toAt), asc(shifts.id))
    .limit(MAX_SHOWN);
  return { shifts: rows.map(({ shift, name }) => shiftView(shift, name)) };
}

/**
 * Puts somebody on shift for a time.
 * @throws DomainError 403 FORBIDDEN, 409 SHIFT_OVERLAPS, 422 PERSON_UNKNOWN; ZodError on bad input
 */
export async function planShift(args: { ctx: Ctx; input: z.input<typeof planShiftSchema> }): Promise<ShiftView> {
  const ctx = authorize(args.ctx, "desk:manage");
  const { personId, from, to } = planShiftSchema.parse(args.input);
  const [fromAt, toAt] = [new Date(from), new Date(to)];
  const write = async (tx: Tx) => {
    const name = await nameOf(tx, personId);
    const [other] = await tx
      .select({ id: shifts.id })
      .from(shifts)
      .where(and(eq(shifts.personId, personId), gt(shifts.toAt, fromAt), lt(shifts.fromAt, toAt)))
      .limit(1);
    if (other) throw conflict("SHIFT_OVERLAPS", "This person is on shift then already.");
    const row = { id: newId(), personId, fromAt, toAt, plannedByName: ctx.actor.name, createdAt: ctx.clock.now() };
    await tx.insert(shifts).values(row);
    const data = { personId, from: fromAt.toISOString(), to: toAt.toISOString() };
    await appendAudit(tx, ctx, { action: "shift.planned", subject: `shift:${row.id}`, data });
    return shiftView(row, name);
  };
  return ctx.tx ? write(ctx.tx) : transact(write, LOCK);
}

/** Takes a shift out of the plan. @throws DomainError 403 FORBIDDEN, 404 SHIFT_NOT_FOUND */
export async function removeShift(args: { ctx: Ctx; input: { id: string } }): Promise<{ id: string }> {
  const ctx = authorize(args.ctx, "desk:manage");
  const id = z.string().min(1).max(64).parse(args.input.id);
  const write = async (tx: Tx) => {
    const [row] = await tx.delete(shifts).where(eq(shifts.id, id)).returning();
    if (!row) throw notFound("SHIFT");
    const data = { personId: row.personId, from: row.fromAt.toISOString(), to: row.toAt.toISOString() };
    await appendAudit(tx, ctx, { action: "shift.removed", subject: `shift:${id}`, data });
    return { id };
  };
  return ctx.tx ? write(ctx.tx) : transact(write, LOCK);
}

/** @throws DomainError 422 PERSON_UNKNOWN for whoever is not there or can sign in no more */
export async function nameOf(reader: Db, personId: string): Promise<string> {
  const [person] = await reader
    .select({ name: user.name, disabledAt: user.disabledAt })
    .from(user)
    .where(eq(user.id, personId));
  if (person && person.disabledAt === null) return person.name;
  const message = "There is no such staff member.";
  throw invalid("PERSON_UNKNOWN", message, { errors: [{ path: "personId", message }] });
}

function shiftView(row: Omit<typeof shifts.$inferSelect, "createdAt">, personName: string): ShiftView {
  const { id, personId, fromAt, toAt, plannedByName } = row;
  return { id, personId, personName, from: fromAt.toISOString(), to: toAt.toISOString(), plannedBy: plannedByName };
}
