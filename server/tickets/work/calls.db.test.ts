import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "#db/client.ts";
import { auditLog, callbackRequests, outbox } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { customerTicket } from "../get-ticket.ts";
import { holder, later, openPaid, refusal, staff } from "../testing.ts";
import { slotsFrom } from "./call-slots.ts";
import {
  callSlots,
  cancelCall,
  endCall,
  getCallSettings,
  listCalls,
  requestCall,
  saveCallSettings,
  takeCall,
  ticketCompany,
} from "./index.ts";
import { lapseCalls } from "./lapse-calls.ts";
import { remindCalls } from "./remind-calls.ts";

freshDatabase({ beforeEach, afterEach });

const systemContextAt = (at: Date) => systemContext("calls", fixedClock(at));
const PHONE = "13912345601";
/** 2026-11-02 08:00 in Beijing: the first call is an hour later. */
const SLOT = "2026-11-02T01:00:00.000Z";
const NEXT = "2026-11-02T01:30:00.000Z";
const ada = staff("ada", later(1));

async function booked(orderNo = "O1", slot = SLOT) {
  const opened = await openPaid(orderNo);
  const ctx = await holder(opened, later(1));
  return { ...opened, ctx, call: await requestCall({ ctx, input: { number: opened.number, phone: PHONE, slot } }) };
}

