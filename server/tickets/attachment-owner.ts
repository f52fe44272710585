import { eq, inArray, like, or, type SQL } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { attachments, tickets } from "#db/schema/index.ts";
import type { Actor } from "#server/core/context.ts";
import { ownsTicket } from "./access.ts";
import { ownsDiagnosis, runOwner } from "./diagnosis-record.ts";

/**
 * Files belong to a place until they are attached, and only its people may attach them: `diagnosis:ID`, `ticket:NUMBER`, or
 * the account of a colleague or key (`staff:ID`, `apiKey:ID`).
 */

/** The place of what an actor uploads on their own account; undefined for customers, who upload to a run or ticket. */
export function ownUploads(actor: Actor): string | undefined {
  return actor.kind === "customer" ? undefined : `${actor.kind}:${actor.id}`;
}

export type PlaceVerdict = { kind: "diagnosis" | "ticket"; exists: boolean; owned: boolean };

/** Stands for the uploads of all API keys: the keys of an installation are the hands of one owner. */
const anyKey = "apiKey:*";

/** Whose uploads an actor may attach who is no customer: their own; a key also those of every other key. */
export function usableUploads(actor: Actor): string[] {
  if (actor.kind === "apiKey") return [anyKey];
  const own = ownUploads(actor);
  return own === undefined ? [] : [own];
}

/** The files that belong to one of these owners. */
export function ownedByAny(owners: readonly string[]): SQL | undefined {
  return or(
    inArray(
      attachments.ownerKey,
      owners.filter((owner) => owner !== anyKey),
    ),
    owners.includes(anyKey) ? like(attachments.ownerKey, "apiKey:%") : undefined,
  );
}

/** What a place is to an actor; undefined when the key names neither a run nor a ticket. */
export async function judgePlace(reader: Db, actor: Actor, ownerKey: string): Promise<PlaceVerdict | undefined> {
  const [, kind, id] = /^(diagnosis|ticket):(.+)$/.exec(ownerKey) ?? [];
  if (kind === "diagnosis" && id) {
    const run = await runOwner(reader, id);
    return { kind, exists: run !== undefined, owned: run !== undefined && ownsDiagnosis(actor, run) };
  }
  if (kind === "ticket" && id) {
    const [ticket] = await reader.select().from(tickets).where(eq(tickets.number, id));
    return { kind, exists: ticket !== undefined, owned: ticket !== undefined && ownsTicket(actor, ticket) };
  }
  return undefined;
}
