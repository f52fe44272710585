import { and, eq, isNull, ne } from "drizzle-orm";
import { z } from "zod";
import { db } from "#db/client.ts";
import { attachments } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { accessUrl, findTicket, ownsTicket } from "./access.ts";
import { attachmentView } from "./attachment-view.ts";
import { ownsDiagnosis, runOwner } from "./diagnosis-record.ts";
import type { Attachment } from "./schemas.ts";

const runSchema = z.object({ diagnosisId: z.string().min(1).max(64) });
const ticketSchema = z.object({ number: z.string().min(1).max(40) });

/**
 * What was uploaded to a run of the checklist and waits for its ticket.
 * @throws DomainError 404 DIAGNOSIS_NOT_FOUND, also when it is somebody else's
 */
export async function runAttachments({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof runSchema>;
}): Promise<Attachment[]> {
  const { diagnosisId } = runSchema.parse(input);
  const run = await runOwner(db, diagnosisId);
  if (!run || !ownsDiagnosis(ctx.actor, run)) throw notFound("DIAGNOSIS");
  const rows = await db
    .select()
    .from(attachments)
    .where(
      and(
        eq(attachments.ownerKey, `diagnosis:${diagnosisId}`),
        isNull(attachments.ticketId),
        ne(attachments.kind, "identity"),
      ),
    )
    .orderBy(attachments.id)
    .limit(50);
  return rows.map(attachmentView);
}

/**
 * The access link of a customer's own ticket, to keep.
 * @throws DomainError 404 TICKET_NOT_FOUND, also when it is somebody else's
 */
export async function ticketAccessUrl({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof ticketSchema>;
}): Promise<string> {
  const ticket = await findTicket(db, ticketSchema.parse(input).number);
  if (!ownsTicket(ctx.actor, ticket)) throw notFound("TICKET");
  return accessUrl(ticket);
}
