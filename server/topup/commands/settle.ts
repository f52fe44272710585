import { eq } from "drizzle-orm";
import { type Tx, transact } from "#db/client.ts";
import { commands } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { type Actor, type Authorized, authorize, type Ctx, may } from "#server/core/context.ts";
import { conflict, DomainError } from "#server/core/errors.ts";
import { newId } from "#server/core/ids.ts";
import { attemptsOf } from "./attempts.ts";
import { finish, tellCommand } from "./finish.ts";
import {
  type Command,
  type CommandProposal,
  type Settlement,
  type SettlementAnswer,
  settlementAnswerSchema,
  settlementSchema,
} from "./schemas.ts";
import { type CommandRow, isHeld, isOpen, lockOfCommand, readCommand } from "./store.ts";
import { fullCommandView } from "./view.ts";

type Proposed = CommandRow & { proposal: CommandProposal };

/**
 * Proposes the result of a command that the platform does not tell, for a second person to confirm. Nothing moves yet, and the
 * platform is asked on: what it says comes first. Works in `ctx.tx` when there is one.
 * @throws DomainError 403 FORBIDDEN; 404 COMMAND_NOT_FOUND; 409 COMMAND_DECIDED, SETTLEMENT_WAITS (details.proposal)
 */
export async function proposeSettlement(args: { ctx: Ctx; input: { id: string } & Settlement }): Promise<Command> {
  const ctx = authorize(args.ctx, eitherOf(args.ctx));
  const { id } = args.input;
  const settlement = settlementSchema.parse(args.input);
  return within(ctx, id, async (tx) => {
    const row = await open(tx, id);
    if (row.proposedAt) {
      throw conflict("SETTLEMENT_WAITS", "A proposal waits for its second person already.", {
        details: { id, proposal: row.proposal },
      });
    }
    const now = ctx.clock.now();
    const proposal: CommandProposal = {
      id: newId(),
      result: settlement.result,
      reference: settlement.reference ?? null,
      note: settlement.note,
      by: personOf(ctx.actor),
      at: now.toISOString(),
      answer: null,
    };
    await tx.update(commands).set({ proposal, proposedAt: now }).where(eq(commands.id, id));
    await audit(tx, ctx, row, "command.settlement_proposed", {
      proposalId: proposal.id,
      result: proposal.result,
      reference: proposal.reference,
      note: proposal.note,
    });
  });
}

/**
 * Confirms or declines a proposal. A confirmation gives the command that result and completes its top-up or refund with it.
 * Who proposed may take it back, and not confirm it. Works in `ctx.tx` when there is one.
 * @param input.proposalId the proposal that was read; another one is not agreed to
 * @throws DomainError 403 FORBIDDEN, SAME_ACTOR; 404 COMMAND_NOT_FOUND; 409 COMMAND_DECIDED (it got its result meanwhile),
 *   NOTHING_PROPOSED, PROPOSAL_CHANGED; 503 COMMAND_BUSY (it is being sent or asked about at this moment: try again)
 */
export async function answerSettlement(args: { ctx: Ctx; input: { id: string } & SettlementAnswer }): Promise<Command> {
  const { id } = args.input;
  const answer = settlementAnswerSchema.parse(args.input);
  return within(args.ctx, id, async (tx) => {
    const row = await open(tx, id);
    const { proposal } = row;
    if (!row.proposedAt || !proposal) throw conflict("NOTHING_PROPOSED", "No proposal waits for an answer.");
    if (answer.proposalId !== undefined && answer.proposalId !== proposal.id) {
      throw conflict("PROPOSAL_CHANGED", "Another proposal took its place: read it again.", { details: { proposal } });
    }
    const own = proposal.by.kind === args.ctx.actor.kind && proposal.by.id === args.ctx.actor.id;
    if (own && answer.agree) {
      throw new DomainError(403, "SAME_ACTOR", "Who proposed a result may not confirm it.", { details: { id } });
    }
    const ctx = authorize(args.ctx, own ? eitherOf(args.ctx) : "topups:approve");
    await say(tx, ctx, { ...row, proposal }, own, answer);
  });
}

/** Whoever may ask for money to be moved may propose, and take back, what became of it. */
const eitherOf = (ctx: Ctx) => (may(ctx.actor, "topups:approve") ? "topups:approve" : "topups:request");

async function say(
  tx: Tx,
  ctx: Authorized<"topups:request" | "topups:approve">,
  row: Proposed,
  own: boolean,
  { agree, note }: SettlementAnswer,
): Promise<void> {
  const now = ctx.clock.now();
  const kind = agree ? ("confirmed" as const) : own ? ("withdrawn" as const) : ("declined" as const);
  const said = { kind, note: note ?? null, by: personOf(ctx.actor), at: now.toISOString() };
  const proposal: CommandProposal = { ...row.proposal, answer: said };
  if (!agree) {
    await tx.update(commands).set({ proposal, proposedAt: null }).where(eq(commands.id, row.id));
    return audit(tx, ctx, row, `command.settlement_${kind}`, { proposalId: proposal.id, note: said.note });
  }
  // An answer may be on its way this very moment. Whatever it says is the better source.
  if (isHeld(row, now)) {
    throw new DomainError(503, "COMMAND_BUSY", "The platform is being asked right now: try again in a moment.");
  }
  await audit(tx, ctx, row, "command.settlement_confirmed", { proposalId: proposal.id, note: said.note });
  const { result, reference } = proposal;
  await finish(tx, ctx, row, { state: result, reference, code: "SETTLED_BY_HAND", message: proposal.note }, proposal);
}

async function open(tx: Tx, id: string): Promise<CommandRow> {
  const row = await readCommand(tx, id);
  if (isOpen(row.state)) return row;
  throw conflict("COMMAND_DECIDED", `This command is ${row.state}.`, { details: { id, state: row.state } });
}

async function within(ctx: Ctx, id: string, work: (tx: Tx) => Promise<void>): Promise<Command> {
  const unit = async (tx: Tx) => {
    await work(tx);
    return fullCommandView(await readCommand(tx, id), await attemptsOf(tx, id));
  };
  return ctx.tx ? unit(ctx.tx) : transact(unit, await lockOfCommand(id));
}

async function audit(tx: Tx, ctx: Ctx, row: CommandRow, action: string, data: Record<string, unknown>): Promise<void> {
  await appendAudit(tx, ctx, { action, subject: `order:${row.orderNo}`, data: { commandId: row.id, ...data } });
  await tellCommand(tx, ctx, row, row.state);
}

const personOf = ({ kind, id, name }: Actor) => ({ kind, id, name });
