import { and, desc, eq, inArray } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { bills } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { allSettings } from "#server/channels/index.ts";
import type { Ctx } from "#server/core/context.ts";
import type { GatewayKind } from "#server/gateways/schemas.ts";
import { newBill } from "./new-bill.ts";
import { dayOf, readyAt, shiftDay } from "./rules.ts";

/** Gateways that give out their bill; those of the other kinds are exported by people and uploaded. */
export const kindsWithBills: readonly GatewayKind[] = ["alipay", "wechatpay"];
/** Days of a standstill that are caught up with. */
const CATCH_UP_DAYS = 7;

/**
 * Asks for the bills that there should be by now: of every enabled channel whose gateway gives one, each day since the last that was
 * asked for, from 10:00 on the day after. The first time that is yesterday's alone: of what was before we know nothing.
 * @returns how many were asked for
 */
export async function planBills(ctx: Ctx): Promise<number> {
  const now = ctx.clock.now();
  const channels = (await allSettings(db)).filter((one) => one.enabled && kindsWithBills.includes(one.kind));
  let planned = 0;
  for (const { channel } of channels) {
    const days = await daysToAskFor(channel, now);
    if (days.length > 0) planned += await transact((tx) => ask(tx, ctx, channel, days));
  }
  return planned;
}

async function daysToAskFor(channel: string, now: Date): Promise<string[]> {
  const yesterday = shiftDay(dayOf(now), -1);
  const newest = readyAt(yesterday) <= now ? yesterday : shiftDay(yesterday, -1);
  const [last] = await db
    .select({ day: bills.day })
    .from(bills)
    .where(and(eq(bills.channel, channel), eq(bills.source, "gateway")))
    .orderBy(desc(bills.day))
    .limit(1);
  if (!last) return [newest];
  const recent = Array.from({ length: CATCH_UP_DAYS }, (_, n) => shiftDay(newest, -n));
  return recent.filter((day) => day > last.day);
}

async function ask(tx: Tx, ctx: Ctx, channel: string, days: readonly string[]): Promise<number> {
  const there = await tx
    .select({ day: bills.day })
    .from(bills)
    .where(and(eq(bills.channel, channel), inArray(bills.day, [...days])));
  const missing = days.filter((day) => !there.some((row) => row.day === day));
  for (const day of missing) {
    const row = newBill({ channel, day, source: "gateway", requestedByName: ctx.actor.name, at: ctx.clock.now() });
    await tx.insert(bills).values(row);
    await appendAudit(tx, ctx, { action: "bill.asked_for", subject: `bill:${row.id}`, data: { channel, day } });
  }
  return missing.length;
}
