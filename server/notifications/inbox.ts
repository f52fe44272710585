import { and, count, desc, eq, inArray, isNotNull, lt } from "drizzle-orm";
import { z } from "zod";
import { db, transact } from "#db/client.ts";
import { diagnoses, inboxMessages } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import type { CustomerGrants } from "#server/auth/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { forbidden } from "#server/core/errors.ts";
import type { InboxItem, NoticeKind } from "./schemas.ts";

const listSchema = z.object({
  limit: z.number().int().min(1).max(100).default(20),
  cursor: z.string().max(64).optional(),
});
/** A badge says "99+" from here on. */
const MAX_COUNTED = 100;

/**
 * The customers whose runs a browser proved to be theirs: their inboxes are this browser's to read. A ticket's link opens that ticket
 * and nothing else, so the tickets that a browser was let in to say nothing here.
 * @param grants what the browser's signed cookie says
 */
export async function customersOf(grants: Pick<CustomerGrants, "diagnoses">): Promise<string[]> {
  if (grants.diagnoses.length === 0) return [];
  const runs = await db
    .selectDistinct({ customerId: diagnoses.customerId })
    .from(diagnoses)
    .where(and(inArray(diagnoses.id, grants.diagnoses), eq(diagnoses.owner, true), isNotNull(diagnoses.customerId)));
  return runs.flatMap(({ customerId }) => (customerId === null ? [] : [customerId]));
}

type Page = { items: InboxItem[]; nextCursor: string | null };

/** The messages of these customers, newest first. Whose they are is the caller's to know: see {@link customersOf}. */
export async function inboxOf(customerIds: readonly string[], input: z.input<typeof listSchema>): Promise<Page> {
  const { limit, cursor } = listSchema.parse(input);
  if (customerIds.length === 0) return { items: [], nextCursor: null };
  const rows = await db
    .select()
    .from(inboxMessages)
    .where(and(inArray(inboxMessages.customerId, [...customerIds]), cursor ? lt(inboxMessages.id, cursor) : undefined))
    .orderBy(desc(inboxMessages.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  return { items: page.map(view), nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** How many of these customers' messages are unread, at most {@link MAX_COUNTED}. */
export async function unreadOf(customerIds: readonly string[]): Promise<number> {
  if (customerIds.length === 0) return 0;
  const some = db
    .select({ id: inboxMessages.id })
    .from(inboxMessages)
    .where(and(inArray(inboxMessages.customerId, [...customerIds]), eq(inboxMessages.read, false)))
    .limit(MAX_COUNTED)
    .as("some");
  const [row] = await db.select({ unread: count() }).from(some);
  return Number(row?.unread ?? 0);
}

/**
 * The signed-in customer's inbox, newest first.
 * @throws DomainError 403 FORBIDDEN to anybody but a customer
 */
export async function listInbox({ ctx, input }: { ctx: Ctx; input: z.input<typeof listSchema> }): Promise<Page> {
  return inboxOf([customerOf(ctx)], input);
}

function view(row: typeof inboxMessages.$inferSelect): InboxItem {
  const { id, orderNo, ticketNumber, diagnosisId, params, read } = row;
  return {
    ...{ id, kind: row.kind as NoticeKind, orderNo, ticketNumber, diagnosisId, params, read },
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
