import { and, asc, desc, eq, gt, lt, or } from "drizzle-orm";
import type { z } from "zod";
import { type Db, db, type Tx, transact } from "#db/client.ts";
import { appeals, callbackRequests, customers, reveals, ticketMessages, tickets } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { HOUR_MS } from "#server/core/clock.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { DomainError, invalid, notFound } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { unseal } from "#server/core/seal.ts";
import { sealPurposes } from "#server/core/seal-purposes.ts";
import { originalPass } from "#server/tickets/index.ts";
import {
  REVEALS_AN_HOUR,
  type Revealed,
  type RevealField,
  type RevealInput,
  type RevealRow,
  revealListSchema,
  revealSchema,
} from "./schemas.ts";

/**
 * Shows one contact in plain to somebody who says why. That they were shown it is written down before they are, for managers to
 * read; what it was is not.
 * @param input `subject` is `ticket:NUMBER`, `message:ID`, `appeal:ID`, `customer:ID`, `call:ID` or `picture:ID`; `field` one of its contacts
 * @returns the value, with the id of what was written down
 * @throws DomainError 403 FORBIDDEN; 404 TICKET_NOT_FOUND, MESSAGE_NOT_FOUND, APPEAL_NOT_FOUND, CUSTOMER_NOT_FOUND, CALL_NOT_FOUND, ATTACHMENT_NOT_FOUND, CONTACT_NOT_FOUND
 *   where the field is empty; 429 TOO_MANY_REVEALS after {@link REVEALS_AN_HOUR} in an hour; ZodError
 */
export async function revealField(args: { ctx: Ctx; input: RevealInput }): Promise<Revealed> {
  const ctx = authorize(args.ctx, "pii:reveal");
  const { subject, field, reason } = revealSchema.parse(args.input);
  const { actor } = ctx;
  return transact(
    async (tx) => {
      const value = await plainOf(tx, ctx, subject, field);
      if (!value) throw notFound("CONTACT");
      const at = ctx.clock.now();
      await checkBudget(tx, actor.id, at);
      const id = newId();
      const by = { actorKind: actor.kind, actorId: actor.id, actorName: actor.name };
      await tx.insert(reveals).values({ id, ...by, subject, field, reason, at });
      await appendAudit(tx, ctx, { action: "pii.revealed", subject, data: { revealId: id, field, reason } });
      return { id, value, at: at.toISOString() };
    },
    { serializeOn: `reveals:${actor.id}` },
  );
}

async function checkBudget(tx: Tx, actorId: string, now: Date): Promise<void> {
  const since = new Date(now.getTime() - HOUR_MS);
  const lately = await tx
    .select({ at: reveals.at })
    .from(reveals)
    .where(and(eq(reveals.actorId, actorId), gt(reveals.at, since)))
    .orderBy(asc(reveals.at))
    .limit(REVEALS_AN_HOUR);
  const first = lately[0];
  if (!first || lately.length < REVEALS_AN_HOUR) return;
  const retryAfterS = Math.max(1, Math.ceil((first.at.getTime() + HOUR_MS - now.getTime()) / 1_000));
  throw new DomainError(429, "TOO_MANY_REVEALS", "You were shown many contacts within the hour: wait a little.", {
    details: { retryAfterS },
  });
}

/** The plain value; null where the field is empty. */
async function plainOf(tx: Tx, ctx: Ctx, subject: string, field: RevealField): Promise<string | null> {
  const colon = subject.indexOf(":");
  const key = subject.slice(colon + 1);
  switch (subject.slice(0, colon)) {
    case "ticket": {
      const [row] = await tx.select().from(tickets).where(eq(tickets.number, key));
      if (!row) throw notFound("TICKET");
      return field === "contact" ? row.contact : field === "target" ? row.target : row.description;
    }
    case "message": {
      const [row] = await tx.select().from(ticketMessages).where(eq(ticketMessages.id, key));
      if (!row) throw notFound("MESSAGE");
      return row.body;
    }
    case "appeal": {
      const [row] = await tx.select().from(appeals).where(eq(appeals.id, key));
      if (!row) throw notFound("APPEAL");
      return field === "contact" ? row.contact : row.statement;
    }
    case "call": {
      const [row] = await tx.select().from(callbackRequests).where(eq(callbackRequests.id, key));
      if (!row) throw notFound("CALL");
      return row.phone === null ? null : unseal(sealPurposes.call(row.id), row.phone);
    }
    case "picture":
      return originalPass(tx, ctx, key);
    default: {
      const [row] = await tx.select().from(customers).where(eq(customers.id, key));
      if (!row) throw notFound("CUSTOMER");
      return field === "phone" ? row.phone : row.email;
    }
  }
}

type Page = { items: RevealRow[]; nextCursor: string | null };

/**
 * Who was shown what, the newest first.
 * @throws DomainError 403 FORBIDDEN, 422 BAD_CURSOR; ZodError
 */
export async function listReveals(args: { ctx: Ctx; input: z.input<typeof revealListSchema> }): Promise<Page> {
  const ctx = authorize(args.ctx, "reveals:read");
  const { actorId, subject, cursor, limit } = revealListSchema.parse(args.input);
  const reader: Db = ctx.tx ?? db;
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const rows = await reader
    .select()
    .from(reveals)
    .where(
      and(
        actorId ? eq(reveals.actorId, actorId) : undefined,
        subject ? eq(reveals.subject, subject) : undefined,
        after ? or(lt(reveals.at, after.at), and(eq(reveals.at, after.at), lt(reveals.id, after.id))) : undefined,
      ),
    )
    .orderBy(desc(reveals.at), desc(reveals.id))
    .limit(limit + 1);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit).map((row) => ({
      id: row.id,
      by: { kind: row.actorKind, id: row.actorId, name: row.actorName },
      ...{ subject: row.subject, field: row.field, reason: row.reason },
      at: row.at.toISOString(),
    })),
    nextCursor: last ? `${last.at.getTime()}~${last.id}` : null,
  };
}

function readCursor(cursor: string): { at: Date; id: string } {
  const [, at, id] = /^(\d{1,15})~([\w-]{1,64})$/.exec(cursor) ?? [];
  if (!at || !id) throw invalid("BAD_CURSOR", "The cursor is not one of ours.");
  return { at: new Date(Number(at)), id };
}
