import { afterEach, beforeEach, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { sealedKeys, user } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { dataKey, setDataSecret } from "./data-key.ts";
import { loadDataSecret, WrongSecret } from "./data-secret.ts";
import { env, overrideEnv } from "./env.ts";
import { deriveKey } from "./secret.ts";

freshDatabase({ beforeEach, afterEach });
afterEach(() => {
  overrideEnv();
  setDataSecret("the data secret of every test");
});

test("a new database gets a secret of its own, once, however many processes begin at the same time", async () => {
  await Promise.all([loadDataSecret(), loadDataSecret(), loadDataSecret()]);
  const key = dataKey("notice-link");
  expect(key.equals(deriveKey("notice-link"))).toBe(false);
  setDataSecret("nothing");
  await loadDataSecret();
  expect(dataKey("notice-link").equals(key)).toBe(true);
  expect(await db.select().from(sealedKeys)).toHaveLength(1);
  expect(JSON.stringify(await db.select().from(sealedKeys))).not.toContain(key.toString("base64url"));
});

test("a database that was at work before goes on with the keys that came from APP_SECRET", async () => {
  const now = new Date();
  const person = {
    id: "u1",
    name: "Lin",
    email: "lin@shop.example",
    emailVerified: true,
    createdAt: now,
    updatedAt: now,
  };
  await transact((tx) => tx.insert(user).values({ ...person, role: "agent" }));
  await loadDataSecret();
  expect(dataKey("risk-sightings").equals(deriveKey("risk-sightings"))).toBe(true);
});

test("a replaced APP_SECRET changes no key while the one before is given, and a foreign one is refused", async () => {
  await loadDataSecret();
  const key = dataKey("evidence-entry");
  const { APP_SECRET } = env();
  overrideEnv({
    ...env(),
    APP_SECRET: "a new secret of more than thirty-two bytes",
    APP_SECRET_PREVIOUS: [APP_SECRET],
  });
  await loadDataSecret();
  expect(dataKey("evidence-entry").equals(key)).toBe(true);
  overrideEnv({ ...env(), APP_SECRET_PREVIOUS: [] });
  await expect(loadDataSecret()).rejects.toThrow(WrongSecret);
});
