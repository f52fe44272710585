import { eq, inArray } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import * as schema from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { upload } from "#server/appeals/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { storage } from "#server/storage/index.ts";
import { freshStorage, NOW, open, openPaid, refusal, run, staff, strangersRun } from "#server/tickets/testing.ts";
import { forgetOld, getRetention, saveRetention } from "./index.ts";
import { retentionRules } from "./retention.ts";
import { retentionKinds } from "./schemas.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });

const start = new Date(NOW).getTime();
const after = (days: number) => new Date(start + days * 86_400_000 + 60_000);
const job = (days: number) => systemContext("test", fixedClock(after(days)));
const admin = () => staff("root", NOW, "admin");

describe("what is older than it is kept", () => {
  test("goes, kind by kind, and nothing before its time", async () => {
    const at = new Date(NOW);
    const { number } = await openPaid("O1", { contact: "13812345678" });
    const stray = await strangersRun();
    const loose = await upload(await run(), "other");
    await transact(async (tx) => {
      await tx.update(schema.tickets).set({ status: "closed", closedAt: at, updatedAt: at });
      // The run above belongs to the ticket's order; the stray one to nothing.
      await tx.insert(schema.proofFailures).values({ id: newId(), subject: "order:O1", at });
      const inbox = { customerId: "C1001", kind: "ticket_opened", params: {}, eventId: newId(), read: false };
      await tx.insert(schema.inboxMessages).values({ id: newId(), ...inbox, createdAt: at });
      await tx.insert(schema.noticeDeliveries).values(
        (["sent", "queued"] as const).map((state) => ({
          ...{ id: newId(), messageId: newId(), channel: "mail" as const, kind: "ticket_opened" as const, params: {} },
          ...{ customerId: "C1001", locale: "zh-CN", shownAddress: "l***@x.y", addressHash: "h", onRecord: true },
          ...{ essential: true, state, attempts: 1, createdAt: at },
        })),
      );
      const person = { id: "u1", name: "u", email: "u@shop.example", emailVerified: true, role: "agent" };
      await tx.insert(schema.user).values({ ...person, createdAt: at, updatedAt: at });
      const times = { expiresAt: at, createdAt: at, updatedAt: at };
      await tx.insert(schema.session).values({ id: "s1", token: "t1", userId: "u1", ...times });
      await tx.insert(schema.verification).values({ id: "v1", identifier: "i", value: "v", ...times });
      await tx.insert(schema.usedCodes).values({ userId: "u1", codeHash: "c", usedAt: at });
      await tx.update(schema.outbox).set({ createdAt: at });
      await tx.insert(schema.outboxCursors).values({ consumer: "x", lastId: newId(), updatedAt: at });
      await tx.update(schema.diagnoses).set({ updatedAt: at, createdAt: at });
      await tx.update(schema.attachments).set({ createdAt: at });
    });
    const marks = [...new Set(retentionKinds.map((kind) => retentionRules[kind].days))].toSorted((a, b) => a - b);
    const gone = new Map<number, string[]>();
    for (const days of marks) {
      expect(await forgetOld(job(days - 1)), `before day ${days}`).toEqual({});
      gone.set(days, Object.keys(await forgetOld(job(days))));
    }
    const expected = new Map(
      marks.map((days) => [days, retentionKinds.filter((kind) => retentionRules[kind].days === days)]),
    );
    expect(gone).toEqual(expected);
    const [ticket] = await db.select().from(schema.tickets);
    expect(ticket).toMatchObject({ number, contact: null });
    expect(await db.select().from(schema.noticeDeliveries)).toMatchObject([{ state: "queued" }]);
    expect((await db.select().from(schema.diagnoses)).map(({ id }) => id)).not.toContain(stray);
    expect(await storage().has(loose.sha256)).toBe(false);
    const runs = await db.select().from(schema.auditLog).where(eq(schema.auditLog.action, "retention.ran"));
    expect(runs).toHaveLength(marks.length);
  });

  test("goes in as many pieces as it takes, and what a consumer has not read stays", async () => {
    const at = new Date(NOW);
    const row = (n: number) => ({ id: newId(), topic: "t", subject: `s:${n}`, payload: {}, createdAt: at });
    const rows = Array.from({ length: 450 }, (_, n) => row(n));
    await transact(async (tx) => {
      await tx.insert(schema.outbox).values(rows);
      const cursors = [
        { consumer: "fast", lastId: newId(), updatedAt: at },
        { consumer: "slow", lastId: rows[420]?.id ?? "", updatedAt: at },
      ];
      await tx.insert(schema.outboxCursors).values(cursors);
    });
    expect(await forgetOld(job(31))).toEqual({ outbox: 420 });
    const left = await db.select().from(schema.outbox);
    expect(left).toHaveLength(30);
  });

  test("leaves runs that wait or led to a ticket, and files that were sent", async () => {
    await openPaid("O1");
    const diagnosisId = await run("O1");
    const file = await upload(diagnosisId, "other");
    await open(diagnosisId, { attachmentIds: [file.id] }).catch(() => undefined);
    await transact((tx) =>
      tx
        .update(schema.attachments)
        .set({ ticketId: "t", createdAt: new Date(NOW) })
        .where(inArray(schema.attachments.id, [file.id])),
    );
    const counts = await forgetOld(job(100));
    expect(counts.looseUploads).toBeUndefined();
    expect(await db.select().from(schema.attachments)).toHaveLength(1);
  });
});

describe("how long things are kept", () => {
  test("is set by an admin, kind by kind, and holds from then on", async () => {
    const first = await getRetention({ ctx: admin() });
    expect(first).toMatchObject({ version: 0, lastRun: null });
    const input = { version: 0, days: { proofFailures: 3 } };
    const saved = await saveRetention({ ctx: admin(), input });
    expect(saved.rules.find(({ kind }) => kind === "proofFailures")).toMatchObject({
      days: 3,
      defaultDays: 30,
      minDays: 2,
    });
    await transact((tx) =>
      tx.insert(schema.proofFailures).values({ id: newId(), subject: "order:O1", at: new Date(NOW) }),
    );
    expect(await forgetOld(job(3))).toEqual({ proofFailures: 1 });
    expect((await getRetention({ ctx: admin() })).lastRun).toMatchObject({ counts: { proofFailures: 1 } });
    expect(await refusal(saveRetention({ ctx: admin(), input }))).toMatchObject({ code: "VERSION_CONFLICT" });
  });

  test("is never shorter than the product needs, and nobody else's to set", async () => {
    const short = { version: 0, days: { outbox: 1 } };
    expect(await refusal(saveRetention({ ctx: admin(), input: short }))).toMatchObject({ code: "RETENTION_TOO_SHORT" });
    const mia = staff("mia", NOW, "manager");
    expect(await refusal(getRetention({ ctx: mia }))).toMatchObject({ status: 403 });
    expect(await refusal(saveRetention({ ctx: mia, input: { version: 0, days: {} } }))).toMatchObject({ status: 403 });
  });
});
