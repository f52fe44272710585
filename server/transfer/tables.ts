import { asc, eq, gt, inArray } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import * as t from "#db/schema/index.ts";
import { macros, macroVersions, orders, payments, tickets } from "#db/schema/index.ts";
import { maskContact, maskText } from "#server/core/mask.ts";

/** What goes out, page by page, by its key: nobody holds a reader open for as long as a file takes. */
const PAGE = 500;

type Row = Record<string, unknown>;

/** Tables of a full export, by the name of their file, each with the column that their pages go by. */
const fullTables = {
  tickets: [t.tickets, t.tickets.id],
  messages: [t.ticketMessages, t.ticketMessages.id],
  steps: [t.ticketEvents, t.ticketEvents.id],
  clocks: [t.slaTargets, t.slaTargets.id],
  attachments: [t.attachments, t.attachments.id],
  orders: [t.orders, t.orders.orderNo],
  callbacks: [t.callbacks, t.callbacks.id],
  fulfilments: [t.fulfilments, t.fulfilments.id],
  credits: [t.credits, t.credits.id],
  topups: [t.topups, t.topups.id],
  refunds: [t.refunds, t.refunds.id],
  ledger_entries: [t.ledgerEntries, t.ledgerEntries.id],
  ledger_postings: [t.ledgerPostings, t.ledgerPostings.id],
  commands: [t.commands, t.commands.id],
  command_attempts: [t.commandAttempts, t.commandAttempts.id],
  risk_flags: [t.riskFlags, t.riskFlags.id],
  money_items: [t.moneyItems, t.moneyItems.id],
  inbox_messages: [t.inboxMessages, t.inboxMessages.id],
  appeals: [t.appeals, t.appeals.id],
  macros: [t.macros, t.macros.id],
  articles: [t.articles, t.articles.slug],
  rules: [t.automationRules, t.automationRules.id],
} as const;
export const fullNames = Object.keys(fullTables) as (keyof typeof fullTables)[];
/** Never goes out: what opens a door. */
const LEFT_OUT = new Set(["accessHash", "accessVersion"]);

/** A table's rows, in the order of its key. */
export async function* tableRows(name: keyof typeof fullTables): AsyncGenerator<Row> {
  const [table, key] = fullTables[name];
  for (let after: unknown; ; ) {
    const rows = (await db
      .select()
      .from(table as never)
      .where(after === undefined ? undefined : gt(key as never, after))
      .orderBy(asc(key as never))
      .limit(PAGE)) as Row[];
    for (const row of rows) yield Object.fromEntries(Object.entries(row).filter(([member]) => !LEFT_OUT.has(member)));
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.[key.name === "order_no" ? "orderNo" : key.name];
  }
}

/** Payments go by their order: they have no number that is theirs alone. */
export async function* paymentRows(): AsyncGenerator<Row> {
  for (let after: string | undefined; ; ) {
    const rows = await db
      .select({ orderNo: orders.orderNo })
      .from(orders)
      .where(after === undefined ? undefined : gt(orders.orderNo, after))
      .orderBy(asc(orders.orderNo))
      .limit(PAGE);
    const numbers = rows.map(({ orderNo }) => orderNo);
    if (numbers.length > 0) {
      yield* await db
        .select()
        .from(payments)
        .where(inArray(payments.orderNo, numbers))
        .orderBy(asc(payments.orderNo), asc(payments.outTradeNo));
    }
    if (rows.length < PAGE) return;
    after = numbers.at(-1);
  }
}

const iso = (at: Date | null | undefined): string => at?.toISOString() ?? "";
const yuan = (fen: number | null): string => (fen === null ? "" : (fen / 100).toFixed(2));
type Line = readonly string[];

