import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { db, transact } from "#db/client.ts";
import { dialect } from "#db/columns.ts";
import { account, apiKeys, auditLog, user } from "#db/schema/index.ts";
import { type TestDatabase, testDatabase } from "#db/testing.ts";
import { apiKeyContext } from "#server/auth/index.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

type Ran = { code: number | null; out: string; err: string };

/** Runs the command as an operator does, beside this process, which keeps the database open as a server would. */
async function admin(
  args: string[],
  { env = {}, stdin = "" }: { env?: Record<string, string>; stdin?: string } = {},
): Promise<Ran> {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, ["bin/admin.ts", ...args], {
    env: { PATH, NODE_ENV: "test", DATABASE_URL: database.url, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end(stdin);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out, err };
}

/** These commands run without APP_SECRET and say so, on one line. */
const UNSEALED = expect.stringMatching(/^APP_SECRET is not set: [^\n]* without a seal[^\n]*\n$/);

describe("admin", () => {
  it("makes an API key and prints it and nothing else", async () => {
    const made = await admin(["api-key", "create", "--name", "shop", "--scopes", "tickets:read,trace:read"]);
    expect(made).toMatchObject({ code: 0, err: UNSEALED });
    expect(made.out).toMatch(/^dz_[A-Za-z0-9_-]{43}\n$/);
    const found = await apiKeyContext(`Bearer ${made.out.trim()}`);
    expect(found?.actor).toMatchObject({ name: "shop", scopes: ["tickets:read", "trace:read"] });
    const [row] = await db.select().from(auditLog);
    expect(row).toMatchObject({ action: "api_key.created", actorId: "system:admin" });
  });

  it("names what is wrong with a call and writes nothing", async () => {
    const scope = await admin(["api-key", "create", "--name", "shop", "--scopes", "money:all"]);
    expect(scope).toMatchObject({ code: 2, out: "" });
    expect(scope.err).toContain("tickets:read");
    expect((await admin(["api-key", "create", "--name", "shop"])).code).toBe(2);
    expect((await admin(["make", "coffee"])).err).toContain("Usage");
    expect((await admin(["--what"])).code).toBe(2);
    expect(await admin([])).toMatchObject({ code: 0, out: expect.stringContaining("Usage") });
    expect(await db.select().from(apiKeys)).toHaveLength(0);
  });

  it("names bad settings, one line each", async () => {
    const ran = await admin(["audit", "verify"], { env: { PORT: "many", LOG_LEVEL: "loud" } });
    expect(ran.code).toBe(2);
    expect(
      ran.err
        .trim()
        .split("\n")
        .map((line) => line.split(" ")[0])
        .sort(),
    ).toEqual(["LOG_LEVEL", "PORT"]);
  });

  it("lists and revokes keys", async () => {
    await admin(["api-key", "create", "--name", "old", "--scopes", "*"]);
    const [id = ""] = (await admin(["api-key", "list"])).out.split("\t");
    expect((await admin(["api-key", "revoke", "--id", id])).code).toBe(0);
    expect((await admin(["api-key", "list"])).out).toBe("");
    expect(await admin(["api-key", "revoke", "--id", "none"])).toMatchObject({ code: 1, out: "" });
  });

  it("makes staff accounts, with a password from stdin or one of its own", async () => {
    const password = "a good long password";
    const given = [
      "user",
      "create",
      "--email",
      "Lin@example.com",
      "--role",
      "lead",
      "--name",
      "林",
      "--password-stdin",
    ];
    const made = await admin(given, { stdin: `${password}\n` });
    expect(made).toMatchObject({ code: 0, err: UNSEALED });
    expect(made.out).not.toContain(password);
    const [row] = await db.select().from(user).where(eq(user.email, "lin@example.com"));
    expect(row).toMatchObject({ role: "lead", name: "林" });
    expect(await db.select().from(account)).toHaveLength(1);
    const own = await admin(["user", "create", "--email", "wu@example.com", "--role", "agent"]);
    expect(own.out).toMatch(/^agent wu@example\.com \S+\npassword: \S{16,}\n$/);
    expect(await admin(["user", "create", "--email", "wu@example.com", "--role", "agent"])).toMatchObject({ code: 1 });
    expect(await admin(["user", "create", "--email", "nobody", "--role", "king"])).toMatchObject({ code: 2 });
    expect((await admin(given, { stdin: "short" })).err).toContain("password");
    // Five processes, each of which loads the program.
  });

  it("checks the ledger and the audit log", async () => {
    await admin(["api-key", "create", "--name", "shop", "--scopes", "*"]);
    expect(await admin(["ledger", "check"])).toMatchObject({ code: 0, err: "" });
    expect(await admin(["audit", "verify"])).toMatchObject({ code: 0, out: expect.stringContaining("1 rows") });
  });

  it.runIf(dialect === "sqlite")("works on a database that is not there yet", async () => {
    const url = database.url.replace("test.db", "sub/new.db");
    const made = await admin(["api-key", "create", "--name", "first", "--scopes", "*"], { env: { DATABASE_URL: url } });
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^dz_/) });
  });
});

describe("what the checks find", () => {
  it("says which audit row was changed, and fails", async () => {
    await admin(["api-key", "create", "--name", "shop", "--scopes", "*"]);
    const tamper = () => transact((tx) => tx.update(auditLog).set({ action: "nothing.happened" }));
    // Where the database itself refuses to change recorded rows there is nothing left to find.
    const refused = await tamper().then(
      () => false,
      () => true,
    );
    const ran = await admin(["audit", "verify"]);
    expect(ran.code).toBe(refused ? 0 : 1);
    if (!refused) expect(ran.out).toContain("was changed");
  });
});
