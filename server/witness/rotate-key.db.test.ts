import { afterEach, beforeEach, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditLog, evidenceKeys } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { systemContext } from "#server/core/context.ts";
import { getCheckpoint, listKeys, makeReceipt, verifyEvidence } from "#server/evidence/index.ts";
import { openCheckpoint, readVkey } from "#server/evidence/note.ts";
import { at, done, settle } from "#server/evidence/testing.ts";
import { customer } from "#server/tickets/testing.ts";
import { rotateEvidenceKey } from "./rotate-key.ts";

freshDatabase({ beforeEach, afterEach });

const SCRIPT = new URL("../../public/evidence/verify.mjs", import.meta.url).href;
const { checkReceipt } = (await import(SCRIPT)) as { checkReceipt(receipt: unknown, vkey: string): Promise<unknown> };
const receipt = async () => {
  const rows = await db.select().from(auditLog);
  const made = await makeReceipt("O1", { audit: rows.slice(0, 2).map(({ id }) => id) }, at(0).now());
  if (!made) throw new Error("no receipt");
  return made;
};
const ctx = { ...systemContext("admin"), clock: at(30) };

test("the next head bears both signatures, the key of before loses its private half, and everything holds", async () => {
  await done("a");
  await done("b");
  await settle(0);
  const [old] = await listKeys();
  const early = await receipt();
  const { vkey, retiredAt } = await rotateEvidenceKey({ ctx });
  expect(retiredAt).not.toBeNull();
  const joint = await getCheckpoint();
  for (const key of [old?.vkey ?? "", vkey]) expect(openCheckpoint(joint.note, readVkey(key)).size).toBe(joint.size);
  const [retired, living] = (await db.select().from(evidenceKeys)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  expect(retired).toMatchObject({ sealedPrivate: null, origin: living?.origin });
  expect(living).toMatchObject({ retiredAt: null });

  await done("c");
  await settle(60);
  const late = await receipt();
  expect(late.vkey).toBe(vkey);
  await expect(checkReceipt(early, old?.vkey ?? "")).resolves.toMatchObject({ entries: 2 });
  await expect(checkReceipt(late, vkey)).resolves.toMatchObject({ entries: 2 });
  await expect(checkReceipt(late, old?.vkey ?? "")).rejects.toThrow("not signed by this key");
  const notes = [early.checkpoint, joint.note, late.checkpoint];
  expect(await verifyEvidence({ held: { notes } })).toMatchObject({ held: 3, faults: [] });
  expect((await db.select().from(auditLog)).map(({ action }) => action)).toContain("evidence.key_rotated");
});

test("twice at once ends with one living key", async () => {
  await done("a");
  await settle(0);
  await Promise.all([rotateEvidenceKey({ ctx }), rotateEvidenceKey({ ctx })]);
  await done("b");
  await settle(60);
  const keys = await listKeys();
  expect(keys.map(({ retiredAt }) => retiredAt === null)).toEqual([true, false, false]);
  expect((await verifyEvidence()).faults).toEqual([]);
});

test("is an admin's", async () => {
  await expect(rotateEvidenceKey({ ctx: customer("C1") })).rejects.toMatchObject({ status: 403 });
});
