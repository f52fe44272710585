import { and, desc, eq, lt } from "drizzle-orm";
import { z } from "zod";
import { db, transact } from "#db/client.ts";
import { inboxMessages } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { forbidden } from "#server/core/errors.ts";
import type { InboxItem, NoticeKind } from "./schemas.ts";

const listSchema = z.object({
  limit: z.number().int().min(1).max(100).default(20),
  cursor: z.string().max(64).optional(),
});

/**
 * The signed-in customer's inbox, newest first.
 * @throws DomainError 403 FORBIDDEN to anybody but a customer
 */
export async function listInbox({ ctx, input }: { ctx: Ctx; input: z.input<typeof listSchema> }) {
  const { limit, cursor } = listSchema.parse(input);
  const rows = await db
    .select()
    .from(inboxMessages)
    .where(and(eq(inboxMessages.customerId, customerOf(ctx)), cursor ? lt(inboxMessages.id, cursor) : undefined))
    .orderBy(desc(inboxMessages.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  return { items: page.map(view), nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

function view(row: typeof inboxMessages.$inferSelect): InboxItem {
  const { id, orderNo, ticketNumber, params, read } = row;
  return {
    id,
    kind: row.kind as NoticeKind,
    orderNo,
    ticketNumber,
    params,
    read,
    createdAt: row.createdAt.toISOString(),
  };
}

/** Marks all of the customer's messages as read. @returns how many were unread */
export async function readInbox({ ctx }: { ctx: Ctx }): Promise<number> {
  const customerId = customerOf(ctx);
  return transact(async (tx) => {
    const rows = await tx
      .update(inboxMessages)
      .set({ read: true })
      .where(and(eq(inboxMessages.customerId, customerId), eq(inboxMessages.read, false)))
      .returning({ id: inboxMessages.id });
    if (rows.length > 0) {
      await appendAudit(tx, ctx, {
        action: "inbox.read",
        subject: `customer:${customerId}`,
        data: { messages: rows.length },
      });
    }
    return rows.length;
  });
}

function customerOf({ actor }: Ctx): string {
  // A run or a ticket is not a customer: whoever holds only its link has no inbox.
  if (actor.kind !== "customer" || /^(diagnosis|ticket):/.test(actor.id))
    throw forbidden("Only customers have an inbox.");
  return actor.id;
}
