import { eq } from "drizzle-orm";
import type { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { peopleStates, skills } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { forbidden } from "#server/core/errors.ts";
import { nameOf } from "./plan.ts";
import { type PersonState, saveSkillsSchema, saveStateSchema, USUAL_MAX_OPEN } from "./schemas.ts";

/**
 * Sets which queues a person works in, how well they know them and how much they get at a time. Without any queue they do the work
 * of all.
 * @throws DomainError 403 FORBIDDEN, 422 PERSON_UNKNOWN; ZodError on bad input
 */
export async function saveSkills(args: {
  ctx: Ctx;
  input: z.input<typeof saveSkillsSchema> & { personId: string };
}): Promise<z.output<typeof saveSkillsSchema>> {
  const ctx = authorize(args.ctx, "desk:manage");
  const { personId } = args.input;
  const value = saveSkillsSchema.parse(args.input);
  const write = async (tx: Tx) => {
    await nameOf(tx, personId);
    await tx.delete(skills).where(eq(skills.personId, personId));
    if (value.skills.length > 0) await tx.insert(skills).values(value.skills.map((skill) => ({ personId, ...skill })));
    await tx
      .insert(peopleStates)
      .values({ personId, state: "on", maxOpen: value.maxOpen, since: ctx.clock.now() })
      .onConflictDoUpdate({ target: peopleStates.personId, set: { maxOpen: value.maxOpen } });
    await appendAudit(tx, ctx, { action: "shift.skills_saved", subject: `staff:${personId}`, data: value });
    return value;
  };
  return ctx.tx ? write(ctx.tx) : transact(write);
}

/** Says whether one takes new work. For oneself. @throws DomainError 403 FORBIDDEN for whoever is no member of the staff */
export async function saveState(args: {
  ctx: Ctx;
  input: z.input<typeof saveStateSchema>;
}): Promise<{ state: PersonState }> {
  const ctx = authorize(args.ctx, "tickets:write");
  if (ctx.actor.kind !== "staff") throw forbidden("Only a member of the staff takes work.");
  const { state } = saveStateSchema.parse(args.input);
  const personId = ctx.actor.id;
  const write = async (tx: Tx) => {
    const row = { personId, state, maxOpen: USUAL_MAX_OPEN, since: ctx.clock.now() };
    await tx
      .insert(peopleStates)
      .values(row)
      .onConflictDoUpdate({ target: peopleStates.personId, set: { state, since: row.since } });
    await appendAudit(tx, ctx, { action: "shift.state_saved", subject: `staff:${personId}`, data: { state } });
    return { state };
  };
  return ctx.tx ? write(ctx.tx) : transact(write);
}
