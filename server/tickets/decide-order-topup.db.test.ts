import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { auditLog, idempotencyKeys, ledgerEntries } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { event, send } from "#server/orders/testing.ts";
import { endStale, getTopup } from "#server/topup/index.ts";
import type { Topup } from "#server/topup/schemas.ts";
import { decideOrderTopup, decideOrderTopupOnce, getTicket, topUpOrder } from "./index.ts";
import { later, openPaid, refusal, staff } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });

const ask = (by = "a") => topUpOrder({ ctx: staff(by, later(20)), input: { orderNo: "O1", reasonCode: "CB_MISSING" } });
const lead = (id: string) => staff(id, later(30), "lead");
const approval = ({ id, factsHash }: Topup) => ({ id, decision: "approve" as const, factsHash });
const decide = (by: string, topup: Topup) => decideOrderTopup({ ctx: lead(by), input: approval(topup) });
const once = (by: string, key: string, topup: Topup) => {
  const request = { method: "POST", path: `/topups/${topup.id}/approval`, body: approval(topup) };
  return decideOrderTopupOnce({ ctx: lead(by), key, request, input: approval(topup) });
};
const read = (id: string) => getTopup({ ctx: staff("reader"), input: { id } });
const notes = async (number: string) =>
  (await getTicket({ ctx: staff("reader"), input: { number } })).messages.filter(
    ({ visibility, body }) => visibility === "internal" && body.includes("已自动作废"),
  );
const voided = async () => db.select().from(auditLog).where(eq(auditLog.action, "topup.voided"));
/** Something happens to the order between the request and its approval that does not stand in the way of a new request. */
const supplierFails = () =>
  send([event("topup.fulfilment.failed", 60, { orderNo: "O1", supplier: "S1", errorCode: "OUT_OF_STOCK" })]);

describe.each([
  ["plainly", (by: string, topup: Topup) => decide(by, topup)],
  ["under an Idempotency-Key", (by: string, topup: Topup) => once(by, `key-of-${by}`, topup)],
])("an approval after the facts moved on, %s", (_how, approve) => {
  test("is refused and ends the request: recorded, told to the ticket, and the order is free", async () => {
    const { number } = await openPaid();
    const stale = await ask();
    await supplierFails();
    expect(await refusal(approve("b", stale))).toMatchObject({ status: 409, code: "FACTS_CHANGED" });
    expect(await read(stale.id)).toMatchObject({
      state: "rejected",
      decidedBy: { kind: "system" },
      decisionNote: "FACTS_CHANGED",
    });
    expect(await voided()).toHaveLength(1);
    expect(await notes(number)).toHaveLength(1);
    const { events, status } = await getTicket({ ctx: staff("reader"), input: { number } });
    expect(events.at(-1)).toMatchObject({ type: "topup_voided", after: { topupId: stale.id } });
    expect(status).toBe("open");
    const fresh = await ask();
    expect(fresh).toMatchObject({ state: "pending_approval" });
    await approve("c", fresh);
    expect(await read(fresh.id)).toMatchObject({ state: "succeeded" });
    expect(await db.select().from(ledgerEntries)).toHaveLength(1);
  });

  test("with facts that the caller made up leaves it waiting", async () => {
    const { number } = await openPaid();
    const asked = await ask();
    expect(await refusal(approve("b", { ...asked, factsHash: "0".repeat(64) }))).toMatchObject({
      code: "FACTS_CHANGED",
      details: { void: false },
    });
    expect(await read(asked.id)).toEqual(asked);
    expect(await notes(number)).toEqual([]);
  });

  test("by many at once ends it once", async () => {
    const { number } = await openPaid();
    const stale = await ask();
    await supplierFails();
    const refused = await Promise.all(Array.from({ length: 8 }, (_, i) => refusal(approve(`lead-${i}`, stale))));
    const codes = new Set(refused.map(({ code }) => code));
    expect(codes).toContain("FACTS_CHANGED");
    for (const code of codes) expect(["FACTS_CHANGED", "ALREADY_DECIDED"]).toContain(code);
    expect(await voided()).toHaveLength(1);
    expect(await notes(number)).toHaveLength(1);
    expect(await db.select().from(ledgerEntries)).toHaveLength(0);
  });
});

test("a repetition gets the stored refusal, and a repetition at once too", async () => {
  const { number } = await openPaid();
  const stale = await ask();
  await supplierFails();
  const refused = await Promise.all(Array.from({ length: 5 }, () => refusal(once("b", "one-key", stale))));
  for (const error of refused) expect(error).toMatchObject({ code: "FACTS_CHANGED", details: { void: true } });
  expect(await refusal(once("b", "one-key", stale))).toMatchObject({ code: "FACTS_CHANGED" });
  expect(await refusal(once("b", "another-key", stale))).toMatchObject({ code: "ALREADY_DECIDED" });
  expect(await db.select().from(idempotencyKeys)).toHaveLength(2);
  expect(await notes(number)).toHaveLength(1);
});

test("what was decided between the refusal and the end counts, and so do facts that hold again", async () => {
  await openPaid();
  const asked = await ask();
  const end = (topup: Topup) => transact((tx) => endStale(tx, lead("b"), topup.id));
  expect(await end(asked)).toBeUndefined();
  expect(await read(asked.id)).toEqual(asked);
  await supplierFails();
  const { id, factsHash } = asked;
  await decideOrderTopup({ ctx: staff("a", later(40)), input: { id, decision: "reject", note: "撤回", factsHash } });
  expect(await end(asked)).toBeUndefined();
  expect(await read(id)).toMatchObject({ state: "rejected", decidedBy: { id: "a" }, decisionNote: "撤回" });
  expect(await transact((tx) => endStale(tx, lead("b"), "none"))).toBeUndefined();
});
