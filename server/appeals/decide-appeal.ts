import { db, type Tx, transact } from "#db/client.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, DomainError, forbidden, isDomainError } from "#server/core/errors.ts";
import { findTicket, tellTicket } from "#server/tickets/index.ts";
import { loadPolicy, orderLock, prepareMoney, type StoredResponse, withIdempotency } from "#server/topup/index.ts";
import { words } from "./copy.ts";
import { loadFacts } from "./facts.ts";
import { carryFollowing, type Following } from "./follow.ts";
import { getAppeal } from "./get-appeal.ts";
import { secondReasonsOf } from "./rules.ts";
import {
  type Appeal,
  type AppealProposal,
  type ConfirmAppealInput,
  confirmAppealSchema,
  type DecideAppealInput,
  decideAppealSchema,
} from "./schemas.ts";
import { settleAppeal } from "./settle-appeal.ts";
import { type AppealRow, changeAppeal, findAppeal, isPerson, personOf, tellAppeal } from "./store.ts";

type Decide = { id: string } & DecideAppealInput;
type Confirm = { id: string } & ConfirmAppealInput;

/**
 * Decides an appeal. Where one person is enough, the flags are settled in our log, the order is released or its money asked back, and
 * its owner is told, all in one transaction that holds the order; otherwise the decision waits for a second person.
 * @throws DomainError 403 FORBIDDEN, SAME_ACTOR (a second look is another person's); 404 APPEAL_NOT_FOUND; 409 ALREADY_DECIDED,
 *   SECOND_PERSON_WAITS, FACTS_CHANGED (details.factsHash); ZodError on bad input
 */
export async function decideAppeal({ ctx, input }: { ctx: Ctx; input: Decide }): Promise<Appeal> {
  const call = { id: input.id, ...decideAppealSchema.parse(input) };
  return alone(ctx, call.id, (tx) => decide(tx, ctx, call));
}

/** {@link decideAppeal}, once for each Idempotency-Key: a repetition gets the stored response. */
export async function decideAppealOnce(args: {
  ctx: Ctx;
  key: string | undefined;
  request: { method: string; path: string; body: unknown };
  input: Decide;
}): Promise<StoredResponse & { body: Appeal }> {
  const call = { id: args.input.id, ...decideAppealSchema.parse(args.input) };
  return onceOnly(args, call.id, (tx, ctx) => decide(tx, ctx, call));
}

/**
 * A second person agrees to a decision that waits, which then takes effect, or sends it back. Whoever proposed it may take it back.
 * @throws DomainError 403 FORBIDDEN, SAME_ACTOR; 404 APPEAL_NOT_FOUND; 409 NOTHING_PROPOSED, FACTS_CHANGED (with `void: true` the
 *   proposal is over and the appeal open again)
 */
export async function confirmAppeal({ ctx, input }: { ctx: Ctx; input: Confirm }): Promise<Appeal> {
  const call = { id: input.id, ...confirmAppealSchema.parse(input) };
  try {
    return await alone(ctx, call.id, (tx) => confirm(tx, ctx, call));
  } catch (error) {
    if (isDomainError(error, "FACTS_CHANGED") && error.details.void === true) {
      await transact((tx) => endProposal(tx, ctx, call.id));
    }
    throw error;
  }
}

/** {@link confirmAppeal}, once for each Idempotency-Key. */
export async function confirmAppealOnce(args: {
  ctx: Ctx;
  key: string | undefined;
  request: { method: string; path: string; body: unknown };
  input: Confirm;
}): Promise<StoredResponse & { body: Appeal }> {
  const call = { id: args.input.id, ...confirmAppealSchema.parse(args.input) };
  return onceOnly(
    args,
    call.id,
    (tx, ctx) => confirm(tx, ctx, call),
    async (tx, ctx, error) => {
      if (isDomainError(error, "FACTS_CHANGED") && error.details.void === true) await endProposal(tx, ctx, call.id);
    },
  );
}

async function alone(ctx: Ctx, id: string, unit: (tx: Tx) => Promise<Following | null>): Promise<Appeal> {
  const { orderNo } = await findAppeal(db, id);
  await prepareMoney({ ctx, orderNo });
  const following = await transact(unit, { serializeOn: orderLock(orderNo) });
  if (following) await carryFollowing(ctx, following);
  return getAppeal({ ctx, input: { id } });
}

async function onceOnly(
  args: { ctx: Ctx; key: string | undefined; request: { method: string; path: string; body: unknown } },
  id: string,
  unit: (tx: Tx, ctx: Ctx) => Promise<Following | null>,
  afterRefusal?: (tx: Tx, ctx: Ctx, error: DomainError) => Promise<void>,
): Promise<StoredResponse & { body: Appeal }> {
  const { ctx } = args;
  const { orderNo } = await findAppeal(db, id);
  let following: Following | null = null;
  const stored = await withIdempotency({
    ...args,
    serializeOn: orderLock(orderNo),
    prepare: () => prepareMoney({ ctx, orderNo }),
    async run(inner) {
      following = await unit(inner.tx, ctx);
      return { status: 200, body: await getAppeal({ ctx: inner, input: { id } }) };
    },
    async finish(body) {
      if (!following) return body;
      await carryFollowing(ctx, following);
      return getAppeal({ ctx, input: { id } });
    },
    ...(afterRefusal && { afterRefusal: (inner, error) => afterRefusal(inner.tx, ctx, error) }),
  });
  return { ...stored, body: stored.body as Appeal };
}

