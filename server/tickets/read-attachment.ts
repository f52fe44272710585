import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { db } from "#db/client.ts";
import { attachments, ticketMessages, tickets } from "#db/schema/index.ts";
import { type Ctx, may } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { storage } from "#server/storage/index.ts";
import { ownsTicket } from "./access.ts";
import { judgePlace, ownUploads } from "./attachment-owner.ts";
import type { AttachmentRow } from "./attachment-view.ts";
import { opensOriginal, redactedCopy } from "./work/redact-attachment.ts";

const inputSchema = z.object({
  id: z.string().min(1).max(64),
  /** A pass to the picture as it was given, where the desk is shown a copy with parts black. */
  original: z.string().max(80).optional(),
});

export type StoredFile = {
  bytes: Buffer;
  /** One of the types we store; send it with nosniff and never let the browser guess. */
  mediaType: string;
  name: string;
  /** PDFs are for saving; only pictures that we encoded ourselves are shown in place. */
  disposition: "inline" | "attachment";
  sha256: string;
};

/**
 * The bytes of an attachment, for staff and keys with `tickets:read` and for the customer whose ticket or run it belongs to;
 * what hangs on an internal note is never theirs. Identity documents are not read here, by nobody.
 * @throws DomainError 404 ATTACHMENT_NOT_FOUND, also when it is somebody else's
 */
export async function readAttachment({
  ctx,
  input,
}: {
  ctx: Ctx;
  input: z.input<typeof inputSchema>;
}): Promise<StoredFile> {
  const { id, original } = inputSchema.parse(input);
  const whole = original !== undefined && opensOriginal(original, ctx, id);
  const row = await (whole ? visibleAttachment(ctx, id) : shownAttachment(ctx, id));
  return {
    bytes: await storage().open(row.sha256),
    mediaType: row.mediaType,
    name: row.name,
    disposition: row.mediaType.startsWith("image/") ? "inline" : "attachment",
    sha256: row.sha256,
  };
}

/**
 * The row of what the caller is shown: the desk gets a picture without the parts that were made black (`redactAttachment`), its
 * customer and the shop's own systems as it was given.
 * @throws DomainError 404 ATTACHMENT_NOT_FOUND
 */
export async function shownAttachment(ctx: Ctx, id: string): Promise<AttachmentRow> {
  const row = await visibleAttachment(ctx, id);
  return ctx.actor.kind === "staff" ? redactedCopy(db, row) : row;
}

/** The row of a file that the caller may see. @throws DomainError 404 ATTACHMENT_NOT_FOUND */
export async function visibleAttachment(ctx: Ctx, id: string): Promise<AttachmentRow> {
  const [row] = await db.select().from(attachments).where(eq(attachments.id, id));
  if (!row || row.kind === "identity" || !(await maySee(ctx, row))) throw notFound("ATTACHMENT");
  return row;
}

async function maySee({ actor }: Ctx, row: AttachmentRow): Promise<boolean> {
  if (actor.kind !== "customer") return may(actor, "tickets:read") || row.ownerKey === ownUploads(actor);
  if (row.ticketId !== null) {
    const [ticket] = await db.select().from(tickets).where(eq(tickets.id, row.ticketId));
    return ticket !== undefined && ownsTicket(actor, ticket) && (await isPublic(row));
  }
  return (await judgePlace(db, actor, row.ownerKey))?.owned === true;
}

async function isPublic(row: AttachmentRow): Promise<boolean> {
  if (row.messageId === null) return true;
  const [message] = await db
    .select({ id: ticketMessages.id })
    .from(ticketMessages)
    .where(and(eq(ticketMessages.id, row.messageId), eq(ticketMessages.visibility, "public")));
  return message !== undefined;
}