/** Tickets as a file that can be taken in elsewhere; the columns are those of an import, and the number. */
export async function* ticketLines(masked: boolean): AsyncGenerator<Line> {
  const free = (text: string | null) => (text === null ? "" : masked ? maskText(text) : text);
  yield [
    ...["external_id", "opened_at", "status", "resolved_at", "priority", "cause", "claim", "order_no", "customer_id"],
    ...["amount", "product", "channel", "payment_no", "target", "contact", "description", "tags", "locale"],
  ];
  for (let after: string | undefined; ; ) {
    const rows = await db
      .select()
      .from(tickets)
      .where(after === undefined ? undefined : gt(tickets.id, after))
      .orderBy(asc(tickets.id))
      .limit(PAGE);
    for (const row of rows) {
      yield [
        ...[row.number, iso(row.openedAt), row.status, iso(row.resolvedAt), row.priority],
        ...[row.finalCauseCode ?? row.causeCode, row.claim, row.orderNo ?? row.claimedOrderNo ?? ""],
        ...[row.customerId ?? "", yuan(row.amountFen), row.productName ?? "", row.channel ?? "", row.paymentNo ?? ""],
        ...[free(row.target), row.contact === null ? "" : masked ? maskContact(row.contact) : row.contact],
        ...[free(row.description), row.tags.join(";"), row.locale === "en" ? "en" : "zh-CN"],
      ];
    }
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.id;
  }
}

/** Orders with the payment that counts. */
export async function* orderLines(masked: boolean): AsyncGenerator<Line> {
  yield [
    ...["order_no", "customer_id", "created_at", "product_type", "product", "sku", "amount", "face_value", "target"],
    ...["status", "payment_no", "channel", "method", "gateway_trade_no", "paid_at", "credited_at"],
  ];
  for (let after: string | undefined; ; ) {
    const rows = await db
      .select()
      .from(orders)
      .where(after === undefined ? undefined : gt(orders.orderNo, after))
      .orderBy(asc(orders.orderNo))
      .limit(PAGE);
    const paid = await paidOf(
      db,
      rows.map(({ orderNo }) => orderNo),
    );
    for (const row of rows) {
      const payment = paid.get(row.orderNo);
      yield [
        ...[row.orderNo, row.customerId, iso(row.createdAt), row.productType, row.productName, row.sku],
        ...[yuan(row.amountFen), yuan(row.faceValueFen), masked ? maskText(row.target) : row.target, row.status],
        ...[payment?.outTradeNo ?? "", payment?.channel ?? "", payment?.method ?? "", payment?.gatewayTradeNo ?? ""],
        ...[iso(payment?.paidAt ?? row.paidAt), iso(row.creditedAt)],
      ];
    }
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.orderNo;
  }
}

async function paidOf(reader: Db, orderNos: string[]): Promise<Map<string, typeof payments.$inferSelect>> {
  if (orderNos.length === 0) return new Map();
  const rows = await reader
    .select()
    .from(payments)
    .where(inArray(payments.orderNo, orderNos))
    .orderBy(payments.attemptedAt);
  const best = new Map<string, typeof payments.$inferSelect>();
  for (const row of rows) if (!best.has(row.orderNo) || row.paidAt !== null) best.set(row.orderNo, row);
  return best;
}

/** Everybody's macros, as they are now. */
export async function* macroLines(): AsyncGenerator<Line> {
  yield ["key", "name_zh", "name_en", "body_zh", "body_en", "visibility", "status", "priority", "cause", "tags"];
  const rows = await db
    .select({ macro: macros, version: macroVersions })
    .from(macros)
    .innerJoin(macroVersions, eq(macroVersions.macroId, macros.id))
    .orderBy(asc(macros.id), asc(macroVersions.version))
    .limit(PAGE * PAGE);
  for (const { macro, version } of rows) {
    if (macro.ownerId !== null || macro.deletedAt !== null || version.version !== macro.version) continue;
    const { name, body, visibility, actions } = version.content;
    yield [
      ...[macro.id, name["zh-CN"], name.en, body["zh-CN"], body.en, visibility],
      ...[actions.status ?? "", actions.priority ?? "", actions.causeCode ?? "", (actions.tags ?? []).join(";")],
    ];
  }
}
