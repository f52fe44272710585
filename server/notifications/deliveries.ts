import { and, desc, eq, lt } from "drizzle-orm";
import { z } from "zod";
import { db, transact } from "#db/client.ts";
import { customers, noticeDeliveries } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, notFound } from "#server/core/errors.ts";
import { maskContact } from "#server/core/mask.ts";
import { seal } from "#server/core/seal.ts";
import { sealPurposes } from "#server/core/seal-purposes.ts";
import { asEmail, asPhone, hashAddress } from "./addresses.ts";
import { channelsInUse } from "./channels/index.ts";
import { type Delivery, type DeliveryListInput, deliveryListSchema } from "./schemas.ts";
import { notBefore } from "./times.ts";

type Row = typeof noticeDeliveries.$inferSelect;

/** What was sent to customers, newest first. @throws DomainError 403 FORBIDDEN */
export async function listDeliveries({ ctx, input }: { ctx: Ctx; input: DeliveryListInput }) {
  authorize(ctx, "tickets:read");
  const { state, channel, customerId, orderNo, limit, cursor } = deliveryListSchema.parse(input);
  const rows = await db
    .select()
    .from(noticeDeliveries)
    .where(
      and(
        state ? eq(noticeDeliveries.state, state) : undefined,
        channel ? eq(noticeDeliveries.channel, channel) : undefined,
        customerId ? eq(noticeDeliveries.customerId, customerId) : undefined,
        orderNo ? eq(noticeDeliveries.orderNo, orderNo) : undefined,
        cursor ? lt(noticeDeliveries.id, cursor) : undefined,
      ),
    )
    .orderBy(desc(noticeDeliveries.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  return { items: page.map(view), nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

function view(row: Row): Delivery {
  const { id, channel, kind, customerId, orderNo, ticketNumber, state, attempts, error, reference } = row;
  return {
    ...{ id, channel, kind, customerId, orderNo, ticketNumber, state, attempts, error, reference },
    to: row.shownAddress,
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    sentAt: row.sentAt?.toISOString() ?? null,
  };
}

const byIdSchema = z.object({ id: z.string().min(1).max(64) });
const ended = ["sent", "failed", "unknown", "skipped"];

/**
 * Sends one again, by a person's wish: to the customer's contact as it stands on their record now.
 * @throws DomainError 403 FORBIDDEN, 404 DELIVERY_NOT_FOUND, 409 DELIVERY_UNDER_WAY, 409 CHANNEL_OFF, 409 NO_CONTACT
 */
export async function resendDelivery({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<Delivery> {
  authorize(ctx, "tickets:write");
  const { id } = byIdSchema.parse(input);
  return transact(async (tx) => {
    const [row] = await tx.select().from(noticeDeliveries).where(eq(noticeDeliveries.id, id));
    if (!row) throw notFound("DELIVERY");
    if (!ended.includes(row.state)) throw conflict("DELIVERY_UNDER_WAY", "It is being sent already.");
    if (!channelsInUse().has(row.channel)) throw conflict("CHANNEL_OFF", "This way to customers is not set up.");
    const [customer] = await tx.select().from(customers).where(eq(customers.id, row.customerId));
    const address = row.channel === "mail" ? asEmail(customer?.email) : asPhone(customer?.phone);
    if (address === null) throw conflict("NO_CONTACT", "The customer's record has no such contact.");
    const now = ctx.clock.now();
    const [again] = await tx
      .update(noticeDeliveries)
      .set({
        ...{ state: "queued", attempts: 0, error: null, nextAttemptAt: notBefore(row.channel, now) },
        ...{ address: seal(sealPurposes.notice(id), address), shownAddress: maskContact(address) },
        // A person's wish counts as the customer's: it goes out whatever they unsubscribed from.
        ...{ addressHash: hashAddress(address), onRecord: true, essential: true, createdAt: now },
      })
      .where(eq(noticeDeliveries.id, id))
      .returning();
    if (!again) throw notFound("DELIVERY");
    await appendAudit(tx, ctx, {
      action: "notice.resent",
      subject: `notice:${id}`,
      data: { channel: row.channel, kind: row.kind, before: row.state },
    });
    return view(again);
  });
}
