import type { Tx } from "#db/client.ts";
import { deskDeltas } from "#db/schema/index.ts";
import { newId } from "#server/core/ids.ts";
import type { TicketRow } from "./access.ts";

/** One addend of a list's count or of a number: what a ticket, as it stands, gives to it. `fen` in fen, `ms` in milliseconds. */
export type Contribution = {
  kind: "view" | "metric";
  key: string;
  n: number;
  fen: number;
  ms: number;
  /** Of the sketch of durations; null for what has none. */
  bucket: number | null;
};

/** What a ticket, as it stands, gives to every number that is kept. Pure: a rebuild adds the same up over all rows. */
export function contributionsOf(_row: TicketRow): Contribution[] {
  return [];
}

/**
 * Every write of a ticket comes through here: what the row gave before is taken back and what it gives now is added, as new rows
 * that a job folds.
 * @param before null for a new ticket
 */
export async function ticketWritten(tx: Tx, before: TicketRow | null, after: TicketRow): Promise<void> {
  const rows = difference(before ? contributionsOf(before) : [], contributionsOf(after));
  if (rows.length > 0) await tx.insert(deskDeltas).values(rows.map((row) => ({ ...row, id: newId() })));
}

/** What has to be added to `before` to get `after`, one row a key, none that adds nothing. */
export function difference(before: readonly Contribution[], after: readonly Contribution[]): Contribution[] {
  const sums = new Map<string, Contribution>();
  for (const [list, sign] of [
    [before, -1],
    [after, 1],
  ] as const) {
    for (const { kind, key, n, fen, ms, bucket } of list) {
      const id = `${kind} ${key} ${bucket}`;
      const sum = sums.get(id) ?? { kind, key, n: 0, fen: 0, ms: 0, bucket };
      sums.set(id, { ...sum, n: sum.n + sign * n, fen: sum.fen + sign * fen, ms: sum.ms + sign * ms });
    }
  }
  return [...sums.values()].filter(({ n, fen, ms }) => n !== 0 || fen !== 0 || ms !== 0);
}
