import { and, eq, inArray } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { robots, staffDeliveries, user } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { logger } from "#server/core/logger.ts";
import { unseal } from "#server/core/seal.ts";
import { sealPurposes } from "#server/core/seal-purposes.ts";
import { inPool } from "#server/jobs/index.ts";
import { type Channel, channelsInUse, type Sent } from "../channels/index.ts";
import type { NoticeLocale } from "../copy.ts";
import { type RobotAddress, robotChannel } from "../robots/channel.ts";
import { staffWordsFor } from "../templates/words.ts";
import { retryAfterMs } from "../times.ts";
import { claim, over, type Parcel, type Row } from "./claim.ts";
import { staffPath } from "./copy.ts";
import { phoneOf, wishesOf } from "./preferences.ts";
import { renderStaff } from "./render.ts";
import type { PersonChannel } from "./schemas.ts";

const AT_ONCE = 4;
const MAX_BATCHES_A_RUN = 5;

/**
 * Sends to the staff and their groups what is due: everything for one receiver by one way is one mail or message.
 * @returns how many mails and messages were taken up
 */
export async function sendStaff(ctx: Ctx): Promise<number> {
  let taken = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    const parcels = await claim(ctx);
    if (parcels.length === 0) break;
    await inPool(parcels, AT_ONCE, (parcel) => sendOne(ctx, parcel));
    taken += parcels.length;
  }
  return taken;
}

async function sendOne(ctx: Ctx, parcel: Parcel): Promise<void> {
  const sent = await handOver(parcel);
  await transact((tx) => record(tx, ctx, parcel, sent));
}

type Way = { channel: Channel<string>; to: string; locale: NoticeLocale };

async function handOver({ rows }: Parcel): Promise<Sent> {
  const [first] = rows;
  try {
    const way = first && (await wayOf(first));
    if (!way) return { state: "refused", error: "NO_CONTACT" };
    const { locale, to, channel } = way;
    const lines = await Promise.all(
      rows.map(async (row) => ({ ...(await staffWordsFor(row.kind, row, locale)), path: staffPath(row.kind, row) })),
    );
    return await channel.send(renderStaff({ id: first.messageId ?? first.id, to, locale, lines }));
  } catch (error) {
    // A bug must not have it sent over and over: nobody knows how far it came.
    logger.error({ err: error, delivery: first?.id }, "a notice to the staff could not be sent");
    return { state: "unknown", error: "INTERNAL" };
  }
}

async function wayOf({ receiver, channel }: Row): Promise<Way | undefined> {
  const [kind, id = ""] = receiver.split(":", 2);
  if (kind === "robot") {
    const [robot] = await db.select().from(robots).where(eq(robots.id, id));
    if (!robot) return undefined;
    const address = JSON.parse(unseal(sealPurposes.robot(id), robot.sealed)) as RobotAddress;
    return { channel: robotChannel(robot.kind, address), to: robot.name, locale: robot.locale };
  }
  const inUse = channelsInUse().get(channel as PersonChannel);
  const wishes = await wishesOf(db, id);
  const [person] = await db.select({ email: user.email }).from(user).where(eq(user.id, id));
  const to = channel === "sms" ? phoneOf(id, wishes) : (person?.email ?? null);
  return inUse && to !== null ? { channel: inUse, to, locale: wishes.locale } : undefined;
}

async function record(tx: Tx, ctx: Ctx, { rows, owner }: Parcel, sent: Sent): Promise<void> {
  const now = ctx.clock.now();
  const [first] = rows;
  if (!first) return;
  const ids = rows.map(({ id }) => id);
  // What another worker took for dead meanwhile stays as that one wrote it.
  const mine = and(
    inArray(staffDeliveries.id, ids),
    eq(staffDeliveries.leaseOwner, owner),
    eq(staffDeliveries.state, "sending"),
  );
  await tx
    .update(staffDeliveries)
    .set(after(first, sent, now))
    .where(mine);
}

function after(row: Row, sent: Sent, now: Date): Partial<Row> {
  if (sent.state === "sent") return { ...over, state: "sent", sentAt: now, reference: sent.reference, error: null };
  const repeatable = channelsInUse().get(row.channel as PersonChannel)?.repeatable ?? false;
  const mayTry = sent.state === "later" || (sent.state === "unknown" && repeatable);
  const wait = mayTry ? retryAfterMs(row.attempts, Math.random()) : null;
  if (wait === null) return { ...over, state: sent.state === "unknown" ? "unknown" : "failed", error: sent.error };
  const nextAttemptAt = new Date(now.getTime() + wait);
  return { state: "queued", nextAttemptAt, leaseOwner: null, leaseUntil: null, error: sent.error };
}
