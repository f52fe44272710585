import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transact } from "#db/client.ts";
import { user } from "#db/schema/index.ts";
import { fixedClock } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { env, overrideEnv } from "#server/core/env.ts";
import type { StaffRole } from "#server/core/permissions.ts";
import { ALWAYS } from "#server/core/testing.ts";
import { startDiagnosis } from "#server/diagnosis/index.ts";
import { paidWithoutCallback, send } from "#server/orders/testing.ts";
import { ticketForAccess } from "./access.ts";
import { openTicket } from "./open-ticket.ts";

/** For tests: runs, people and tickets. */

/** A moment after the events that `#server/orders/testing.ts` makes by default. */
export const NOW = "2026-11-02T00:00:00.000Z";
export const later = (minutes: number) => new Date(new Date(NOW).getTime() + minutes * 60_000).toISOString();

export const staff = (id: string, at: string = NOW, role: StaffRole = "agent"): Ctx => ({
  actor: { kind: "staff", id, name: id, role, freshUntil: ALWAYS },
  clock: fixedClock(at),
});
export const customer = (id: string, at: string = NOW): Ctx => ({
  actor: { kind: "customer", id, name: "customer" },
  clock: fixedClock(at),
});
export const key = (id: string, scopes: string[] = ["*"], at: string = NOW): Ctx => ({
  actor: { kind: "apiKey", id, name: id, scopes },
  clock: fixedClock(at),
});

/** A run of the checklist by whom the order belongs to, which must be there. */
export async function run(orderNo = "O1", customerId = "C1001"): Promise<string> {
  const { id } = await startDiagnosis({ ctx: customer(customerId), input: { orderNo, locale: "zh-CN" } });
  return id;
}

/** A run by somebody who names an order, if any, and proves nothing. */
export async function strangersRun(orderNo?: string): Promise<string> {
  const input = { locale: "zh-CN", ...(orderNo ? { orderNo } : { text: "充值没到账" }) };
  const { id } = await startDiagnosis({ ctx: customer("visitor-1"), input });
  return id;
}

/** Opens a run's ticket as the person who ran it. */
export async function open(diagnosisId: string, more: Record<string, unknown> = {}, at: string = NOW) {
  return openTicket({
    ctx: customer(`diagnosis:${diagnosisId}`, at),
    input: { diagnosisId, claim: "complete_topup", ...more },
  });
}

/** The ticket of a paid order that got nothing, and the run it came from. */
export async function openPaid(orderNo = "O1", more: Record<string, unknown> = {}) {
  await send(paidWithoutCallback(orderNo, 0));
  const diagnosisId = await run(orderNo);
  return { diagnosisId, ...(await open(diagnosisId, more)) };
}

/** The context of whoever holds the link in a ticket's `accessUrl`. */
export async function holder(opened: { number: string; accessUrl: string }, at: string = NOW): Promise<Ctx> {
  const secret = new URL(opened.accessUrl).searchParams.get("k") ?? "";
  const access = await ticketForAccess({ number: opened.number, secret });
  if (!access) throw new Error("The link opens nothing");
  return { actor: access.actor, clock: fixedClock(at) };
}

export async function staffAccount(id: string, role: StaffRole = "agent"): Promise<void> {
  const at = new Date(NOW);
  const row = { id, name: id, email: `${id}@shop.example`, emailVerified: true, role, createdAt: at, updatedAt: at };
  await transact((tx) => tx.insert(user).values(row));
}

/** A folder of its own for the files of each test. */
export function freshStorage(hooks: { beforeEach(fn: () => void): void; afterEach(fn: () => void): void }): void {
  let folder = "";
  hooks.beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "daozhang-storage-"));
    overrideEnv({ ...env(), STORAGE_URL: `file:${folder}` });
  });
  hooks.afterEach(() => rmSync(folder, { recursive: true, force: true }));
}

/** What a promise was refused with. */
export async function refusal(work: Promise<unknown>) {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Error && "code" in error && "details" in error) {
    return error as Error & { status: number; code: string; details: Record<string, unknown> };
  }
  throw error ?? new Error("It was not refused");
}
