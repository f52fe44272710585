import { asc, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { db, type Tx, transact } from "#db/client.ts";
import { callbackRequests, tickets } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { conflict, forbidden, notFound } from "#server/core/errors.ts";
import { masked } from "#server/core/mask.ts";
import { words } from "../copy.ts";
import { addMessage, addSystemMessage } from "../write.ts";
import { type CallRow, callView } from "./call-rows.ts";
import { endRow, tellCall } from "./request-call.ts";
import { type Call, callStates, endCallSchema } from "./schemas.ts";

const listSchema = z.object({
  state: z.enum(callStates).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
});
const takeSchema = z.object({ id: z.string().min(1).max(64), version: z.number().int().min(1) });
const endSchema = endCallSchema.extend({ id: z.string().min(1).max(64) });

/**
 * Calls that are to be made or under way, the nearest first; or those in one state.
 * @throws DomainError 403 FORBIDDEN
 */
export async function listCalls({ ctx, input }: { ctx: Ctx; input: z.input<typeof listSchema> }) {
  authorize(ctx, "tickets:read");
  const { state, limit } = listSchema.parse(input);
  const rows = await (ctx.tx ?? db)
    .select()
    .from(callbackRequests)
    .where(inArray(callbackRequests.state, state ? [state] : ["booked", "calling"]))
    .orderBy(asc(callbackRequests.slotFrom), asc(callbackRequests.id))
    .limit(limit);
  return masked(ctx, { items: rows.map(callView) });
}

/**
 * Takes a call: from then on it is one's own, and nobody else calls the same customer. One's own can be taken again after a miss.
 * @throws DomainError 403 FORBIDDEN, also to keys; 404 CALL_NOT_FOUND; 409 VERSION_CONFLICT, CALL_OVER, CALL_UNDER_WAY
 */
export async function takeCall({ ctx, input }: { ctx: Ctx; input: z.input<typeof takeSchema> }): Promise<Call> {
  authorize(ctx, "tickets:write");
  if (ctx.actor.kind !== "staff") throw forbidden("Only people make calls.");
  const { id, version } = takeSchema.parse(input);
  return change(ctx, id, version, async (tx, row) => {
    if (row.state === "calling" && row.takenById !== ctx.actor.id) {
      throw conflict("CALL_UNDER_WAY", "Somebody else is calling just now.");
    }
    const by = { takenById: ctx.actor.id, takenByName: ctx.actor.name };
    const now = await endRow(tx, row, { state: "calling", tries: row.tries + 1, ...by });
    return { now, type: "call_taken" };
  });
}

/**
 * Says how a call went. Who was not reached is told so and can choose another time; what was said is kept as an internal note.
 * @throws DomainError 403 FORBIDDEN; 404 CALL_NOT_FOUND; 409 VERSION_CONFLICT, CALL_OVER
 */
export async function endCall({ ctx, input }: { ctx: Ctx; input: z.input<typeof endSchema> }): Promise<Call> {
  authorize(ctx, "tickets:write");
  const { id, version, outcome, note } = endSchema.parse(input);
  return change(ctx, id, version, async (tx, row, ticket) => {
    const now = await endRow(tx, row, { state: outcome, endedAt: ctx.clock.now(), note: note === "" ? null : note });
    if (note !== "") await addMessage(tx, ctx, ticket.id, { author: "staff", visibility: "internal", body: note });
    if (outcome === "missed") await addSystemMessage(tx, ctx, ticket, words(ticket.locale).callMissed);
    return { now, type: outcome === "done" ? "call_done" : "call_missed" };
  });
}

type Step = { now: CallRow; type: "call_taken" | "call_done" | "call_missed" };

function change(
  ctx: Ctx,
  id: string,
  version: number,
  act: (tx: Tx, row: CallRow, ticket: typeof tickets.$inferSelect) => Promise<Step>,
): Promise<Call> {
  const work = async (tx: Tx) => {
    const [found] = await tx
      .select({ call: callbackRequests, ticket: tickets })
      .from(callbackRequests)
      .innerJoin(tickets, eq(tickets.id, callbackRequests.ticketId))
      .where(eq(callbackRequests.id, id));
    if (!found) throw notFound("CALL");
    const { call: row, ticket } = found;
    if (row.version !== version) throw conflict("VERSION_CONFLICT", "Somebody else changed this call. Read it again.");
    if (row.state !== "booked" && row.state !== "calling") throw conflict("CALL_OVER", "This call is over.");
    const { now, type } = await act(tx, row, ticket);
    await tellCall(tx, ctx, ticket, now, type, type === "call_missed");
    return masked(ctx, callView(now));
  };
  return ctx.tx ? work(ctx.tx) : transact(work);
}
