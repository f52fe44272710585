import { eq } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import { commands } from "#db/schema/index.ts";
import { notFound } from "#server/core/errors.ts";
import { orderLock } from "../lock.ts";
import type { CommandState } from "./schemas.ts";

export type CommandRow = typeof commands.$inferSelect;

/** States without a result. */
export const openStates = ["queued", "unknown", "pending", "dead"] as const satisfies readonly CommandState[];
export const isOpen = (state: CommandState): boolean => (openStates as readonly CommandState[]).includes(state);

/** True while somebody sends it or asks about it; a lease that ran out belongs to a worker that died. */
export const isHeld = (row: Pick<CommandRow, "leaseUntil">, now: Date): boolean =>
  row.leaseUntil !== null && row.leaseUntil.getTime() > now.getTime();

/** What moves an order's money runs one after the other (see `transact`). */
export const lockOf = (row: Pick<CommandRow, "orderNo">) => ({ serializeOn: orderLock(row.orderNo) });

/** @throws DomainError 404 COMMAND_NOT_FOUND */
export async function readCommand(reader: Db, id: string): Promise<CommandRow> {
  const [row] = await reader.select().from(commands).where(eq(commands.id, id));
  if (!row) throw notFound("COMMAND");
  return row;
}

/** For transactions that have to know their order first. @throws DomainError 404 COMMAND_NOT_FOUND */
export const lockOfCommand = async (id: string) => lockOf(await readCommand(db, id));
