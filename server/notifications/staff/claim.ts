import { randomUUID } from "node:crypto";
import { and, asc, eq, inArray, lte } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { robots, staffDeliveries, staffNotices, user } from "#db/schema/index.ts";
import { MINUTE_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { channelsInUse } from "../channels/index.ts";
import { phoneOf, wishesOf } from "./preferences.ts";
import { type PersonChannel, personChannels } from "./schemas.ts";
import { ROBOT_PAUSE_MS, sendFrom } from "./times.ts";

const BATCH = 200;
/** Longer than any adapter takes. Who has not said by then what became of it is dead. */
const LEASE_MS = 2 * MINUTE_MS;

export type Row = typeof staffDeliveries.$inferSelect;
/** What goes out as one mail or message: everything that is due for one receiver by one way. */
export type Parcel = { rows: Row[]; owner: string };
export const over = { nextAttemptAt: null, leaseOwner: null, leaseUntil: null };
type Change = Partial<Row> & Pick<Row, "state">;

/** Takes up what is due; other workers take other parcels. */
export async function claim(ctx: Ctx): Promise<Parcel[]> {
  const now = ctx.clock.now();
  const due = lte(staffDeliveries.nextAttemptAt, now);
  const [any] = await db.select({ id: staffDeliveries.id }).from(staffDeliveries).where(due).limit(1);
  if (!any) return [];
  return transact(
    async (tx) => {
      const rows = await tx
        .select()
        .from(staffDeliveries)
        .where(and(due, inArray(staffDeliveries.state, ["queued", "sending"])))
        .orderBy(asc(staffDeliveries.nextAttemptAt), asc(staffDeliveries.id))
        .limit(BATCH);
      const parcels: Parcel[] = [];
      for (const together of parted(rows)) {
        const parcel = await takeUp(tx, together, now);
        if (parcel) parcels.push(parcel);
      }
      return parcels;
    },
    { serializeOn: "staff:send" },
  );
}

/** What went out together is repeated together, so that a mail is never half of another one. */
function parted(rows: readonly Row[]): Row[][] {
  const groups = Map.groupBy(rows, (row) => `${row.receiver} ${row.channel} ${row.messageId ?? ""}`);
  return [...groups.values()];
}

async function takeUp(tx: Tx, rows: readonly Row[], now: Date): Promise<Parcel | undefined> {
  const [first] = rows;
  if (!first) return undefined;
  const group = first.receiver.startsWith("robot:");
  const later = group ? await groupWaits(tx, first, now) : undefined;
  if (later === "gone") {
    for (const row of rows) await put(tx, row, { ...over, state: "skipped", error: "ROBOT_OFF" });
    return undefined;
  }
  if (later) {
    for (const row of rows) await put(tx, row, { state: row.state, nextAttemptAt: later });
    return undefined;
  }
  const owner = randomUUID();
  const messageId = first.messageId ?? first.id;
  const leaseUntil = new Date(now.getTime() + LEASE_MS);
  const mine: Row[] = [];
  for (const row of rows) {
    const ended = group ? await deadOf(row) : await unwanted(tx, row, now);
    const change: Change = ended ?? {
      ...{ state: "sending", attempts: row.attempts + 1, leaseOwner: owner, leaseUntil, nextAttemptAt: leaseUntil },
      messageId,
    };
    await put(tx, row, change);
    if (!ended) mine.push({ ...row, ...change });
  }
  return mine.length > 0 ? { rows: mine, owner } : undefined;
}

const put = (tx: Tx, row: Row, change: Change) =>
  tx.update(staffDeliveries).set(change).where(eq(staffDeliveries.id, row.id));

/** Whether a group takes a message now: when not, from when on; and its place in the row of messages is taken when it does. */
async function groupWaits(tx: Tx, row: Row, now: Date): Promise<Date | "gone" | undefined> {
  const id = row.receiver.slice("robot:".length);
  const [robot] = await tx.select().from(robots).where(eq(robots.id, id));
  if (!robot?.enabled) return "gone";
  if (robot.nextAt && robot.nextAt > now) return robot.nextAt;
  await tx
    .update(robots)
    .set({ nextAt: new Date(now.getTime() + ROBOT_PAUSE_MS) })
    .where(eq(robots.id, id));
  return undefined;
}

/** What a worker died with may have gone out. No group and no mail server knows a repetition. */
const died: Change = { ...over, state: "unknown", error: "WORKER_DIED" };
const deadOf = async (row: Row): Promise<Change | undefined> => (row.state === "sending" ? died : undefined);

/** Things may have changed while it waited: the account, the wishes, or that the person has read it in the inbox. */
async function unwanted(tx: Tx, row: Row, now: Date): Promise<Change | undefined> {
  const personId = row.receiver.slice("person:".length);
  const channel = personChannels.find((known) => known === row.channel) as PersonChannel;
  const inUse = channelsInUse().get(channel);
  if (row.state === "sending" && !inUse?.repeatable) return died;
  if (!inUse) return { ...over, state: "failed", error: "CHANNEL_OFF" };
  const [person] = await tx.select({ disabledAt: user.disabledAt }).from(user).where(eq(user.id, personId));
  if (!person || person.disabledAt) return { ...over, state: "skipped", error: "ACCOUNT_CLOSED" };
  const wishes = await wishesOf(tx, personId);
  if (channel === "sms" && phoneOf(personId, wishes) === null)
    return { ...over, state: "skipped", error: "NO_CONTACT" };
  // What is part of a mail that was tried already goes with it.
  if (row.messageId === null && (await isRead(tx, row.noticeId))) {
    return { ...over, state: "skipped", error: "READ_ALREADY" };
  }
  // A retry, or wishes that changed meanwhile, must not ring at night.
  const quietOnly = { ...wishes, digest: "off" as const };
  const earliest = sendFrom(quietOnly, now, row.urgent);
  return earliest > now ? { state: "queued", nextAttemptAt: earliest, leaseOwner: null, leaseUntil: null } : undefined;
}

async function isRead(tx: Tx, noticeId: string | null): Promise<boolean> {
  if (noticeId === null) return false;
  const [notice] = await tx
    .select({ readAt: staffNotices.readAt })
    .from(staffNotices)
    .where(eq(staffNotices.id, noticeId));
  return notice?.readAt != null;
}
