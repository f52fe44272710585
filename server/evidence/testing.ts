import { transact } from "#db/client.ts";
import { appendAudit } from "#server/audit/index.ts";
import { fixedClock } from "#server/core/clock.ts";
import { systemContext } from "#server/core/context.ts";
import { callback, fakeGateway, setUpChannels } from "#server/payments/testing.ts";
import { postMessage } from "#server/tickets/index.ts";
import { openPaid, staff } from "#server/tickets/testing.ts";
import { decideTopup, requestTopup } from "#server/topup/index.ts";
import { backfillEvidence } from "./backfill.ts";
import { sequenceEvidence } from "./sequence.ts";
import { verifyEvidence } from "./verify.ts";

/** For tests: a log with something of each kind, and what is wrong with it. */

export const at = (seconds: number) => fixedClock(new Date(Date.UTC(2026, 10, 2, 0, 0, seconds)));

/** Writes an audit row, and with it an entry. */
export const done = (subject: string, data: Record<string, unknown> = {}) =>
  transact((tx) => appendAudit(tx, systemContext("test"), { action: "thing.done", subject, data }), {
    serializeOn: subject,
  });

/** Gives everything its place and signs. */
export async function settle(seconds = 0): Promise<void> {
  await backfillEvidence(at(seconds));
  await sequenceEvidence(at(seconds), { sign: true });
}

export const faults = async (held?: { notes: string[]; vkey?: string }): Promise<string[]> =>
  (await verifyEvidence(held ? { held } : {})).faults.map(({ where, problem }) => `${where}: ${problem}`);

/** Orders with events, tickets with steps and messages, top-ups with ledger entries, callbacks, and audit rows of all of it. */
export async function world(): Promise<void> {
  for (const orderNo of ["O1", "O2"]) {
    const ticket = await openPaid(orderNo);
    await postMessage({
      ctx: staff("S1"),
      input: { number: ticket.number, body: `我们正在查 ${orderNo}`, visibility: "public", version: 1 } as never,
    });
    const asked = await requestTopup({ ctx: staff("agent"), input: { orderNo, reasonCode: "CB_MISSING" } });
    const input = { id: asked.id, decision: "approve" as const, factsHash: asked.factsHash };
    await decideTopup({ ctx: staff("lead", undefined, "lead"), input });
  }
  await setUpChannels({ alipay: fakeGateway() });
  await callback();
  await callback({ outTradeNo: "T-other" });
  await settle();
}
