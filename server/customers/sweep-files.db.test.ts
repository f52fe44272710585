import { afterEach, beforeEach, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import * as schema from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import type { BillCounts } from "#server/bills/schemas.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { storage } from "#server/storage/index.ts";
import { freshStorage } from "#server/tickets/testing.ts";
import { sweepFiles } from "./sweep-files.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });

/** Files carry the time of the machine, so the job's day is counted from that. */
const after = (hours: number) => systemContext("test", fixedClock(new Date(Date.now() + hours * 3_600_000)));

test("files that no row names go once they are older than a day, and no others", async () => {
  const at = new Date();
  const put = (text: string) => storage().put(Buffer.from(text));
  const [sent, identity, erased, bill, orphan] = await Promise.all(
    ["sent", "identity", "erased", "bill", "orphan"].map(put),
  );
  const names = { sent, identity, bill };
  await transact(async (tx) => {
    const file = { id: newId(), ownerKey: "apiKey:k", kind: "other" as const, name: "x", mediaType: "image/png" };
    await tx.insert(schema.attachments).values({ ...file, sha256: sent ?? "", bytes: 4, createdAt: at });
    const key = { keyId: "k", storedAt: at };
    await tx.insert(schema.identityFiles).values([
      { ...key, attachmentId: "a", sha256: identity ?? "" },
      { ...key, attachmentId: "b", sha256: erased ?? "", removedAt: at, erasedAt: at },
    ]);
    const none = { bytesRead: 0, linesRead: 0, compared: 0, matched: 0, mismatched: 0, raised: 0, waiting: 0 };
    const sums = { paidFen: 0, refundedFen: 0, ourPaidFen: 0, ourRefundedFen: 0, run: 0, attempts: 0 };
    await tx.insert(schema.bills).values({
      ...({ id: newId(), channel: "alipay", day: "2026-11-01", source: "upload", state: "done" } as const),
      phase: "matching",
      ...{ ...none, ...sums, counts: {} as BillCounts, fileSha256: bill ?? null, requestedByName: "a", createdAt: at },
    });
  });
  expect(await sweepFiles(after(23))).toBe(0);
  expect(await sweepFiles(after(25))).toBe(2);
  for (const [what, name] of Object.entries(names)) expect(await storage().has(name ?? ""), what).toBe(true);
  for (const name of [erased, orphan]) expect(await storage().has(name ?? "")).toBe(false);
  expect(await sweepFiles(after(25))).toBe(0);
  const swept = (await db.select().from(schema.auditLog)).filter(({ action }) => action === "files.swept");
  expect(swept.map(({ data }) => JSON.parse(data))).toEqual([{ files: 2 }]);
});
