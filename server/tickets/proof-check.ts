import { and, eq, isNull, ne } from "drizzle-orm";
import { z } from "zod";
import { type Db, db } from "#db/client.ts";
import { attachments, ticketMessages } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { notFound } from "#server/core/errors.ts";
import { findOrderNoByPayment } from "#server/orders/index.ts";
import type { ReadField } from "#server/reading/schemas.ts";
import { findTicket, ownsTicket, type TicketRow } from "./access.ts";
import type { AttachmentRow } from "./attachment-view.ts";
import { recordsOf } from "./proof-records.ts";
import { reusesOf } from "./proof-reuse.ts";
import { alteredAmount, compareProof, flag, numbersRead, overallOf, ownView } from "./proof-rules.ts";
import type { OwnProofCheck, ProofCheck, ProofFlag } from "./schemas.ts";

const inputSchema = z.object({ number: z.string().trim().min(1).max(40) });
type Args = { ctx: Ctx; input: z.input<typeof inputSchema> };

/** Pictures of one ticket that are compared; nobody sends more. */
const MAX_PROOFS = 40;
/** Numbers of one picture that are looked up. */
const MAX_NUMBERS = 4;

/**
 * Puts what a ticket's pictures say beside what gateway and platform say, as the records stand now. It is worked out anew each
 * time and changes nothing: a pointer for people, never proof.
 * @returns one check a picture, oldest first
 * @throws DomainError 403 FORBIDDEN, 404 TICKET_NOT_FOUND
 */
export async function checkProofs({ ctx, input }: Args): Promise<ProofCheck[]> {
  authorize(ctx, "tickets:read");
  const reader: Db = ctx.tx ?? db;
  const ticket = await findTicket(reader, inputSchema.parse(input).number);
  const rows = await picturesOf(reader, ticket.id);
  const reuses = await reusesOf(reader, ticket, rows);
  return Promise.all(
    rows.map(async (row) => {
      const check = await checkOf(reader, ticket, row);
      return { ...check, flags: [...check.flags, ...(reuses.get(row.id) ?? [])] };
    }),
  );
}

/**
 * The same for the ticket's own customer: green or red for what their pictures say, once the order is proven to be theirs, and
 * nothing of what the records or other tickets say.
 * @throws DomainError 404 TICKET_NOT_FOUND, also when it is somebody else's
 */
export async function ownProofChecks({ ctx, input }: Args): Promise<OwnProofCheck[]> {
  const reader: Db = ctx.tx ?? db;
  const ticket = await findTicket(reader, inputSchema.parse(input).number);
  if (!ownsTicket(ctx.actor, ticket)) throw notFound("TICKET");
  const shown = await publicMessageIds(reader, ticket.id);
  const rows = (await picturesOf(reader, ticket.id)).filter(
    (row) => row.messageId === null || shown.has(row.messageId),
  );
  return Promise.all(rows.map(async (row) => ownView(await checkOf(reader, ticket, row), ticket.orderNo !== null)));
}

function picturesOf(reader: Db, ticketId: string): Promise<AttachmentRow[]> {
  return reader
    .select()
    .from(attachments)
    .where(and(eq(attachments.ticketId, ticketId), ne(attachments.kind, "identity"), isNull(attachments.redactedOf)))
    .orderBy(attachments.id)
    .limit(MAX_PROOFS);
}

async function publicMessageIds(reader: Db, ticketId: string): Promise<Set<string>> {
  const rows = await reader
    .select({ id: ticketMessages.id })
    .from(ticketMessages)
    .where(and(eq(ticketMessages.ticketId, ticketId), eq(ticketMessages.visibility, "public")));
  return new Set(rows.map(({ id }) => id));
}

async function checkOf(reader: Db, ticket: TicketRow, row: AttachmentRow): Promise<ProofCheck> {
  const read = row.readState === "read" ? (row.reading?.fields ?? []) : [];
  const elsewhere = await orderOfNumbers(reader, read);
  const orderNo = ticket.orderNo ?? ticket.claimedOrderNo ?? elsewhere;
  const records = orderNo === null ? undefined : await recordsOf(reader, orderNo);
  const fields = compareProof(read, records);
  return {
    attachmentId: row.id,
    state: row.readState,
    overall: overallOf(fields),
    orderNo: records?.orderNo ?? null,
    fields,
    flags: [
      ...otherOrder(orderNo, elsewhere),
      ...(alteredAmount(read, records) ? [flag("altered_amount", [], records?.orderNo ?? null)] : []),
    ],
  };
}

const otherOrder = (orderNo: string | null, elsewhere: string | null): ProofFlag[] =>
  orderNo !== null && elsewhere !== null && elsewhere !== orderNo ? [flag("other_order", [], elsewhere)] : [];

/** The order whose payment a picture names; null when the records know none of its numbers. */
async function orderOfNumbers(reader: Db, fields: readonly ReadField[]): Promise<string | null> {
  for (const number of new Set(numbersRead(fields).slice(0, MAX_NUMBERS))) {
    const orderNo = await findOrderNoByPayment(reader, number);
    if (orderNo !== undefined) return orderNo;
  }
  return null;
}
