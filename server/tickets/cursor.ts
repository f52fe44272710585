import { and, asc, desc, eq, gt, lt, or, type SQL } from "drizzle-orm";
import { z } from "zod";
import { tickets } from "#db/schema/index.ts";
import { invalid } from "#server/core/errors.ts";
import type { ticketSorts } from "./schemas.ts";
import { NEVER } from "./sla.ts";

/** Where a page of tickets ended: the value sorted by and the id. The next page begins after it, whatever came or went. */
type Sort = (typeof ticketSorts)[number];
type Position = { value: number; id: string };

/** Without an amount a ticket sorts as the smallest, on both databases. */
const amount = tickets.amountKey;

export function orderOf(sort: Sort): SQL[] {
  switch (sort) {
    case "due":
      return [asc(tickets.nextDueAt), asc(tickets.id)];
    case "newest":
      return [desc(tickets.openedAt), desc(tickets.id)];
    case "oldest":
      return [asc(tickets.openedAt), asc(tickets.id)];
    case "amount":
      return [desc(amount), desc(tickets.id)];
  }
}

/** The condition of coming after a position in this order. */
export function cursorAfter(sort: Sort, { value, id }: Position): SQL | undefined {
  const at = new Date(value);
  switch (sort) {
    case "due":
      return or(gt(tickets.nextDueAt, at), and(eq(tickets.nextDueAt, at), gt(tickets.id, id)));
    case "newest":
      return or(lt(tickets.openedAt, at), and(eq(tickets.openedAt, at), lt(tickets.id, id)));
    case "oldest":
      return or(gt(tickets.openedAt, at), and(eq(tickets.openedAt, at), gt(tickets.id, id)));
    case "amount":
      return or(lt(amount, value), and(eq(amount, value), lt(tickets.id, id)));
  }
}

export function writeCursor(
  sort: Sort,
  row: Pick<typeof tickets.$inferSelect, "id" | "nextDueAt" | "amountKey" | "openedAt">,
): string {
  const value =
    sort === "due" ? (row.nextDueAt ?? NEVER).getTime() : sort === "amount" ? row.amountKey : row.openedAt.getTime();
  return Buffer.from(JSON.stringify([sort, value, row.id])).toString("base64url");
}

const MAX_INSTANT_MS = 8.64e15;
const cursorSchema = z.tuple([
  z.string(),
  z.number().int().min(-1).max(MAX_INSTANT_MS),
  z.string().regex(/^[0-9a-f-]{36}$/),
]);

/** @throws DomainError 422 BAD_CURSOR for a cursor that is not ours or belongs to another order */
export function readCursor(sort: Sort, cursor: string): Position {
  const bad = () =>
    invalid("BAD_CURSOR", "This cursor is not one of ours.", { errors: [{ path: "cursor", message: "Not a cursor" }] });
  let raw: unknown;
  try {
    raw = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    throw bad();
  }
  const parsed = cursorSchema.safeParse(raw);
  if (!parsed.success || parsed.data[0] !== sort) throw bad();
  return { value: parsed.data[1], id: parsed.data[2] };
}
