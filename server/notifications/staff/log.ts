import { and, desc, eq, lt } from "drizzle-orm";
import { db, type Tx, transact } from "#db/client.ts";
import { robots, staffDeliveries, user } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, notFound } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { maskContact } from "#server/core/mask.ts";
import { channelsInUse } from "../channels/index.ts";
import { phoneOf, wishesOf } from "./preferences.ts";
import {
  type PersonChannel,
  type StaffDelivery,
  type StaffDeliveryListInput,
  staffDeliveryListSchema,
} from "./schemas.ts";

type Row = typeof staffDeliveries.$inferSelect;

/** What went out to the staff and to groups, newest first. @throws DomainError 403 FORBIDDEN */
export async function listStaffDeliveries({ ctx, input }: { ctx: Ctx; input: StaffDeliveryListInput }) {
  authorize(ctx, "desk:manage");
  const { state, channel, receiver, limit, cursor } = staffDeliveryListSchema.parse(input);
  const rows = await db
    .select()
    .from(staffDeliveries)
    .where(
      and(
        state ? eq(staffDeliveries.state, state) : undefined,
        channel ? eq(staffDeliveries.channel, channel) : undefined,
        receiver ? eq(staffDeliveries.receiver, receiver) : undefined,
        cursor ? lt(staffDeliveries.id, cursor) : undefined,
      ),
    )
    .orderBy(desc(staffDeliveries.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  return { items: page.map(view), nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

function view(row: Row): StaffDelivery {
  const { id, receiver, channel, kind, subject, state, attempts, error, reference, messageId } = row;
  return {
    ...{ id, receiver, channel, kind, subject, state, attempts, error, reference, messageId },
    to: row.shownAddress,
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    sentAt: row.sentAt?.toISOString() ?? null,
  };
}

const ended = ["sent", "failed", "unknown", "skipped"];

/**
 * Sends one again, by a person's wish: at once, by itself, to where that person or group is reached now.
 * @throws DomainError 403 FORBIDDEN, 404 DELIVERY_NOT_FOUND, 409 DELIVERY_UNDER_WAY, CHANNEL_OFF, NO_CONTACT
 */
export async function resendStaffDelivery({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<StaffDelivery> {
  authorize(ctx, "desk:manage");
  return transact(async (tx) => {
    const [row] = await tx.select().from(staffDeliveries).where(eq(staffDeliveries.id, input.id));
    if (!row) throw notFound("DELIVERY");
    if (!ended.includes(row.state)) throw conflict("DELIVERY_UNDER_WAY", "It is being sent already.");
    const shownAddress = await reachedAt(tx, row);
    const now = ctx.clock.now();
    const [again] = await tx
      .update(staffDeliveries)
      .set({
        ...{ state: "queued", attempts: 0, error: null, nextAttemptAt: now, shownAddress, createdAt: now },
        // A message of its own: whoever had the first one together with others does not get those again. What came already is
        // sent under another number, or the other side would take it for the first.
        ...{ messageId: row.state === "sent" ? newId() : row.id, urgent: true },
      })
      .where(and(eq(staffDeliveries.id, row.id), eq(staffDeliveries.state, row.state)))
      .returning();
    if (!again) throw conflict("DELIVERY_UNDER_WAY", "It is being sent already.");
    const { channel, kind, receiver } = row;
    const data = { channel, kind, receiver, before: row.state };
    await appendAudit(tx, ctx, { action: "staff_notice.resent", subject: `notice:${row.id}`, data });
    return view(again);
  });
}

async function reachedAt(tx: Tx, { receiver, channel }: Row): Promise<string> {
  const [kind, id = ""] = receiver.split(":", 2);
  if (kind === "robot") {
    const [robot] = await tx.select().from(robots).where(eq(robots.id, id));
    if (!robot?.enabled) throw conflict("CHANNEL_OFF", "This robot is switched off.");
    return robot.name;
  }
  if (!channelsInUse().has(channel as PersonChannel)) throw conflict("CHANNEL_OFF", "This way is not set up.");
  const [person] = await tx.select().from(user).where(eq(user.id, id));
  const phone = channel === "sms" ? phoneOf(id, await wishesOf(tx, id)) : null;
  const to = channel === "sms" ? phone : (person?.email ?? null);
  if (!person || person.disabledAt || to === null)
    throw conflict("NO_CONTACT", "Nobody can be reached there any more.");
  return maskContact(to);
}
