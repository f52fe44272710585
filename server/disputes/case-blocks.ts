import { and, desc, eq, isNotNull, or, type SQL } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { channelSettings, gatewayCallbacks, gatewayPayments } from "#db/schema/index.ts";
import { maskText } from "#server/core/mask.ts";
import { creditedFen, type OrderCase, statusText } from "#server/orders/index.ts";
import { findTicket } from "#server/tickets/index.ts";
import { type Block, plain } from "./paper.ts";
import { beijing, type PaperLocale, paperWords, yuan } from "./paper-words.ts";
import type { CaseRow } from "./view.ts";

/** Callbacks in one file, the newest: a gateway that sent more for one payment is not helped by more lines. */
export const MAX_CALLBACKS = 500;

/** What is asked, of whom, and by when. */
export async function caseBlock(reader: Db, row: CaseRow, locale: PaperLocale): Promise<Block> {
  const { block, label, ask } = paperWords(locale);
  const [setting] = await reader.select().from(channelSettings).where(eq(channelSettings.channel, row.channel));
  const merchant = Object.entries(setting?.config ?? {}).flatMap(([name, value]) =>
    ["appId", "sellerId", "mchId", "pid"].includes(name) && typeof value === "string" ? [`${name} ${value}`] : [],
  );
  return {
    kind: "facts",
    title: block.case,
    rows: [
      [label.caseId, row.id],
      [label.ticket, row.ticketNumber ?? "—"],
      [label.channel, setting ? `${setting.label} (${row.channel}, ${setting.kind})` : row.channel],
      [label.merchant, merchant.join("; ") || "—"],
      [label.outTradeNo, row.outTradeNo ?? "—"],
      [label.amount, yuan(row.amountFen)],
      [label.filedAt, beijing(row.filedAt)],
      [label.dueAt, beijing(row.dueAt)],
      [label.ask, row.request === null ? ask : maskText(row.request)],
    ],
  };
}

/** The order, its sums and its payments. */
export function orderBlocks(found: OrderCase, row: CaseRow, locale: PaperLocale): Block[] {
  const { block, label } = paperWords(locale);
  const { order } = found;
  const credited = creditedFen(found).total;
  return [
    {
      kind: "facts",
      title: block.order,
      rows: [
        [label.orderNo, order.orderNo],
        [label.product, order.productName],
        [label.createdAt, beijing(order.createdAt)],
        [label.orderStatus, statusText(order.status, locale)],
      ],
    },
    {
      kind: "facts",
      title: block.money,
      rows: [
        [label.paid, yuan(order.paidFen)],
        [label.credited, yuan(credited)],
        [label.refunded, yuan(order.refundedFen)],
        [label.open, yuan(Math.max(0, order.paidFen - credited - order.refundedFen))],
      ],
    },
    paymentsBlock(found, row.outTradeNo, locale),
  ];
}

/** Every payment of an order, the one in question first. */
export function paymentsBlock(found: OrderCase, first: string | null, locale: PaperLocale): Block {
  const { block, label, empty, paymentState } = paperWords(locale);
  const sorted = [...found.payments].sort((a, b) => Number(b.outTradeNo === first) - Number(a.outTradeNo === first));
  return {
    kind: "table",
    title: block.payments,
    empty: empty.payments,
    columns: [
      { title: label.outTradeNo, share: 18 },
      { title: label.tradeNo, share: 20 },
      { title: label.method, share: 12 },
      { title: label.amount, share: 10 },
      { title: label.paid, share: 10 },
      { title: label.refunded, share: 10 },
      { title: label.state, share: 10 },
      { title: label.began, share: 14 },
      { title: label.paidAt, share: 14 },
    ],
    rows: sorted.map((one) => [
      one.outTradeNo,
      one.gatewayTradeNo ?? "—",
      [one.channel, one.method].filter(Boolean).join(" / ") || "—",
      yuan(one.amountFen),
      yuan(one.paidFen),
      yuan(one.refundedFen),
      paymentState[one.state],
      beijing(one.attemptedAt),
      beijing(one.paidAt),
    ]),
  };
}

