import { and, inArray, isNull } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { attachments, bills, identityFiles } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { storage } from "#server/storage/index.ts";
import { KEYS } from "./who.ts";

/** What is left is there the next day as well. */
const MOST_A_RUN = 10_000;

/**
 * Removes files that no row names: of uploads and forgettings that were cut off between the storage and the database. Only those
 * that were last put more than a day ago, since a file is there before its row.
 * @returns how many went, at most 10,000 a run
 */
export async function sweepFiles(ctx: Ctx): Promise<number> {
  const before = ctx.clock.now().getTime() - DAY_MS;
  let removed = 0;
  let some: string[] = [];
  const sweep = async () => {
    const named = await namedOf(some);
    for (const name of some) {
      if (removed >= MOST_A_RUN || named.has(name)) continue;
      // Looked at last: whoever puts the same bytes meanwhile makes them new.
      const at = await storage().putAt(name);
      if (at === null || at.getTime() >= before) continue;
      await storage().remove(name);
      removed++;
    }
    some = [];
  };
  for await (const name of storage().list()) {
    if (some.push(name) >= KEYS) await sweep();
    if (removed >= MOST_A_RUN) break;
  }
  await sweep();
  if (removed > 0) {
    const data = { files: removed };
    await transact((tx) => appendAudit(tx, ctx, { action: "files.swept", subject: "retention:files", data }));
  }
  return removed;
}

/** Which of these files some row names. */
async function namedOf(names: string[]): Promise<Set<string | null>> {
  if (names.length === 0) return new Set();
  const { sha256 } = attachments;
  const uploads = await db.select({ sha256 }).from(attachments).where(inArray(sha256, names));
  const kept = and(inArray(identityFiles.sha256, names), isNull(identityFiles.erasedAt));
  const identities = await db.select({ sha256: identityFiles.sha256 }).from(identityFiles).where(kept);
  const lists = await db.select({ sha256: bills.fileSha256 }).from(bills).where(inArray(bills.fileSha256, names));
  return new Set([...uploads, ...identities, ...lists].map((row) => row.sha256));
}
