import { and, asc, eq, lte } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { gatewayComplaints } from "#db/schema/index.ts";
import { allSettings, gatewayOf } from "#server/channels/index.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#server/core/clock.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { logger } from "#server/core/logger.ts";
import type { Complaint, ComplaintDesk } from "#server/gateways/gateway.ts";
import type { ComplaintNote } from "./schemas.ts";
import { storeComplaint } from "./store-complaint.ts";

const DETAILS_A_RUN = 20;
/** Then the list, which is looked at every few minutes, has to bring it. */
const MAX_DETAIL_ATTEMPTS = 10;
/** Complaints move for some days; the list is by the day on which they were made. */
const LOOK_BACK_DAYS = 7;
const PAGE = 50;
const MAX_PAGES = 20;

/**
 * Asks gateways for the complaints that they told of. One that cannot be had is asked for again, ever more rarely.
 * @returns how many were had
 */
export async function fetchComplaints(caller: Ctx): Promise<number> {
  const ctx = systemContext("disputes.complaints", caller.clock);
  const now = ctx.clock.now();
  const rows = await db
    .select()
    .from(gatewayComplaints)
    .where(lte(gatewayComplaints.nextDetailAt, now))
    .orderBy(asc(gatewayComplaints.nextDetailAt), asc(gatewayComplaints.id))
    .limit(DETAILS_A_RUN);
  let had = 0;
  for (const row of rows) {
    try {
      const desk = (await gatewayOf(row.channel))?.complaints;
      if (!desk) throw new Error("This channel has no complaints to ask for.");
      const found = noteOf(await desk.get(row.complaintNo), row.raw);
      await transact((tx) => storeComplaint(tx, ctx, row.channel, found), { serializeOn: lockOf(row.channel) });
      had++;
    } catch (error) {
      logger.warn({ err: error, channel: row.channel, complaintId: row.id }, "a complaint could not be asked for yet");
      await postpone(row.id, row.detailAttempts + 1, now);
    }
  }
  return had;
}

async function postpone(id: string, attempts: number, now: Date): Promise<void> {
  const waitMs = Math.min(MINUTE_MS * 2 ** (attempts - 1), 6 * HOUR_MS);
  const nextDetailAt = attempts >= MAX_DETAIL_ATTEMPTS ? null : new Date(now.getTime() + waitMs);
  await transact((tx) =>
    tx
      .update(gatewayComplaints)
      .set({ detailAttempts: attempts, nextDetailAt })
      .where(and(eq(gatewayComplaints.id, id), lte(gatewayComplaints.nextDetailAt, now))),
  );
}

/**
 * Reads the gateways' lists of the last days: whatever notification was lost, the complaint comes in. A channel that cannot
 * be asked stops no other.
 * @returns how many were new or changed
 */
export async function pollComplaints(caller: Ctx): Promise<number> {
  const ctx = systemContext("disputes.complaints", caller.clock);
  let news = 0;
  for (const { channel, enabled } of await allSettings(db)) {
    if (!enabled) continue;
    try {
      const desk = (await gatewayOf(channel))?.complaints;
      if (desk) news += await pollOne(ctx, channel, desk);
    } catch (error) {
      logger.warn({ err: error, channel }, "a channel's complaints could not be listed");
    }
  }
  return news;
}

async function pollOne(ctx: Ctx, channel: string, desk: ComplaintDesk): Promise<number> {
  const now = ctx.clock.now().getTime();
  const [from, to] = [beijingDay(now - (LOOK_BACK_DAYS - 1) * DAY_MS), beijingDay(now)];
  let news = 0;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { items, total } = await desk.list({ from, to, offset: page * PAGE, limit: PAGE });
    const changes = await transact(
      async (tx) => {
        const stored: string[] = [];
        for (const item of items) stored.push((await storeComplaint(tx, ctx, channel, noteOf(item, {}))).change);
        return stored;
      },
      { serializeOn: lockOf(channel) },
    );
    news += changes.filter((change) => change !== "unchanged").length;
    if (items.length < PAGE || (page + 1) * PAGE >= total) break;
  }
  return news;
}

const lockOf = (channel: string) => `complaints:${channel}`;
const beijingDay = (ms: number) => new Date(ms + 8 * HOUR_MS).toISOString().slice(0, 10);

/** What the gateway says, in our words. A complaint about several payments is joined by its first. */
function noteOf(found: Complaint, kept: Record<string, unknown>): ComplaintNote {
  const [first] = found.orders;
  return {
    complaintNo: found.complaintId,
    state: found.state,
    outTradeNo: first?.outTradeNo ?? null,
    gatewayTradeNo: first?.gatewayTradeNo ?? null,
    amountFen: first?.amountFen ?? null,
    text: found.detail.slice(0, 5_000).toWellFormed(),
    phone: found.payerPhone,
    madeAt: found.at,
    raw: {
      ...kept,
      problemType: found.problemType,
      payerWaits: found.payerWaits,
      fullyRefunded: found.fullyRefunded,
      askedRefundFen: found.askedRefundFen,
      orders: found.orders,
    },
  };
}
