import { and, eq, isNull } from "drizzle-orm";
import { db } from "#db/client.ts";
import { attachments, identityFiles } from "#db/schema/index.ts";
import { storage } from "#server/storage/index.ts";

/**
 * Takes files from the storage that no row names any more: the same bytes may be somebody else's as well.
 * @returns how many went
 */
export async function removeUnnamed(names: readonly string[]): Promise<number> {
  let removed = 0;
  for (const sha256 of new Set(names)) {
    const [other] = await db
      .select({ id: attachments.id })
      .from(attachments)
      .where(eq(attachments.sha256, sha256))
      .limit(1);
    const [identity] = await db
      .select({ id: identityFiles.attachmentId })
      .from(identityFiles)
      .where(and(eq(identityFiles.sha256, sha256), isNull(identityFiles.removedAt)))
      .limit(1);
    if (other || identity || !(await storage().has(sha256))) continue;
    await storage().remove(sha256);
    removed++;
  }
  return removed;
}
