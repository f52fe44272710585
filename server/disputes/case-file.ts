import { and, desc, eq, isNotNull, or, type SQL } from "drizzle-orm";
import { z } from "zod";
import { type Db, db } from "#db/client.ts";
import { channelSettings, gatewayCallbacks, gatewayPayments } from "#db/schema/index.ts";
import { authorize, type Ctx } from "#server/core/context.ts";
import { creditedFen, loadCase, type OrderCase, statusText } from "#server/orders/index.ts";
import { findTicket } from "#server/tickets/index.ts";
import { type Block, type Paper, plain } from "./paper.ts";
import { paperCsv } from "./paper-csv.ts";
import { paperPdf } from "./paper-pdf.ts";
import { beijing, type PaperLocale, paperWords, yuan } from "./paper-words.ts";
import { withoutContacts } from "./rules.ts";
import { evidenceFormats } from "./schemas.ts";
import type { CaseRow } from "./view.ts";
import { findCase } from "./write.ts";

/** Callbacks in one file, the newest: a gateway that sent more for one payment is not helped by more lines. */
export const MAX_CALLBACKS = 500;

const inputSchema = z.object({
  id: z.string().min(1).max(64),
  format: z.enum(evidenceFormats),
  locale: z.enum(["zh-CN", "en"]).default("zh-CN"),
});
export type PaperFile = { bytes: Buffer; mediaType: string; name: string };

/**
 * The file of a case as it goes to the gateway: numbers, times, amounts, every callback, what the gateway said when it was
 * asked, and what the customer says, without their contacts. It is made from the records as they are now.
 * @throws DomainError 404 CASE_NOT_FOUND, 403 FORBIDDEN
 */
export async function caseFile({ ctx, input }: { ctx: Ctx; input: z.input<typeof inputSchema> }): Promise<PaperFile> {
  authorize(ctx, "tickets:read");
  authorize(ctx, "trace:read");
  const { id, format, locale } = inputSchema.parse(input);
  const row = await findCase(db, id);
  const now = ctx.clock.now();
  return filed(await casePaper(db, row, now, locale), format, `case-${row.orderNo}-${row.id.slice(-6)}`, now);
}

/** Makes a paper into a file of a safe name. */
export async function filed(paper: Paper, format: "pdf" | "csv", name: string, now: Date): Promise<PaperFile> {
  const bytes = format === "pdf" ? await paperPdf(paper, now) : paperCsv(paper);
  const mediaType = format === "pdf" ? "application/pdf" : "text/csv; charset=utf-8";
  return { bytes, mediaType, name: `${name.replaceAll(/[^\w.-]/g, "_").slice(0, 120)}.${format}` };
}

async function casePaper(reader: Db, row: CaseRow, now: Date, locale: PaperLocale): Promise<Paper> {
  const t = paperWords(locale);
  const found = await loadCase(reader, row.orderNo);
  const no = row.outTradeNo ?? row.orderNo;
  return {
    title: t.caseTitle(no),
    subtitle: t.made(beijing(now)),
    blocks: [
      await caseBlock(reader, row, locale),
      ...(found ? orderBlocks(found, row, locale) : []),
      await answersBlock(reader, row, locale),
      await inboxBlock(reader, row, locale),
      reportedBlock(found, row, locale),
      await customerBlock(reader, row, locale),
    ],
    foot: t.caseFoot,
    page: t.page,
    headings: t.headings,
  };
}

async function caseBlock(reader: Db, row: CaseRow, locale: PaperLocale): Promise<Block> {
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
      [label.ask, row.request ?? ask],
    ],
  };
}

function orderBlocks(found: OrderCase, row: CaseRow, locale: PaperLocale): Block[] {
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

async function answersBlock(reader: Db, row: CaseRow, locale: PaperLocale): Promise<Block> {
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

async function inboxBlock(reader: Db, row: CaseRow, locale: PaperLocale): Promise<Block> {
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
        one.reason ?? "—",
        one.notifyId ?? "—",
        one.answerStatus === null ? "—" : String(one.answerStatus),
      ]),
  };
}

function reportedBlock(found: OrderCase | undefined, row: CaseRow, locale: PaperLocale): Block {
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
        one.reason ?? "—",
      ]),
  };
}

async function customerBlock(reader: Db, row: CaseRow, locale: PaperLocale): Promise<Block> {
  const { block, label, claim } = paperWords(locale);
  const ticket = row.ticketNumber === null ? undefined : await findTicket(reader, row.ticketNumber);
  return {
    kind: "facts",
    title: block.customer,
    rows: [
      [label.claim, ticket ? claim[ticket.claim] : "—"],
      [label.since, beijing(ticket?.occurredAt ?? null)],
      [label.openedAt, beijing(ticket?.openedAt ?? null)],
      [label.said, ticket?.description ? withoutContacts(plain(ticket.description)) : "—"],
    ],
  };
}
