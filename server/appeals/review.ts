import { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, DomainError } from "#server/core/errors.ts";
import { findTicket, postMessage, tellTicket, updateTicket } from "#server/tickets/index.ts";
import { words } from "./copy.ts";
import { getAppeal } from "./get-appeal.ts";
import { type Appeal, type AskEvidenceInput, askEvidenceSchema } from "./schemas.ts";
import { type AppealRow, changeAppeal, findAppeal, isOpenAppeal, isPerson, tellAppeal } from "./store.ts";

const claimSchema = z.object({ id: z.string().min(1).max(64), take: z.boolean().default(true) });

/**
 * Takes an appeal to review it, or gives it back; its ticket goes along. Whoever decided the first look does not take the second.
 * @throws DomainError 403 FORBIDDEN, SAME_ACTOR; 404 APPEAL_NOT_FOUND; 409 ALREADY_DECIDED, VERSION_CONFLICT
 */
export async function claimAppeal(args: { ctx: Ctx; input: z.input<typeof claimSchema> }): Promise<Appeal> {
  const ctx = authorize(args.ctx, "tickets:write");
  const { id, take } = claimSchema.parse(args.input);
  const work = async (tx: Tx) => {
    const row = await openRow(tx, id);
    const { actor } = ctx;
    if (take && row.before && (isPerson(actor, row.before.by) || isPerson(actor, row.before.second))) {
      throw new DomainError(403, "SAME_ACTOR", "A second look is for somebody who had no part in the first.");
    }
    const reviewerId = take ? actor.id : null;
    if (row.reviewerId !== reviewerId) {
      const changed = await changeAppeal(tx, row, {
        reviewerId,
        reviewerName: take ? actor.name : null,
        claimedAt: take ? (row.claimedAt ?? ctx.clock.now()) : row.claimedAt,
      });
      await assignTicket(tx, ctx, row, reviewerId);
      await tellAppeal(tx, ctx, changed, { action: take ? "claimed" : "given_back" });
    }
    return getAppeal({ ctx: { ...ctx, tx }, input: { id } });
  };
  return ctx.tx ? work(ctx.tx) : transact(work);
}

/** Keys review too, but a ticket is a colleague's. */
async function assignTicket(tx: Tx, ctx: Ctx, row: AppealRow, assignee: string | null): Promise<void> {
  if (ctx.actor.kind !== "staff") return;
  const { number, version } = await findTicket(tx, row.ticketNumber);
  await updateTicket({ ctx: { ...ctx, tx }, input: { number, version, assignee } });
}

/**
 * Asks the owner for more: the hour stands still until they give it, and what is missing stands on their page.
 * @throws DomainError 403 FORBIDDEN; 404 APPEAL_NOT_FOUND; 409 ALREADY_DECIDED, SECOND_PERSON_WAITS, VERSION_CONFLICT
 */
export async function askEvidence(args: { ctx: Ctx; input: { id: string } & AskEvidenceInput }): Promise<Appeal> {
  const ctx = authorize(args.ctx, "tickets:write");
  const { id } = args.input;
  const { items, message } = askEvidenceSchema.parse(args.input);
  const work = async (tx: Tx) => {
    const row = await openRow(tx, id);
    if (row.state === "awaiting_second") {
      throw conflict("SECOND_PERSON_WAITS", "A decision waits for its second person.", { details: { id } });
    }
    const changed = await changeAppeal(tx, row, {
      asked: [...new Set(items)],
      askedAt: ctx.clock.now(),
      claimedAt: row.claimedAt ?? ctx.clock.now(),
    });
    const say = words(row.locale);
    const titles = [...new Set(items)].map((item) => say.item[item].title);
    const body = say.asked(titles, message || null);
    await postMessage({ ctx: { ...ctx, tx }, input: { number: row.ticketNumber, body } });
    const ticket = await findTicket(tx, row.ticketNumber);
    await tellTicket(tx, ctx, ticket, {
      step: { type: "appeal_asked", after: { appealId: id, items } },
      status: "waiting_customer",
    });
    await tellAppeal(tx, ctx, changed, { action: "asked", data: { items } });
    return getAppeal({ ctx: { ...ctx, tx }, input: { id } });
  };
  return ctx.tx ? work(ctx.tx) : transact(work);
}

/** @throws DomainError 404 APPEAL_NOT_FOUND; 409 ALREADY_DECIDED */
async function openRow(tx: Tx, id: string): Promise<AppealRow> {
  const row = await findAppeal(tx, id);
  if (!isOpenAppeal(row)) {
    throw conflict("ALREADY_DECIDED", `This appeal is ${row.state}.`, { details: { id, state: row.state } });
  }
  return row;
}
