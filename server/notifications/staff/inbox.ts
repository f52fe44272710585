import { and, count, desc, eq, inArray, isNull, lt } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { staffNotices } from "#db/schema/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { forbidden } from "#server/core/errors.ts";
import { emit } from "#server/jobs/index.ts";
import type { NoticeLocale } from "../copy.ts";
import { staffWordsFor } from "../templates/words.ts";
import { staffPath } from "./copy.ts";
import {
  type ReadStaffNotices,
  readStaffNoticesSchema,
  type StaffNotice,
  type StaffNoticeListInput,
  staffNoticeListSchema,
} from "./schemas.ts";

/** Nobody reads more than this; the bell says "99+". */
const MAX_UNREAD = 100;

const own = ({ actor }: Ctx): string => {
  if (actor.kind !== "staff") throw forbidden("Only a member of the staff has an inbox.");
  return actor.id;
};

type Listing = { ctx: Ctx; input: StaffNoticeListInput; locale: NoticeLocale };

/** One's own notices, newest first, in words. @throws DomainError 403 FORBIDDEN */
export async function listStaffNotices({ ctx, input, locale }: Listing) {
  const personId = own(ctx);
  const { show, limit, cursor } = staffNoticeListSchema.parse(input);
  const rows = await db
    .select()
    .from(staffNotices)
    .where(
      and(
        eq(staffNotices.personId, personId),
        show === "unread" ? isNull(staffNotices.readAt) : undefined,
        cursor ? lt(staffNotices.id, cursor) : undefined,
      ),
    )
    .orderBy(desc(staffNotices.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  return {
    items: await Promise.all(page.map((row) => view(row, locale))),
    nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}

async function view(row: typeof staffNotices.$inferSelect, locale: NoticeLocale): Promise<StaffNotice> {
  const { id, kind, subject, params, readAt, createdAt } = row;
  const { title, body, action } = await staffWordsFor(kind, row, locale);
  return {
    ...{ id, kind, subject, params, title, body, action, path: staffPath(kind, row) },
    ...{ read: readAt !== null, createdAt: createdAt.toISOString() },
  };
}

/** How many notices one has not read; counted to 100. @throws DomainError 403 FORBIDDEN */
export async function unreadStaffNotices({ ctx }: { ctx: Ctx }): Promise<{ unread: number }> {
  const some = db
    .select({ id: staffNotices.id })
    .from(staffNotices)
    .where(and(eq(staffNotices.personId, own(ctx)), isNull(staffNotices.readAt)))
    .limit(MAX_UNREAD)
    .as("some");
  const [found] = await db.select({ n: count() }).from(some);
  return { unread: Number(found?.n ?? 0) };
}

/** Marks some of one's notices as read, or all: a mail that still waits for one of them is not sent. @throws DomainError 403 FORBIDDEN */
export async function readStaffNotices({ ctx, input }: { ctx: Ctx; input: ReadStaffNotices }) {
  const personId = own(ctx);
  const { ids } = readStaffNoticesSchema.parse(input);
  // What one has looked at is nobody else's business: no audit row.
  await transact(async (tx) => {
    const read = await tx
      .update(staffNotices)
      .set({ readAt: ctx.clock.now() })
      .where(
        and(
          eq(staffNotices.personId, personId),
          isNull(staffNotices.readAt),
          ids ? inArray(staffNotices.id, ids) : undefined,
        ),
      )
      .returning({ id: staffNotices.id });
    if (read.length > 0) await emit(tx, ctx.clock, { topic: "staff.told", subject: `person:${personId}` });
  });
  return unreadStaffNotices({ ctx });
}
