import { and, count, desc, eq, gte, isNotNull, isNull, lt } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { incidents, tickets } from "#db/schema/index.ts";
import { channelName } from "#server/channels/index.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { newId } from "#server/core/ids.ts";
import { causeTitle, runningPack } from "#server/diagnosis/index.ts";
import { ticketIsOpen } from "#server/tickets/index.ts";
import { type IncidentRow, isLive, write } from "./incident.ts";

export const WINDOW_MS = 30 * MINUTE_MS;
/** So many tickets in a window, and so many times what is usual at that hour. */
export const LEAST = 5;
export const TIMES_USUAL = 3;
const DAYS_BACK = 7;
/** The largest are looked at first; with this many at once there is more than one incident to see already. */
const MAX_GROUPS = 50;

/**
 * Proposes an incident where tickets with one cause and channel come in far more than is usual at that hour: at least five in half an
 * hour, and three times the mean of the same half hours of the last week. People decide; nothing else follows from it.
 * @returns how many were proposed
 */
export async function proposeIncidents(ctx: Ctx): Promise<number> {
  const now = ctx.clock.now();
  const fromAt = new Date(now.getTime() - WINDOW_MS);
  const groups = await db
    .select({ causeCode: tickets.causeCode, channel: tickets.channel, n: count() })
    .from(tickets)
    .where(and(gte(tickets.openedAt, fromAt), ticketIsOpen, isNotNull(tickets.channel), isNull(tickets.incidentId)))
    .groupBy(tickets.causeCode, tickets.channel)
    .having(gte(count(), LEAST))
    .orderBy(desc(count()))
    .limit(MAX_GROUPS);
  let proposed = 0;
  for (const { causeCode, channel, n } of groups) {
    const seen = Number(n);
    if (channel === null) continue;
    const usual = await usualAt(causeCode, channel, now);
    if (seen < TIMES_USUAL * usual) continue;
    if (await propose(ctx, { causeCode, channel, fromAt, seen, usual })) proposed++;
  }
  return proposed;
}

/** The mean number of such tickets in the same half hours of the days before. */
async function usualAt(causeCode: typeof tickets.$inferSelect.causeCode, channel: string, now: Date): Promise<number> {
  let all = 0;
  for (let day = 1; day <= DAYS_BACK; day++) {
    const to = new Date(now.getTime() - day * DAY_MS);
    const [found] = await db
      .select({ n: count() })
      .from(tickets)
      .where(
        and(
          gte(tickets.openedAt, new Date(to.getTime() - WINDOW_MS)),
          lt(tickets.openedAt, to),
          eq(tickets.causeCode, causeCode),
          eq(tickets.channel, channel),
        ),
      );
    all += Number(found?.n ?? 0);
  }
  return all / DAYS_BACK;
}

type Found = Pick<IncidentRow, "causeCode" | "channel" | "fromAt" | "seen" | "usual">;

/** Proposes one unless there is one that lives, or one was dismissed just now. @returns whether it did */
async function propose(ctx: Ctx, found: Found): Promise<boolean> {
  const { causeCode, channel, fromAt, seen, usual } = found;
  const cause = causeTitle(causeCode as Parameters<typeof causeTitle>[0], "zh-CN", await runningPack());
  const title = `${channelName(channel, null, "zh-CN")} · ${cause}`;
  try {
    return await transact(async (tx) => {
      const same = and(eq(incidents.causeCode, causeCode), eq(incidents.channel, channel));
      const [live] = await tx.select({ id: incidents.id }).from(incidents).where(and(same, isLive)).limit(1);
      const quietSince = new Date(ctx.clock.now().getTime() - HOUR_MS);
      const [over] = await tx
        .select({ id: incidents.id })
        .from(incidents)
        .where(and(same, gte(incidents.resolvedAt, quietSince)))
        .limit(1);
      if (live || over) return false;
      const row = await insertIncident(tx, ctx, {
        ...{ title, causeCode, channel, fromAt, seen, usual: Math.round(usual), state: "proposed" },
        ...{ openedById: null, openedByName: null },
      });
      await write(tx, ctx, row, { type: "proposed", count: seen, topic: "incident.proposed" });
      return true;
    });
  } catch (error) {
    // Another process was first.
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

type Values = Pick<
  IncidentRow,
  "title" | "causeCode" | "channel" | "fromAt" | "seen" | "usual" | "state" | "openedById" | "openedByName"
>;

export async function insertIncident(tx: Tx, ctx: Ctx, values: Values): Promise<IncidentRow> {
  const now = ctx.clock.now();
  const [row] = await tx
    .insert(incidents)
    .values({ ...values, id: newId(), number: await nextNumber(tx, now), toAt: null, version: 1, createdAt: now })
    .returning();
  if (!row) throw new Error("The incident was not written.");
  return row;
}

/** IN, the day in Shanghai, and which of that day. */
async function nextNumber(tx: Tx, now: Date): Promise<string> {
  const local = new Date(now.getTime() + 8 * HOUR_MS);
  const midnight = new Date(now.getTime() - (local.getTime() % DAY_MS));
  const [found] = await tx.select({ n: count() }).from(incidents).where(gte(incidents.createdAt, midnight));
  const day = local.toISOString().slice(0, 10).replaceAll("-", "");
  return `IN${day}${String(Number(found?.n ?? 0) + 1).padStart(3, "0")}`;
}
