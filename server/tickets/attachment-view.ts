import { and, eq, ne } from "drizzle-orm";
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
    .where(and(eq(attachments.messageId, messageId), ne(attachments.kind, "identity")))
    .orderBy(attachments.id);
  return rows.map(attachmentView);
}
