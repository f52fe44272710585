import { and, desc, eq, gt, isNull, ne, or } from "drizzle-orm";
import { type Db, db, type Tx, transact } from "#db/client.ts";
import { gatewayComplaints, gatewayPayments, payments } from "#db/schema/index.ts";
import { DAY_MS } from "#server/core/clock.ts";
import { type Ctx, systemContext } from "#server/core/context.ts";
import { logger } from "#server/core/logger.ts";
import { loadDiagnosis, startDiagnosis } from "#server/diagnosis/index.ts";
import { loadCase } from "#server/orders/index.ts";
import { openTicket, openTicketOfOrder, tellTicket } from "#server/tickets/index.ts";
import { words } from "./copy.ts";
import { plain } from "./paper.ts";
import { tellComplaint } from "./store-complaint.ts";
import type { ComplaintRow } from "./view.ts";

/** Those without a known order are looked for anew at each turn, so a turn has to reach past them. */
const COMPLAINTS_A_RUN = 1_000;
/** An order that nobody told of for so long will not turn up any more. */
const LOOK_FOR_MS = 30 * DAY_MS;
/** The tag by which the desk finds tickets of people who complained at their gateway. */
export const COMPLAINT_TAG = "渠道投诉";
const MAX_QUOTE = 1_500;

/** Not at a ticket yet; of what the gateway has settled, only the order is looked for. */
const waits = and(
  isNull(gatewayComplaints.ticketNumber),
  isNull(gatewayComplaints.nextDetailAt),
  or(ne(gatewayComplaints.state, "processed"), isNull(gatewayComplaints.orderNo)),
);

/**
 * Brings complaints to the tickets of their orders: an open ticket gets a note, a tag and more weight; where there is none,
 * one is opened on the customer's behalf. One whose order is not known yet waits; one that the gateway has settled opens
 * nothing. Each is done in a transaction of its own and once.
 * @returns how many were joined
 */
export async function joinComplaints(ctx: Ctx): Promise<number> {
  const since = new Date(ctx.clock.now().getTime() - LOOK_FOR_MS);
  const rows = await db
    .select()
    .from(gatewayComplaints)
    .where(and(waits, gt(gatewayComplaints.receivedAt, since)))
    .orderBy(desc(gatewayComplaints.madeAt), desc(gatewayComplaints.id))
    .limit(COMPLAINTS_A_RUN);
  let joined = 0;
  for (const row of rows) {
    try {
      if ((await orderOf(db, row)) !== undefined && (await joinOne(ctx, row.id))) joined++;
    } catch (error) {
      logger.error({ err: error, complaintId: row.id }, "a complaint could not be brought to its ticket yet");
    }
  }
  return joined;
}

async function joinOne({ clock }: Ctx, id: string): Promise<boolean> {
  const ctx = systemContext("disputes.complaints", clock);
  return transact(
    async (tx) => {
      const [row] = await tx
        .select()
        .from(gatewayComplaints)
        .where(and(eq(gatewayComplaints.id, id), waits));
      const orderNo = row ? await orderOf(tx, row) : undefined;
      if (!row || orderNo === undefined) return false;
      const settled = row.state === "processed";
      const ticketNumber = settled
        ? ((await openTicketOfOrder(tx, orderNo))?.number ?? null)
        : await ticketFor(tx, ctx, row, orderNo);
      const [joined] = await tx
        .update(gatewayComplaints)
        .set({ orderNo, ticketNumber })
        .where(eq(gatewayComplaints.id, id))
        .returning();
      if (joined) await tellComplaint(tx, ctx, joined, "joined");
      return true;
    },
    // Opening a ticket meets others who open one.
    { serializeOn: "tickets:open" },
  );
}

/** The order that a complaint is about, by the shop's number of the payment or the gateway's; on its own channel only. */
export async function orderOf(
  reader: Db,
  { channel, outTradeNo, gatewayTradeNo }: Pick<ComplaintRow, "channel" | "outTradeNo" | "gatewayTradeNo">,
): Promise<string | undefined> {
  const named = (table: typeof payments | typeof gatewayPayments) =>
    or(
      outTradeNo ? eq(table.outTradeNo, outTradeNo) : undefined,
      gatewayTradeNo ? eq(table.gatewayTradeNo, gatewayTradeNo) : undefined,
    );
  if (!outTradeNo && !gatewayTradeNo) return undefined;
  const [told] = await reader
    .select({ orderNo: payments.orderNo })
    .from(payments)
    .where(and(named(payments), or(eq(payments.channel, channel), isNull(payments.channel))))
    .orderBy(desc(payments.attemptedAt))
    .limit(1);
  if (told) return told.orderNo;
  const [asked] = await reader
    .select({ orderNo: gatewayPayments.orderNo })
    .from(gatewayPayments)
    .where(and(named(gatewayPayments), eq(gatewayPayments.channel, channel)))
    .limit(1);
  const orderNo = asked?.orderNo ?? undefined;
  return orderNo !== undefined && (await loadCase(reader, orderNo)) ? orderNo : undefined;
}

async function ticketFor(tx: Tx, ctx: Ctx, row: ComplaintRow, orderNo: string): Promise<string> {
  const open = await openTicketOfOrder(tx, orderNo);
  const number = open?.number ?? (await openFor(tx, ctx, row, orderNo));
  const ticket = open ?? (await openTicketOfOrder(tx, orderNo));
  if (!ticket) throw new Error(`Ticket ${number} does not speak for its order.`);
  await tellTicket(tx, ctx, ticket, {
    step: { type: "complaint_joined", after: { complaintNo: row.complaintNo, channel: row.channel } },
    note: words(ticket.locale).noteComplaint(row.channel, row.complaintNo, plain(row.text, MAX_QUOTE)),
    tag: COMPLAINT_TAG,
    // Gateways give merchants a day, and count who lets it pass.
    atLeast: "urgent",
  });
  return ticket.number;
}

/** Opens a ticket for whoever complained: whoever has paid and gone to the gateway need not come to us as well. */
async function openFor(tx: Tx, { actor, clock }: Ctx, row: ComplaintRow, orderNo: string): Promise<string> {
  const ctx: Ctx = { actor, clock, tx };
  const { id } = await startDiagnosis({ ctx, input: { orderNo, locale: "zh-CN" } });
  const run = await loadDiagnosis(tx, id, clock.now());
  if (!run) throw new Error("The run of the checklist is not there.");
  const description = plain(row.text, MAX_QUOTE);
  const { number } = await openTicket({
    ctx,
    input: {
      diagnosisId: id,
      claim: run.suggestedClaim,
      because: "complaint",
      ...(description === "" ? {} : { description }),
    },
  });
  return number;
}
