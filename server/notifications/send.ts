import { randomUUID } from "node:crypto";
import { and, asc, eq, inArray, lte } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { noticeDeliveries, noticePreferences } from "#db/schema/index.ts";
import { MINUTE_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { logger } from "#server/core/logger.ts";
import { unseal } from "#server/core/seal.ts";
import { sealPurposes } from "#server/core/seal-purposes.ts";
import { localeOf } from "#server/diagnosis/schemas.ts";
import { inPool } from "#server/jobs/index.ts";
import { isSettled, loadCase } from "#server/orders/index.ts";
import { type Channel, channelsInUse, type Sent } from "./channels/index.ts";
import { troubleKinds } from "./kinds.ts";
import { preferencesUrl } from "./links.ts";
import { render } from "./render.ts";
import { linkOf } from "./targets.ts";
import { customerWordsFor } from "./templates/words.ts";
import { notBefore, retryAfterMs } from "./times.ts";

const BATCH = 40;
const AT_ONCE = 4;
const MAX_BATCHES_A_RUN = 5;
/** Longer than any adapter takes. Who has not said by then what became of it is dead. */
const LEASE_MS = 2 * MINUTE_MS;

type Row = typeof noticeDeliveries.$inferSelect;

/**
 * Sends what is due, several at once; other workers send others. What a worker died with may have gone out: it is repeated only
 * where the other side takes a repetition as one, and else stands as unknown, for a person to send again.
 * @returns how many were taken up
 */
export async function sendDue(ctx: Ctx): Promise<number> {
  let taken = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    const mine = await claim(ctx);
    await inPool(mine, AT_ONCE, (row) => sendOne(ctx, row));
    taken += mine.length;
    if (mine.length < BATCH) break;
  }
  return taken;
}

/** Takes up what is due; other workers take other ones. For this module's tests as well. */
export async function claim(ctx: Ctx): Promise<Row[]> {
  const now = ctx.clock.now();
  const due = lte(noticeDeliveries.nextAttemptAt, now);
  const [any] = await db.select({ id: noticeDeliveries.id }).from(noticeDeliveries).where(due).limit(1);
  if (!any) return [];
  return transact(
    async (tx) => {
      const rows = await tx
        .select()
        .from(noticeDeliveries)
        .where(and(due, inArray(noticeDeliveries.state, ["queued", "sending"])))
        .orderBy(asc(noticeDeliveries.nextAttemptAt))
        .limit(BATCH);
      const owner = randomUUID();
      const mine: Row[] = [];
      for (const row of rows) {
        const change = await takeUp(tx, row, owner, now);
        await tx.update(noticeDeliveries).set(change).where(eq(noticeDeliveries.id, row.id));
        if (change.state === "sending") mine.push({ ...row, ...change });
      }
      return mine;
    },
    { serializeOn: "notices:send" },
  );
}

const over = { nextAttemptAt: null, leaseOwner: null, leaseUntil: null, address: null };
type Change = Partial<Row> & Pick<Row, "state">;

/** What becomes of a delivery whose time has come: somebody sends it now, or it is not wanted any more. */
async function takeUp(tx: Tx, row: Row, owner: string, now: Date): Promise<Change> {
  const channel = channelsInUse().get(row.channel);
  if (row.state === "sending" && !channel?.repeatable) return { ...over, state: "unknown", error: "WORKER_DIED" };
  if (!channel) return { ...over, state: "failed", error: "CHANNEL_OFF" };
  const earliest = notBefore(row.channel, now);
  if (earliest > now) return { state: "queued", nextAttemptAt: earliest, leaseOwner: null, leaseUntil: null };
  const unwanted = await isUnwanted(tx, row);
  if (unwanted) return { ...over, state: "skipped", error: unwanted };
  const leaseUntil = new Date(now.getTime() + LEASE_MS);
  return { state: "sending", attempts: row.attempts + 1, leaseOwner: owner, leaseUntil, nextAttemptAt: leaseUntil };
}

/** Things may have changed while it waited. */
async function isUnwanted(tx: Tx, row: Row): Promise<string | null> {
  const [wishes] = await tx.select().from(noticePreferences).where(eq(noticePreferences.customerId, row.customerId));
  const off = row.channel === "mail" ? wishes?.mailOff : wishes?.smsOff;
  if (off && !row.essential) return "UNSUBSCRIBED";
  if (!troubleKinds.includes(row.kind) || row.orderNo === null) return null;
  const found = await loadCase(tx, row.orderNo);
  const paid = found !== undefined && found.order.paidFen > 0 && /^payment_(failed|closed)$/.test(row.kind);
  return found && (paid || isSettled(found) || found.order.refundedFen > 0) ? "NO_LONGER_TRUE" : null;
}

async function sendOne(ctx: Ctx, row: Row): Promise<void> {
  const channel = channelsInUse().get(row.channel);
  if (!channel || row.address === null) return;
  const sent = await handOver(channel, row, row.address);
  await transact((tx) => record(tx, ctx, row, sent));
}

/**
 * What a message is known by at the other side, which takes a second one of a number as none. What a person sends again though it
 * came is another message; what may have come keeps its number.
 */
const numberOf = ({ id, sentAt, createdAt }: Row): string =>
  sentAt === null ? id : `${id}-${createdAt.getTime().toString(36)}`;

async function handOver(channel: Channel, row: Row, sealed: string): Promise<Sent> {
  try {
    const to = unseal(sealPurposes.notice(row.id), sealed);
    const locale = localeOf(row.locale);
    const told = { order: row.orderNo, ticket: row.ticketNumber, params: row.params };
    return await channel.send(
      render({
        ...{ id: numberOf(row), to, kind: row.kind, locale, essential: row.essential },
        ...{ ...told, words: await customerWordsFor(row.kind, told, locale) },
        link: linkOf(row),
        preferences: preferencesUrl(row.customerId),
      }),
    );
  } catch (error) {
    // A bug must not have it sent over and over: nobody knows how far it came.
    logger.error({ err: error, delivery: row.id }, "a notice could not be sent");
    return { state: "unknown", error: "INTERNAL" };
  }
}

async function record(tx: Tx, ctx: Ctx, row: Row, sent: Sent): Promise<void> {
  const now = ctx.clock.now();
  const [held] = await tx.select().from(noticeDeliveries).where(eq(noticeDeliveries.id, row.id));
  // Another worker took it for dead meanwhile, and what it wrote stands.
  if (held?.leaseOwner !== row.leaseOwner || held.state !== "sending") return;
  await tx
    .update(noticeDeliveries)
    .set(after(row, sent, now))
    .where(eq(noticeDeliveries.id, row.id));
}

function after(row: Row, sent: Sent, now: Date): Change {
  if (sent.state === "sent") return { ...over, state: "sent", sentAt: now, reference: sent.reference, error: null };
  const repeatable = channelsInUse().get(row.channel)?.repeatable ?? false;
  const mayTry = sent.state === "later" || (sent.state === "unknown" && repeatable);
  const wait = mayTry ? retryAfterMs(row.attempts, Math.random()) : null;
  if (wait === null) return { ...over, state: sent.state === "unknown" ? "unknown" : "failed", error: sent.error };
  const nextAttemptAt = new Date(now.getTime() + wait);
  return { state: "queued", nextAttemptAt, leaseOwner: null, leaseUntil: null, error: sent.error };
}
