import { and, eq, inArray, or } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { appeals, commands, gatewayCases, moneyItems, refunds, tickets, topups } from "#db/schema/index.ts";
import { openAppealStates } from "#server/appeals/schemas.ts";
import { ticketIsOpen } from "#server/tickets/index.ts";
import { chunked, type Who } from "./who.ts";

/** What still goes on for somebody, each with its number. */
export type OpenCase = {
  kind: "ticket" | "appeal" | "topup" | "refund" | "command" | "money_item" | "case";
  ref: string;
};

const MOST = 20;
const live = ["pending_approval", "executing", "unknown"] as const;

/**
 * Everything that is not over: open tickets and appeals, money under way, cases at a gateway.
 * @returns at most {@link MOST} of them
 */
export async function openCases(reader: Db, who: Who): Promise<OpenCase[]> {
  const found: OpenCase[] = [];
  const add = (kind: OpenCase["kind"], rows: { ref: string }[]) =>
    found.push(...rows.map(({ ref }) => ({ kind, ref })));
  for (const some of chunked(who.ticket)) {
    const of = and(inArray(tickets.id, some), ticketIsOpen);
    add("ticket", await reader.select({ ref: tickets.number }).from(tickets).where(of).limit(MOST));
  }
  for (const some of chunked(who.appeal)) {
    const of = and(inArray(appeals.id, some), inArray(appeals.state, [...openAppealStates]));
    add("appeal", await reader.select({ ref: appeals.id }).from(appeals).where(of).limit(MOST));
  }
  for (const some of chunked(who.order)) {
    const topup = and(inArray(topups.orderNo, some), inArray(topups.state, [...live]));
    add("topup", await reader.select({ ref: topups.id }).from(topups).where(topup).limit(MOST));
    const refund = and(inArray(refunds.orderNo, some), inArray(refunds.state, [...live]));
    add("refund", await reader.select({ ref: refunds.id }).from(refunds).where(refund).limit(MOST));
    const command = and(
      inArray(commands.orderNo, some),
      or(inArray(commands.state, ["queued", "unknown", "pending"]), eq(commands.state, "dead")),
    );
    add("command", await reader.select({ ref: commands.id }).from(commands).where(command).limit(MOST));
    const item = and(inArray(moneyItems.orderNo, some), eq(moneyItems.state, "open"));
    add("money_item", await reader.select({ ref: moneyItems.id }).from(moneyItems).where(item).limit(MOST));
    const filed = and(inArray(gatewayCases.orderNo, some), inArray(gatewayCases.state, ["open", "escalated"]));
    add("case", await reader.select({ ref: gatewayCases.id }).from(gatewayCases).where(filed).limit(MOST));
  }
  return found.slice(0, MOST);
}
