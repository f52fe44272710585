import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { and, eq } from "drizzle-orm";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { attachments, auditLog, identityFiles, outbox } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { DAY_MS } from "#server/core/clock.ts";
import { env } from "#server/core/env.ts";
import {
  customerTicket,
  getTicket,
  openIdentity,
  readAttachment,
  runAttachments,
  storeAttachment,
} from "#server/tickets/index.ts";
import { freshStorage, key, refusal } from "#server/tickets/testing.ts";
import {
  addEvidence,
  askSecondLook,
  getAppeal,
  ownAppealPage,
  retireIdentity,
  saveAppealPolicy,
  viewIdentity,
  withdrawEvidence,
} from "./index.ts";
import { appealOf, customer, decided, heldOrder, job, later, NOW, picture, staff, upload } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });

const days = (n: number) => new Date(new Date(NOW).getTime() + n * DAY_MS).toISOString();
const auditOf = (action: string) => db.select().from(auditLog).where(eq(auditLog.action, action));

/** Every file in the storage. */
function filesOnDisk(): Buffer[] {
  const root = env().STORAGE_URL.slice("file:".length);
  return (readdirSync(root, { recursive: true }) as string[])
    .map((name) => join(root, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path));
}

/** A held order whose appeal has an identity document. */
async function withDocument() {
  await heldOrder("O1", "identity_check");
  const made = await appealOf();
  const file = await upload(made.diagnosisId, "identity", "张三身份证.png");
  const where = { diagnosisId: made.diagnosisId };
  const { id: evidenceId } = await addEvidence({
    ctx: made.ctx,
    where,
    input: { item: "identity", attachmentId: file.id },
  });
  return { ...made, file, evidenceId, where };
}

describe("at rest", () => {
  test("what is on disk is no picture, and its name does not say whose it is", async () => {
    const { file } = await withDocument();
    const [bytes = Buffer.alloc(0)] = filesOnDisk();
    expect(filesOnDisk()).toHaveLength(1);
    await expect(sharp(bytes).metadata()).rejects.toThrow();
    expect(bytes.includes(Buffer.from("PNG"))).toBe(false);
    const [row] = await db.select().from(attachments).where(eq(attachments.id, file.id));
    expect(row).toMatchObject({ name: "identity", kind: "identity" });
    const [kept] = await db.select().from(identityFiles);
    expect(kept).toMatchObject({ attachmentId: file.id, sha256: row?.sha256, removedAt: null });
    const { bytes: opened } = await openIdentity(db, file.id);
    expect(await sharp(opened).metadata()).toMatchObject({ format: "png", width: 320, height: 200 });
    const told = JSON.stringify([await db.select().from(outbox), await db.select().from(auditLog)]);
    expect(told).not.toContain("张三");
    expect(told).not.toContain(kept?.sealedKey ?? "-");
  });

  test("the same document twice is two secrets", async () => {
    const { diagnosisId } = await withDocument();
    const again = await upload(diagnosisId, "identity");
    expect((await db.select().from(identityFiles)).map(({ sha256 }) => sha256)).toHaveLength(2);
    expect(new Set((await db.select().from(identityFiles)).map(({ sha256 }) => sha256)).size).toBe(2);
    expect(again.name).toBe("identity");
  });

  test("a PDF, nonsense and a file for nobody are no documents, and nothing stays", async () => {
    await heldOrder();
    const { diagnosisId, ctx } = await appealOf();
    const store = (bytes: Uint8Array<ArrayBuffer>) =>
      storeAttachment({ ctx, input: { bytes, name: "x", kind: "identity", ownerKey: `diagnosis:${diagnosisId}` } });
    const pdf = new Uint8Array(Buffer.from("%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"));
    expect(await refusal(store(pdf))).toMatchObject({ status: 422, code: "IDENTITY_NEEDS_PICTURE" });
    expect(await refusal(store(new Uint8Array([1, 2, 3])))).toMatchObject({ status: 415 });
    expect(await db.select().from(identityFiles)).toEqual([]);
    expect(filesOnDisk()).toEqual([]);
  });
});

