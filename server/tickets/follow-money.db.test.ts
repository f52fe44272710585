import { afterEach, beforeEach, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { outbox } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { overrideEnv } from "#server/core/env.ts";
import { newId } from "#server/core/ids.ts";
import { done, failed, pending, type Reply, ScriptedPlatform } from "#server/topup/commands/testing/platform.ts";
import { runDueCommands } from "#server/topup/index.ts";
import { followTickets } from "./follow-money.ts";
import { customerTicket, decideOrderTopup, getTicket, topUpOrder } from "./index.ts";
import { holder, later, openPaid, staff } from "./testing.ts";

/** What tickets are told of top-ups that the platform carries out in its own time. */

freshDatabase({ beforeEach, afterEach });

let platform: ScriptedPlatform;
beforeEach(async () => {
  platform = new ScriptedPlatform();
  overrideEnv({ PLATFORM_URL: await platform.open() });
});
afterEach(async () => {
  overrideEnv();
  await platform.close();
});

const at = (minutes: number) => systemContext("job", fixedClock(later(minutes)));
const follow = async () => {
  await transact(async (tx) => {
    const rows = await tx.select().from(outbox);
    await tx.delete(outbox);
    const old = new Date(Date.now() - 60_000);
    if (rows.length > 0) await tx.insert(outbox).values(rows.map((row) => ({ ...row, id: newId(old) })));
  });
  await followTickets(at(60));
};
async function executing() {
  const opened = await openPaid();
  const asked = await topUpOrder({
    ctx: staff("a", later(20)),
    input: { orderNo: "O1", reasonCode: "CB_MISSING" },
  });
  await decideOrderTopup({
    ctx: staff("b", later(30), "lead"),
    input: { id: asked.id, decision: "approve", factsHash: asked.factsHash },
  });
  return opened;
}
const ends = async (answer: Reply) => {
  platform.asks = [answer];
  await runDueCommands(at(50));
  await follow();
  await follow();
};

test("while the platform is at it staff read so, and the customer is promised nothing", async () => {
  platform.sends = [pending];
  const opened = await executing();
  const ticket = await getTicket({ ctx: staff("reader"), input: { number: opened.number } });
  expect(ticket.status).toBe("open");
  expect(ticket.messages.at(-1)).toMatchObject({ visibility: "internal" });
  const own = await customerTicket({ ctx: await holder(opened), input: { number: opened.number } });
  expect(own.messages).toHaveLength(1);
});

test("once it has credited the customer is told, once, and the ticket is solved", async () => {
  platform.sends = [pending];
  const opened = await executing();
  await ends(done("S-1"));
  const own = await customerTicket({ ctx: await holder(opened), input: { number: opened.number } });
  expect(own.status).toBe("resolved");
  expect(own.messages.filter((message) => message.body.includes("已为您补单 ¥200.00"))).toHaveLength(1);
});

test("when it refuses staff read why, and the ticket stays open", async () => {
  platform.sends = [pending];
  const opened = await executing();
  await ends(failed("NO_STOCK"));
  const ticket = await getTicket({ ctx: staff("reader"), input: { number: opened.number } });
  expect(ticket.status).toBe("open");
  expect(ticket.messages.at(-1)?.body).toContain("NO_STOCK");
});

test("a credit that the platform made at once is told of as well", async () => {
  platform.sends = [done("S-1")];
  const opened = await executing();
  await follow();
  const own = await customerTicket({ ctx: await holder(opened), input: { number: opened.number } });
  expect(own.messages.filter((message) => message.body.includes("已为您补单 ¥200.00"))).toHaveLength(1);
  expect(await db.select().from(outbox)).not.toEqual([]);
});
