import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "#db/testing.ts";
import { loadDataSecret } from "#server/core/data-secret.ts";
import { env } from "#server/core/env.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
  await loadDataSecret();
});
afterEach(() => database.drop());

const rotate = (settings: Record<string, string>, ...options: string[]) =>
  admin(settings, "secrets", "rotate", ...options);

async function admin(settings: Record<string, string>, ...args: string[]) {
  const child = spawn(process.execPath, ["bin/admin.ts", ...args], {
    env: { PATH: process.env.PATH ?? "", NODE_ENV: "test", DATABASE_URL: database.url, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out, err };
}

/** One line. */
const UNSEALED = expect.stringMatching(/^APP_SECRET is not set: [^\n]* without a seal[^\n]*\n$/);
const has = (part: string) => expect.stringContaining(part);

test("an operator replaces APP_SECRET: checks, rotates, checks, and lets the one before go", async () => {
  const before = env().APP_SECRET;
  const APP_SECRET = "a new secret of more than thirty-two bytes";
  expect(await rotate({}, "--check")).toMatchObject({ code: 2, err: has("APP_SECRET is required") });
  const wrong = {
    APP_SECRET,
    APP_SECRET_PREVIOUS: "some other secret of more than thirty-two bytes".replaceAll(" ", "-"),
  };
  expect(await rotate(wrong)).toMatchObject({ code: 2, err: has("APP_SECRET is not the one of this database") });
  const both = { APP_SECRET, APP_SECRET_PREVIOUS: before };
  expect(await rotate(both, "--check")).toMatchObject({ code: 1, out: has("sealed_keys.sealed: 1 under") });
  expect(await rotate(both)).toMatchObject({ code: 0, out: has("sealed_keys.sealed: 1 sealed anew") });
  expect(await rotate({ APP_SECRET }, "--check")).toMatchObject({ code: 0, out: has("Everything is sealed") });
});

test("a key and an account are made without APP_SECRET, and the logs hold; nothing else is done without it", async () => {
  const made = await admin({}, "api-key", "create", "--name", "n", "--scopes", "*");
  expect(made).toEqual({ code: 0, out: expect.stringMatching(/^dz_\S+\n$/), err: UNSEALED });
  expect(await admin({}, "api-key", "list")).toMatchObject({ code: 0, err: "" });
  expect(await admin({}, "user", "create", "--email", "a@shop.example", "--role", "agent")).toMatchObject({
    code: 0,
    err: UNSEALED,
  });
  const password = await admin({}, "user", "password", "--email", "a@shop.example");
  expect(password).toMatchObject({ code: 2, err: has("APP_SECRET is required") });
  const { APP_SECRET } = env();
  const verified = await admin({ APP_SECRET }, "audit", "verify");
  expect(verified).toMatchObject({ code: 0, out: has("2 rows about new keys and accounts were written by commands") });
});
