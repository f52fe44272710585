import { eq, getTableName, is, Table } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { db, transact } from "#db/client.ts";
import * as schema from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { storeComplaint } from "#server/disputes/store-complaint.ts";
import { backfillEvidence, sequenceEvidence, verifyEvidence } from "#server/evidence/index.ts";
import { event, send } from "#server/orders/testing.ts";
import { storage } from "#server/storage/index.ts";
import { stillOpen } from "#server/tickets/index.ts";
import { freshStorage, key, later, openPaid, refusal, staff } from "#server/tickets/testing.ts";
import { checkLedger } from "#server/topup/index.ts";
import * as steps from "./erase-steps.ts";
import { holders, impersonal } from "./holders.ts";
import { eraseCustomer, resumeErasures } from "./index.ts";
import { CANARIES, dump, OTHER, seeded, tablesWith, textOf } from "./testing.ts";

freshDatabase({ beforeEach, afterEach });
freshStorage({ beforeEach, afterEach });
const { rows: pageRows } = steps.paging;
afterEach(() => {
  vi.restoreAllMocks();
  steps.paging.rows = pageRows;
});

const system = (at = later(60)) => systemContext("test", fixedClock(at));
const admin = () => staff("root", later(60), "admin");
const erase = (customerId = "C1001", ctx = admin()) => eraseCustomer({ ctx, input: { customerId, reason: "请求 12" } });
const texts = [...Object.values(CANARIES), "c***@example.com"];

async function evidenceHolds() {
  for (let n = 0; n < 5; n++) {
    await backfillEvidence(system().clock);
    await sequenceEvidence(system().clock);
  }
  expect((await verifyAudit()).broken).toEqual([]);
  expect((await verifyEvidence()).faults).toEqual([]);
  expect((await checkLedger()).broken).toEqual([]);
}

test("every table is one that erasure knows, or one without anything personal", () => {
  const tables = Object.values(schema).flatMap((table) => (is(table, Table) ? [getTableName(table)] : []));
  const known = new Set([...holders.map(({ name }) => name), ...impersonal]);
  expect(tables.filter((name) => !known.has(name))).toEqual([]);
  for (const { erase: how, why, name } of holders) if (how === "keep") expect(why, name).toBeTruthy();
});

