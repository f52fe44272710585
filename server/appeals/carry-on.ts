import { z } from "zod";
import { db, type Tx, transact } from "#db/client.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, DomainError } from "#server/core/errors.ts";
import { findTicket, tellTicket } from "#server/tickets/index.ts";
import { endRelease, orderLock, prepareMoney } from "#server/topup/index.ts";
import { words } from "./copy.ts";
import { loadFacts } from "./facts.ts";
import { carryFollowing, followDeny, followPass } from "./follow.ts";
import { resultOf } from "./follow-state.ts";
import { getAppeal } from "./get-appeal.ts";
import type { Appeal } from "./schemas.ts";
import { tellFollowing } from "./settle-appeal.ts";
import { changeAppeal, findAppeal, isPerson, tellAppeal } from "./store.ts";

/**
 * Takes on what did not come of a decision by itself: a platform that does not release orders has the order credited by us, and what
 * the gate stopped is tried again. One click, through the same gate and the same claims.
 * @throws DomainError 403 FORBIDDEN; 404 APPEAL_NOT_FOUND; 409 NOTHING_TO_CARRY_ON, RELEASE_STANDS (the platform took the order on:
 *   take the release back first)
 */
export async function carryOnAppeal({ ctx, input }: { ctx: Ctx; input: { id: string } }): Promise<Appeal> {
  authorize(ctx, "tickets:write");
  const { orderNo } = await findAppeal(db, input.id);
  await prepareMoney({ ctx, orderNo });
  const following = await transact(
    async (tx) => {
      const row = await findAppeal(tx, input.id);
      const passed = row.state === "passed";
      if ((!passed && row.state !== "denied") || row.followState !== "person") {
        throw conflict("NOTHING_TO_CARRY_ON", "Nothing of this appeal waits for a person.");
      }
      authorize(ctx, passed ? "topups:request" : "refunds:request");
      const refusedRelease = row.followKind === "release";
      if (refusedRelease && (await resultOf(tx, row)) !== "failed") {
        throw conflict("RELEASE_STANDS", "The platform took this order on: take the release back first.");
      }
      const facts = await loadFacts(tx, row);
      const then = passed
        ? await followPass(tx, ctx, row, facts, refusedRelease)
        : await followDeny(tx, ctx, row, facts);
      const changed = await changeAppeal(tx, row, then);
      await tellFollowing(tx, ctx, changed);
      await tellAppeal(tx, ctx, changed, {
        action: "carried_on",
        data: { follow: then.followKind, ids: then.followIds, codes: then.followCodes },
      });
      return then;
    },
    { serializeOn: orderLock(orderNo) },
  );
  await carryFollowing(ctx, following);
  return getAppeal({ ctx, input });
}

const takeBackSchema = z.object({ id: z.string().min(1).max(64), note: z.string().trim().min(1).max(2_000) });

/**
 * Takes a release back that the platform accepted and did not carry out, once somebody made sure that it will not: from then on the
 * order can be credited or refunded here. It takes another person than the one who passed the appeal.
 * @throws DomainError 403 FORBIDDEN, SAME_ACTOR; 404 APPEAL_NOT_FOUND; 409 NO_RELEASE, RELEASE_OPEN (its result is not known)
 */
export async function takeBackRelease(args: { ctx: Ctx; input: z.input<typeof takeBackSchema> }): Promise<Appeal> {
  const ctx = authorize(args.ctx, "topups:approve");
  const { id, note } = takeBackSchema.parse(args.input);
  const { orderNo } = await findAppeal(db, id);
  const work = async (tx: Tx) => {
    const row = await findAppeal(tx, id);
    if (row.followKind !== "release" || row.followState === "done") throw conflict("NO_RELEASE", "No release stands.");
    if (isPerson(ctx.actor, row.decided?.by)) {
      throw new DomainError(403, "SAME_ACTOR", "Who passed the appeal may not take its release back alone.");
    }
    if (!(await endRelease(tx, ctx, { appealId: id, orderNo }, "TAKEN_BACK"))) {
      throw conflict("RELEASE_OPEN", "The platform has not said yet what became of it.");
    }
    const changed = await changeAppeal(tx, row, { followState: "person", followCodes: ["TAKEN_BACK"] });
    const ticket = await findTicket(tx, row.ticketNumber);
    await tellTicket(tx, ctx, ticket, {
      step: { type: "appeal_release_ended", after: { appealId: id } },
      status: "open",
      note: [words(row.locale).noteTakenBack(ctx.actor.name), note].join("\n"),
    });
    await tellAppeal(tx, ctx, changed, { action: "release_taken_back", data: { note } });
    return getAppeal({ ctx: { ...ctx, tx }, input: { id } });
  };
  return transact(work, { serializeOn: orderLock(orderNo) });
}
