import { and, asc, desc, eq, gt, isNull, lt, or } from "drizzle-orm";
import { type Db, db, type Tx, transact } from "#db/client.ts";
import { announcements } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, invalid, notFound } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { emit } from "#server/jobs/index.ts";
import {
  type Announcement,
  type AnnouncementInput,
  announcementInputSchema,
  announcementListSchema,
} from "./schemas.ts";

type Row = typeof announcements.$inferSelect;

/** What is planned further ahead than this is not said yet. */
export const AHEAD_MS = 14 * DAY_MS;
/** A window that is longer than this is a typing mistake. */
const MAX_WINDOW_MS = 30 * DAY_MS;
/** More at one time nobody reads. */
const MAX_CURRENT = 50;

/**
 * Tells customers something, or plans a maintenance window: its channel (every channel, when it names none) is in maintenance
 * while it lasts.
 * @throws DomainError 403 FORBIDDEN, 422 VALIDATION_FAILED; ZodError on bad input
 */
export async function createAnnouncement(args: { ctx: Ctx; input: AnnouncementInput }): Promise<Announcement> {
  const ctx = authorize(args.ctx, "channels:write");
  const input = announcementInputSchema.parse(args.input);
  const now = ctx.clock.now();
  const startsAt = input.startsAt ? new Date(input.startsAt) : now;
  const endsAt = input.endsAt ? new Date(input.endsAt) : null;
  checkTimes(startsAt, endsAt, now);
  const row: Row = {
    id: newId(),
    kind: input.kind,
    channel: input.channel ?? null,
    textZh: input.text["zh-CN"],
    textEn: input.text.en,
    startsAt,
    endsAt,
    createdByName: ctx.actor.name,
    createdAt: now,
    cancelledAt: null,
  };
  const work = async (tx: Tx) => {
    await tx.insert(announcements).values(row);
    await tell(tx, ctx, row, "announcement.created");
    return announcementView(row, now);
  };
  return ctx.tx ? work(ctx.tx) : transact(work);
}

function checkTimes(startsAt: Date, endsAt: Date | null, now: Date): void {
  const refuse = (message: string) =>
    invalid("VALIDATION_FAILED", "Some of the input is not acceptable.", { errors: [{ path: "endsAt", message }] });
  if (!endsAt) return;
  if (endsAt <= startsAt) throw refuse("must be after the start");
  if (endsAt <= now) throw refuse("must be in the future");
  if (endsAt.getTime() - startsAt.getTime() > MAX_WINDOW_MS) throw refuse("must be within 30 days of the start");
}

/**
 * Takes an announcement back; a window that lasts ends now.
 * @throws DomainError 403 FORBIDDEN, 404 ANNOUNCEMENT_NOT_FOUND, 409 ANNOUNCEMENT_OVER
 */
export async function cancelAnnouncement(args: { ctx: Ctx; input: { id: string } }): Promise<Announcement> {
  const ctx = authorize(args.ctx, "channels:write");
  const now = ctx.clock.now();
  const work = async (tx: Tx) => {
    const [row] = await tx.select().from(announcements).where(eq(announcements.id, args.input.id));
    if (!row) throw notFound("ANNOUNCEMENT");
    if (row.cancelledAt) return announcementView(row, now);
    if (row.endsAt && row.endsAt <= now) throw conflict("ANNOUNCEMENT_OVER", "It is over already.");
    const cancelled = { ...row, cancelledAt: now };
    await tx.update(announcements).set({ cancelledAt: now }).where(eq(announcements.id, row.id));
    await tell(tx, ctx, cancelled, "announcement.cancelled");
    return announcementView(cancelled, now);
  };
  return ctx.tx ? work(ctx.tx) : transact(work);
}

async function tell(tx: Tx, ctx: Ctx, row: Row, action: string): Promise<void> {
  const { id, kind, channel, textZh, textEn, startsAt, endsAt } = row;
  const data = {
    kind,
    channel,
    textZh,
    textEn,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt?.toISOString() ?? null,
  };
  await appendAudit(tx, ctx, { action, subject: `announcement:${id}`, data });
  await emit(tx, ctx.clock, { topic: "channel.updated", subject: `channel:${channel ?? "*"}` });
}

/** Neither cancelled nor over. */
const isCurrent = (now: Date) =>
  and(isNull(announcements.cancelledAt), or(isNull(announcements.endsAt), gt(announcements.endsAt, now)));

/** What is active or planned for the next two weeks, in the order in which it starts. */
export async function currentAnnouncements(reader: Db, now: Date): Promise<Announcement[]> {
  const rows = await reader
    .select()
    .from(announcements)
    .where(and(isCurrent(now), lt(announcements.startsAt, new Date(now.getTime() + AHEAD_MS))))
    .orderBy(asc(announcements.startsAt), asc(announcements.id))
    .limit(MAX_CURRENT);
  return rows.map((row) => announcementView(row, now));
}

/**
 * Announcements, newest first. What was public once may be read by everybody.
 * @throws DomainError 422 BAD_CURSOR; ZodError on bad input
 */
export async function listAnnouncements(args: {
  ctx: Ctx;
  input: { show?: "current" | "all"; limit?: number; cursor?: string | undefined };
}): Promise<{ items: Announcement[]; nextCursor: string | null }> {
  const { show, limit, cursor } = announcementListSchema.parse(args.input);
  const now = args.ctx.clock.now();
  if (cursor !== undefined && !/^[0-9a-f-]{36}$/.test(cursor)) {
    throw invalid("BAD_CURSOR", "This cursor is none of ours.");
  }
  const rows = await (args.ctx.tx ?? db)
    .select()
    .from(announcements)
    .where(and(show === "current" ? isCurrent(now) : undefined, cursor ? lt(announcements.id, cursor) : undefined))
    .orderBy(desc(announcements.id))
    .limit(limit + 1);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items: rows.slice(0, limit).map((row) => announcementView(row, now)), nextCursor: last?.id ?? null };
}

function announcementView(row: Row, now: Date): Announcement {
  const { id, kind, channel, textZh, textEn, startsAt, endsAt, cancelledAt } = row;
  const state = cancelledAt ? "cancelled" : endsAt && endsAt <= now ? "over" : startsAt > now ? "planned" : "active";
  return {
    id,
    kind,
    channel,
    text: { "zh-CN": textZh, en: textEn },
    startsAt: startsAt.toISOString(),
    endsAt: endsAt?.toISOString() ?? null,
    state,
  };
}
