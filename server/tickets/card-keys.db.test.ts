import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db, transact } from "#db/client.ts";
import { auditLog, cardKeys } from "#db/schema/index.ts";
import { freshDatabase } from "#db/testing.ts";
import type { Ctx } from "#server/core/context.ts";
import { seal } from "#server/core/seal.ts";
import { sealPurposes } from "#server/core/seal-purposes.ts";
import { proveOwnership, startDiagnosis } from "#server/diagnosis/index.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { refusal, staff } from "#server/topup/testing.ts";
import { ownersCardKeys, revealOwnersCardKeys } from "./card-keys.ts";
import { openTicket } from "./open-ticket.ts";

freshDatabase({ beforeEach, afterEach });

const KEY = "YQ-7F3K-20MZ-PP41";
const { clock } = staff("clock");
const as = (id: string): Ctx => ({ actor: { kind: "customer", id, name: "customer" }, clock });

beforeEach(async () => {
  await send(paidWithoutCallback("O1", 0, {}));
  await transact((tx) =>
    tx.insert(cardKeys).values({
      ...{ id: "k1", orderNo: "O1", customerId: "C1001", commandId: "c1" },
      sealed: seal(sealPurposes.cardKey("k1"), KEY),
      deliveredAt: clock.now(),
    }),
  );
});

/** A run of the checklist about the order, proven to be the person's or not. */
async function run(proven: boolean): Promise<{ id: string; ctx: Ctx }> {
  const { id } = await startDiagnosis({ ctx: as("visitor"), input: { orderNo: "O1" } });
  const ctx = as(`diagnosis:${id}`);
  if (proven) await proveOwnership({ ctx, input: { id, proof: "000001" } });
  return { id, ctx };
}
const ticketOf = async ({ id, ctx }: { id: string; ctx: Ctx }) =>
  (await openTicket({ ctx, input: { diagnosisId: id, claim: "complete_topup" } })).number;

describe("whoever has proven the order", () => {
  test("sees in their run that the key is there, and opens it", async () => {
    const { id, ctx } = await run(true);
    expect(await ownersCardKeys({ ctx, input: { diagnosisId: id } })).toMatchObject([{ id: "k1", revealedAt: null }]);
    expect(await revealOwnersCardKeys({ ctx, input: { diagnosisId: id } })).toMatchObject([{ text: KEY }]);
  });

  test("does so at their ticket, by its link too; who it was is written down", async () => {
    const number = await ticketOf(await run(true));
    const ctx = as(`ticket:${number}`);
    expect(await ownersCardKeys({ ctx, input: { number } })).toHaveLength(1);
    expect(await revealOwnersCardKeys({ ctx, input: { number } })).toMatchObject([{ text: KEY }]);
    const audited = await db.select().from(auditLog).where(eq(auditLog.action, "card_key.revealed"));
    expect(audited).toMatchObject([{ actorKind: "customer", actorId: `ticket:${number}`, subject: "order:O1" }]);
  });
});

describe("nobody else", () => {
  test("who proved nothing sees no key, and opens none", async () => {
    const mine = await run(false);
    expect(await ownersCardKeys({ ctx: mine.ctx, input: { diagnosisId: mine.id } })).toEqual([]);
    const refused = await refusal(revealOwnersCardKeys({ ctx: mine.ctx, input: { diagnosisId: mine.id } }));
    expect(refused).toMatchObject({ status: 404, code: "CARD_KEY_NOT_FOUND" });
    const number = await ticketOf(mine);
    expect(await ownersCardKeys({ ctx: as(`ticket:${number}`), input: { number } })).toEqual([]);
    expect(await refusal(revealOwnersCardKeys({ ctx: as(`ticket:${number}`), input: { number } }))).toMatchObject({
      status: 404,
    });
  });

  test("another customer does not find the ticket or the run", async () => {
    const theirs = await run(true);
    const number = await ticketOf(theirs);
    for (const input of [{ number }, { diagnosisId: theirs.id }]) {
      expect(await refusal(revealOwnersCardKeys({ ctx: as("ticket:TK0"), input }))).toMatchObject({ status: 404 });
      expect(await refusal(ownersCardKeys({ ctx: as("diagnosis:d0"), input }))).toMatchObject({ status: 404 });
    }
  });

  test("staff open no key, at no ticket", async () => {
    const number = await ticketOf(await run(true));
    expect(await refusal(revealOwnersCardKeys({ ctx: staff("root", "admin"), input: { number } }))).toMatchObject({
      status: 404,
    });
    expect(await db.select().from(auditLog).where(eq(auditLog.action, "card_key.revealed"))).toEqual([]);
  });
});