describe("a call", () => {
  test("is booked into a half hour that is offered, sealed for us and masked for the desk", async () => {
    const { number, call, ctx } = await booked();
    expect(call).toMatchObject({ state: "booked", phone: "139****5601", slotFrom: SLOT, slotTo: NEXT });
    const [row] = await db.select().from(callbackRequests);
    expect(row?.phone).not.toContain(PHONE);
    const told = JSON.stringify([await db.select().from(outbox), await db.select().from(auditLog)]);
    expect(told).not.toContain(PHONE);
    const words = (await customerTicket({ ctx, input: { number } })).messages.at(-1)?.body;
    expect(words).toContain("11月2日");
    const wrong = (slot: string) => requestCall({ ctx, input: { number, phone: PHONE, slot } });
    expect((await refusal(wrong("2026-11-02T01:10:00.000Z"))).code).toBe("SLOT_NOT_OFFERED");
    expect((await refusal(wrong("2026-11-02T15:00:00.000Z"))).code).toBe("SLOT_NOT_OFFERED");
    await wrong(NEXT);
    expect((await ticketCompany({ ctx: ada, input: { number } })).calls.map(({ state }) => state).sort()).toEqual([
      "booked",
      "cancelled",
    ]);
  });

  test("fits into a half hour as long as there is somebody to make it", async () => {
    const lead = staff("leo", later(0), "lead");
    await saveCallSettings({ ctx: lead, input: { perSlot: 2 } });
    expect(await getCallSettings({ ctx: ada })).toEqual({ perSlot: 2 });
    expect((await refusal(saveCallSettings({ ctx: ada, input: { perSlot: 9 } }))).code).toBe("FORBIDDEN");
    for (let i = 0; i < 2; i++) await booked(`O${i}`);
    const last = await openPaid("O9");
    const ctx = await holder(last, later(1));
    const input = { number: last.number, phone: PHONE, slot: SLOT };
    expect((await refusal(requestCall({ ctx, input }))).code).toBe("SLOT_TAKEN");
    const { items } = await callSlots({ ctx, input: { number: last.number } });
    expect(items[0]).toEqual({ from: SLOT, to: NEXT, free: false });
    expect(items[1]).toMatchObject({ from: NEXT, free: true });
    await saveCallSettings({ ctx: lead, input: { perSlot: 3 } });
    expect(await requestCall({ ctx, input })).toMatchObject({ state: "booked" });
    // Nobody makes calls any more: none is offered, and what is booked stays.
    await saveCallSettings({ ctx: lead, input: { perSlot: 0 } });
    expect(await callSlots({ ctx, input: { number: last.number } })).toEqual({ items: [] });
    expect((await refusal(requestCall({ ctx, input: { ...input, slot: NEXT } }))).code).toBe("SLOT_NOT_OFFERED");
    expect((await listCalls({ ctx: ada, input: {} })).items).toHaveLength(3);
  });

  test("that nobody made ends after its time with a word to its customer, who can choose again", async () => {
    const { number, ctx } = await booked();
    const at = (minutes: number) => systemContextAt(new Date(new Date(NEXT).getTime() + minutes * 60_000));
    expect(await lapseCalls(at(14))).toBe(0);
    expect(await lapseCalls(at(16))).toBe(1);
    expect(await lapseCalls(at(17))).toBe(0);
    const [row] = await db.select().from(callbackRequests);
    expect(row).toMatchObject({ state: "missed", takenById: null });
    expect((await customerTicket({ ctx, input: { number } })).messages.at(-1)?.body).toContain("没能在约定的时间");
    const topics = (await db.select().from(outbox)).map(({ topic }) => topic);
    expect(topics).toContain("ticket.call_lapsed");
    await requestCall({ ctx, input: { number, phone: PHONE, slot: "2026-11-02T02:00:00.000Z" } });
  });

  test("of which nobody said how it went is not apologised for", async () => {
    const { number, ctx, call } = await booked();
    await takeCall({ ctx: ada, input: { id: call.id, version: 1 } });
    const said = (await customerTicket({ ctx, input: { number } })).messages.length;
    const at = (minutes: number) => systemContextAt(new Date(new Date(NEXT).getTime() + minutes * 60_000));
    expect(await lapseCalls(at(30))).toBe(0);
    expect(await lapseCalls(at(121))).toBe(1);
    expect((await customerTicket({ ctx, input: { number } })).messages).toHaveLength(said);
  });

  test("is taken by one person, and who was not reached is told and can choose again; notes are the desk's", async () => {
    const { number, call, ctx } = await booked();
    const taken = await takeCall({ ctx: ada, input: { id: call.id, version: call.version } });
    expect(taken).toMatchObject({ state: "calling", takenBy: { id: "ada" }, tries: 1 });
    const bo = staff("bo", later(2));
    expect((await refusal(takeCall({ ctx: bo, input: { id: call.id, version: taken.version } }))).code).toBe(
      "CALL_UNDER_WAY",
    );
    expect((await refusal(cancelCall({ ctx, input: { number } }))).code).toBe("CALL_UNDER_WAY");
    const end = { id: call.id, version: taken.version, outcome: "missed" as const, note: "内部-占线" };
    expect(await endCall({ ctx: ada, input: end })).toMatchObject({ state: "missed" });
    expect((await refusal(endCall({ ctx: ada, input: { ...end, version: end.version + 1 } }))).code).toBe("CALL_OVER");
    const seen = await customerTicket({ ctx, input: { number } });
    expect(JSON.stringify(seen)).not.toContain("内部");
    expect(seen.messages.at(-1)?.body).toContain("没有接通");
    expect((await listCalls({ ctx: ada, input: {} })).items).toEqual([]);
    await requestCall({ ctx, input: { number, phone: PHONE, slot: NEXT } });
    expect(await cancelCall({ ctx, input: { number } })).toMatchObject({ state: "cancelled" });
    expect(await db.select().from(callbackRequests).where(eq(callbackRequests.state, "booked"))).toEqual([]);
  });

  test("is remembered shortly before its time, once, for whoever has the ticket", async () => {
    const { number } = await booked();
    const gone = await booked("O2");
    await cancelCall({ ctx: gone.ctx, input: { number: gone.number } });
    const at = (minutes: number) => systemContextAt(new Date(new Date(SLOT).getTime() - minutes * 60_000));
    expect(await remindCalls(at(11))).toBe(0);
    expect([await remindCalls(at(9)), await remindCalls(at(8))]).toEqual([1, 0]);
    const told = await db.select().from(outbox).where(eq(outbox.topic, "call.due"));
    expect(told).toMatchObject([{ subject: `ticket:${number}`, payload: { number, dueAt: SLOT, assigneeId: null } }]);
  });

  test("is nobody else's to book", async () => {
    const [mine, other] = [await openPaid("O1"), await openPaid("O2")];
    const { actor } = await holder(other);
    const stranger = { actor: { ...actor, id: "diagnosis:somebody" }, clock: ada.clock };
    const input = { number: mine.number, phone: PHONE, slot: SLOT };
    expect((await refusal(requestCall({ ctx: stranger, input }))).code).toBe("TICKET_NOT_FOUND");
    expect((await refusal(callSlots({ ctx: stranger, input }))).code).toBe("TICKET_NOT_FOUND");
  });
});

test("half hours keep to the calendar, its holidays and its evenings", () => {
  const weekly = Array.from({ length: 7 }, () => [{ from: 9 * 60, to: 10 * 60 }]);
  const days = { "2026-11-03": { kind: "closed" as const } };
  const calendar = { version: "t", zone: "Asia/Shanghai", weekly, days };
  const slots = slotsFrom(calendar, new Date("2026-11-02T01:05:00Z")).map(({ from }) => from.toISOString());
  const next = ["2026-11-04T01:00:00.000Z", "2026-11-04T01:30:00.000Z", "2026-11-05T01:00:00.000Z"];
  expect(slots).toEqual(["2026-11-02T01:30:00.000Z", ...next]);
});
