import { and, asc, type Column, eq, getTableColumns, gt, inArray, or, type SQL } from "drizzle-orm";
import { type Db, db } from "#db/client.ts";
import * as t from "#db/schema/index.ts";
import { macros, macroVersions, orders, payments, tickets } from "#db/schema/index.ts";
import { maskContact, maskText } from "#server/core/mask.ts";
import { whereOf } from "#server/tickets/index.ts";
import type { ViewFilter } from "#server/tickets/schemas.ts";

/** What goes out, page by page, by its key: nobody holds a reader open for as long as a file takes. */
const PAGE = 500;

type Row = Record<string, unknown>;

/** Tables of a full export, by the name of their file, each with the columns that its pages go by. */
const fullTables = {
  tickets: [t.tickets, t.tickets.id],
  messages: [t.ticketMessages, t.ticketMessages.id],
  steps: [t.ticketEvents, t.ticketEvents.id],
  clocks: [t.slaTargets, t.slaTargets.id],
  links: [t.ticketLinks, t.ticketLinks.id],
  ratings: [t.ratings, t.ratings.ticketId, t.ratings.round],
  calls: [t.callbackRequests, t.callbackRequests.id],
  attachments: [t.attachments, t.attachments.id],
  incidents: [t.incidents, t.incidents.id],
  incident_steps: [t.incidentEvents, t.incidentEvents.id],
  orders: [t.orders, t.orders.orderNo],
  payments: [t.payments, t.payments.orderNo, t.payments.outTradeNo],
  callbacks: [t.callbacks, t.callbacks.id],
  gateway_callbacks: [t.gatewayCallbacks, t.gatewayCallbacks.id],
  gateway_payments: [t.gatewayPayments, t.gatewayPayments.channel, t.gatewayPayments.outTradeNo],
  gateway_cases: [t.gatewayCases, t.gatewayCases.id],
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
  macro_versions: [t.macroVersions, t.macroVersions.macroId, t.macroVersions.version],
  article_versions: [t.articleVersions, t.articleVersions.slug, t.articleVersions.version],
  rules: [t.automationRules, t.automationRules.id],
  rule_versions: [t.ruleVersions, t.ruleVersions.ruleId, t.ruleVersions.version],
  policies: [t.slaPolicies, t.slaPolicies.version],
  calendars: [t.calendars, t.calendars.id, t.calendars.version],
  audit: [t.auditLog, t.auditLog.id],
  checklist_runs: [t.diagnoses, t.diagnoses.id],
  checklist_answers: [t.diagnosisLog, t.diagnosisLog.diagnosisId, t.diagnosisLog.seq],
  checklist_versions: [t.packVersions, t.packVersions.id],
  customers: [t.customers, t.customers.id],
  channels: [t.channels, t.channels.code],
  products: [t.products, t.products.sku],
  announcements: [t.announcements, t.announcements.id],
  appeal_evidence: [t.appealEvidence, t.appealEvidence.id],
  gateway_complaints: [t.gatewayComplaints, t.gatewayComplaints.id],
  risk_corrections: [t.riskCorrections, t.riskCorrections.id],
  risk_rule_sets: [t.riskRuleSets, t.riskRuleSets.version],
  bills: [t.bills, t.bills.id],
  bill_lines: [t.billLines, t.billLines.billId, t.billLines.outTradeNo],
  tags: [t.deskTags, t.deskTags.name],
  fields: [t.deskFields, t.deskFields.key],
  views: [t.deskViews, t.deskViews.id],
  followers: [t.ticketFollowers, t.ticketFollowers.ticketId, t.ticketFollowers.personId],
  mentions: [t.ticketMentions, t.ticketMentions.messageId, t.ticketMentions.personId],
  bulk_jobs: [t.bulkJobs, t.bulkJobs.id],
  bulk_rows: [t.bulkRows, t.bulkRows.jobId, t.bulkRows.n],
  rule_runs: [t.ruleRuns, t.ruleRuns.id],
  incident_notices: [t.incidentNotices, t.incidentNotices.incidentId, t.incidentNotices.ticketId],
  alert_rules: [t.alertRules, t.alertRules.id],
  alerts: [t.alerts, t.alerts.id],
  articles: [t.articles, t.articles.slug],
  notice_templates: [t.noticeTemplates, t.noticeTemplates.kind, t.noticeTemplates.locale, t.noticeTemplates.version],
  notice_deliveries: [t.noticeDeliveries, t.noticeDeliveries.id],
  reports: [t.reportSchedules, t.reportSchedules.id],
  shifts: [t.shifts, t.shifts.id],
  skills: [t.skills, t.skills.personId, t.skills.queue],
  holidays: [t.holidayYears, t.holidayYears.country, t.holidayYears.year],
} as const;
type FullName = keyof typeof fullTables;
export const fullNames = Object.keys(fullTables) as FullName[];
/** Tables that go out. */
export const exported = (): ReadonlySet<object> => new Set(Object.values(fullTables).map(([table]) => table));
/** Never goes out: what opens a door, and numbers that are kept sealed. */
const LEFT_OUT = new Set([
  ...["accessHash", "accessVersion", "calls.phone", "notice_deliveries.address", "notice_deliveries.addressHash"],
  // Whose session began it.
  "bulk_jobs.actor",
]);
/** What gateways sent, byte for byte, names whoever paid in places that no mask knows. */
const RAW = new Set([
  ...["query", "headers", "body", "answerBody", "remoteAddress"].map((one) => `gateway_callbacks.${one}`),
  ...["gateway_complaints.raw", "gateway_complaints.text"],
]);

