import { CompactEncrypt } from "jose";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import * as schema from "#db/schema/index.ts";
import { auditLog, cardKeys } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import type { Ctx } from "#server/core/context.ts";
import { overrideEnv } from "#server/core/env.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { carryOut } from "../commands/carry-out.ts";
import { getCommand } from "../commands/read.ts";
import { retryCommand } from "../commands/retry.ts";
import { itemsOf, MovableClock, placedCredit, rowOf, standing, worker } from "../commands/testing/placed.ts";
import { done, ScriptedPlatform, SECRET } from "../commands/testing/platform.ts";
import { type Receiver, startReceiver } from "../commands/testing/receiver.ts";
import { apiKey, refusal } from "../testing.ts";
import { deliveryKey } from "./delivery.ts";
import { cardKeysOf, revealCardKeys } from "./reveal.ts";

freshDatabase({ beforeEach, afterEach });

const KEY = "YQ-7F3K-20MZ-PP41";
let clock: MovableClock;
let ctx: Ctx;
const owner = (id = "ticket:TK1"): Ctx => ({ actor: { kind: "customer", id, name: "customer" }, clock });
const staff = (role: "lead" | "admin" = "lead"): Ctx => ({
  actor: { kind: "staff", id: "ben", name: "Ben", role, freshUntil: ALWAYS },
  clock,
});

beforeEach(() => {
  clock = new MovableClock();
  ctx = worker(clock);
});
afterEach(() => overrideEnv());

/** Everything that the database holds, as text. */
async function dump(): Promise<string> {
  const tables = Object.values(schema).filter((each) => typeof each === "object" && each !== null);
  const texts: string[] = [];
  for (const table of tables) texts.push(JSON.stringify(await db.select().from(table as typeof cardKeys)));
  return texts.join("\n");
}

describe("a key that the example receiver delivers", () => {
  let receiver: Receiver;
  let id: string;
  beforeEach(async () => {
    receiver = await startReceiver(SECRET, { O1: { priceFen: 20_000, creditedFen: 0, cardKey: KEY } });
    overrideEnv({ PLATFORM_URL: receiver.url });
    id = await placedCredit(ctx, "O1", { productType: "card_key" });
    expect(await carryOut({ ctx, commandId: id })).toBe("succeeded");
  });
  afterEach(() => receiver.stop());

  test("is kept sealed: nowhere in the database, and not where staff look", async () => {
    expect(await cardKeysOf(db, "O1")).toMatchObject([{ revealedAt: null }]);
    const everything = await dump();
    expect(everything).toContain("card_key.delivered");
    expect(everything).not.toContain(KEY);
    const seen = JSON.stringify(await getCommand({ ctx: staff("admin"), input: { id } }));
    expect(seen).toContain('"delivery":"stored"');
    expect(seen).not.toContain(KEY);
  });

  test("is shown to its owner, and each time written down with who", async () => {
    clock.passHours(1);
    const first = clock.now().toISOString();
    expect(await revealCardKeys(owner(), "O1")).toMatchObject([{ text: KEY, revealedAt: first }]);
    clock.passHours(1);
    expect(await revealCardKeys(owner("diagnosis:d1"), "O1")).toMatchObject([{ text: KEY, revealedAt: first }]);
    expect(await cardKeysOf(db, "O1")).toMatchObject([{ revealedAt: first }]);
    const audited = (await db.select().from(auditLog)).filter(({ action }) => action === "card_key.revealed");
    expect(audited.map(({ actorId, data }) => [actorId, JSON.parse(data).first]).sort()).toEqual([
      ["diagnosis:d1", false],
      ["ticket:TK1", true],
    ]);
    expect(await dump()).not.toContain(KEY);
  });

  test("20 first reveals at once are one first reveal", async () => {
    await Promise.all(Array.from({ length: 20 }, (_, n) => revealCardKeys(owner(`ticket:TK${n}`), "O1")));
    const audited = (await db.select().from(auditLog)).filter(({ action }) => action === "card_key.revealed");
    expect(audited.filter(({ data }) => JSON.parse(data).first)).toHaveLength(1);
    expect(audited).toHaveLength(20);
  });

  test("is never shown to staff, keys or the system", async () => {
    for (const other of [staff("lead"), staff("admin"), apiKey("all"), ctx]) {
      expect(await refusal(revealCardKeys(other, "O1"))).toMatchObject({ status: 403, code: "FORBIDDEN" });
    }
    expect(await refusal(revealCardKeys(owner(), "O2"))).toMatchObject({ status: 404, code: "CARD_KEY_NOT_FOUND" });
  });
});

describe("a key that cannot be read", () => {
  let platform: ScriptedPlatform;
  beforeEach(async () => {
    platform = new ScriptedPlatform();
    overrideEnv({ PLATFORM_URL: await platform.open() });
  });
  afterEach(() => platform.close());

  const encrypted = (commandId: string, secret = SECRET) =>
    new CompactEncrypt(new TextEncoder().encode(KEY))
      .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
      .encrypt(deliveryKey(secret, commandId));

  test("takes nothing from the credit, and is put before a person; asked again it is kept", async () => {
    const id = await placedCredit(ctx);
    const delivery = await encrypted(id, "whsec_b3RoZXItc2VjcmV0LW9mLXRoZS1wbGF0Zm9ybQ==");
    platform.sends = [done("S-1", { delivery })];
    expect(await carryOut({ ctx, commandId: id })).toBe("succeeded");
    expect(await standing(id)).toMatchObject({ topup: "succeeded" });
    expect(await rowOf(id)).toMatchObject({ delivery: "unreadable" });
    expect(await itemsOf()).toMatchObject([
      { kind: "delivery_unreadable", state: "open", detail: { reason: "NOT_ENCRYPTED_FOR_US" } },
    ]);
    expect(await cardKeysOf(db, "O1")).toEqual([]);

    platform.asks = [done("S-1", { delivery: await encrypted(id) })];
    expect(await retryCommand({ ctx: staff(), input: { id } })).toMatchObject({
      state: "succeeded",
      delivery: "stored",
    });
    expect(platform.sent).toHaveLength(1);
    expect(await itemsOf()).toMatchObject([{ state: "resolved", resolution: "settled" }]);
    expect(await revealCardKeys(owner(), "O1")).toMatchObject([{ text: KEY }]);
    expect(await refusal(retryCommand({ ctx: staff(), input: { id } }))).toMatchObject({ code: "COMMAND_DECIDED" });
  });

  test.each([
    ["plain text", KEY],
    ["a number", 7],
    ["an object", { key: KEY }],
    ["nothing", ""],
  ])("%s instead of an encrypted key: the same, and it is not kept either", async (_what, delivery) => {
    const id = await placedCredit(ctx);
    platform.sends = [done("S-1", { delivery })];
    expect(await carryOut({ ctx, commandId: id })).toBe("succeeded");
    expect(await itemsOf()).toMatchObject([{ kind: "delivery_unreadable" }]);
    expect(await dump()).not.toContain(KEY);
  });

  test("no key at all is no trouble", async () => {
    platform.sends = [done("S-1", { delivery: null })];
    await carryOut({ ctx, commandId: await placedCredit(ctx) });
    expect(await itemsOf()).toEqual([]);
    expect(await db.select().from(cardKeys)).toEqual([]);
  });
});
