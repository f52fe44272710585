import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { freshDatabase } from "#db/testing.ts";
import type { Ctx } from "#server/core/context.ts";
import { overrideEnv } from "#server/core/env.ts";
import { attemptsOf } from "./attempts.ts";
import { carryOut } from "./carry-out.ts";
import { runDueCommands } from "./due.ts";
import { scheduleMs } from "./rules.ts";
import {
  AMOUNT,
  expectCreditedOnce,
  expectNothingCredited,
  itemsOf,
  MovableClock,
  placedCredit,
  rowOf,
  START,
  standing,
  worker,
} from "./testing/placed.ts";
import {
  done,
  failed,
  halfway,
  html,
  json,
  never,
  pending,
  type Reply,
  reset,
  ScriptedPlatform,
  silent,
} from "./testing/platform.ts";

freshDatabase({ beforeEach, afterEach });

let platform: ScriptedPlatform;
let clock: MovableClock;
let ctx: Ctx;
beforeEach(async () => {
  platform = new ScriptedPlatform();
  overrideEnv({ PLATFORM_URL: await platform.open(), APP_URL: "https://support.example" });
  clock = new MovableClock();
  ctx = worker(clock);
});
afterEach(async () => {
  overrideEnv();
  await platform.close();
});

const carry = (commandId: string) => carryOut({ ctx, commandId, timeoutMs: 300 });

describe("a command that goes well", () => {
  test("leaves once as the contract says, signed, and completes its top-up", async () => {
    const id = await placedCredit(ctx);
    expect(await carry(id)).toBe("succeeded");
    expect(platform.heard).toHaveLength(1);
    const [sent] = platform.sent;
    expect(sent).toMatchObject({
      path: "/commands",
      id,
      signed: true,
      contentType: "application/cloudevents+json",
    });
    expect(JSON.parse(sent?.body ?? "")).toEqual({
      specversion: "1.0",
      id,
      source: "https://support.example",
      type: "topup.credit.requested",
      subject: "O1",
      time: new Date(START).toISOString(),
      datacontenttype: "application/json",
      data: {
        commandId: id,
        orderNo: "O1",
        customerId: "C1001",
        target: "C1001",
        amountFen: AMOUNT,
        reason: "CB_MISSING",
      },
    });
    expect(await standing(id)).toEqual({ command: "succeeded", topup: "succeeded", claimed: true });
    await expectCreditedOnce();
  });

  test("is not called about again, by nobody", async () => {
    const id = await placedCredit(ctx);
    await carry(id);
    expect(await carry(id)).toBe("succeeded");
    clock.passHours(100);
    expect(await runDueCommands(ctx)).toBe(0);
    expect(platform.heard).toHaveLength(1);
  });

  test("that the platform refuses ends its top-up and frees the order", async () => {
    platform.sends = [failed("ALREADY_CREDITED")];
    const id = await placedCredit(ctx);
    expect(await carry(id)).toBe("failed");
    expect(await rowOf(id)).toMatchObject({ resultCode: "ALREADY_CREDITED", resultMessage: "why" });
    expect(await standing(id)).toEqual({ command: "failed", topup: "failed", claimed: false });
    await expectNothingCredited();
  });

  test("100 at the same time send it exactly once", async () => {
    platform.sends = [
      (response, heard) => {
        setTimeout(() => done()(response, heard), 30);
      },
    ];
    const id = await placedCredit(ctx);
    const states = await Promise.all(Array.from({ length: 100 }, () => carryOut({ ctx, commandId: id })));
    expect(states.filter((state) => state === "succeeded")).not.toEqual([]);
    expect(platform.heard).toHaveLength(1);
    expect((await attemptsOf(db, id)).map(({ outcome }) => outcome)).toEqual(["succeeded"]);
    await expectCreditedOnce();
  });
});

const doubtful: [string, Reply][] = [
  ["a time-out", silent],
  ["a connection that is reset", reset],
  ["an answer that breaks off", halfway],
  ["an HTML page", html(200)],
  ["a fault", html(503)],
  ["a refused signature", json(401, { code: "BAD_SIGNATURE" })],
  ["a wrong address", html(404)],
  ["an answer without end", (response) => response.writeHead(200).end("x".repeat(100_000))],
  ["a conflict", json(409, { code: "DUPLICATE" })],
];

