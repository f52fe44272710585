import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connection, db, setConnection, transact } from "#db/client.ts";
import {
  auditLog,
  cardKeys,
  channelSettings,
  evidenceKeys,
  identityFiles,
  noticeDeliveries,
  sealedKeys,
} from "#db/schema/index.ts";
import { type TestDatabase, testDatabase, withSecondConnection } from "#db/testing.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { dataKey, setDataSecret } from "#server/core/data-key.ts";
import { loadDataSecret } from "#server/core/data-secret.ts";
import { env, overrideEnv } from "#server/core/env.ts";
import { seal, unseal } from "#server/core/seal.ts";
import { openBytes, sealBytes } from "#server/core/seal-bytes.ts";
import { sealPurposes } from "#server/core/seal-purposes.ts";
import { secrets } from "#server/core/secret.ts";
import { addKey } from "#server/evidence/keys.ts";
import { beginSecretsAnew, rotateSecrets, secretsWaiting } from "./index.ts";

const [OLD, NEW, THIRD] = ["old", "new", "third"].map((name) => `the ${name} secret of more than thirty-two bytes`);
const NOTICES = 130;
const PLACES = [
  ...["channel_settings.secrets", "card_keys.sealed", "notice_deliveries.address", "identity_files.sealed_key"],
  ...["evidence_keys.sealed_private", "sealed_keys.sealed"],
];
const ctx = systemContext("admin");
const picture = Buffer.from("a picture of a card");
let database: TestDatabase;
let file: { bytes: Buffer };

const use = (now = "", ...before: (string | undefined)[]) =>
  overrideEnv({ ...env(), APP_SECRET: now, APP_SECRET_PREVIOUS: before.map(String) });

beforeEach(async () => {
  database = await testDatabase();
  use(OLD);
  await loadDataSecret();
  await fill();
});
afterEach(async () => {
  overrideEnv();
  setDataSecret("the data secret of every test");
  await database.drop();
});

async function fill(): Promise<void> {
  const now = new Date();
  const channel = { channel: "alipay", kind: "alipay", label: "a", methods: [], priority: 1, enabled: true } as const;
  const { bytes, ...key } = sealBytes("identity", "a1", picture);
  file = { bytes };
  await transact(async (tx) => {
    await tx.insert(channelSettings).values({
      ...{ ...channel, methods: [], policy: "assist", autoLimitFen: 0, config: {}, version: 1, updatedAt: now },
      secrets: seal(sealPurposes.channel("alipay"), "of alipay"),
    });
    await tx.insert(cardKeys).values({
      ...{ id: "k1", orderNo: "O1", customerId: "C1", commandId: "c1", deliveredAt: now },
      sealed: seal(sealPurposes.cardKey("k1"), "a card key"),
    });
    await tx
      .insert(noticeDeliveries)
      .values(Array.from({ length: NOTICES }, (_, n) => notice(`n${String(n).padStart(3, "0")}`)));
    await tx.insert(identityFiles).values({ attachmentId: "a1", sha256: "x", ...key, storedAt: now });
    await addKey(tx, now);
  });
}

const notice = (id: string) => ({
  ...{ id, messageId: id, channel: "mail" as const, kind: "ticket_opened" as const, customerId: "C1" },
  ...{ params: {}, locale: "zh-CN" },
  ...{ shownAddress: "l***@x.example", addressHash: "h", onRecord: true, essential: true, state: "queued" as const },
  ...{ attempts: 0, createdAt: new Date(), address: seal(sealPurposes.notice(id), `${id}@x.example`) },
});

/** Opens everything with the settings of now. @throws when something does not open */
async function openAll(): Promise<{ channel: string; notices: number }> {
  const [channel] = await db.select().from(channelSettings);
  const [card] = await db.select().from(cardKeys);
  const [key] = await db.select().from(evidenceKeys);
  const [identity] = await db.select().from(identityFiles);
  expect(unseal(sealPurposes.cardKey("k1"), card?.sealed ?? "")).toBe("a card key");
  expect(unseal(sealPurposes.evidenceKey(key?.id ?? ""), key?.sealedPrivate ?? "")).toContain("PRIVATE KEY");
  const sealed = { keyId: identity?.keyId ?? "", sealedKey: identity?.sealedKey ?? "" };
  expect(openBytes("identity", "a1", file.bytes, sealed)).toEqual(picture);
  const rows = await db.select().from(noticeDeliveries);
  for (const { id, address } of rows) expect(unseal(sealPurposes.notice(id), address ?? "")).toBe(`${id}@x.example`);
  await loadDataSecret();
  return { channel: unseal(sealPurposes.channel("alipay"), channel?.secrets ?? ""), notices: rows.length };
}

const stored = async () =>
  JSON.stringify([
    await db.select().from(noticeDeliveries),
    await db.select().from(channelSettings),
    await db.select().from(cardKeys),
    await db.select().from(sealedKeys),
  ]);
const audited = async () => (await db.select().from(auditLog).orderBy(auditLog.seq)).map(({ action }) => action);

