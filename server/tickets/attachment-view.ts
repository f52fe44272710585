import { and, eq, isNull } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { attachments } from "#db/schema/index.ts";
import type { PictureReading } from "#server/reading/schemas.ts";
import type { Attachment, Extracted } from "./schemas.ts";

export type AttachmentRow = typeof attachments.$inferSelect;

export function attachmentView(row: AttachmentRow): Attachment {
  const { id, sha256, mediaType, width, height, bytes, kind, name } = row;
  const extracted = row.readState === "read" && row.reading ? extractedOf(row.reading) : undefined;
  return { id, sha256, mediaType, width, height, bytes, kind, name, ...(extracted ? { extracted } : {}) };
}

export async function attachmentsOfMessage(reader: Db, messageId: string): Promise<Attachment[]> {
  const rows = await reader
    .select()
    .from(attachments)
    .where(and(eq(attachments.messageId, messageId), isNull(attachments.redactedOf)))
    .orderBy(attachments.id);
  return rows.map(attachmentView);
}

/** The likeliest reading of each field of the outside contract. */
export function extractedOf(reading: PictureReading): Extracted {
  const best = (name: keyof Extracted) => reading.fields.find((field) => field.name === name);
  const text = (name: keyof Extracted) => {
    const value = best(name)?.value;
    return value === undefined ? null : String(value);
  };
  const amount = best("amountFen")?.value;
  const found = (["paymentNo", "orderNo", "amountFen", "paidAt", "payee"] as const).flatMap((name) => best(name) ?? []);
  return {
    paymentNo: text("paymentNo"),
    orderNo: text("orderNo"),
    amountFen: typeof amount === "number" ? amount : null,
    paidAt: text("paidAt"),
    payee: text("payee"),
    confidence: found.length === 0 ? 0 : Math.min(...found.map((field) => field.confidence)),
  };
}
