import { and, desc, eq, gte, inArray, lt, or } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { searchKeys, tickets } from "#db/schema/index.ts";
import { findOrder, spellingsOf } from "#server/orders/index.ts";
import { type KeyKind, type KeyRange, keyOf, rangesOf } from "./keys.ts";
import type { SearchGroup } from "./schemas.ts";

/** A ticket that a number or a name leads to. */
export type KeyHit = { ticketId: string; group: Exclude<SearchGroup, "words">; kind: KeyKind; key: string };

/** As many are read of each way of finding: who gets so many types one more character. */
const MOST = 50;

/**
 * The tickets that what was typed is a number or a name of, the surest first. Whole numbers of tickets, orders and payments are
 * also looked up where they stand: they are found from the second in which they are there.
 */
export async function findKeys(reader: Db, query: string): Promise<KeyHit[]> {
  const { prefix, tail } = rangesOf(query);
  const whole = keyOf(query);
  const found = [
    ...(await findWhole(reader, query.trim())),
    ...(await inRange(reader, prefix)).map((row) => ({
      ...row,
      group: row.key === whole ? ("exact" as const) : ("prefix" as const),
    })),
    ...(await inRange(reader, tail)).map((row) => ({ ...row, group: "tail" as const })),
  ];
  const order = { exact: 0, prefix: 1, tail: 2 };
  found.sort((a, b) => order[a.group] - order[b.group]);
  const first = new Map<string, KeyHit>();
  for (const hit of found) if (!first.has(hit.ticketId)) first.set(hit.ticketId, hit);
  return [...first.values()];
}

async function inRange(reader: Db, range: KeyRange | null): Promise<Omit<KeyHit, "group">[]> {
  if (!range) return [];
  const { key, kind, ticketId } = searchKeys;
  const rows = await reader
    .select({ key, kind, ticketId })
    .from(searchKeys)
    .where(and(gte(key, range.from), lt(key, range.to)))
    .orderBy(desc(key))
    .limit(MOST);
  return rows.map((row) => ({ ...row, kind: row.kind as KeyKind }));
}

/** By the indexes of the tickets themselves, each asked for alone: they are some more statements, and no scan. */
async function findWhole(reader: Db, query: string): Promise<KeyHit[]> {
  const spelt = spellingsOf(query);
  const paid = await findOrder(reader, [query]);
  const key = keyOf(query);
  const ways: [KeyKind, ReturnType<typeof eq> | undefined][] = [
    ["ticket", eq(tickets.number, query.toUpperCase())],
    ["order", or(inArray(tickets.orderNo, spelt), inArray(tickets.claimedOrderNo, spelt))],
    ["payment", or(inArray(tickets.paymentNo, spelt), eq(tickets.orderNo, paid?.orderNo ?? ""))],
  ];
  const hits: KeyHit[] = [];
  for (const [kind, where] of ways) {
    const rows = await reader.select({ id: tickets.id }).from(tickets).where(where).limit(MOST);
    hits.push(...rows.map(({ id }) => ({ ticketId: id, group: "exact" as const, kind, key })));
  }
  // Of all a customer's tickets the newest; of the others there are a few.
  const ofCustomer = await reader
    .select({ id: tickets.id })
    .from(tickets)
    .where(eq(tickets.customerId, query))
    .orderBy(desc(tickets.openedAt))
    .limit(MOST);
  hits.push(...ofCustomer.map(({ id }) => ({ ticketId: id, group: "exact" as const, kind: "customer" as const, key })));
  return hits;
}
