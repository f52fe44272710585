import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { db, setConnection, transact } from "#db/client.ts";
import { auditLog, diagnoses, orders, packRunning, packVersions, payments } from "#db/schema/index.ts";
import { type TestDatabase, testDatabase, withSecondConnection } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import { DomainError } from "#server/core/errors.ts";
import { logger } from "#server/core/logger.ts";
import { answerQuestion, loadDiagnosis, startDiagnosis, viewDiagnosis } from "../index.ts";
import { loadPack, pack, versionOf } from "../pack/index.ts";
import type { PackContent } from "../pack/schema.ts";
import { NOW, orderCase, paid } from "../testing.ts";
import { discardPackDraft, savePackDraft } from "./drafts.ts";
import { getPack, listPacks } from "./list.ts";
import { proposePack } from "./propose.ts";
import { declinePack, publishPack } from "./publish.ts";
import { packFor, runningPack } from "./read.ts";
import { settledPack } from "./settle.ts";
import { contentWith, reworded, staffOf } from "./testing.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());
// What the corpus says is the subject of measure.test.ts.
vi.mock("./measure.ts", () => ({ runForSafety: async () => ({ run: { scenarios: 1, unsafe: 0 }, problems: [] }) }));

const clock = fixedClock(NOW);
const lead = staffOf(clock, "lead", "lead");
const other = staffOf(clock, "other", "manager");
const manager = staffOf(clock, "manager", "manager");
const key = { actor: { kind: "apiKey" as const, id: "k1", name: "shop", scopes: ["diagnosis:write"] }, clock };

const refusal = (call: Promise<unknown>): Promise<DomainError> =>
  call.then(
    () => expect.fail("should have been refused"),
    (error: unknown) => {
      if (error instanceof DomainError) return error;
      throw error;
    },
  );
const propose = (content: PackContent, ctx = lead) => proposePack({ ctx, input: { content, note: "" } });
const hashOf = async (version: string) => (await getPack({ ctx: lead, input: { version } })).diff.hash;
async function publish(content: PackContent): Promise<string> {
  const { version } = await propose(content);
  await publishPack({ ctx: manager, input: { version, diffHash: await hashOf(version) } });
  return version;
}
const start = () => startDiagnosis({ ctx: key, input: { answers: {}, locale: "zh-CN" } });
const titles = async () =>
  (await db.select().from(auditLog)).filter((row) => row.action.startsWith("pack.")).map((row) => row.action);

