import { and, eq, inArray, isNotNull } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { erasures, orders } from "#db/schema/index.ts";
import { maskText } from "#server/core/mask.ts";
import type { NewEvent } from "./read-event.ts";
import { eventData, isKnownEventType, OWN_SOURCE } from "./schemas.ts";

/** What stands where something personal stood. */
export const ERASED = "[erased]";

const KEYS = 200;
/** Members that say how to reach or know somebody. */
const PERSONAL = new Set(["target", "targetServer", "clientVersion", "email", "phone", "frozenReason"]);
/** Members without which an event of its type could not be read again. */
const REQUIRED = new Set(["target"]);

type Kept = Pick<NewEvent, "source" | "type" | "data" | "orderNo" | "outTradeNo" | "customerId">;

/**
 * An event's data without what is personal in it. Of the types that we know, the members that we know and need stay; of others
 * only which order, payment and customer they are about. Pure.
 */
export function withoutPerson({ source, type, data, orderNo, outTradeNo, customerId }: Kept): Record<string, unknown> {
  if (source.startsWith(OWN_SOURCE)) return data;
  const about = Object.entries({ orderNo, outTradeNo, customerId }).filter(([name, value]) => value && name in data);
  if (!isKnownEventType(type)) return Object.fromEntries(about);
  if (type === "topup.customer.updated") return { customerId };
  const known = Object.keys(eventData[type].shape);
  return Object.fromEntries(
    Object.entries(data).flatMap(([name, value]): [string, unknown][] => {
      if (!known.includes(name) || (PERSONAL.has(name) && !REQUIRED.has(name))) return [];
      if (REQUIRED.has(name)) return [[name, ERASED]];
      return [[name, typeof value === "string" && !/(?:No|Id|Ref)$|^reference$/.test(name) ? maskText(value) : value]];
    }),
  );
}

/**
 * Events of the time before a customer was erased, told late, come in without what is personal. What happened since is of a new
 * beginning, and stays as it is.
 */
export async function withoutErased(tx: Tx, rows: NewEvent[]): Promise<NewEvent[]> {
  const [any] = await tx.select({ id: erasures.id }).from(erasures).limit(1);
  if (!any) return rows;
  const since = new Map<string, Date>();
  const sinceOfOrder = new Map<string, Date>();
  const ids = [...new Set(rows.flatMap(({ customerId }) => (customerId ? [customerId] : [])))];
  const orderNos = [...new Set(rows.flatMap(({ orderNo }) => (orderNo ? [orderNo] : [])))];
  for (let at = 0; at < ids.length; at += KEYS) {
    const some = inArray(erasures.customerId, ids.slice(at, at + KEYS));
    for (const row of await tx.select().from(erasures).where(some)) since.set(row.customerId, row.startedAt);
  }
  for (let at = 0; at < orderNos.length; at += KEYS) {
    const found = await tx
      .select({ orderNo: orders.orderNo, startedAt: erasures.startedAt })
      .from(orders)
      .innerJoin(erasures, eq(erasures.customerId, orders.customerId))
      .where(and(inArray(orders.orderNo, orderNos.slice(at, at + KEYS)), isNotNull(erasures.startedAt)));
    for (const row of found) sinceOfOrder.set(row.orderNo, row.startedAt);
  }
  return rows.map((row) => {
    const erasedAt = since.get(row.customerId ?? "") ?? sinceOfOrder.get(row.orderNo ?? "");
    return erasedAt && row.occurredAt <= erasedAt ? { ...row, data: withoutPerson(row) } : row;
  });
}
