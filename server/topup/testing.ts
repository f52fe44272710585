import { eq } from "drizzle-orm";
import { expect } from "vitest";
import { db } from "#db/client.ts";
import { claims, ledgerEntries, ledgerPostings } from "#db/schema/index.ts";
import { verifyAudit } from "#server/audit/index.ts";
import { fixedClock } from "#server/core/clock.ts";
import type { Actor, Ctx } from "#server/core/context.ts";
import type { StaffRole } from "#server/core/permissions.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { checkLedger, decideTopup, requestTopup } from "./index.ts";

/** For tests: who acts, and when. */

/** A moment after the events that `#server/orders/testing.ts` makes by default. */
export const NOW = "2026-11-02T00:00:00Z";

export const staff = (id: string, role: StaffRole = "agent", at: Date | string = NOW): Ctx => ({
  actor: { kind: "staff", id, name: id, role, freshUntil: ALWAYS },
  clock: fixedClock(at),
});

export const apiKey = (id: string, scopes: string[] = ["*"], at: Date | string = NOW): Ctx => ({
  actor: { kind: "apiKey", id, name: id, scopes } satisfies Actor,
  clock: fixedClock(at),
});

/** What a promise was refused with. */
export async function refusal(work: Promise<unknown>): Promise<{
  status: number;
  code: string;
  details: Record<string, unknown>;
}> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Error && "status" in error && "code" in error && "details" in error) {
    return error as Error & { status: number; code: string; details: Record<string, unknown> };
  }
  throw error ?? new Error("It was not refused");
}

/** The order that the races are about: paid, and not credited. */
export const ORDER = "O1";
export const paid = () => send(paidWithoutCallback(ORDER, 0));
export const ask = (by: string, extra: Record<string, unknown> = {}) =>
  requestTopup({ ctx: staff(by), input: { orderNo: ORDER, reasonCode: "CB_MISSING", ...extra } });
export const approve = (by: string, topup: { id: string; factsHash: string }) =>
  decideTopup({
    ctx: staff(by, "lead"),
    input: { id: topup.id, decision: "approve", note: "checked", factsHash: topup.factsHash },
  });
export const reject = (by: string, topup: { id: string; factsHash: string }) =>
  decideTopup({
    ctx: staff(by, "lead"),
    input: { id: topup.id, decision: "reject", note: "no", factsHash: topup.factsHash },
  });
export const credits = () => db.select().from(ledgerEntries).where(eq(ledgerEntries.orderNo, ORDER));

/** One entry, one claim, books and audit whole. */
export async function expectOneCredit(amountFen = 20_000) {
  const entries = await credits();
  expect(entries).toHaveLength(1);
  const lines = await db.select().from(ledgerPostings);
  expect(
    lines.map(({ account, amountFen }) => ({ account, amountFen })).sort((a, b) => a.amountFen - b.amountFen),
  ).toEqual([
    { account: "clearing:alipay", amountFen: -amountFen },
    { account: "wallet:C1001", amountFen },
  ]);
  expect(await db.select().from(claims)).toHaveLength(1);
  expect(await checkLedger()).toEqual({ entries: 1, broken: [] });
  expect((await verifyAudit()).broken).toEqual([]);
}