/** What the gateway said when it was asked last. */
export async function answersBlock(reader: Db, row: CaseRow, locale: PaperLocale): Promise<Block> {
  const { block, label, note, empty, gatewayState } = paperWords(locale);
  const answers = await reader
    .select()
    .from(gatewayPayments)
    .where(
      and(
        eq(gatewayPayments.channel, row.channel),
        // What went wrong with asking is ours to know.
        isNotNull(gatewayPayments.answeredAt),
        row.outTradeNo ? eq(gatewayPayments.outTradeNo, row.outTradeNo) : eq(gatewayPayments.orderNo, row.orderNo),
      ),
    )
    .limit(50);
  return {
    kind: "table",
    title: block.answers,
    note: note.answers,
    empty: empty.answers,
    columns: [
      { title: label.askedAt, share: 16 },
      { title: label.state, share: 12 },
      { title: label.amount, share: 10 },
      { title: label.refunded, share: 10 },
      { title: label.tradeNo, share: 24 },
      { title: label.paidAt, share: 16 },
    ],
    rows: answers.map((one) => [
      beijing(one.answeredAt),
      one.state ? gatewayState[one.state] : "—",
      yuan(one.amountFen),
      yuan(one.refundedFen),
      one.gatewayTradeNo ?? "—",
      beijing(one.paidAt),
    ]),
  };
}

/** Every callback that came to us. */
export async function inboxBlock(reader: Db, row: CaseRow, locale: PaperLocale): Promise<Block> {
  const { block, label, note, empty, verdict, yes, no } = paperWords(locale);
  const about: SQL | undefined = row.outTradeNo
    ? or(eq(gatewayCallbacks.outTradeNo, row.outTradeNo), eq(gatewayCallbacks.orderNo, row.orderNo))
    : eq(gatewayCallbacks.orderNo, row.orderNo);
  const { receivedAt, id, verified, reason, event, notifyId, amountFen, answerStatus } = gatewayCallbacks;
  const rows = await reader
    .select({
      receivedAt,
      verified,
      verdict: gatewayCallbacks.verdict,
      reason,
      event,
      notifyId,
      amountFen,
      answerStatus,
    })
    .from(gatewayCallbacks)
    .where(and(eq(gatewayCallbacks.channel, row.channel), about))
    .orderBy(desc(receivedAt), desc(id))
    .limit(MAX_CALLBACKS);
  return {
    kind: "table",
    title: block.inbox,
    note: note.inbox,
    empty: empty.inbox,
    columns: [
      { title: label.at, share: 16 },
      { title: label.verified, share: 8 },
      { title: label.event, share: 10 },
      { title: label.amount, share: 10 },
      { title: label.verdict, share: 12 },
      { title: label.reason, share: 16 },
      { title: label.notifyId, share: 20 },
      { title: label.answered, share: 8 },
    ],
    rows: rows
      .reverse()
      .map((one) => [
        beijing(one.receivedAt),
        one.verified === null ? "—" : one.verified ? yes : no,
        one.event ?? "—",
        yuan(one.amountFen),
        verdict[one.verdict],
        maskText(one.reason ?? "—"),
        one.notifyId ?? "—",
        one.answerStatus === null ? "—" : String(one.answerStatus),
      ]),
  };
}

/** Every callback that the platform told of. */
export function reportedBlock(found: OrderCase | undefined, row: CaseRow, locale: PaperLocale): Block {
  const { block, label, empty, outcome, yes, no } = paperWords(locale);
  const rows = (found?.callbacks ?? []).filter((one) => row.outTradeNo === null || one.outTradeNo === row.outTradeNo);
  return {
    kind: "table",
    title: block.reported,
    empty: empty.reported,
    columns: [
      { title: label.at, share: 20 },
      { title: label.outTradeNo, share: 26 },
      { title: label.verified, share: 12 },
      { title: label.outcome, share: 12 },
      { title: label.reason, share: 30 },
    ],
    rows: rows
      .slice(-MAX_CALLBACKS)
      .map((one) => [
        beijing(one.receivedAt),
        one.outTradeNo,
        one.verified ? yes : no,
        outcome[one.outcome],
        maskText(one.reason ?? "—"),
      ]),
  };
}

/** What the customer says, without their contacts. */
export async function customerBlock(reader: Db, row: CaseRow, locale: PaperLocale): Promise<Block> {
  const { block, label, claim } = paperWords(locale);
  const ticket = row.ticketNumber === null ? undefined : await findTicket(reader, row.ticketNumber);
  return {
    kind: "facts",
    title: block.customer,
    rows: [
      [label.claim, ticket ? claim[ticket.claim] : "—"],
      [label.since, beijing(ticket?.occurredAt ?? null)],
      [label.openedAt, beijing(ticket?.openedAt ?? null)],
      [label.said, ticket?.description ? maskText(plain(ticket.description)) : "—"],
    ],
  };
}
