import { eq } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { diagnosisWaits, payments } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import type { GatewayState } from "#server/gateways/schemas.ts";
import { loadCase } from "#server/orders/index.ts";
import { gatewayAnswers } from "#server/payments/index.ts";
import { upstreamAnswer } from "#server/topup/index.ts";
import type { UpstreamState } from "#server/topup/upstream/schemas.ts";
import { openRun } from "./store.ts";

/** What a gateway said last, or that it keeps silent. */
export type HeardOfPayment = { state: GatewayState | "silent"; at: Date };
/** What is known of the fulfilment; `asked` when the platform said so because we asked. */
export type HeardOfUpstream = { state: UpstreamState; at: Date | null; asked: boolean };
/** A wait as its person sees it: when it began, ends and is looked at next, and what was heard meanwhile. */
export type WaitView = {
  startedAt: Date;
  until: Date;
  nextCheckAt: Date | null;
  checks: number;
  checkedAt: Date | null;
  payment: HeardOfPayment | null;
  upstream: HeardOfUpstream | null;
  /** Where they want to hear of it; shown back to whoever left it. */
  contact: string | null;
};

/**
 * What a run waits for and what was asked meanwhile.
 * @returns null when nothing waits
 * @throws DomainError 404 DIAGNOSIS_NOT_FOUND, also when it is somebody else's
 */
export async function waitView({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<WaitView | null> {
  const { row, session } = await openRun(db, ctx, input.id);
  if (row.waitUntil === null || row.ticketNumber !== null) return null;
  const [wait] = await db.select().from(diagnosisWaits).where(eq(diagnosisWaits.diagnosisId, row.id));
  if (!wait) return null;
  const orderNo = session.proven ? session.orderNo : null;
  return {
    startedAt: wait.startedAt,
    until: row.waitUntil,
    nextCheckAt: wait.nextCheckAt,
    checks: wait.checks,
    checkedAt: wait.checkedAt,
    payment: orderNo === null ? null : await heardOfPayment(orderNo),
    upstream: orderNo === null ? null : await heardOfUpstream(orderNo),
    contact: wait.contact,
  };
}

const tookMoney: readonly (GatewayState | null)[] = ["paid", "refunded", "frozen"];

/** Of several payments the one that took money counts, else the one that was asked about last. */
async function heardOfPayment(orderNo: string): Promise<HeardOfPayment | null> {
  const attempts = await db
    .select({ outTradeNo: payments.outTradeNo })
    .from(payments)
    .where(eq(payments.orderNo, orderNo))
    .limit(20);
  const rows = await gatewayAnswers(
    db,
    attempts.map(({ outTradeNo }) => outTradeNo),
  );
  const answered = rows
    .flatMap(({ state, answeredAt }) => (state && answeredAt ? [{ state, at: answeredAt }] : []))
    .toSorted((a, b) => b.at.getTime() - a.at.getTime());
  const heard = answered.find(({ state }) => tookMoney.includes(state)) ?? answered[0];
  if (heard) return heard;
  const silent = rows.find(({ lastError }) => lastError !== null);
  return silent ? { state: "silent", at: silent.beganAt } : null;
}

async function heardOfUpstream(orderNo: string): Promise<HeardOfUpstream | null> {
  const answer = await upstreamAnswer(db, orderNo);
  if (answer?.state && answer.answeredAt) return { state: answer.state, at: answer.answeredAt, asked: true };
  const last = (await loadCase(db, orderNo))?.fulfilments.at(-1);
  return last ? { state: last.state, at: last.decidedAt ?? last.submittedAt, asked: false } : null;
}

/** Where the person of a run wants to hear of its wait. */
export async function contactOf(reader: Db, id: string): Promise<string | null> {
  const [row] = await reader
    .select({ contact: diagnosisWaits.contact })
    .from(diagnosisWaits)
    .where(eq(diagnosisWaits.diagnosisId, id));
  return row?.contact ?? null;
}

/**
 * What the changes that a run's page shows are about: the run, and once they are proven its order and its customer's inbox.
 * @throws DomainError 404 DIAGNOSIS_NOT_FOUND, also when it is somebody else's
 */
export async function runSubjects({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<string[]> {
  const { row, session } = await openRun(db, ctx, input.id);
  const proven = session.proven && session.orderNo !== null;
  return [
    `diagnosis:${row.id}`,
    ...(proven ? [`order:${session.orderNo}`] : []),
    ...(proven && row.customerId !== null ? [`customer:${row.customerId}`] : []),
  ];
}
