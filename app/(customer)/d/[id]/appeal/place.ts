import type { Where } from "#server/appeals/index.ts";
import type { Ctx } from "#server/core/context.ts";
import { diagnosisContext, ticketContext } from "../../../_lib/session.ts";

/** By what this browser may see the appeal: the run of the checklist, or the ticket whose link it opened. */
export type AppealPlace = {
  ctx: Ctx;
  where: Where;
  upload: { kind: "diagnosis" | "ticket"; id: string };
  address: string;
};

/** @returns undefined when this browser may see neither */
export async function appealPlace(id: string, ticket: string | undefined): Promise<AppealPlace | undefined> {
  const run = await diagnosisContext(id);
  const page = `/d/${encodeURIComponent(id)}/appeal`;
  if (run) {
    return { ctx: run, where: { diagnosisId: id }, upload: { kind: "diagnosis", id }, address: page };
  }
  const byTicket = ticket === undefined ? undefined : await ticketContext(ticket);
  if (!byTicket || ticket === undefined) return undefined;
  return {
    ctx: byTicket,
    where: { number: ticket },
    upload: { kind: "ticket", id: ticket },
    address: `${page}?ticket=${encodeURIComponent(ticket)}`,
  };
}

/** The page again, with a word about what happened. */
export const backTo = (address: string, query: Record<string, string>, hash = ""): string =>
  `${address}${address.includes("?") ? "&" : "?"}${new URLSearchParams(query)}${hash}`;