describe("secrets rotate", () => {
  test("seals everything anew: the secret of before may go, and every key is the same", async () => {
    const link = dataKey("notice-link").toString("hex");
    expect(await secretsWaiting({ ctx })).toEqual([]);
    use(NEW, OLD);
    const waiting = await secretsWaiting({ ctx });
    expect(waiting.map(({ place }) => place)).toEqual(PLACES);
    expect(waiting.every(({ unreadable }) => unreadable === 0)).toBe(true);
    await openAll();

    const done = await rotateSecrets({ ctx });
    expect(done).toMatchObject({ to: secrets()[0].id, lost: [] });
    expect(Object.keys(done.sealedAnew)).toEqual(PLACES);
    expect(done.sealedAnew["notice_deliveries.address"]).toBe(NOTICES);
    expect(await secretsWaiting({ ctx })).toEqual([]);
    use(NEW);
    expect(await openAll()).toEqual({ channel: "of alipay", notices: NOTICES });
    expect(dataKey("notice-link").toString("hex")).toBe(link);
    expect((await audited()).slice(-2)).toEqual(["secrets.rotation_began", "secrets.rotated"]);
    const told = JSON.stringify(await db.select().from(auditLog));
    for (const secret of [OLD, NEW]) expect(told).not.toContain(secret);
    expect((await rotateSecrets({ ctx })).sealedAnew).toEqual({});
    use(OLD);
    await expect(openAll()).rejects.toThrow();
  });

  test("leaves what a running server writes at the same time", async () => {
    use(NEW, OLD);
    const own = connection();
    await withSecondConnection(database.url, async (second) => {
      let writes = 0;
      const write: typeof own.write = async (unit, options) => {
        // Between reading and writing a batch the server saves a channel, and sends one notice more.
        if (++writes === 2) {
          await second.write(async (tx) => {
            await tx.update(channelSettings).set({ secrets: seal(sealPurposes.channel("alipay"), "of alipay, newer") });
            await tx.insert(noticeDeliveries).values(notice("n999"));
          }, {});
        }
        return own.write(unit, options);
      };
      setConnection({ ...own, write });
      const done = await rotateSecrets({ ctx });
      expect(done.lost).toEqual([]);
      expect(done.sealedAnew["channel_settings.secrets"]).toBeUndefined();
    });
    use(NEW);
    expect(await openAll()).toEqual({ channel: "of alipay, newer", notices: NOTICES + 1 });
  });

  test("goes on where it was killed", async () => {
    use(NEW, OLD);
    const own = connection();
    let left = 4;
    const write: typeof own.write = (unit, options) =>
      left-- > 0 ? own.write(unit, options) : Promise.reject(new Error("killed"));
    setConnection({ ...own, write });
    await expect(rotateSecrets({ ctx })).rejects.toThrow("killed");
    setConnection(own);
    const waiting = await secretsWaiting({ ctx });
    expect(waiting.map(({ place }) => place)).toEqual(PLACES.slice(2));
    expect(waiting[0]?.old).toBe(NOTICES - 50);
    await openAll();
    await rotateSecrets({ ctx });
    use(NEW);
    expect(await openAll()).toMatchObject({ notices: NOTICES });
    expect((await audited()).filter((action) => action.startsWith("secrets."))).toEqual([
      ...["secrets.rotation_began", "secrets.rotation_began", "secrets.rotated"],
    ]);
  });

  test("names what no secret opens, changes nothing of it, and does it once the right one is given", async () => {
    const before = await stored();
    use(NEW, THIRD);
    const waiting = await secretsWaiting({ ctx });
    expect(waiting.map(({ place }) => place)).toEqual(PLACES);
    expect(waiting.every(({ old, unreadable }) => old === unreadable)).toBe(true);
    const done = await rotateSecrets({ ctx });
    expect(done.sealedAnew).toEqual({});
    expect(done.lost).toHaveLength(100);
    expect(done.lost).toContain("channel_settings.secrets alipay");
    expect(await stored()).toBe(before);
    use(NEW, THIRD, OLD);
    expect((await rotateSecrets({ ctx })).lost).toEqual([]);
    use(NEW);
    expect(await openAll()).toMatchObject({ notices: NOTICES });
  });

  test("says so when something goes on sealing under a secret of before", async () => {
    use(NEW, OLD);
    const own = connection();
    const write: typeof own.write = async (unit, options) => {
      const done = await own.write(unit, options);
      await own.write(async (tx) => {
        const [now] = secrets();
        use(OLD);
        const secretsText = seal(sealPurposes.channel("alipay"), "old again");
        use(NEW, OLD);
        expect(secrets()[0].id).toBe(now.id);
        await tx.update(channelSettings).set({ secrets: secretsText });
      }, {});
      return done;
    };
    setConnection({ ...own, write });
    await expect(rotateSecrets({ ctx })).rejects.toThrow(expect.objectContaining({ code: "SECRETS_STILL_WRITTEN" }));
    setConnection(own);
    expect((await secretsWaiting({ ctx })).map(({ place }) => place)).toEqual(["channel_settings.secrets"]);
  });

  test("is an admin's alone", async () => {
    const actor: Ctx["actor"] = { kind: "staff", id: "s", name: "s", role: "manager", freshUntil: new Date(8.64e15) };
    for (const call of [rotateSecrets, secretsWaiting])
      await expect(call({ ctx: { ...ctx, actor } })).rejects.toThrow(expect.objectContaining({ status: 403 }));
  });
});

describe("secrets begin-anew", () => {
  test("lets an installation start whose secret is lost, and refuses where it is not", async () => {
    await expect(beginSecretsAnew({ ctx })).rejects.toThrow(expect.objectContaining({ code: "SECRET_NOT_LOST" }));
    const link = dataKey("notice-link").toString("hex");
    use(NEW);
    await expect(loadDataSecret()).rejects.toThrow("APP_SECRET is not the one");
    await beginSecretsAnew({ ctx });
    await loadDataSecret();
    expect(dataKey("notice-link").toString("hex")).not.toBe(link);
    expect((await audited()).at(-1)).toBe("secrets.began_anew");
    const lost = await secretsWaiting({ ctx });
    expect(lost.map(({ place }) => place)).toEqual(
      // The log's key, which cannot be opened any more, was given up for another.
      PLACES.filter((place) => !/^(evidence_keys|sealed_keys)/.test(place)),
    );
  });
});
