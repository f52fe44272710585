import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditLog } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { MINUTE_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { overrideEnv } from "#server/core/env.ts";
import type { StaffRole } from "#server/core/permissions.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { refusal } from "../testing.ts";
import { carryOut } from "./carry-out.ts";
import { runDueCommands } from "./due.ts";
import { takeLease } from "./lease.ts";
import { getCommand, listCommands } from "./read.ts";
import { retryCommand } from "./retry.ts";
import { scheduleMs } from "./rules.ts";
import type { Settlement } from "./schemas.ts";
import { answerSettlement, proposeSettlement } from "./settle.ts";
import { readCommand } from "./store.ts";
import {
  expectCreditedOnce,
  expectNothingCredited,
  itemsOf,
  MovableClock,
  placedCredit,
  rowOf,
  standing,
  worker,
} from "./testing/placed.ts";
import { done, html, ScriptedPlatform } from "./testing/platform.ts";

freshDatabase({ beforeEach, afterEach });

let platform: ScriptedPlatform;
let clock: MovableClock;
let ctx: Ctx;
beforeEach(async () => {
  platform = new ScriptedPlatform();
  platform.sends = [html(500)];
  platform.asks = [html(500)];
  overrideEnv({ PLATFORM_URL: await platform.open() });
  clock = new MovableClock();
  ctx = worker(clock);
});
afterEach(async () => {
  overrideEnv();
  await platform.close();
});

const staff = (id: string, role: StaffRole = "lead"): Ctx => ({
  actor: { kind: "staff", id, name: id, role, freshUntil: ALWAYS },
  clock,
});
const propose = (id: string, by: string, over: Partial<Settlement> = {}) =>
  proposeSettlement({
    ctx: staff(by, "agent"),
    input: { id, result: "succeeded", reference: "S-9", note: "seen in the shop's console", ...over },
  });
const answer = (id: string, by: string, agree: boolean, proposalId?: string, role: StaffRole = "lead") =>
  answerSettlement({ ctx: staff(by, role), input: { id, agree, ...(proposalId && { proposalId }) } });

/** A command that nobody answered for the whole schedule. */
async function dead(orderNo = "O1"): Promise<string> {
  const id = await placedCredit(ctx, orderNo);
  await carryOut({ ctx, commandId: id });
  for (const wait of scheduleMs) {
    clock.pass(wait * 1.2 + 1);
    await runDueCommands(ctx);
  }
  expect((await standing(id)).command).toBe("dead");
  return id;
}

describe("settled by two people", () => {
  test("as carried out: credited once, both named, the item gone", async () => {
    const id = await dead();
    const proposed = await propose(id, "ann");
    expect(proposed).toMatchObject({ state: "dead", proposal: { by: { id: "ann" }, answer: null } });
    await expectNothingCredited();
    const settled = await answer(id, "ben", true, proposed.proposal?.id);
    expect(settled).toMatchObject({
      state: "succeeded",
      reference: "S-9",
      resultCode: "SETTLED_BY_HAND",
      proposal: { by: { id: "ann" }, answer: { kind: "confirmed", by: { id: "ben" } } },
    });
    expect(await standing(id)).toEqual({ command: "succeeded", topup: "succeeded", claimed: true });
    expect(await itemsOf()).toMatchObject([{ kind: "command_dead", state: "resolved", resolution: "applied" }]);
    const audited = (await db.select().from(auditLog)).filter(({ action }) => action.startsWith("command.settlement"));
    expect(audited.map(({ action, actorId }) => `${action} ${actorId}`).sort()).toEqual([
      "command.settlement_confirmed ben",
      "command.settlement_proposed ann",
    ]);
    await expectCreditedOnce();
  });

  test("as not carried out: the order is free again", async () => {
    const id = await dead();
    await propose(id, "ann", { result: "failed" });
    await answer(id, "ben", true);
    expect(await standing(id)).toEqual({ command: "failed", topup: "failed", claimed: false });
    await expectNothingCredited();
  });

  test("not by one: who proposed may not confirm, and may take it back", async () => {
    const id = await dead();
    await proposeSettlement({ ctx: staff("ann"), input: { id, result: "succeeded", note: "x" } });
    expect(await refusal(answer(id, "ann", true))).toMatchObject({ status: 403, code: "SAME_ACTOR" });
    expect(await answer(id, "ann", false)).toMatchObject({
      state: "dead",
      proposal: { answer: { kind: "withdrawn" } },
    });
    expect(await refusal(answer(id, "ben", true))).toMatchObject({ status: 409, code: "NOTHING_PROPOSED" });
    await expectNothingCredited();
  });

  test("not by whoever may only ask for top-ups", async () => {
    const id = await dead();
    await propose(id, "ann");
    expect(await refusal(answer(id, "cas", true, undefined, "agent"))).toMatchObject({ status: 403 });
    expect(await refusal(answer(id, "cas", false, undefined, "agent"))).toMatchObject({ status: 403 });
  });

  test("declined: nothing moves, and another proposal may follow", async () => {
    const id = await dead();
    const first = await propose(id, "ann");
    expect(await refusal(propose(id, "cas"))).toMatchObject({ status: 409, code: "SETTLEMENT_WAITS" });
    await answer(id, "ben", false, first.proposal?.id);
    await propose(id, "cas", { result: "failed" });
    const late = await refusal(answer(id, "ben", true, first.proposal?.id));
    expect(late).toMatchObject({ status: 409, code: "PROPOSAL_CHANGED" });
    await expectNothingCredited();
  });

  test("never while the platform is being asked", async () => {
    const id = await placedCredit(ctx);
    await carryOut({ ctx, commandId: id });
    await propose(id, "ann", { result: "failed" });
    await takeLease(ctx, await readCommand(db, id), 1_000, false);
    expect(await refusal(answer(id, "ben", true))).toMatchObject({ status: 503, code: "COMMAND_BUSY" });
    clock.pass(MINUTE_MS);
    expect(await answer(id, "ben", true)).toMatchObject({ state: "failed" });
    expect(await runDueCommands(ctx)).toBe(0);
  });

  test("too late: it got its result meanwhile, and that stands", async () => {
    const id = await placedCredit(ctx);
    await carryOut({ ctx, commandId: id });
    await propose(id, "ann", { result: "failed" });
    expect((await listCommands({ ctx: staff("ben"), input: { state: "waiting" } })).items).toHaveLength(1);
    platform.asks = [done("S-1")];
    clock.pass(MINUTE_MS);
    await runDueCommands(ctx);
    expect(await refusal(answer(id, "ben", true))).toMatchObject({ status: 409, code: "COMMAND_DECIDED" });
    expect(await refusal(propose(id, "cas"))).toMatchObject({ status: 409, code: "COMMAND_DECIDED" });
    expect((await listCommands({ ctx: staff("ben"), input: { state: "waiting" } })).items).toEqual([]);
    await expectCreditedOnce();
  });

  test("20 confirmations at once settle it once", async () => {
    const id = await dead();
    await propose(id, "ann");
    const all = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => answer(id, `ben${n}`, true)));
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expectCreditedOnce();
  });
});