describe("runs keep their pack", () => {
  test("an old run speaks, asks and concludes by its own pack after another one was published", async () => {
    const old = await start();
    expect(old.packVersion).toBe(pack.version);
    const version = await publish(reworded("换了说法"));
    const fresh = await start();
    expect(fresh).toMatchObject({ packVersion: version, question: { title: "换了说法" } });
    const again = await viewDiagnosis({ ctx: key, input: { id: old.id } });
    expect(again).toMatchObject({ packVersion: pack.version, question: old.question });
    const input = { id: old.id, questionId: old.question?.id ?? "", value: "yes" };
    const answered = await answerQuestion({ ctx: key, input });
    expect(answered.packVersion).toBe(pack.version);
    expect(answered.causes.map(({ title }) => title)).not.toContain("换了说法");
    const [row] = await db.select().from(diagnoses).where(eq(diagnoses.id, old.id));
    expect(row?.packVersion).toBe(pack.version);
  });

  test("what a ticket takes over is in the words of the run's pack", async () => {
    const found = orderCase({ payments: [paid()] });
    await transact(async (tx) => {
      await tx.insert(orders).values(found.order);
      for (const row of found.payments) await tx.insert(payments).values(row);
    });
    const version = await publish(reworded("旧的说法"));
    const { id } = await startDiagnosis({ ctx: key, input: { orderNo: found.order.orderNo, locale: "zh-CN" } });
    await publish(reworded("新的说法"));
    const loaded = await loadDiagnosis(db, id, NOW);
    expect(loaded).toMatchObject({ packVersion: version });
    expect(loaded?.told["zh-CN"].reasons[0]?.title).toBe("旧的说法");
  });

  test("a run whose pack is not kept is a clear error, and no other run minds", async () => {
    const { id } = await start();
    await transact((tx) => tx.update(diagnoses).set({ packVersion: "0123456789abcdef" }).where(eq(diagnoses.id, id)));
    const error = await refusal(viewDiagnosis({ ctx: key, input: { id } }));
    expect(error).toMatchObject({ status: 409, code: "PACK_MISSING", details: { version: "0123456789abcdef" } });
    expect((await start()).packVersion).toBe(pack.version);
  });

  test("a release that cannot read what runs helps people by its own, and leaves old runs alone", async () => {
    logger.level = "silent";
    const old = await start();
    const { id } = await propose(reworded("戊"));
    const { rules, ...content } = contentWith(() => undefined) as PackContent & { rules: { precedence?: unknown } };
    const { precedence: _, ...less } = rules;
    const version = versionOf({ ...content, rules: less });
    await transact(async (tx) => {
      const unreadable = { content: { ...content, rules: less }, version, state: "published" as const };
      await tx.update(packVersions).set(unreadable).where(eq(packVersions.id, id));
      await tx.update(packRunning).set({ version });
    });
    expect(await refusal(packFor(db, version))).toMatchObject({ code: "PACK_UNREADABLE" });
    expect((await start()).packVersion).toBe(pack.version);
    expect((await viewDiagnosis({ ctx: key, input: { id: old.id } })).packVersion).toBe(pack.version);
  });

  test("content that is not what its version says is not spoken", async () => {
    const { version } = await propose(reworded("甲"));
    const content = reworded("乙");
    await transact((tx) => tx.update(packVersions).set({ content }).where(eq(packVersions.version, version)));
    expect(await refusal(packFor(db, version))).toMatchObject({ code: "PACK_DAMAGED" });
  });

  test("another process has what was published with its next run, and the pack of every old one", async () => {
    const version = await publish(reworded("丁"));
    const { url } = database;
    await withSecondConnection(url, async (second) => {
      // A process that has loaded nothing yet.
      vi.resetModules();
      setConnection(second);
      const elsewhere = await import("./read.ts");
      expect((await elsewhere.runningPack(db)).version).toBe(version);
      expect((await elsewhere.packFor(db, version)).copy["zh-CN"].questions.debited?.title).toBe("丁");
      expect((await elsewhere.packFor(db, pack.version)).version).toBe(pack.version);
    });
  });

  test("the same object each time, so that what is worked out of it is kept", async () => {
    const version = await publish(reworded("丙"));
    expect(await packFor(db, version)).toBe(await packFor(db, version));
    expect(await runningPack()).toBe(await packFor(db, version));
  });
});

describe("what the code brings", () => {
  const newer = loadPack({ ...loadable().rules, causeShare: 0.26 }, loadable().copy);
  function loadable() {
    return contentWith(() => undefined);
  }
  const settle = (builtIn = pack) => transact((tx) => settledPack(tx, clock, builtIn));

  test("is registered at first use, and runs from before take it", async () => {
    expect((await settle()).version).toBe(pack.version);
    expect((await settle()).version).toBe(pack.version);
    const { items } = await listPacks({ ctx: lead, input: { limit: 10 } });
    expect(items).toMatchObject([{ version: pack.version, state: "published", origin: "builtin", running: true }]);
    expect(await titles()).toEqual(["pack.published"]);
  });

  test("is registered once when several come first", async () => {
    const found = await Promise.all([settle(), settle(), settle(), start()]);
    expect(found).toHaveLength(4);
    const { items } = await listPacks({ ctx: lead, input: { limit: 10 } });
    expect(items).toMatchObject([{ version: pack.version, state: "published" }]);
  });

  test("takes over by itself where a built-in one runs", async () => {
    const old = await start();
    expect((await settle(newer)).version).toBe(newer.version);
    expect((await runningPack()).version).toBe(newer.version);
    const { items } = await listPacks({ ctx: lead, input: { limit: 10 } });
    expect(items.map(({ version, state }) => [version, state])).toEqual(
      expect.arrayContaining([
        [newer.version, "published"],
        [pack.version, "retired"],
      ]),
    );
    expect((await viewDiagnosis({ ctx: key, input: { id: old.id } })).packVersion).toBe(pack.version);
    // A process of the older release does not take it back.
    expect((await settle(pack)).version).toBe(newer.version);
    expect(await titles()).toEqual(["pack.published", "pack.published"]);
  });

  test("is offered as a proposal where people edited the running one", async () => {
    const version = await publish(reworded("人改的"));
    expect((await settle(newer)).version).toBe(version);
    expect((await settle(newer)).version).toBe(version);
    const offered = await getPack({ ctx: lead, input: { version: newer.version } });
    expect(offered).toMatchObject({ state: "proposed", origin: "builtin" });
    expect(offered.diff.items.find(({ section }) => section === "settings")?.changes).toContainEqual({
      what: "setting",
      of: "causeShare",
      before: pack.causeShare,
      after: 0.26,
    });
    await publishPack({ ctx: manager, input: { version: newer.version, diffHash: offered.diff.hash } });
    expect((await runningPack()).version).toBe(newer.version);
  });
});