/** A person, or a key that stands for one; what follows moves money, so they must be allowed that too. */
function requireDecider(ctx: Ctx, decision: "pass" | "deny"): void {
  authorize(ctx, "tickets:write");
  authorize(ctx, decision === "pass" ? "topups:request" : "refunds:request");
  if (ctx.actor.kind !== "staff" && ctx.actor.kind !== "apiKey") throw forbidden("A person decides appeals.");
}

async function decide(tx: Tx, ctx: Ctx, call: Decide): Promise<Following | null> {
  requireDecider(ctx, call.decision);
  const row = await findAppeal(tx, call.id);
  if (row.state === "awaiting_second") {
    throw conflict("SECOND_PERSON_WAITS", "A decision waits for its second person.", { details: { id: row.id } });
  }
  if (row.state !== "open") {
    throw conflict("ALREADY_DECIDED", `This appeal is ${row.state}.`, { details: { id: row.id, state: row.state } });
  }
  requireOther(ctx, row);
  const facts = await loadFacts(tx, row);
  requireSame(facts.hash, call.factsHash, false);
  const { thresholdFen } = await loadPolicy(tx);
  const about = { decision: call.decision, scope: row.scope, amountFen: row.amountFen, thresholdFen };
  const now = ctx.clock.now();
  const said = { decision: call.decision, reasonCode: call.reasonCode, note: call.note || null };
  if (secondReasonsOf(about).length > 0) {
    await propose(tx, ctx, row, { ...said, factsHash: facts.hash, by: personOf(ctx.actor), at: now.toISOString() });
    return null;
  }
  return settleAppeal(tx, ctx, row, facts, { ...said, by: personOf(ctx.actor), at: now.toISOString(), second: null });
}

/** Who decided the first look has no part in the second. */
function requireOther(ctx: Ctx, { before }: AppealRow): void {
  if (before && (isPerson(ctx.actor, before.by) || isPerson(ctx.actor, before.second))) {
    throw new DomainError(403, "SAME_ACTOR", "A second look is for somebody who had no part in the first.");
  }
}

function requireSame(now: string, shown: string, ends: boolean): void {
  if (now === shown) return;
  const message = "The facts are no longer those that were shown: read the appeal again.";
  throw conflict("FACTS_CHANGED", message, { details: { factsHash: now, void: ends } });
}

async function propose(tx: Tx, ctx: Ctx, row: AppealRow, proposal: AppealProposal): Promise<void> {
  const changed = await changeAppeal(tx, row, { state: "awaiting_second", proposal });
  const ticket = await findTicket(tx, row.ticketNumber);
  const say = words(ticket.locale);
  await tellTicket(tx, ctx, ticket, {
    step: { type: "appeal_proposed", after: { appealId: row.id, decision: proposal.decision } },
    note: say.noteProposed(ctx.actor.name, proposal.decision, say.reason[proposal.reasonCode]),
  });
  await tellAppeal(tx, ctx, changed, {
    action: "proposed",
    data: { decision: proposal.decision, reasonCode: proposal.reasonCode, factsHash: proposal.factsHash },
  });
}

async function confirm(tx: Tx, ctx: Ctx, call: Confirm): Promise<Following | null> {
  const row = await findAppeal(tx, call.id);
  const { proposal } = row;
  if (row.state !== "awaiting_second" || !proposal)
    throw conflict("NOTHING_PROPOSED", "No decision waits for an answer.");
  const own = isPerson(ctx.actor, proposal.by);
  if (own && call.agree)
    throw new DomainError(403, "SAME_ACTOR", "Who decided may not agree to it as the second person.");
  requireDecider(ctx, proposal.decision);
  if (!own) authorize(ctx, "topups:approve");
  if (!call.agree) {
    await reopen(tx, ctx, row, words(row.locale).noteReturned(ctx.actor.name, call.note || null), "returned");
    return null;
  }
  requireOther(ctx, row);
  const facts = await loadFacts(tx, row);
  if (facts.hash !== proposal.factsHash) requireSame(facts.hash, proposal.factsHash, true);
  requireSame(facts.hash, call.factsHash, false);
  const { decision, reasonCode, note, by } = proposal;
  const at = ctx.clock.now().toISOString();
  return settleAppeal(tx, ctx, row, facts, { decision, reasonCode, note, by, at, second: personOf(ctx.actor) });
}

/** Ends a proposal whose facts moved on. */
async function endProposal(tx: Tx, ctx: Ctx, id: string): Promise<void> {
  const row = await findAppeal(tx, id);
  if (row.state !== "awaiting_second" || !row.proposal) return;
  if ((await loadFacts(tx, row)).hash === row.proposal.factsHash) return;
  await reopen(tx, ctx, row, words(row.locale).noteStale, "proposal_void");
}

async function reopen(tx: Tx, ctx: Ctx, row: AppealRow, note: string, action: string): Promise<void> {
  const changed = await changeAppeal(tx, row, { state: "open", proposal: null });
  const ticket = await findTicket(tx, row.ticketNumber);
  await tellTicket(tx, ctx, ticket, { step: { type: "appeal_returned", after: { appealId: row.id } }, note });
  await tellAppeal(tx, ctx, changed, { action });
}
