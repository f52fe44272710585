import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { type Tx, transact } from "#db/client.ts";
import { isUniqueViolation } from "#db/errors.ts";
import { macros } from "#db/schema/index.ts";
import { appendAudit } from "#server/audit/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { invalid } from "#server/core/errors.ts";
import { localeOf } from "#server/diagnosis/schemas.ts";
import { findTicket, type TicketRow } from "../access.ts";
import { postMessage } from "../post-message.ts";
import type { UpdateTicketInput } from "../schemas.ts";
import { orderHasOpenTicket, updateTicket } from "../update-ticket.ts";
import { recordSteps } from "../write.ts";
import { requireVersion } from "./conflict.ts";
import { findMacro } from "./macro-rows.ts";
import { fillMacro, unknownVariables } from "./macro-text.ts";
import { macroValues } from "./macro-values.ts";
import { applyMacroSchema, type MacroActions } from "./schemas.ts";

const inputSchema = applyMacroSchema.extend({ number: z.string().min(1).max(40) });
export type ApplyMacroCall = z.input<typeof inputSchema>;

const MAX_BODY = 5_000;
const MAX_TAGS = 20;

/**
 * Uses a macro on a ticket: its words with their variables filled, and what it does to status, priority, cause, tags and assignee,
 * all of it or nothing.
 * @returns the ticket's version after it, and the message's id where it had words
 * @throws DomainError 404 TICKET_NOT_FOUND, MACRO_NOT_FOUND; 409 VERSION_CONFLICT, TICKET_CLOSED, ORDER_HAS_OPEN_TICKET;
 * 422 MACRO_VARIABLE_MISSING naming what the ticket has nothing for, MACRO_VARIABLE_UNKNOWN, MACRO_TOO_LONG, STATUS_NOT_ALLOWED,
 * ASSIGNEE_UNKNOWN, FIELDS_REQUIRED
 */
export async function applyMacro({ ctx, input }: { ctx: Ctx; input: ApplyMacroCall }) {
  const work = async (tx: Tx) => {
    const { number, version, messageId } = await applyMacroIn(tx, ctx, input);
    return { number, version, messageId };
  };
  if (ctx.tx) return work(ctx.tx);
  return transact(work).catch((error: unknown) => {
    if (isUniqueViolation(error)) throw orderHasOpenTicket(error);
    throw error;
  });
}

/**
 * The same in a transaction that is under way, for whoever must be able to put back what it changed.
 * @returns besides what {@link applyMacro} does: the fields that it set, and the ticket as it was after the words and before them
 */
export async function applyMacroIn(tx: Tx, ctx: Ctx, input: ApplyMacroCall) {
  const granted = authorize(ctx, "tickets:write");
  const call = inputSchema.parse(input);
  const ticket = await findTicket(tx, call.number);
  await requireVersion(tx, ticket, call.version, ctx);
  const macro = await findMacro(tx, call.macro, ctx.actor.id);
  const inside = { ...ctx, tx };
  const body = bodyOf(call.body ?? macro.content.body[localeOf(ticket.locale)], ticket, ctx.actor.name);
  const { visibility } = macro.content;
  const said =
    body === ""
      ? null
      : await postMessage({ ctx: inside, input: { number: ticket.number, body, visibility, attachmentIds: [] } });
  const now = await findTicket(tx, call.number);
  const change = changeOf(now, macro.content.actions, ctx.actor.id);
  const { version } = change
    ? await updateTicket({ ctx: inside, input: { ...change, number: ticket.number, version: now.version } })
    : now;
  await tx
    .update(macros)
    .set({ uses: sql`${macros.uses} + 1` })
    .where(eq(macros.id, macro.id));
  const used = { macroId: macro.id, macroVersion: macro.version, edited: call.body !== undefined };
  await recordSteps(tx, granted, ticket.id, [{ type: "macro_applied", after: used }]);
  await appendAudit(tx, granted, { action: "macro.applied", subject: `ticket:${ticket.number}`, data: used });
  return { number: ticket.number, version, messageId: said?.id ?? null, before: now, set: change ?? {} };
}

/** @throws DomainError 422 */
function bodyOf(template: string, ticket: TicketRow, agent: string): string {
  const unknown = unknownVariables(template);
  if (unknown.length > 0) {
    throw invalid("MACRO_VARIABLE_UNKNOWN", "The text names a variable that is none.", {
      errors: unknown.map((name) => ({ path: "body", message: `There is no variable ${name}` })),
    });
  }
  const { body, missing } = fillMacro(template, macroValues(ticket, agent));
  if (missing.length > 0) {
    throw invalid("MACRO_VARIABLE_MISSING", "This ticket has nothing for some of the variables.", {
      details: { missing },
      errors: missing.map((name) => ({ path: "body", message: `Nothing for ${name}` })),
    });
  }
  if (body.length > MAX_BODY) throw invalid("MACRO_TOO_LONG", `A message has at most ${MAX_BODY} characters.`);
  return body;
}

function changeOf(
  ticket: TicketRow,
  actions: MacroActions,
  me: string,
): Omit<UpdateTicketInput, "version"> | undefined {
  const { tags, assignee, ...rest } = actions;
  const all = tags ? [...new Set([...ticket.tags, ...tags])].slice(0, MAX_TAGS) : undefined;
  const change = {
    ...rest,
    ...(all ? { tags: all } : {}),
    ...(assignee === undefined ? {} : { assignee: assignee === "me" ? me : assignee }),
  };
  return Object.keys(change).length > 0 ? change : undefined;
}