describe("two people", () => {
  test("neither the author, nor an editor, nor the proposer publishes", async () => {
    const draft = await savePackDraft({ ctx: other, input: { content: reworded("甲"), note: "" } });
    const edited = await savePackDraft({
      ctx: lead,
      input: { id: draft.id, revision: draft.revision, content: reworded("乙"), note: "better" },
    });
    const third = staffOf(clock, "third", "manager");
    const { version } = await proposePack({ ctx: third, input: { draft: draft.id, revision: edited.revision } });
    const diffHash = await hashOf(version);
    for (const ctx of [other, third]) {
      expect(await refusal(publishPack({ ctx, input: { version, diffHash } }))).toMatchObject({
        status: 403,
        code: "SAME_ACTOR",
      });
    }
    expect(await refusal(publishPack({ ctx: lead, input: { version, diffHash } }))).toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await publishPack({ ctx: manager, input: { version, diffHash } })).toMatchObject({ running: true });
  });

  test("the publisher confirms the change that they looked at", async () => {
    const first = await propose(reworded("甲"));
    const second = await propose(reworded("乙"));
    const diffHash = await hashOf(second.version);
    await publishPack({ ctx: manager, input: { version: first.version, diffHash: await hashOf(first.version) } });
    const error = await refusal(publishPack({ ctx: manager, input: { version: second.version, diffHash } }));
    expect(error).toMatchObject({ status: 409, code: "DIFF_CHANGED", details: { hash: await hashOf(second.version) } });
    expect((await runningPack()).version).toBe(first.version);
  });

  test("of two who publish two proposals at the same time one wins, and the other is told that the change is another", async () => {
    const versions = [(await propose(reworded("甲"))).version, (await propose(reworded("乙"))).version];
    const hashes = await Promise.all(versions.map(hashOf));
    const results = await Promise.allSettled(
      versions.map((version, i) =>
        publishPack({ ctx: i === 0 ? manager : other, input: { version, diffHash: hashes[i] ?? "" } }),
      ),
    );
    expect(results.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(results.find((r) => r.status === "rejected")).toMatchObject({ reason: { code: "DIFF_CHANGED" } });
    const { items } = await listPacks({ ctx: lead, input: { limit: 10 } });
    expect(items.filter(({ state }) => state === "published")).toHaveLength(1);
  });

  test("the way back is an earlier version, proposed and published the same way", async () => {
    const version = await publish(reworded("甲"));
    await proposePack({ ctx: other, input: { version: pack.version } });
    const diffHash = await hashOf(pack.version);
    expect(await refusal(publishPack({ ctx: other, input: { version: pack.version, diffHash } }))).toMatchObject({
      code: "SAME_ACTOR",
    });
    await publishPack({ ctx: manager, input: { version: pack.version, diffHash } });
    expect((await runningPack()).version).toBe(pack.version);
    expect(await getPack({ ctx: lead, input: { version } })).toMatchObject({ state: "retired" });
  });

  test("once proposed nothing changes any more; declined it stays on file", async () => {
    const { id, version } = await propose(reworded("甲"));
    const change = savePackDraft({ ctx: lead, input: { id, content: reworded("乙"), note: "" } });
    expect(await refusal(change)).toMatchObject({ code: "PACK_NOT_DRAFT" });
    expect(await refusal(discardPackDraft({ ctx: lead, input: { id } }))).toMatchObject({ code: "PACK_NOT_DRAFT" });
    const stranger = staffOf(clock, "lead2", "lead");
    expect(await refusal(declinePack({ ctx: stranger, input: { version, note: "" } }))).toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await declinePack({ ctx: manager, input: { version, note: "no" } })).toMatchObject({ state: "retired" });
    const publishing = publishPack({ ctx: manager, input: { version, diffHash: await hashOf(version) } });
    expect(await refusal(publishing)).toMatchObject({ code: "PACK_NOT_PROPOSED" });
    // Proposing the same again goes on with what is on file.
    expect(await propose(reworded("甲"))).toMatchObject({ id, state: "proposed" });
    expect(await refusal(propose(reworded("甲")))).toMatchObject({ code: "PACK_PROPOSED" });
    expect(await refusal(propose(contentWith(() => undefined)))).toMatchObject({ code: "PACK_UNCHANGED" });
  });

  test("two who edit one draft do not overwrite one another", async () => {
    const draft = await savePackDraft({ ctx: lead, input: { note: "" } });
    const save = (content: PackContent) =>
      savePackDraft({ ctx: lead, input: { id: draft.id, revision: 1, content, note: "" } });
    expect(await save(reworded("甲"))).toMatchObject({ revision: 2 });
    expect(await refusal(save(reworded("乙")))).toMatchObject({ code: "DRAFT_CHANGED", details: { revision: 2 } });
  });

  test("agents, customers and keys without the scope may not", async () => {
    const agent = staffOf(clock, "a", "agent");
    expect(await refusal(savePackDraft({ ctx: agent, input: { note: "" } }))).toMatchObject({ status: 403 });
    expect(await refusal(savePackDraft({ ctx: key, input: { note: "" } }))).toMatchObject({ status: 403 });
    const visitor = { actor: { kind: "customer" as const, id: "C1", name: "" }, clock };
    expect(await refusal(listPacks({ ctx: visitor, input: { limit: 10 } }))).toMatchObject({ status: 401 });
    const scoped = { ...key, actor: { ...key.actor, scopes: ["packs:write"] } };
    expect(await savePackDraft({ ctx: scoped, input: { note: "" } })).toMatchObject({ state: "draft" });
  });
});

