import { and, count, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { type Db, db, transact } from "#db/client.ts";
import { attachments } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { type Ctx, may } from "#server/core/context.ts";
import { forbidden, invalid, notFound } from "#server/core/errors.ts";
import { newId, sha256Hex } from "#server/core/ids.ts";
import { type AttachmentKind, attachmentKinds } from "#server/diagnosis/schemas.ts";
import { hashPicture } from "#server/reading/index.ts";
import { storage } from "#server/storage/index.ts";
import { judgePlace, ownUploads } from "./attachment-owner.ts";
import { isReadable, readAtOnce } from "./attachment-reading.ts";
import { attachmentView } from "./attachment-view.ts";
import { IDENTITY_NAME, keepIdentityKey, sealIdentity } from "./identity-file.ts";
import { type JudgedFile, judgeFile } from "./judge-file.ts";
import { MAX_ATTACHMENTS } from "./rules.ts";
import type { Attachment } from "./schemas.ts";

const inputSchema = z.object({
  bytes: z.instanceof(Uint8Array),
  name: z.string().max(1_000),
  kind: z.enum(attachmentKinds),
  /** `diagnosis:ID` or `ticket:NUMBER`; staff and keys leave it out and upload on their own account. */
  ownerKey: z.string().max(100).optional(),
});
export type StoreAttachmentCall = z.input<typeof inputSchema>;

/** Files a key or staff member may have waiting to be attached. */
const MAX_LOOSE_FILES = 1_000;

/**
 * Keeps an uploaded file for a ticket that is there or to come. Judged by content, pictures newly encoded; on disk before
 * its row is written. Then pictures are read, if that is quick. An identity document is encrypted, and nothing is read off it.
 * @param read `by the job` when nobody waits for what a picture says
 * @returns the file's view; `sha256` is that of the stored bytes; `extracted` is there when the picture was read at once
 * @throws what `judgeFile` throws; 404 DIAGNOSIS_NOT_FOUND or TICKET_NOT_FOUND when the place is not the caller's; 422
 * TOO_MANY_ATTACHMENTS, IDENTITY_NEEDS_PICTURE
 */
export async function storeAttachment({
  ctx,
  input,
  read = "at once",
}: {
  ctx: Ctx;
  input: StoreAttachmentCall;
  read?: "at once" | "by the job";
}): Promise<Attachment> {
  const call = inputSchema.parse(input);
  // Before the costly part: whoever may not upload here should not make us decode pictures.
  const ownerKey = await place(db, ctx, call.ownerKey);
  await checkRoom(db, ownerKey);
  const file = await judgeFile(call.bytes);
  const id = newId();
  const sealed = call.kind === "identity" ? sealIdentity(id, file) : undefined;
  const { bytes } = sealed ?? file;
  const traces = await tracesOf(call.kind, file, call.bytes);
  const sha256 = await storage().put(bytes);
  const stored = await transact(async (tx) => {
    await checkRoom(tx, ownerKey);
    const [row] = await tx
      .insert(attachments)
      .values({
        id,
        ownerKey,
        kind: call.kind,
        name: sealed ? IDENTITY_NAME : plainName(call.name),
        sha256,
        mediaType: file.mediaType,
        width: file.width,
        height: file.height,
        bytes: bytes.byteLength,
        createdAt: ctx.clock.now(),
        ...traces,
      })
      .returning();
    if (!row) throw new Error("The attachment was not written.");
    if (sealed) await keepIdentityKey(tx, ctx.clock, { attachmentId: id, sha256, key: sealed.key });
    await appendAudit(tx, ctx, {
      action: "attachment.stored",
      subject: ownerKey,
      data: { attachmentId: row.id, sha256, mediaType: row.mediaType, bytes: row.bytes, kind: row.kind },
    });
    return row;
  });
  // Kept by now: what is read off it, or not, changes nothing about that.
  return attachmentView(read === "at once" ? await readAtOnce(ctx, stored, file.bytes) : stored);
}

/** What the same or a like picture is known by later; nothing of an identity document. */
async function tracesOf(kind: AttachmentKind, file: JudgedFile, original: Uint8Array) {
  if (kind === "identity") return {};
  if (!isReadable({ kind, mediaType: file.mediaType })) return { originalSha256: sha256Hex(original) };
  const phash = await hashPicture(file.bytes);
  return { originalSha256: sha256Hex(original), phash, readState: "pending" as const };
}

/** The owner key to store under, once it is sure that the caller may. */
async function place(reader: Db, ctx: Ctx, wanted: string | undefined): Promise<string> {
  const { actor } = ctx;
  if (actor.kind !== "customer") {
    if (!may(actor, "tickets:write") && !may(actor, "diagnosis:write")) throw forbidden();
    // A file that a colleague uploads must not be the customer's to attach: it stays on the colleague's account.
    const own = ownUploads(actor);
    if (own && !wanted?.startsWith("diagnosis:")) return own;
  }
  const verdict = wanted === undefined ? undefined : await judgePlace(reader, actor, wanted);
  if (wanted === undefined || !verdict) {
    throw invalid("ATTACHMENT_OWNER_UNKNOWN", "Say which run of the checklist or ticket the file is for.", {
      errors: [{ path: "ownerKey", message: "Must be diagnosis:ID or ticket:NUMBER" }],
    });
  }
  if (!verdict.exists || (actor.kind === "customer" && !verdict.owned)) throw notFound(verdict.kind);
  return wanted;
}

async function checkRoom(reader: Db, ownerKey: string): Promise<void> {
  const perCase = ownerKey.startsWith("diagnosis:") || ownerKey.startsWith("ticket:");
  const most = perCase ? MAX_ATTACHMENTS : MAX_LOOSE_FILES;
  const mine = perCase
    ? eq(attachments.ownerKey, ownerKey)
    : and(eq(attachments.ownerKey, ownerKey), isNull(attachments.ticketId));
  const [row] = await reader.select({ files: count() }).from(attachments).where(mine);
  if (Number(row?.files ?? 0) >= most) {
    throw invalid("TOO_MANY_ATTACHMENTS", `At most ${most} files can be kept here.`, { details: { most } });
  }
}

/** A file name as text to show: no path, no control characters, no direction tricks, at most 120 characters. */
export function plainName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  const clean = [...last.normalize("NFC")].filter((character) => !/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u.test(character));
  return clean.slice(0, 120).join("").trim() || "file";
}
