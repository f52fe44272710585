import { z } from "zod";
import { afterCommit, type Tx, transact } from "#db/client.ts";
import type { Ctx } from "#server/core/context.ts";
import { conflict, forbidden } from "#server/core/errors.ts";
import { findTicket, requireTicketAccess, type TicketRow } from "./access.ts";
import { usableUploads } from "./attachment-owner.ts";
import { attachmentsOfMessage } from "./attachment-view.ts";
import { words } from "./copy.ts";
import { isOpen, reopenUntil } from "./rules.ts";
import { postMessageSchema, type TicketMessage } from "./schemas.ts";
import { beginToFollow, callPeople } from "./work/mentions.ts";
import { CUSTOMER, sayTypingOver } from "./work/typing.ts";
import { addMessage, authorOf, type Change, changeTicket, claimAttachments } from "./write.ts";

const inputSchema = postMessageSchema.extend({ number: z.string().min(1).max(40) });
export type PostMessageCall = z.input<typeof inputSchema>;

/**
 * Adds a message to a ticket. Customers write publicly to their own ticket; staff and keys with `tickets:write` write
 * publicly or as an internal note, which no customer ever gets to see and which may call colleagues.
 * @returns the message
 * @throws DomainError 404 TICKET_NOT_FOUND, 403 FORBIDDEN, 409 TICKET_CLOSED, 422 ATTACHMENT_NOT_USABLE,
 * MENTIONS_ARE_INTERNAL, MENTION_UNKNOWN
 */
export async function postMessage({ ctx, input }: { ctx: Ctx; input: PostMessageCall }): Promise<TicketMessage> {
  const call = inputSchema.parse(input);
  const work = async (tx: Tx) => {
    const ticket = await findTicket(tx, call.number);
    requireTicketAccess(ctx, ticket, "tickets:write");
    const byCustomer = ctx.actor.kind === "customer";
    if (byCustomer && call.visibility !== "public") throw forbidden("Customers write publicly.");
    const owners = byCustomer
      ? [`ticket:${ticket.number}`, ...(ticket.diagnosisId ? [`diagnosis:${ticket.diagnosisId}`] : [])]
      : usableUploads(ctx.actor);
    const { id } = byCustomer
      ? await customerMessage(tx, ctx, ticket, { body: call.body, attachmentIds: call.attachmentIds, owners })
      : await staffMessage(tx, ctx, ticket, { ...call, owners });
    afterCommit(() => sayTypingOver(ctx.clock, `ticket:${ticket.number}`, byCustomer ? CUSTOMER : ctx.actor.id));
    return {
      id,
      author: authorOf(ctx),
      authorName: ctx.actor.name,
      visibility: call.visibility,
      body: call.body,
      attachments: await attachmentsOfMessage(tx, id),
      createdAt: ctx.clock.now().toISOString(),
    };
  };
  return ctx.tx ? work(ctx.tx) : transact(work);
}

type Said = { body: string; attachmentIds: string[]; owners: string[] };

/**
 * A customer's message and what follows from it: a ticket that waited for them, or was resolved lately, is open again.
 * @returns the message's id and the ticket as it is now
 */
export async function customerMessage(
  tx: Tx,
  ctx: Ctx,
  ticket: TicketRow,
  message: Said,
): Promise<{ id: string; row: TicketRow }> {
  const reopens = ticket.status === "resolved";
  if (reopens) requireReopenable(ticket, ctx.clock.now());
  if (ticket.status === "closed") {
    throw conflict("TICKET_CLOSED", "This ticket is closed. Open it again, or start a new one.");
  }
  const id = await addMessage(tx, ctx, ticket.id, {
    author: "customer",
    visibility: "public",
    body: message.body || words(ticket.locale).addedProofs,
  });
  await claimAttachments(tx, message.attachmentIds, message.owners, { ticketId: ticket.id, messageId: id });
  const back = ticket.status === "waiting_customer" || reopens;
  const status = back ? ("open" as const) : ticket.status;
  const row = await changeTicket(tx, ctx, ticket, {
    set: {
      status,
      snoozeUntil: null,
      ...(reopens ? { reopenCount: ticket.reopenCount + 1, resolvedAt: null, closedAt: null } : {}),
    },
    sla: [
      ...(back ? [{ type: "status" as const, from: ticket.status, to: status }] : []),
      { type: "customer_message" },
    ],
    steps: [
      { type: "customer_message", after: { messageId: id } },
      ...(back ? [{ type: "status_changed", before: { status: ticket.status }, after: { status } }] : []),
    ],
    topic: "ticket.replied",
    payload: { messageId: id, by: "customer", ...(reopens ? { reopened: true } : {}) },
  });
  return { id, row };
}

/** @throws DomainError 409 REOPEN_WINDOW_OVER */
export function requireReopenable(ticket: TicketRow, now: Date): void {
  const until = reopenUntil(ticket);
  if (!isOpen(ticket.status) && (!until || until.getTime() < now.getTime())) {
    throw conflict("REOPEN_WINDOW_OVER", "The time to open this ticket again is over. Please start a new one.");
  }
}

async function staffMessage(
  tx: Tx,
  ctx: Ctx,
  ticket: TicketRow,
  message: Said & { visibility: "public" | "internal"; mentions: string[] },
): Promise<{ id: string }> {
  const id = await addMessage(tx, ctx, ticket.id, { ...message, author: authorOf(ctx) });
  await claimAttachments(tx, message.attachmentIds, message.owners, { ticketId: ticket.id, messageId: id });
  const called = await callPeople(tx, ctx, ticket.id, { ...message, id });
  // Whoever writes in a ticket wants to know how it goes on.
  if (ctx.actor.kind === "staff") await beginToFollow(tx, ctx, ticket.id, [ctx.actor.id]);
  await changeTicket(tx, ctx, ticket, message.visibility === "public" ? reply(ctx, ticket, id) : note(ctx, id, called));
  return { id };
}

function reply(ctx: Ctx, ticket: TicketRow, messageId: string): Change {
  const status = ticket.status === "new" ? ("open" as const) : ticket.status;
  return {
    set: {
      status,
      firstReplyAt: ticket.firstReplyAt ?? ctx.clock.now(),
      publicReplyCount: ticket.publicReplyCount + 1,
    },
    sla: [{ type: "public_reply" }],
    steps: [
      { type: "public_reply", after: { messageId } },
      ...(status === ticket.status
        ? []
        : [{ type: "status_changed", before: { status: ticket.status }, after: { status } }]),
    ],
    topic: "ticket.replied",
    payload: { messageId, by: authorOf(ctx) },
  };
}

/** @param mentioned the ids of colleagues whom it calls: they are told by whoever hears of it */
const note = (ctx: Ctx, messageId: string, mentioned: string[]): Change => ({
  steps: [{ type: "internal_note", after: { messageId, ...(mentioned.length > 0 ? { mentioned } : {}) } }],
  topic: "ticket.noted",
  payload: { messageId, by: authorOf(ctx), byId: ctx.actor.id, mentioned },
});