describe("who gets to see it", () => {
  test("no list and no download has it, for its owner neither", async () => {
    const { file, number, ctx, diagnosisId } = await withDocument();
    const ticket = await getTicket({ ctx: staff("m", NOW, "admin"), input: { number } });
    expect([ticket.attachments, ticket.messages.flatMap((message) => message.attachments)]).toEqual([[], []]);
    const theirs = await customerTicket({ ctx, input: { number } });
    expect(theirs.attachments).toEqual([]);
    expect(await runAttachments({ ctx, input: { diagnosisId } })).toEqual([]);
    for (const actor of [staff("m", NOW, "admin"), ctx, key("k"), customer("C1001"), customer(`ticket:${number}`)]) {
      expect(await refusal(readAttachment({ ctx: actor, input: { id: file.id } }))).toMatchObject({ status: 404 });
    }
    const page = await ownAppealPage({ ctx, where: { diagnosisId } });
    expect(JSON.stringify(page)).not.toContain(file.id);
  });

  test("a lead looks with a reason: it is written down first, and the picture carries who and when", async () => {
    const { evidenceId, id } = await withDocument();
    const input = { evidenceId, reason: "核对姓名" };
    for (const ctx of [staff("ann"), key("k"), customer("C1001"), job()]) {
      expect(await refusal(viewIdentity({ ctx, input }))).toMatchObject({ status: 403 });
    }
    await expect(viewIdentity({ ctx: staff("l", NOW, "lead"), input: { ...input, reason: " " } })).rejects.toThrow();
    expect(await auditOf("identity.viewed")).toEqual([]);
    const seen = await viewIdentity({ ctx: staff("李雷", later(3), "lead"), input });
    expect(await auditOf("identity.viewed")).toMatchObject([
      { subject: `appeal:${id}`, actorId: "李雷", data: expect.stringMatching(`${evidenceId}.*核对姓名`) },
    ]);
    const marked = await sharp(seen.bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect(marked.info).toMatchObject({ width: 320, height: 200 });
    const clean = await sharp(await picture())
      .removeAlpha()
      .raw()
      .toBuffer();
    for (const [left, top] of [
      [0, 0],
      [160, 0],
      [0, 100],
      [160, 100],
    ] as const) {
      expect(changedIn(marked.data, clean, left, top)).toBeGreaterThan(100);
    }
    const other = await viewIdentity({ ctx: staff("wang", later(3), "lead"), input });
    expect(other.bytes.equals(seen.bytes)).toBe(false);
  });

  test("other evidence is not shown this way", async () => {
    const { diagnosisId, ctx, id } = await withDocument();
    const file = await upload(diagnosisId);
    await addEvidence({ ctx, where: { diagnosisId }, input: { item: "payment_proof", attachmentId: file.id } });
    const given = (await getAppeal({ ctx: staff("a"), input: { id } })).given.find(
      ({ item }) => item === "payment_proof",
    );
    const look = viewIdentity({
      ctx: staff("l", NOW, "lead"),
      input: { evidenceId: given?.id ?? "", reason: "看一下截图" },
    });
    expect(await refusal(look)).toMatchObject({ status: 404 });
  });
});

/** How many pixels of a quarter differ plainly. */
function changedIn(marked: Buffer, clean: Buffer, left: number, top: number): number {
  let changed = 0;
  for (let y = top; y < top + 100; y++) {
    for (let x = left; x < left + 160; x++) {
      const at = (y * 320 + x) * 3;
      if (Math.abs((marked[at] ?? 0) - (clean[at] ?? 0)) > 24) changed++;
    }
  }
  return changed;
}

describe("until when", () => {
  test("thirty days after the decision the job deletes it, on disk too, and says so in the audit", async () => {
    const { id, file, evidenceId } = await withDocument();
    expect(await retireIdentity(job(days(90)))).toEqual({ removed: 0, erased: 0 });
    await decided(staff("rita", later(10)), id, "deny");
    expect((await getAppeal({ ctx: staff("a"), input: { id } })).given[0]?.keptUntil).toBe(
      new Date(new Date(later(10)).getTime() + 30 * DAY_MS).toISOString(),
    );
    expect(await retireIdentity(job(days(29)))).toEqual({ removed: 0, erased: 0 });
    expect(await retireIdentity(job(days(31)))).toEqual({ removed: 1, erased: 1 });
    expect(filesOnDisk()).toEqual([]);
    expect(await db.select().from(identityFiles)).toMatchObject([{ sealedKey: null, removedWhy: "expired" }]);
    expect(await auditOf("identity.removed")).toHaveLength(1);
    expect(await auditOf("identity.erased")).toHaveLength(1);
    const look = viewIdentity({ ctx: staff("l", days(31), "lead"), input: { evidenceId, reason: "再看一次" } });
    expect(await refusal(look)).toMatchObject({ status: 404 });
    expect((await getAppeal({ ctx: staff("a"), input: { id } })).given[0]).toMatchObject({ state: "erased" });
    expect(await retireIdentity(job(days(32)))).toEqual({ removed: 0, erased: 0 });
    expect(await refusal(openIdentity(db, file.id))).toMatchObject({ status: 404 });
  });

  test("the days are a setting, and hold for what is kept already", async () => {
    const { id } = await withDocument();
    await decided(staff("rita", later(10)), id, "deny");
    const save = (role: "manager" | "admin") =>
      saveAppealPolicy({ ctx: staff("m", NOW, role), input: { identityDays: 7, version: 0 } });
    expect(await refusal(save("manager"))).toMatchObject({ code: "FORBIDDEN" });
    await save("admin");
    expect(await retireIdentity(job(days(8)))).toEqual({ removed: 1, erased: 1 });
  });

  test("a second look keeps it until that is decided", async () => {
    const { id, ctx, where } = await withDocument();
    await decided(staff("rita", later(10)), id, "deny");
    await askSecondLook({ ctx: { ...ctx, ...customer(ctx.actor.id, days(2)) }, where, input: { id, reason: "再看" } });
    expect(await retireIdentity(job(days(40)))).toMatchObject({ removed: 0 });
  });

  test("one that no appeal came of goes after the same time", async () => {
    await heldOrder();
    const { diagnosisId } = await appealOf();
    await upload(diagnosisId, "identity");
    expect(await retireIdentity(job(days(29)))).toMatchObject({ removed: 0 });
    expect(await retireIdentity(job(days(31)))).toMatchObject({ removed: 1, erased: 1 });
  });

  test("its owner takes it back, after the decision too; cut off in between, the job erases the file", async () => {
    const { id, ctx, where, evidenceId } = await withDocument();
    await decided(staff("rita", later(10)), id, "deny");
    await withdrawEvidence({ ctx, where, input: { id: evidenceId } });
    const [kept] = await db
      .select()
      .from(identityFiles)
      .where(and(eq(identityFiles.removedWhy, "withdrawn")));
    expect(kept).toMatchObject({ sealedKey: null, erasedAt: null });
    expect(filesOnDisk()).toHaveLength(1);
    expect(await retireIdentity(job(later(20)))).toEqual({ removed: 0, erased: 1 });
    expect(filesOnDisk()).toEqual([]);
    const stranger = withdrawEvidence({ ctx: customer("diagnosis:x"), where, input: { id: evidenceId } });
    expect(await refusal(stranger)).toMatchObject({ status: 404 });
  });
});