describe("erasing a customer", () => {
  test("a gateway that tells of a complaint again brings back nothing but its state", async () => {
    await seeded();
    const [before] = await db.select().from(schema.gatewayComplaints);
    if (!before) throw new Error("no complaint was seeded");
    await erase();
    const note = { ...before, text: "I am Li Lei", phone: "13900000001", raw: { text: "I am Li Lei" } };
    const tell = (state: typeof note.state) =>
      transact((tx) => storeComplaint(tx, system(), before.channel, { ...note, state }));
    const erased = { text: "[erased]", phone: null, raw: {} };
    expect(await tell(before.state)).toMatchObject({ change: "unchanged", row: erased });
    const other = before.state === "processed" ? "processing" : "processed";
    expect(await tell(other)).toMatchObject({ change: "updated", row: { ...erased, state: other } });
    expect(await tell(other)).toMatchObject({ change: "unchanged" });
  });

  test("leaves nothing of theirs in any table or file, and everything of others", async () => {
    const one = await seeded();
    const two = await seeded("C2002", "O2", OTHER);
    expect((await tablesWith(Object.values(CANARIES))).length).toBeGreaterThan(20);
    const otherBefore = await tablesWith(Object.values(OTHER));
    await evidenceHolds();
    const done = await erase();
    expect(done).toMatchObject({ customerId: "C1001", state: "done" });
    expect(await tablesWith(texts.slice(0, -1))).toEqual([]);
    expect(await tablesWith(Object.values(OTHER))).toEqual(otherBefore);
    // Both uploaded the same picture: the other's is still there.
    expect(await storage().has(two.file.sha256)).toBe(true);
    const identity = await db
      .select()
      .from(schema.identityFiles)
      .where(eq(schema.identityFiles.attachmentId, one.identity.id));
    expect(identity[0]).toMatchObject({ sealedKey: null });
    expect(await storage().has(identity[0]?.sha256 ?? "")).toBe(false);
    await evidenceHolds();
  });

  test("keeps the records of money under the customer's number", async () => {
    await seeded();
    await erase();
    const [order] = await db.select().from(schema.orders);
    expect(order).toMatchObject({ orderNo: "O1", customerId: "C1001", paidFen: 20_000, target: "[erased]" });
    expect(await db.select().from(schema.payments)).toMatchObject([{ orderNo: "O1", paidFen: 20_000 }]);
    expect(await db.select().from(schema.topups)).toMatchObject([{ customerId: "C1001", amountFen: 20_000 }]);
    const [sent] = await db.select().from(schema.commands);
    expect(JSON.parse(sent?.body ?? "{}")).toMatchObject({ data: { orderNo: "O1", amountFen: 20_000 } });
  });

  test("lets no browser stay in a ticket that its link once let in", async () => {
    await seeded();
    const held = (await db.select().from(schema.tickets)).map((row) => ({
      number: row.number,
      linkVersion: row.accessVersion,
    }));
    expect(await stillOpen(held)).toHaveLength(held.length);
    await erase();
    expect([held.length > 0, await stillOpen(held)]).toEqual([true, []]);
  });

  test("changes nothing the second time", async () => {
    await seeded();
    await erase();
    const before = await dump();
    expect(await erase()).toMatchObject({ state: "done" });
    expect(await dump()).toEqual(before);
  });

  test("takes as many rows as there are, a page at a time, and each page's audit row names what went", async () => {
    await seeded();
    const shop = Array.from({ length: 7 }, (_, n) =>
      event("shop.own.thing", 43, { orderNo: "O1", customerId: "C1001", said: `${n} ${CANARIES.words}` }),
    );
    await send(shop);
    await evidenceHolds();
    steps.paging.rows = 3;
    expect(await erase()).toMatchObject({ state: "done" });
    expect(await tablesWith(texts.slice(0, -1))).toEqual([]);
    const told = (await db.select().from(schema.auditLog)).flatMap(({ action, data }) => {
      const { table, evidence } = JSON.parse(data) as { table?: string; evidence?: { count: number } };
      return action === "customer.erased" && table === "inbound_events" && evidence ? [evidence.count] : [];
    });
    expect(told.length).toBeGreaterThan(3);
    expect(Math.max(...told)).toBeLessThanOrEqual(3);
    await evidenceHolds();
  });

  test("goes on where it was cut off, at whichever step, and misses no file", async () => {
    const { id: appealId } = await seeded();
    // A shop's system gave it with the appeal: nothing but the appeal says whose it is.
    const sha256 = await storage().put(Buffer.from("given by the shop"));
    const file = { id: newId(), ownerKey: "apiKey:k", kind: "other" as const, name: `${CANARIES.words}.pdf`, sha256 };
    const at = new Date(later(5));
    await transact(async (tx) => {
      await tx.insert(schema.attachments).values({ ...file, mediaType: "application/pdf", bytes: 17, createdAt: at });
      const given = { item: "purpose" as const, state: "given" as const, givenAt: at };
      await tx.insert(schema.appealEvidence).values({ id: newId(), appealId, attachmentId: file.id, ...given });
    });
    const real = steps.eraseStep;
    let done = false;
    const cut = vi.spyOn(steps, "eraseStep").mockImplementation(async (...args) => {
      if (done) throw new Error("cut off");
      done = true;
      return real(...args);
    });
    await expect(erase()).rejects.toThrow("cut off");
    for (let step = 1; step < steps.LAST_STEP; step++) {
      expect((await db.select().from(schema.erasures))[0]).toMatchObject({ state: "running", step });
      done = false;
      const resumed = resumeErasures(system());
      if (step < steps.LAST_STEP - 1) await expect(resumed).rejects.toThrow("cut off");
      else expect(await resumed).toBe(1);
    }
    cut.mockRestore();
    expect(await tablesWith(texts.slice(0, -1))).toEqual([]);
    expect(await db.select().from(schema.attachments)).toEqual([]);
    expect(await storage().has(sha256)).toBe(false);
    expect((await db.select().from(schema.erasures))[0]).toMatchObject({ state: "done", files: [] });
    expect(await resumeErasures(system())).toBe(0);
    await evidenceHolds();
  });

  test("waits until what goes on is over, and says what that is", async () => {
    const { number } = await openPaid("O1", { contact: CANARIES.phone });
    const error = await refusal(erase());
    expect(error).toMatchObject({ status: 409, code: "CUSTOMER_HAS_OPEN_CASES" });
    expect(error.details).toMatchObject({ open: [{ kind: "ticket", ref: number }] });
    expect(await db.select().from(schema.erasures)).toEqual([]);
  });

  test("is for admins with a fresh second factor, and of somebody who is known", async () => {
    await seeded();
    expect(await refusal(erase("C1001", staff("mia", later(60), "manager")))).toMatchObject({ code: "FORBIDDEN" });
    const late = { ...admin(), actor: { ...admin().actor, freshUntil: null } } as ReturnType<typeof admin>;
    expect(await refusal(erase("C1001", late))).toMatchObject({ code: "SECOND_FACTOR_REQUIRED" });
    expect(await refusal(erase("C1001", key("k", ["tickets:write"])))).toMatchObject({ code: "FORBIDDEN" });
    expect(await refusal(erase("C9"))).toMatchObject({ code: "CUSTOMER_NOT_FOUND" });
  });

  test("lets no late event bring back what was before, and a new beginning be one", async () => {
    await seeded();
    await erase();
    const { phone } = CANARIES;
    await send([event("topup.customer.updated", 50, { customerId: "C1001", phone, email: CANARIES.mail })]);
    const created = { orderNo: "O1", customerId: "C1001", productType: "wallet", productName: "W", sku: "S" };
    await send([event("topup.order.created", 1, { ...created, faceValueFen: 1, amountFen: 1, target: phone })]);
    expect(await tablesWith([phone, CANARIES.mail])).toEqual([]);
    await send([event("topup.customer.updated", later(120), { customerId: "C1001", phone: "13700000009" })]);
    expect(await tablesWith(["13700000009"])).toEqual(["inbound_events", "customers"].toSorted().toReversed());
    await erase("C1001", staff("root", later(180), "admin"));
    expect(await tablesWith(["13700000009"])).toEqual([]);
    await evidenceHolds();
  });

  test("ends the sessions of whom the shop handed over, also where nothing else is known", async () => {
    const at = new Date(later(0));
    const times = { createdAt: at, expiresAt: new Date(later(120)) };
    const rows = ["C1001", "C7", "C2002"].map((customerId) => ({ id: customerId, customerId, tokenHash: customerId }));
    await seeded();
    await transact((tx) => tx.insert(schema.customerSessions).values(rows.map((row) => ({ ...row, ...times }))));
    await erase();
    await erase("C7");
    expect((await db.select().from(schema.customerSessions)).map(({ id }) => id)).toEqual(["C2002"]);
  });

  test("writes nothing personal into the audit log, before or after", async () => {
    await seeded();
    await erase();
    const rows = JSON.stringify(await db.select().from(schema.auditLog));
    for (const text of Object.values(CANARIES)) expect(rows).not.toContain(text);
    expect(rows).not.toContain(textOf(CANARIES));
  });
});