describe("an answer that leaves doubt", () => {
  test.each(doubtful)("%s: unknown, the order stays claimed, and only asking goes on", async (_what, reply) => {
    platform.sends = [reply];
    platform.asks = [reply, done("S-7")];
    const id = await placedCredit(ctx);
    expect(await carry(id)).toBe("unknown");
    expect(await standing(id)).toEqual({ command: "unknown", topup: "unknown", claimed: true });
    await expectNothingCredited();
    expect(await carry(id)).toBe("unknown");
    expect(await carry(id)).toBe("succeeded");
    expect(platform.sent).toHaveLength(1);
    expect(platform.asked).toMatchObject([
      { path: `/commands/${id}`, id, body: "", signed: true },
      { path: `/commands/${id}`, id, body: "", signed: true },
    ]);
    expect(await rowOf(id)).toMatchObject({ reference: "S-7", lastError: null, nextAttemptAt: null, leaseUntil: null });
    await expectCreditedOnce();
  });

  test("asked and never received: the very same command is sent again, under the same id", async () => {
    platform.sends = [silent, done("S-2")];
    const id = await placedCredit(ctx);
    await carry(id);
    expect(await carry(id)).toBe("succeeded");
    expect(platform.heard.map(({ method }) => method)).toEqual(["POST", "GET", "POST"]);
    expect(new Set(platform.sent.map((each) => `${each.id} ${each.body}`)).size).toBe(1);
    expect((await attemptsOf(db, id)).map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      "send unknown",
      "ask not_received",
      "send succeeded",
    ]);
    await expectCreditedOnce();
  });

  test("a refusal without a result ends a first sending, and not a repetition", async () => {
    const refusal = json(422, { code: "NO_SUCH_ORDER" }, "application/problem+json");
    platform.sends = [refusal];
    const first = await placedCredit(ctx, "O1");
    expect(await carry(first)).toBe("failed");
    platform.sends = [silent, refusal];
    const second = await placedCredit(ctx, "O2");
    await carry(second);
    expect(await carry(second)).toBe("unknown");
    expect(await standing(second)).toMatchObject({ topup: "unknown", claimed: true });
  });
});

describe("pending", () => {
  test("is asked about on the schedule until it has a result", async () => {
    platform.sends = [pending];
    platform.asks = [pending, reset, pending, done()];
    const id = await placedCredit(ctx);
    expect(await carry(id)).toBe("pending");
    expect(await standing(id)).toEqual({ command: "pending", topup: "executing", claimed: true });
    for (const wait of scheduleMs.slice(0, 4)) {
      expect(await runDueCommands(ctx)).toBe(0);
      clock.pass(wait * 1.2 + 1);
      expect(await runDueCommands(ctx)).toBe(1);
    }
    expect((await standing(id)).command).toBe("succeeded");
    await expectCreditedOnce();
  });

  test("then forgotten by the platform: never sent again", async () => {
    platform.sends = [pending];
    platform.asks = [never];
    const id = await placedCredit(ctx);
    await carry(id);
    expect(await carry(id)).toBe("pending");
    expect(platform.sent).toHaveLength(1);
    expect(await rowOf(id)).toMatchObject({ lastError: "the platform took it on and no longer knows it" });
  });
});

describe("what certainly did not arrive", () => {
  test("is sent under the same id once the platform can be reached", async () => {
    const url = platform.url;
    overrideEnv({ PLATFORM_URL: "http://127.0.0.1:9" });
    const id = await placedCredit(ctx);
    expect(await carry(id)).toBe("queued");
    expect(await rowOf(id)).toMatchObject({ sentAt: null, lastError: expect.stringContaining("NOT_CONNECTED") });
    expect((await standing(id)).topup).toBe("executing");
    overrideEnv({ PLATFORM_URL: url });
    clock.pass(10_000);
    expect(await runDueCommands(ctx)).toBe(1);
    expect(platform.heard).toMatchObject([{ method: "POST", id }]);
    await expectCreditedOnce();
  });

  test("nor does anything leave while no secret is set", async () => {
    overrideEnv({ PLATFORM_WEBHOOK_SECRET: undefined, PLATFORM_COMMAND_SECRET: undefined });
    const id = await placedCredit(ctx);
    expect(await carry(id)).toBe("queued");
    expect(platform.heard).toEqual([]);
  });
});

describe("a dead letter", () => {
  test("after the last of the schedule: one item for a person, the order stays claimed, nobody asks on", async () => {
    platform.sends = [html(500)];
    platform.asks = [html(500)];
    const id = await placedCredit(ctx);
    let state = await carry(id);
    for (const wait of scheduleMs) {
      expect(state).toBe("unknown");
      clock.pass(wait * 1.2 + 1);
      await runDueCommands(ctx);
      state = (await standing(id)).command;
    }
    expect(await standing(id)).toEqual({ command: "dead", topup: "unknown", claimed: true });
    expect(await itemsOf()).toMatchObject([{ kind: "command_dead", state: "open", amountFen: AMOUNT }]);
    clock.passHours(1_000);
    expect(await runDueCommands(ctx)).toBe(0);
    expect(await carry(id)).toBe("dead");
    expect(platform.heard).toHaveLength(1 + scheduleMs.length);
    await expectNothingCredited();
  });
});
