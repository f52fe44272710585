import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connection, db, setConnection, transact } from "#db/client.ts";
import { auditLog, session, twoFactor, user } from "#db/schema/index.ts";
import { type TestDatabase, tamper, testDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { dataKey, setDataSecret } from "#server/core/data-key.ts";
import { loadDataSecret } from "#server/core/data-secret.ts";
import { env, overrideEnv } from "#server/core/env.ts";
import { listKeys } from "#server/evidence/index.ts";
import { done, faults, settle, world } from "#server/evidence/testing.ts";
import { jobLoopAgeMs, startJobs } from "#server/jobs/index.ts";
import { beginSecretsAnew } from "./index.ts";

const ctx = systemContext("admin");
let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
  await loadDataSecret();
  await world();
  await withAuthenticator();
  await done("waits for its place");
});
afterEach(async () => {
  overrideEnv();
  setDataSecret("the data secret of every test");
  await database.drop();
});

/** Somebody who signed in with an authenticator app. */
async function withAuthenticator(): Promise<void> {
  const [createdAt, expiresAt] = [new Date(), new Date(Date.now() + 3_600_000)];
  const times = { createdAt, updatedAt: createdAt };
  await transact(async (tx) => {
    await tx.insert(user).values({
      ...{ id: "u1", name: "Lin", email: "lin@shop.example", emailVerified: true, role: "lead", ...times },
      twoFactorEnabled: true,
    });
    await tx.insert(session).values({ id: "s1", token: "t1", userId: "u1", expiresAt, ...times });
    await tx.insert(twoFactor).values({ id: "f1", userId: "u1", secret: "sealed", backupCodes: "sealed" });
  });
}

const signedUp = async () => ({
  ...{ apps: await db.$count(twoFactor), sessions: await db.$count(session) },
  enabled: (await db.select().from(user)).some(({ twoFactorEnabled }) => twoFactorEnabled),
});
const NOBODY = { apps: 0, sessions: 0, enabled: false };
const began = () => db.select().from(auditLog).where(eq(auditLog.action, "secrets.began_anew"));
const lose = () => overrideEnv({ ...env(), APP_SECRET: "another secret of more than thirty-two bytes" });
/** What hangs on the secret that the database has. */
const link = async () => {
  await loadDataSecret();
  return dataKey("notice-link").toString("hex");
};

test("a secret that may be known is given up with sessions, authenticators, links and the log's key", async () => {
  const old = await link();
  expect(await beginSecretsAnew({ ctx, input: { leaked: true } })).toEqual({ secondFactors: 1 });
  expect(await link()).not.toBe(old);
  expect(await signedUp()).toEqual(NOBODY);
  await done("after it");
  await settle(90);
  const [now, before] = await listKeys();
  expect([before?.retiredAt === null, now?.retiredAt]).toEqual([false, null]);
  const [row] = await began();
  expect(JSON.parse(row?.data ?? "{}")).toMatchObject({ leaked: true, secondFactors: 1, newKey: now?.vkey });
  expect(await faults()).toEqual([]);
  await tamper(database, "delete from evidence_entries where kind = 'ledger'");
  expect(await faults()).not.toEqual([]);
});

describe.each([true, false])("cut off at any of its steps (leaked: %s)", (leaked) => {
  test("it changed nothing that counts, and is run again", async () => {
    const own = connection();
    const before = await link();
    if (!leaked) lose();
    let steps = 0;
    for (let cut = true; cut; steps++) {
      let left = steps;
      const write: typeof own.write = (unit, options) =>
        left-- > 0 ? own.write(unit, options) : Promise.reject(new Error("killed"));
      setConnection({ ...own, write });
      cut = await beginSecretsAnew({ ctx, input: { leaked } }).then(
        () => false,
        (error: Error) => error.message === "killed",
      );
      setConnection(own);
      if (!cut) break;
      expect(await signedUp()).toEqual({ apps: 1, sessions: 1, enabled: true });
      expect(await began()).toEqual([]);
      if (!leaked) await expect(loadDataSecret()).rejects.toThrow("APP_SECRET is not the one");
      else {
        // The server may as well go on for a while.
        expect(await link()).toBe(before);
        expect(await faults()).toEqual([]);
      }
    }
    expect(steps).toBeGreaterThan(2);
    expect(await link()).not.toBe(before);
    expect(await signedUp()).toEqual(NOBODY);
    expect(await began()).toHaveLength(1);
    await settle(90);
    expect(await faults()).toEqual([]);
  });
});

test("nothing is given up under a server that runs", async () => {
  lose();
  const jobs = startJobs([]);
  await expect.poll(() => jobLoopAgeMs()).not.toBeNull();
  await expect(beginSecretsAnew({ ctx })).rejects.toThrow(expect.objectContaining({ code: "SERVER_RUNNING" }));
  await jobs.stop();
  expect(await signedUp()).toMatchObject({ apps: 1 });
  const later = systemContext("admin", fixedClock(new Date(Date.now() + 31_000)));
  expect(await beginSecretsAnew({ ctx: later })).toEqual({ secondFactors: 1 });
});
