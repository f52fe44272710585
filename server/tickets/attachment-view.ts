import { eq } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { attachments } from "#db/schema/index.ts";
import type { Attachment } from "./schemas.ts";

export type AttachmentRow = typeof attachments.$inferSelect;

export function attachmentView(row: AttachmentRow): Attachment {
  const { id, sha256, mediaType, width, height, bytes, kind, name } = row;
  return { id, sha256, mediaType, width, height, bytes, kind, name };
}

export async function attachmentsOfMessage(reader: Db, messageId: string): Promise<Attachment[]> {
  const rows = await reader
    .select()
    .from(attachments)
    .where(eq(attachments.messageId, messageId))
    .orderBy(attachments.id);
  return rows.map(attachmentView);
}
