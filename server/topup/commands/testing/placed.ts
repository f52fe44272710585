import { eq } from "drizzle-orm";
import { expect } from "vitest";
import { db, transact } from "#db/client.ts";
import { claims, commands, ledgerEntries, moneyItems, topups } from "#db/schema/index.ts";
import { verifyAudit } from "#server/audit/index.ts";
import type { Clock } from "#server/core/clock.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { checkLedger } from "../../check-ledger.ts";
import { placeCommand } from "../place.ts";
import { readCommand } from "../store.ts";

/** For tests: top-ups that their transaction left to the platform, and what became of them. */

export const START = "2026-11-02T00:00:00Z";
export const AMOUNT = 20_000;

/** A clock that stands until it is moved. */
export class MovableClock implements Clock {
  private at = new Date(START).getTime();
  now(): Date {
    return new Date(this.at);
  }
  pass(ms: number): void {
    this.at += ms;
  }
  passHours(hours: number): void {
    this.pass(hours * 3_600_000);
  }
}

export const worker = (clock: Clock): Ctx => systemContext("worker", clock);

/** A paid order whose top-up is being executed, with its claim and its command. @returns the command's id, which is the top-up's */
export async function placedCredit(ctx: Ctx, orderNo = "O1", extra: Record<string, unknown> = {}): Promise<string> {
  await send(paidWithoutCallback(orderNo, 0, extra));
  const id = newId();
  const at = ctx.clock.now();
  const person = { requestedByKind: "staff", requestedById: "agent", requestedByName: "agent", requestedAt: at };
  await transact(async (tx) => {
    await tx.insert(topups).values({
      ...{ id, orderNo, customerId: "C1001", amountFen: AMOUNT, ...person },
      reasonCode: "CB_MISSING",
      state: "executing",
      gate: [],
      secondPersonReasons: [],
      factsHash: "0".repeat(64),
      draws: [{ outTradeNo: `P${orderNo}`, channel: "alipay", amountFen: AMOUNT }],
    });
    await tx.insert(claims).values({ key: `credit:${orderNo}`, orderNo, holderId: id, claimedAt: at });
    await placeCommand(tx, ctx, {
      ...{ kind: "credit" as const, subjectId: id, orderNo, customerId: "C1001" },
      ...{ target: "C1001", amountFen: AMOUNT, reason: "CB_MISSING" },
    });
  });
  return id;
}

/** The command, its top-up, and whether the order is still claimed. */
export async function standing(id: string) {
  const command = await readCommand(db, id);
  const [topup] = await db.select().from(topups).where(eq(topups.id, id));
  const [claim] = await db.select().from(claims).where(eq(claims.holderId, id));
  return { command: command.state, topup: topup?.state, claimed: claim !== undefined };
}

/** Exactly one credit of the order is in the books, and books and audit are whole. */
export async function expectCreditedOnce(orderNo = "O1"): Promise<void> {
  const entries = await db.select().from(ledgerEntries).where(eq(ledgerEntries.orderNo, orderNo));
  expect(entries.map(({ kind }) => kind)).toEqual(["credit"]);
  await expectWhole();
}

export async function expectNothingCredited(orderNo = "O1"): Promise<void> {
  expect(await db.select().from(ledgerEntries).where(eq(ledgerEntries.orderNo, orderNo))).toEqual([]);
  await expectWhole();
}

async function expectWhole(): Promise<void> {
  expect((await checkLedger()).broken).toEqual([]);
  expect((await verifyAudit()).broken).toEqual([]);
}

export const itemsOf = (orderNo = "O1") => db.select().from(moneyItems).where(eq(moneyItems.orderNo, orderNo));
export const rowOf = async (id: string) => (await db.select().from(commands).where(eq(commands.id, id)))[0];
