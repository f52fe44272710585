import { and, eq } from "drizzle-orm";
import type { Tx } from "#db/client.ts";
import { slaTargets } from "#db/schema/index.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { consume, type OutboxRow } from "#server/jobs/index.ts";
import type { TicketRow } from "./access.ts";
import { settledMessage } from "./copy.ts";
import { derivedOf } from "./derived.ts";
import { type OrderFields, orderFields } from "./order-fields.ts";
import { moneyOf, type OrderMoney } from "./order-money.ts";
import { openTicketOfOrder } from "./tell-ticket.ts";
import { moveTo } from "./update-ticket.ts";
import { addSystemMessage, changeTicket, flipTicket, versionConflict } from "./write.ts";

const MAX_BATCHES_A_RUN = 20;

const topics = ["order.updated", "topup.succeeded", "refund.succeeded"];

/**
 * Keeps the open ticket of an order in line with the order's money, whatever it asks for, and resolves it where that arrived, or went
 * back, without anybody's doing: a callback that came late after all. That only where money was taken and not credited, and only a
 * ticket that asks for that money.
 * @returns how many events were looked at
 */
export async function followOrders(ctx: Ctx): Promise<number> {
  let seen = 0;
  for (let batch = 0; batch < MAX_BATCHES_A_RUN; batch++) {
    const handled = await consume("tickets.orders", ctx.clock, (tx, event) => follow(tx, ctx, event));
    if (handled === 0) break;
    seen += handled;
  }
  return seen;
}

async function follow(tx: Tx, { clock }: Ctx, event: OutboxRow): Promise<void> {
  if (!topics.includes(event.topic) || !event.subject.startsWith("order:")) return;
  const orderNo = event.subject.slice("order:".length);
  const found = await openTicketOfOrder(tx, orderNo);
  const fields = found && (await orderFields(tx, orderNo));
  if (!fields) return;
  const ticket = await keepMoney(tx, found, fields, clock.now());
  // What we credit or send back ourselves is told by whoever does.
  if (event.topic !== "order.updated" || !moneyOf(fields).moneySettled) return;
  if (await waitsForIt(tx, ticket)) await settle(tx, systemContext("tickets.orders", clock), ticket, orderNo, fields);
}

/**
 * Writes down how the money of a ticket's order stands, where that changed.
 * @returns the ticket as it is now
 * @throws DomainError 409 VERSION_CONFLICT when somebody wrote it meanwhile: it is to be looked at again
 */
export async function keepMoney(tx: Tx, ticket: TicketRow, fields: OrderFields, now: Date): Promise<TicketRow> {
  const money = moneyOf(fields);
  if (isSame(ticket, money)) return ticket;
  const row = await flipTicket(tx, ticket, { ...money, ...derivedOf({ ...ticket, ...money }, now) });
  if (!row) throw versionConflict();
  return row;
}

const isSame = (ticket: TicketRow, money: OrderMoney): boolean =>
  ticket.moneyStuck === money.moneyStuck &&
  ticket.moneySettled === money.moneySettled &&
  ticket.stuckSince?.getTime() === money.stuckSince?.getTime();

async function waitsForIt(tx: Tx, { id, claim }: TicketRow): Promise<boolean> {
  if (claim !== "complete_topup" && claim !== "trace_funds") return false;
  const [clock] = await tx
    .select({ id: slaTargets.id })
    .from(slaTargets)
    .where(and(eq(slaTargets.ticketId, id), eq(slaTargets.metric, "verification")))
    .limit(1);
  return clock !== undefined;
}

async function settle(tx: Tx, ctx: Ctx, ticket: TicketRow, orderNo: string, fields: OrderFields): Promise<void> {
  const move = moveTo(ticket, "resolved", ctx.clock.now());
  if (!move) return;
  const { creditedFen, refundedFen } = fields;
  await addSystemMessage(tx, ctx, ticket, settledMessage(ticket.locale, orderNo, creditedFen, refundedFen));
  await changeTicket(tx, ctx, ticket, {
    ...move,
    steps: [{ type: "money_settled", after: { creditedFen, refundedFen } }, ...move.steps],
  });
}