/** A table's rows, in the order of its key. @param masked whether contacts are */
export async function* tableRows(name: FullName, masked: boolean): AsyncGenerator<Row> {
  const [table, ...keys] = fullTables[name] as unknown as readonly [typeof t.tickets, ...Column[]];
  const own = getTableColumns(table) as Record<string, Column>;
  const nameOf = (column: Column) => Object.keys(own).find((member) => own[member] === column) ?? "";
  const shown = Object.keys(own).filter((member) => {
    const whole = `${name}.${member}`;
    return !LEFT_OUT.has(member) && !LEFT_OUT.has(whole) && !(masked && RAW.has(whole));
  });
  for (let last: Row | undefined; ; ) {
    const rows: Row[] = (await db
      .select()
      .from(table)
      .where(last && behind(last, keys, nameOf))
      .orderBy(...keys.map((key) => asc(key)))
      .limit(PAGE)) as Row[];
    for (const row of rows) yield Object.fromEntries(shown.map((member) => [member, row[member]]));
    if (rows.length < PAGE) return;
    last = rows.at(-1);
  }
}

/** The rows behind one, by the columns of a key. */
function behind(last: Row, [key, ...more]: readonly Column[], nameOf: (column: Column) => string): SQL | undefined {
  if (!key) return undefined;
  const one = last[nameOf(key)];
  return more.length === 0 ? gt(key, one) : or(gt(key, one), and(eq(key, one), behind(last, more, nameOf)));
}

const iso = (at: Date | null | undefined): string => at?.toISOString() ?? "";
const yuan = (fen: number | null): string => (fen === null ? "" : (fen / 100).toFixed(2));
type Line = readonly string[];

/** Which tickets: those of a list, as whoever asked for it sees it. All without. */
export type Narrowed = { filter: ViewFilter; me: string } | undefined;

/** Tickets as a file that can be taken in elsewhere; the columns are those of an import. */
export async function* ticketLines(masked: boolean, narrowed: Narrowed): AsyncGenerator<Line> {
  const within = narrowed && whereOf(narrowed.filter, narrowed.me);
  const free = (text: string | null) => (text === null ? "" : masked ? maskText(text) : text);
  yield [
    ...["external_id", "opened_at", "status", "resolved_at", "priority", "cause", "claim", "order_no", "customer_id"],
    ...["amount", "product", "channel", "payment_no", "target", "contact", "description", "tags", "locale"],
  ];
  for (let after: string | undefined; ; ) {
    const rows = await db
      .select()
      .from(tickets)
      .where(and(within, after === undefined ? undefined : gt(tickets.id, after)))
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
