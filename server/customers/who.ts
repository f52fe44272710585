import { and, eq, inArray, type SQL } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import {
  appealEvidence,
  appeals,
  attachments,
  commands,
  customerSessions,
  customers,
  diagnoses,
  inboundEvents,
  orders,
  tickets,
} from "#db/schema/index.ts";

/** Keys in one statement; below both databases' limits on parameters. */
export const KEYS = 200;

/** Everything that is one customer's, by the names that other rows know it by. */
export type Who = {
  customer: string[];
  order: string[];
  ticket: string[];
  ticketNumber: string[];
  run: string[];
  appeal: string[];
  attachment: string[];
  command: string[];
  /** Names of files in the storage. */
  files: string[];
  /** `order:NO`, as some tables name what they are about. */
  subject: string[];
};
export type Scope = Exclude<keyof Who, "files">;

export function* chunked<T>(items: readonly T[]): Generator<T[]> {
  for (let at = 0; at < items.length; at += KEYS) yield items.slice(at, at + KEYS);
}

/** Collects over lists of any length. */
async function among<T>(keys: readonly string[], read: (some: string[]) => Promise<T[]>): Promise<T[]> {
  const found: T[] = [];
  for (const some of chunked(keys)) found.push(...(await read(some)));
  return found;
}

const unique = (values: readonly (string | null)[]): string[] => [...new Set(values.filter((value) => value !== null))];

/**
 * What belongs to a customer: their orders, the tickets, runs of the checklist and appeals that were proven theirs, and what came
 * with those. What a stranger said of an order that is not proven theirs is not the customer's.
 */
export async function whoIs(reader: Db, customerId: string): Promise<Who> {
  const own = await reader.select({ key: orders.orderNo }).from(orders).where(eq(orders.customerId, customerId));
  const order = unique(own.map(({ key }) => key));
  const told: (typeof tickets.$inferSelect)[] = [
    ...(await reader.select().from(tickets).where(eq(tickets.customerId, customerId))),
    ...(await among(order, (some) => reader.select().from(tickets).where(inArray(tickets.orderNo, some)))),
  ];
  const ranBy = [
    ...(await reader
      .select({ id: diagnoses.id })
      .from(diagnoses)
      .where(provenBy(eq(diagnoses.customerId, customerId)))),
    ...(await among(order, (some) =>
      reader
        .select({ id: diagnoses.id })
        .from(diagnoses)
        .where(provenBy(inArray(diagnoses.orderNo, some))),
    )),
  ];
  const appealed = [
    ...(await reader.select().from(appeals).where(eq(appeals.customerId, customerId))),
    ...(await among(order, (some) => reader.select().from(appeals).where(inArray(appeals.orderNo, some)))),
  ];
  const run = unique([...ranBy.map(({ id }) => id), ...told.map((row) => row.diagnosisId)]);
  const appeal = unique(appealed.map(({ id }) => id));
  const ticket = unique(told.map(({ id }) => id));
  const ticketNumber = unique(told.map(({ number }) => number));
  const files = await filesOf(reader, { ticket, ticketNumber, run, appeal });
  const sent = await among(order, (some) =>
    reader.select({ id: commands.id }).from(commands).where(inArray(commands.orderNo, some)),
  );
  return {
    customer: [customerId],
    order,
    ...{ ticket, run, appeal },
    ticketNumber,
    attachment: unique(files.map(({ id }) => id)),
    command: sent.map(({ id }) => id),
    files: unique(files.map(({ sha256 }) => sha256)),
    subject: order.map((orderNo) => `order:${orderNo}`),
  };
}

/** A run speaks for whom the order belongs to only once that was proven. */
const provenBy = (whose: SQL): SQL | undefined => and(whose, eq(diagnoses.owner, true));

async function filesOf(
  reader: Db,
  { ticket, ticketNumber, run, appeal }: Pick<Who, "ticket" | "ticketNumber" | "run" | "appeal">,
) {
  const { id, sha256 } = attachments;
  const read = (where: SQL | undefined) => reader.select({ id, sha256 }).from(attachments).where(where);
  const given = await among(appeal, (some) =>
    reader
      .select({ id: appealEvidence.attachmentId })
      .from(appealEvidence)
      .where(inArray(appealEvidence.appealId, some)),
  );
  return [
    ...(await among(ticket, (some) => read(inArray(attachments.ticketId, some)))),
    // Also what was uploaded there and never sent.
    ...(await among(
      [...run.map((key) => `diagnosis:${key}`), ...ticketNumber.map((number) => `ticket:${number}`)],
      (some) => read(inArray(attachments.ownerKey, some)),
    )),
    ...(await among(unique(given.map((row) => row.id)), (some) => read(inArray(attachments.id, some)))),
  ];
}

/** Whether anything at all is known of somebody by this number. */
export async function isKnown(reader: Db, customerId: string, who: Who): Promise<boolean> {
  const lists = [who.order, who.ticket, who.run, who.appeal];
  if (lists.some((list) => list.length > 0)) return true;
  const [row] = await reader.select({ id: customers.id }).from(customers).where(eq(customers.id, customerId)).limit(1);
  if (row) return true;
  const [event] = await reader
    .select({ id: inboundEvents.id })
    .from(inboundEvents)
    .where(eq(inboundEvents.customerId, customerId))
    .limit(1);
  if (event) return true;
  const handed = eq(customerSessions.customerId, customerId);
  const [here] = await reader.select({ id: customerSessions.id }).from(customerSessions).where(handed).limit(1);
  return here !== undefined;
}
