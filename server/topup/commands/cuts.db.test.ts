import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { topups } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { MINUTE_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { overrideEnv } from "#server/core/env.ts";
import { attemptsOf } from "./attempts.ts";
import { carryOut } from "./carry-out.ts";
import { runDueCommands } from "./due.ts";
import { type Lease, renewToSend, takeLease } from "./lease.ts";
import { callPlatform } from "./platform.ts";
import { readCommand } from "./store.ts";
import { expectCreditedOnce, itemsOf, MovableClock, placedCredit, standing, worker } from "./testing/placed.ts";
import { done, failed, json, never, type Reply, ScriptedPlatform } from "./testing/platform.ts";

freshDatabase({ beforeEach, afterEach });

/** A process that dies can do so between any two steps. Each test does the steps before the cut and then only runs the job. */

let platform: ScriptedPlatform;
let clock: MovableClock;
let ctx: Ctx;
beforeEach(async () => {
  platform = new ScriptedPlatform();
  overrideEnv({ PLATFORM_URL: await platform.open() });
  clock = new MovableClock();
  ctx = worker(clock);
});
afterEach(async () => {
  overrideEnv();
  await platform.close();
});

const TIMEOUT_MS = 10_000;
const take = async (id: string): Promise<Lease> => {
  const lease = await takeLease(ctx, await readCommand(db, id), TIMEOUT_MS, false);
  if (typeof lease === "string") throw new Error(`no lease: ${lease}`);
  return lease;
};
const call = (lease: Lease) =>
  callPlatform({ command: lease.row, action: lease.action, first: lease.first, timeoutMs: 1_000 });

/** What a process that starts anew does: nothing while the dead one's lease lasts, then the rest. */
async function restart(): Promise<void> {
  await runDueCommands(ctx);
  clock.pass(MINUTE_MS);
  await runDueCommands(ctx);
}

describe("cut off", () => {
  test("after the transaction that placed it: the job sends it", async () => {
    await placedCredit(ctx);
    expect(await runDueCommands(ctx)).toBe(0);
    await restart();
    expect(platform.heard.map(({ method }) => method)).toEqual(["POST"]);
    await expectCreditedOnce();
  });

  test("after it was marked as sent, before it left: asked about, and sent when it never arrived", async () => {
    const id = await placedCredit(ctx);
    await take(id);
    await runDueCommands(ctx);
    expect(platform.heard).toEqual([]);
    await restart();
    expect(platform.heard.map(({ method }) => method)).toEqual(["GET", "POST"]);
    expect((await attemptsOf(db, id)).map(({ outcome }) => outcome)).toEqual([null, "not_received", "succeeded"]);
    await expectCreditedOnce();
  });

  test("after the platform did it, before that was written down: asked about, not sent again", async () => {
    platform.asks = [done("S-1")];
    await call(await take(await placedCredit(ctx)));
    await restart();
    expect(platform.heard.map(({ method }) => method)).toEqual(["POST", "GET"]);
    await expectCreditedOnce();
  });

  test("after the question, before what it brought was written down: asked again", async () => {
    platform.sends = [json(500, {})];
    platform.asks = [done("S-1")];
    const id = await placedCredit(ctx);
    await carryOut({ ctx, commandId: id });
    await call(await take(id));
    await restart();
    expect(platform.heard.map(({ method }) => method)).toEqual(["POST", "GET", "GET"]);
    await expectCreditedOnce();
  });

  test("between the question that said never and the second sending", async () => {
    platform.sends = [json(500, {}), done()];
    const id = await placedCredit(ctx);
    await carryOut({ ctx, commandId: id });
    const lease = await take(id);
    await renewToSend(ctx, lease, await call(lease), 1, TIMEOUT_MS);
    await restart();
    expect(platform.heard.map(({ method }) => method)).toEqual(["POST", "GET", "GET", "POST"]);
    await expectCreditedOnce();
  });

  test("inside the transaction that writes the result down: nothing of it stays, and the job does it all", async () => {
    platform.asks = [done("S-1")];
    const id = await placedCredit(ctx);
    const [topup] = await db.select().from(topups).where(eq(topups.id, id));
    if (!topup) throw new Error("no top-up");
    // Without the payments that it draws on, its completion fails halfway.
    await transact((tx) => tx.update(topups).set({ draws: null }).where(eq(topups.id, id)));
    await expect(carryOut({ ctx, commandId: id })).rejects.toThrow();
    expect(await standing(id)).toEqual({ command: "unknown", topup: "executing", claimed: true });
    await transact((tx) => tx.update(topups).set({ draws: topup.draws }).where(eq(topups.id, id)));
    await restart();
    expect(await standing(id)).toEqual({ command: "succeeded", topup: "succeeded", claimed: true });
    expect(platform.sent).toHaveLength(1);
    await expectCreditedOnce();
  });
});

describe("a worker that was thought dead", () => {
  /** Answers when told to. */
  function held(reply: Reply) {
    let release = () => {};
    const waiting: Reply = (response, heard) => {
      release = () => reply(response, heard);
    };
    return { waiting, release: () => release() };
  }
  const until = async (fact: () => boolean) => {
    while (!fact()) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  test("comes back with the same result: written down once", async () => {
    const { waiting, release } = held(done("S-1"));
    platform.sends = [waiting];
    platform.asks = [done("S-1")];
    const id = await placedCredit(ctx);
    const slow = carryOut({ ctx, commandId: id });
    await until(() => platform.sent.length === 1);
    clock.pass(MINUTE_MS);
    expect(await runDueCommands(ctx)).toBe(1);
    expect((await standing(id)).command).toBe("succeeded");
    release();
    expect(await slow).toBe("succeeded");
    expect(await itemsOf()).toEqual([]);
    await expectCreditedOnce();
  });

  test("may no longer send what it wanted to send again", async () => {
    platform.sends = [json(500, {})];
    const { waiting, release } = held(never);
    platform.asks = [waiting, done("S-1")];
    const id = await placedCredit(ctx);
    await carryOut({ ctx, commandId: id });
    const slow = carryOut({ ctx, commandId: id });
    await until(() => platform.asked.length === 1);
    clock.pass(MINUTE_MS);
    await runDueCommands(ctx);
    release();
    expect(await slow).toBe("succeeded");
    expect(platform.sent).toHaveLength(1);
    await expectCreditedOnce();
  });

  test("comes back with the opposite: the result stands, and a person is told", async () => {
    const { waiting, release } = held(failed());
    platform.sends = [waiting];
    platform.asks = [done("S-1")];
    const id = await placedCredit(ctx);
    const slow = carryOut({ ctx, commandId: id });
    await until(() => platform.sent.length === 1);
    clock.pass(MINUTE_MS);
    await runDueCommands(ctx);
    release();
    expect(await slow).toBe("succeeded");
    expect(await itemsOf()).toMatchObject([
      { kind: "command_dead", state: "open", detail: { recorded: "succeeded", told: "failed" } },
    ]);
    await expectCreditedOnce();
  });
});

test("one command that cannot be carried on with does not stop the others", async () => {
  const broken = await placedCredit(ctx, "O1");
  const good = await placedCredit(ctx, "O2");
  await transact((tx) => tx.update(topups).set({ draws: null }).where(eq(topups.id, broken)));
  clock.pass(MINUTE_MS);
  await expect(runDueCommands(ctx)).rejects.toThrow();
  expect((await standing(good)).command).toBe("succeeded");
  expect((await standing(broken)).command).toBe("unknown");
});