describe("a pack with an error", () => {
  const broken = contentWith(({ rules }) => {
    rules.causes[0]?.plans.splice(0, 9, { outcome: "wait", remedies: ["NOPE"] });
  });

  test("is refused at saving and proposing with a line for each problem, and the running one stays", async () => {
    const save = () => savePackDraft({ ctx: lead, input: { content: broken, note: "" } });
    for (const call of [save, () => propose(broken)]) {
      const error = await refusal(call());
      expect(error).toMatchObject({ status: 422, code: "PACK_INVALID" });
      expect(error.errors.map(({ path }) => path)).toEqual(
        expect.arrayContaining(["rules.causes.0.plans.0", "rules.causes.0.plans.0.remedies.0"]),
      );
    }
    expect((await runningPack()).version).toBe(pack.version);
    expect(
      (await listPacks({ ctx: lead, input: { limit: 10 } })).items.filter(({ state }) => state !== "published"),
    ).toEqual([]);
  });

  test("is refused at publishing too, should a later release find errors in what was proposed", async () => {
    const { version, id } = await propose(reworded("甲"));
    await transact((tx) => tx.update(packVersions).set({ content: broken }).where(eq(packVersions.id, id)));
    const error = await refusal(publishPack({ ctx: manager, input: { version, diffHash: "0" } }));
    expect(error).toMatchObject({ code: "PACK_INVALID" });
    expect((await runningPack()).version).toBe(pack.version);
  });
});
