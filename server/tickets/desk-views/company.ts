import { inArray } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { ticketFollowers, ticketMentions } from "#db/schema/index.ts";
import type { Company } from "./match.ts";

/**
 * Who follows these tickets and whom their notes called.
 * @returns the company of each ticket, by its id
 */
export async function companiesOf(reader: Db, ticketIds: readonly string[]): Promise<(ticketId: string) => Company> {
  const { followers, mentions } = await rowsOf(reader, [...ticketIds]);
  return (id) => ({ followers: peopleOf(followers, id), called: peopleOf(mentions, id) });
}

type Row = { ticketId: string; person: string };

async function rowsOf(
  reader: Db,
  ids: string[],
): Promise<{ followers: Map<string, Row[]>; mentions: Map<string, Row[]> }> {
  const followers = await reader
    .select({ ticketId: ticketFollowers.ticketId, person: ticketFollowers.personId })
    .from(ticketFollowers)
    .where(inArray(ticketFollowers.ticketId, ids));
  const mentions = await reader
    .select({ ticketId: ticketMentions.ticketId, person: ticketMentions.personId })
    .from(ticketMentions)
    .where(inArray(ticketMentions.ticketId, ids));
  const byTicket = (rows: Row[]) => Map.groupBy(rows, ({ ticketId }) => ticketId);
  return { followers: byTicket(followers), mentions: byTicket(mentions) };
}

const peopleOf = (rows: Map<string, Row[]>, id: string) => new Set(rows.get(id)?.map(({ person }) => person));
