import { asc, isNull } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { evidenceCheckpoints, evidenceEntries, evidenceNodes } from "#db/schema/index.ts";
import { plansOf, type TestDatabase, tamper, testDatabase, withSecondConnection } from "#db/testing.ts";
import { appendAudit } from "#server/audit/index.ts";
import { systemContext } from "#server/core/context.ts";
import { backfillEvidence } from "./backfill.ts";
import { getCheckpoint, newestCheckpoint, proveConsistency, proveInclusion } from "./checkpoints.ts";
import { leafText } from "./leaf.ts";
import { sequenceEvidence } from "./sequence.ts";
import { at, done, faults, settle, world } from "./testing.ts";
import { hashLeaf, verifyConsistency, verifyInclusion } from "./tree.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

describe("the evidence log", () => {
  test("has an entry for every row that it stands for, in the same transaction, and all of it holds", async () => {
    await world();
    expect(await faults()).toEqual([]);
    const kinds = new Set((await db.select().from(evidenceEntries)).map((row) => row.kind));
    expect([...kinds].toSorted()).toEqual(["audit", "callback", "event", "ledger", "message", "step"]);
    expect(await db.$count(evidenceEntries, isNull(evidenceEntries.leafIndex))).toBe(0);
    const { size } = await getCheckpoint();
    expect(size).toBe(await db.$count(evidenceEntries));
  });

  test("leaves nothing of a transaction that failed", async () => {
    const failing = transact(async (tx) => {
      await appendAudit(tx, systemContext("test"), { action: "thing.done", subject: "thing:1" });
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await db.$count(evidenceEntries)).toBe(0);
  });

  test("signs a head at most every ten seconds, and each head continues the one before", async () => {
    await done("a");
    await backfillEvidence(at(0));
    await sequenceEvidence(at(0));
    const first = await newestCheckpoint();
    await done("b");
    await sequenceEvidence(at(9));
    expect((await newestCheckpoint())?.size).toBe(first?.size);
    await done("c");
    await sequenceEvidence(at(10));
    const second = await newestCheckpoint();
    expect(second?.size).toBe((first?.size ?? 0) + 2);
    if (!first || !second) throw new Error("no checkpoint");
    const { proof } = await proveConsistency({ from: first.size, to: second.size });
    const bytes = (text: string) => Buffer.from(text, "base64");
    const shown = verifyConsistency(
      first.size,
      second.size,
      bytes(first.rootHash),
      bytes(second.rootHash),
      proof.map(bytes),
    );
    expect(shown).toBe(true);
    await expect(proveConsistency({ from: 0, to: 1 })).rejects.toMatchObject({ code: "BAD_SIZES" });
    await expect(proveConsistency({ from: 1, to: second.size + 1 })).rejects.toMatchObject({ code: "BAD_SIZES" });
  });

  test("shows of a leaf that it is in the log, to whoever has its hash, by an index", async () => {
    await world();
    const { size, rootHash } = await getCheckpoint();
    const [, , entry] = await db.select().from(evidenceEntries).orderBy(asc(evidenceEntries.leafIndex));
    if (!entry) throw new Error("no entry");
    const hash = hashLeaf(Buffer.from(leafText(entry)));
    for (const encoding of ["base64", "base64url"] as const) {
      const { proof, ...shown } = await proveInclusion({ leafHash: Buffer.from(hash).toString(encoding) });
      expect(shown).toEqual({ index: 2, size });
      const [path, root] = [proof.map((each) => Buffer.from(each, "base64")), Buffer.from(rootHash, "base64")];
      expect(verifyInclusion(hash, 2, size, path, root)).toBe(true);
    }
    const leafHash = Buffer.from(hash).toString("base64");
    await expect(proveInclusion({ leafHash, size: 2 })).rejects.toMatchObject({ code: "LEAF_NOT_FOUND" });
    await expect(proveInclusion({ leafHash, size: size + 1 })).rejects.toMatchObject({ code: "BAD_SIZES" });
    const plans = await plansOf(database, () => proveInclusion({ leafHash }));
    expect(plans.filter((line) => /^SCAN evidence_nodes/.test(line))).toEqual([]);
  });

  test("gives each entry one place, however many write and sequence at once", async () => {
    await withSecondConnection(database.url, async () => {
      await Promise.all([
        ...Array.from({ length: 40 }, (_, i) => done(`thing:${i}`)),
        ...Array.from({ length: 6 }, () => sequenceEvidence(at(0))),
      ]);
    });
    await backfillEvidence(at(1));
    await sequenceEvidence(at(1), { sign: true });
    const places = (await db.select().from(evidenceEntries).orderBy(asc(evidenceEntries.leafIndex))).map(
      (row) => row.leafIndex,
    );
    expect(places).toEqual(places.map((_, i) => i));
    expect(await faults()).toEqual([]);
  });

  test("takes in what was written before there was one, and gives no place before all of it is in", async () => {
    await world();
    const tables = ["evidence_checkpoints", "evidence_keys", "evidence_nodes", "evidence_entries"];
    for (const table of tables) await tamper(database, `delete from ${table}`);
    await tamper(database, "delete from settings where key = 'evidence.backfill'");
    await done("new");
    expect(await sequenceEvidence(at(60), { sign: true })).toMatchObject({ size: 0, added: 0 });
    await settle(60);
    expect(await faults()).toEqual([]);
    expect(await db.$count(evidenceEntries)).toBeGreaterThan(10);
  });

  test("takes nothing in any more once it has begun, whatever the setting says", async () => {
    await world();
    await tamper(
      database,
      `insert into ticket_messages (id, ticket_id, author, author_id, author_name, visibility, body, created_at)
       select 'zz', ticket_id, author, author_id, author_name, visibility, '已退款', created_at from ticket_messages limit 1`,
    );
    await tamper(database, "delete from settings where key = 'evidence.backfill'");
    await settle(60);
    expect(await faults()).toEqual(["message zz: was inserted past the program"]);
  });

  test("passes by any number of forged entries, and gives the others their places", async () => {
    await world();
    const known = await db.$count(evidenceEntries);
    const columns = "evidence_entries (id, kind, ref, at, salt, digest, mac)";
    const values = Array.from(
      { length: 1_500 },
      (_, n) => `('0${n}', 'event', 'forged ${n}', (select min(at) from evidence_entries), 'AA==', 'AA==', 'AA==')`,
    );
    for (let from = 0; from < values.length; from += 300) {
      await tamper(database, `insert into ${columns} values ${values.slice(from, from + 300).join(", ")}`);
    }
    await done("honest");
    await settle(60);
    expect(await db.$count(evidenceEntries, isNull(evidenceEntries.leafIndex))).toBe(1_500);
    expect((await getCheckpoint()).size).toBe(known + 1);
    const told = await faults();
    expect(new Set(told.map((line) => /^event forged \d+/.exec(line)?.[0])).size).toBeGreaterThan(900);
  });

  test("cannot be changed through the database's own rules", async () => {
    await world();
    await expect(transact((tx) => tx.delete(evidenceEntries))).rejects.toThrow();
    await expect(transact((tx) => tx.update(evidenceEntries).set({ leafIndex: 7 }))).rejects.toThrow();
    await expect(transact((tx) => tx.update(evidenceNodes).set({ hash: "" }))).rejects.toThrow();
    await expect(transact((tx) => tx.delete(evidenceCheckpoints))).rejects.toThrow();
  });
});
