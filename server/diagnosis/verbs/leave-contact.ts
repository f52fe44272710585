import { eq } from "drizzle-orm";
import { z } from "zod";
import { diagnosisWaits } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { conflict, invalid } from "#server/core/errors.ts";
import { openRun, within } from "../store.ts";

const emailSchema = z.email().max(254);

/**
 * Notes where the person wants to hear how their wait ends; an empty address takes it back.
 * @throws DomainError 404 DIAGNOSIS_NOT_FOUND, 409 NOTHING_WAITS, 422 VALIDATION_FAILED
 */
export async function leaveContact({ ctx, input }: { ctx: Ctx; input: { id: string; email: string } }): Promise<void> {
  const typed = input.email.trim();
  const email = typed === "" ? null : emailSchema.safeParse(typed);
  if (email && !email.success) {
    const message = "This is no e-mail address.";
    throw invalid("VALIDATION_FAILED", message, { errors: [{ path: "email", message }] });
  }
  await within(ctx, input.id, async (tx) => {
    const { row, session } = await openRun(tx, ctx, input.id);
    if (row.waitUntil === null || !session.proven) throw conflict("NOTHING_WAITS", "Nothing of this run waits.");
    await tx
      .update(diagnosisWaits)
      .set({ contact: email?.data ?? null })
      .where(eq(diagnosisWaits.diagnosisId, row.id));
    const action = email ? "diagnosis.contact_left" : "diagnosis.contact_removed";
    await appendAudit(tx, ctx, { action, subject: `diagnosis:${row.id}` });
  });
}
