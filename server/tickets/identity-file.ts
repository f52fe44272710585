import { eq } from "drizzle-orm";
import type { Db, Tx } from "#db/client.ts";
import { attachments, identityFiles } from "#db/schema/index.ts";
import type { Clock } from "#server/core/clock.ts";
import { invalid, notFound } from "#server/core/errors.ts";
import { openBytes, type SealedKey, sealBytes } from "#server/core/seal-bytes.ts";
import { storage } from "#server/storage/index.ts";
import type { JudgedFile } from "./judge-file.ts";

/**
 * Identity documents are secrets: the storage only ever gets them encrypted, nothing reads text off them, no smaller picture is made
 * of them, and no list of a ticket has them. Whoever may look at one does so through the appeals module, which writes it down.
 */

const PURPOSE = "identity";
/** What such a file is called: the name that people give it says who they are. */
export const IDENTITY_NAME = "identity";

/** Encrypts a document. @throws DomainError 422 IDENTITY_NEEDS_PICTURE: what cannot be marked with who looked at it is not taken */
export function sealIdentity(attachmentId: string, file: JudgedFile): { bytes: Buffer; key: SealedKey } {
  if (!file.mediaType.startsWith("image/")) {
    const message = "An identity document has to be a picture.";
    throw invalid("IDENTITY_NEEDS_PICTURE", message, { errors: [{ path: "file", message }] });
  }
  const { bytes, ...key } = sealBytes(PURPOSE, attachmentId, file.bytes);
  return { bytes, key };
}

/** Keeps the key of a document, in the transaction that writes its attachment. */
export async function keepIdentityKey(
  tx: Tx,
  clock: Clock,
  file: { attachmentId: string; sha256: string; key: SealedKey },
): Promise<void> {
  const { attachmentId, sha256, key } = file;
  await tx.insert(identityFiles).values({ attachmentId, sha256, ...key, storedAt: clock.now() });
}

/**
 * Opens a document. The caller has made sure that its actor may look, and written it down.
 * @throws DomainError 404 ATTACHMENT_NOT_FOUND once it was removed
 */
export async function openIdentity(reader: Db, attachmentId: string): Promise<{ bytes: Buffer; mediaType: string }> {
  const [row] = await reader
    .select({ file: identityFiles, mediaType: attachments.mediaType })
    .from(identityFiles)
    .innerJoin(attachments, eq(attachments.id, identityFiles.attachmentId))
    .where(eq(identityFiles.attachmentId, attachmentId));
  if (!row || row.file.sealedKey === null) throw notFound("ATTACHMENT");
  const { sha256, keyId, sealedKey } = row.file;
  const sealed = await storage().open(sha256);
  return { bytes: openBytes(PURPOSE, attachmentId, sealed, { keyId, sealedKey }), mediaType: row.mediaType };
}
