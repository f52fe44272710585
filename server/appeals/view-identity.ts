import { eq } from "drizzle-orm";
import { z } from "zod";
import { db, transact } from "#db/client.ts";
import { appealEvidence } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { forbidden, notFound } from "#server/core/errors.ts";
import { formatMoment, openIdentity } from "#server/tickets/index.ts";
import { formOf } from "./rules.ts";
import { viewReasonSchema } from "./schemas.ts";
import { watermark } from "./watermark.ts";

const inputSchema = z.object({ evidenceId: z.string().min(1).max(64), reason: viewReasonSchema });

/**
 * An identity document, for a person who may review it and says why. That they look is written down before they see anything, and the
 * picture carries their name and the moment all over.
 * @throws DomainError 403 FORBIDDEN, to keys as well; 404 EVIDENCE_ITEM_NOT_FOUND, ATTACHMENT_NOT_FOUND once it was removed; ZodError
 */
export async function viewIdentity(args: {
  ctx: Ctx;
  input: z.input<typeof inputSchema>;
}): Promise<{ bytes: Buffer; mediaType: "image/jpeg" }> {
  const ctx = authorize(args.ctx, "identity:read");
  if (ctx.actor.kind !== "staff") throw forbidden("Identity documents are looked at by people.");
  const { evidenceId, reason } = inputSchema.parse(args.input);
  const [row] = await db.select().from(appealEvidence).where(eq(appealEvidence.id, evidenceId));
  const { attachmentId, appealId } = row ?? {};
  if (!row || !attachmentId || !appealId || formOf[row.item] !== "identity") throw notFound("EVIDENCE_ITEM");
  await transact((tx) =>
    appendAudit(tx, ctx, {
      action: "identity.viewed",
      subject: `appeal:${appealId}`,
      data: { evidenceId, attachmentId, reason },
    }),
  );
  const { bytes } = await openIdentity(db, attachmentId);
  const lines = [`${ctx.actor.name} · ${ctx.actor.id.slice(-8)}`, formatMoment(ctx.clock.now(), "zh-CN")];
  return { bytes: await watermark(bytes, lines), mediaType: "image/jpeg" };
}
