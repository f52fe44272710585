import { z } from "zod";
import { db } from "#db/client.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { masked } from "#server/core/mask.ts";
import { localeOf } from "#server/diagnosis/schemas.ts";
import { findTicket } from "../access.ts";
import { findMacro } from "./macro-rows.ts";
import { fillMacro } from "./macro-text.ts";
import { macroValues } from "./macro-values.ts";
import { type MacroPreview, previewMacroSchema } from "./schemas.ts";

const inputSchema = previewMacroSchema.extend({ number: z.string().min(1).max(40) });
export type PreviewMacroCall = z.input<typeof inputSchema>;

/**
 * What a macro would say on a ticket, in its customer's language. Contacts are masked for staff; they are sent whole.
 * @throws DomainError 403 FORBIDDEN, 404 TICKET_NOT_FOUND, MACRO_NOT_FOUND
 */
export async function previewMacro({ ctx, input }: { ctx: Ctx; input: PreviewMacroCall }): Promise<MacroPreview> {
  authorize(ctx, "tickets:write");
  const call = inputSchema.parse(input);
  const reader = ctx.tx ?? db;
  const ticket = await findTicket(reader, call.number);
  const { content } = await findMacro(reader, call.macro, ctx.actor.id);
  const template = call.body ?? content.body[localeOf(ticket.locale)];
  const { body, missing } = fillMacro(template, macroValues(ticket, ctx.actor.name));
  const { visibility, actions } = content;
  return masked(ctx, { body, template, missing, visibility, actions });
}
