import { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import type { Ctx } from "#server/core/context.ts";
import { conflict, notFound } from "#server/core/errors.ts";
import { localeOf } from "#server/diagnosis/schemas.ts";
import { findTicket, postMessage, reopenTicket } from "#server/tickets/index.ts";
import { words } from "./copy.ts";
import { startClock } from "./open-appeal.ts";
import { ownAppealView, SECOND_LOOK_MS } from "./own-appeal.ts";
import { forTicket, placeOf, type Where } from "./place.ts";
import type { OwnAppeal } from "./schemas.ts";
import { changeAppeal, findAppeal, tellAppeal } from "./store.ts";

const inputSchema = z.object({ id: z.string().min(1).max(64), reason: z.string().trim().min(1).max(2_000) });

/**
 * After a denial its owner asks, once and within seven days, for another person to look again. The hour begins anew; what was begun
 * with the money goes on.
 * @throws DomainError 404 APPEAL_NOT_FOUND; 409 NOT_DENIED, SECOND_LOOK_DONE, SECOND_LOOK_OVER, REOPEN_WINDOW_OVER,
 *   ORDER_HAS_OPEN_TICKET, APPEAL_OPEN
 */
export async function askSecondLook(args: {
  ctx: Ctx;
  where: Where;
  input: z.input<typeof inputSchema>;
}): Promise<OwnAppeal> {
  const { ctx, where } = args;
  const { id, reason } = inputSchema.parse(args.input);
  const work = async (tx: Tx) => {
    const inside = { ...ctx, tx };
    const place = await placeOf(tx, inside, where);
    const row = await findAppeal(tx, id);
    const own = row.customerId === place.customerId && (row.orderNo === place.orderNo || row.scope === "account");
    if (!own) throw notFound("APPEAL");
    if (row.round > 1) throw conflict("SECOND_LOOK_DONE", "There is one second look.");
    if (row.state !== "denied" || !row.decidedAt) throw conflict("NOT_DENIED", "This appeal was not denied.");
    if (ctx.clock.now().getTime() > row.decidedAt.getTime() + SECOND_LOOK_MS) {
      throw conflict("SECOND_LOOK_OVER", "The time to ask for a second look is over.");
    }
    const { number, status } = await findTicket(tx, row.ticketNumber);
    const speaking = forTicket(inside, row);
    if (status === "resolved" || status === "closed") await reopenTicket({ ctx: speaking, input: { number, reason } });
    else await postMessage({ ctx: speaking, input: { number, body: reason } });
    const again = await changeAppeal(tx, row, {
      state: "open",
      round: 2,
      before: row.decided,
      decided: null,
      decidedAt: null,
      secondLookReason: reason,
      reviewerId: null,
      reviewerName: null,
      claimedAt: null,
      asked: [],
      askedAt: null,
    });
    const clocked = await startClock(tx, ctx, again, words(row.locale).secondLook);
    await tellAppeal(tx, ctx, clocked, { action: "second_look", topic: "opened" });
    return ownAppealView(tx, ctx, clocked, localeOf(row.locale));
  };
  if (ctx.tx) return work(ctx.tx);
  return transact(work).catch((error: unknown) => {
    if (isUniqueViolation(error))
      throw conflict("APPEAL_OPEN", "Another appeal of this order is open.", { cause: error });
    throw error;
  });
}