describe("asked again by a person", () => {
  test("a dead letter whose platform is back gets its result", async () => {
    const id = await dead();
    platform.asks = [done("S-1")];
    expect(await retryCommand({ ctx: staff("ben"), input: { id } })).toMatchObject({ state: "succeeded" });
    expect(platform.sent).toHaveLength(1);
    expect(await itemsOf()).toMatchObject([{ state: "resolved", resolution: "settled" }]);
    await expectCreditedOnce();
  });

  test("one that stays silent goes through the schedule anew", async () => {
    const id = await dead();
    expect(await retryCommand({ ctx: staff("ben"), input: { id } })).toMatchObject({ state: "unknown" });
    expect(await rowOf(id)).toMatchObject({ tries: 1, attempts: scheduleMs.length + 2 });
    expect(await itemsOf()).toMatchObject([{ state: "open" }]);
  });

  test("is for those who may approve, and for what has no result", async () => {
    const id = await dead();
    expect(await refusal(retryCommand({ ctx: staff("ann", "agent"), input: { id } }))).toMatchObject({ status: 403 });
    platform.asks = [done()];
    await retryCommand({ ctx: staff("ben"), input: { id } });
    const again = await refusal(retryCommand({ ctx: staff("ben"), input: { id } }));
    expect(again).toMatchObject({ status: 409, code: "COMMAND_DECIDED" });
    expect(await refusal(retryCommand({ ctx: staff("ben"), input: { id: "none" } }))).toMatchObject({ status: 404 });
  });
});

test("commands are listed page by page, by state and by order, and read with every attempt", async () => {
  const ids = [await placedCredit(ctx, "O1"), await placedCredit(ctx, "O2"), await placedCredit(ctx, "O3")];
  platform.sends = [done(), html(500)];
  for (const commandId of ids.slice(0, 2)) await carryOut({ ctx, commandId });
  const list = async (input: object) => (await listCommands({ ctx: staff("ann", "agent"), input })).items;
  expect((await list({ state: "open" })).map(({ orderNo }) => orderNo).sort()).toEqual(["O2", "O3"]);
  expect(await list({ state: "succeeded" })).toMatchObject([{ orderNo: "O1" }]);
  expect(await list({ orderNo: "O3" })).toMatchObject([{ state: "queued", sentAt: null }]);
  const seen: string[] = [];
  for (let cursor: string | undefined, full = true; full; ) {
    const page = await listCommands({ ctx: staff("ann"), input: { limit: 2, ...(cursor && { cursor }) } });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
    full = cursor !== undefined;
  }
  expect(seen.sort()).toEqual(ids.sort());
  const full = await getCommand({ ctx: staff("ann"), input: { id: ids[0] ?? "" } });
  expect(full).toMatchObject({ log: [{ action: "send", outcome: "succeeded", httpStatus: 200 }] });
  expect(JSON.parse(full.body)).toMatchObject({ id: full.id });
  const bad = listCommands({ ctx: staff("ann"), input: { cursor: "x" } });
  expect(await refusal(bad)).toMatchObject({ status: 422, code: "BAD_CURSOR" });
});
