import { and, desc, eq, gt, isNull } from "drizzle-orm";
import { db, transact } from "#db/client.ts";
import { customers, diagnoses, inboxMessages, noticeDeliveries, orders, tickets } from "#db/schema/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import type { Ctx } from "#server/core/context.ts";
import { customerActor, customerIdOf } from "#server/core/customer-id.ts";
import { env } from "#server/core/env.ts";
import { startDiagnosis } from "#server/diagnosis/index.ts";
import { hashAddress } from "./addresses.ts";
import { LINK_LASTS_MS, noticeUrl, readNoticeToken } from "./links.ts";

type About = { orderNo: string | null; ticketNumber: string | null; diagnosisId: string | null };
type Delivery = typeof noticeDeliveries.$inferSelect;

/** Where the link of a delivery leads. Only to the contact on record goes one that opens something by itself. */
export function linkOf(row: About & Pick<Delivery, "id" | "onRecord">): string {
  if (row.onRecord) return noticeUrl(row.id);
  const { APP_URL } = env();
  if (row.ticketNumber !== null) return `${APP_URL}/t/${encodeURIComponent(row.ticketNumber)}`;
  if (row.diagnosisId !== null) return `${APP_URL}/d/${encodeURIComponent(row.diagnosisId)}`;
  return plainLink(row.orderNo);
}

/** The checklist with an order filled in, for whoever it is: it proves nothing. */
const plainLink = (orderNo: string | null): string =>
  `${env().APP_URL}/${orderNo === null ? "" : `?order=${encodeURIComponent(orderNo)}`}`;

/** What a notice leads to: a ticket or a run that the browser may see from now on, or the start page with an order filled in. */
export type Destination = { ticket: string } | { diagnosis: string } | { order: string | null };

/** What a link is about, before it is followed; following it is a step of its own, so that programs that only look open nothing. */
export async function previewLink(token: string, now: Date): Promise<{ orderNo: string | null; works: boolean }> {
  const found = await deliveryOf(token);
  return found ? { orderNo: found.orderNo, works: await stillWorks(found, now) } : { orderNo: null, works: false };
}

/** `locale` is the one of a run that begins with it. */
type Follow = { ctx: Ctx; token: string; locale?: string };

/**
 * Follows a link that came in a mail or text message. It opens the one matter that it is about, for the customer it was sent to,
 * while it is young and their contact on record is still the one that it went to.
 */
export async function followLink({ ctx, token, locale }: Follow): Promise<Destination> {
  const found = await deliveryOf(token);
  if (!found) return { order: null };
  if (!(await stillWorks(found, ctx.clock.now()))) return { order: found.orderNo };
  const destination = await openFor(ctx, found.customerId, { ...found, locale: locale ?? found.locale });
  if ("diagnosis" in destination && destination.diagnosis !== found.diagnosisId) {
    const { diagnosis: diagnosisId } = destination;
    await transact((tx) => tx.update(noticeDeliveries).set({ diagnosisId }).where(eq(noticeDeliveries.id, found.id)));
  }
  return destination;
}

async function deliveryOf(token: string): Promise<Delivery | undefined> {
  const id = readNoticeToken(token);
  if (id === undefined) return undefined;
  const [row] = await db.select().from(noticeDeliveries).where(eq(noticeDeliveries.id, id));
  return row;
}

async function stillWorks(row: Delivery, now: Date): Promise<boolean> {
  if (!row.onRecord || now.getTime() - row.createdAt.getTime() > LINK_LASTS_MS) return false;
  const [customer] = await db
    .select({ email: customers.email, phone: customers.phone })
    .from(customers)
    .where(eq(customers.id, row.customerId));
  const contact = row.channel === "mail" ? customer?.email : customer?.phone?.replace(/[\s()-]/g, "");
  return contact != null && hashAddress(contact) === row.addressHash;
}

/**
 * Opens a message of an inbox that is known to be the reader's, and notes that it was read.
 * @param customerIds whose inbox the browser has
 */
export async function openMessage(input: {
  ctx: Ctx;
  id: string;
  customerIds: readonly string[];
  locale?: string;
}): Promise<Destination> {
  const { ctx, id, customerIds, locale } = input;
  const [message] = await db.select().from(inboxMessages).where(eq(inboxMessages.id, id));
  if (!message || !customerIds.includes(message.customerId)) return { order: null };
  if (!message.read) {
    await transact((tx) => tx.update(inboxMessages).set({ read: true }).where(eq(inboxMessages.id, id)));
  }
  return openFor(ctx, message.customerId, { ...message, locale });
}

/** The customer's own order: {@link openFor}. @returns undefined when it is not theirs */
export async function openOrder(input: {
  ctx: Ctx;
  orderNo: string;
  locale?: string;
}): Promise<Destination | undefined> {
  const customerId = customerIdOf(input.ctx.actor);
  if (customerId === undefined) return undefined;
  const [own] = await db
    .select({ orderNo: orders.orderNo })
    .from(orders)
    .where(and(eq(orders.orderNo, input.orderNo.slice(0, 128)), eq(orders.customerId, customerId)));
  if (!own) return undefined;
  const about = { orderNo: own.orderNo, ticketNumber: null, diagnosisId: null, locale: input.locale };
  return openFor(input.ctx, customerId, about);
}

/** A run that is so young is gone on with, instead of one that starts anew. */
const SAME_RUN_MS = DAY_MS;

type Opening = About & { locale?: string | undefined };

/** Their ticket, else their run of the checklist about the order, else a new one that is proven from the start. */
async function openFor(ctx: Ctx, customerId: string, about: Opening): Promise<Destination> {
  const { ticketNumber, orderNo, diagnosisId, locale } = about;
  if (ticketNumber !== null) {
    const [ticket] = await db
      .select({ number: tickets.number })
      .from(tickets)
      .where(and(eq(tickets.number, ticketNumber), eq(tickets.customerId, customerId)));
    if (ticket) return { ticket: ticket.number };
  }
  const own = and(eq(diagnoses.customerId, customerId), eq(diagnoses.owner, true));
  if (diagnosisId !== null) {
    const [run] = await db
      .select({ id: diagnoses.id })
      .from(diagnoses)
      .where(and(eq(diagnoses.id, diagnosisId), own));
    if (run) return { diagnosis: run.id };
  }
  if (orderNo === null) return { order: null };
  const since = new Date(ctx.clock.now().getTime() - SAME_RUN_MS);
  const [young] = await db
    .select({ id: diagnoses.id })
    .from(diagnoses)
    .where(and(eq(diagnoses.orderNo, orderNo), own, gt(diagnoses.createdAt, since), isNull(diagnoses.ticketNumber)))
    .orderBy(desc(diagnoses.createdAt))
    .limit(1);
  if (young) return { diagnosis: young.id };
  const customer: Ctx = { actor: customerActor(customerId), clock: ctx.clock };
  const { id } = await startDiagnosis({ ctx: customer, input: { orderNo, ...(locale ? { locale } : {}) } });
  return { diagnosis: id };
}
