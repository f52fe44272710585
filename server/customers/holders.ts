import { randomUUID } from "node:crypto";
import * as t from "#db/schema/index.ts";
import { maskDeep, maskText } from "#server/core/mask.ts";
import { disclose, type Entry, entrySchema } from "#server/diagnosis/index.ts";
import { ERASED, withoutPerson } from "#server/orders/index.ts";
import { type Holder, hold, scrubbed } from "./hold.ts";

/** A text that may have been written: then only that it was stays. */
const gone = <T extends string | null>(text: T): T => (text === null ? text : (ERASED as T));
const tidy = <T extends string | null>(text: T): T => (text === null ? text : (maskText(text) as T));
const scrub = <T>(value: T): T => scrubbed(value, ERASED) as T;
const NO_LINK = "erased:";
const MONEY = "a record of money: amounts, numbers and times, under the customer's number alone";

/** What the top-up asked the platform for, without the account that it went to. */
function commandBody(body: string, kind: string): string {
  const said = JSON.parse(body) as { data?: Record<string, unknown> };
  if (kind === "refund" || said.data?.target === undefined) return body;
  return JSON.stringify({ ...said, data: { ...said.data, target: ERASED } });
}

/**
 * Every table that has rows of customers, in the order in which they are erased: what is found by other rows first. A test walks
 * the schema and fails on a table that is neither here nor among those that hold nothing personal.
 */
export const holders: readonly Holder[] = [
  hold(t.identityFiles, {
    by: { attachment: t.identityFiles.attachmentId },
    key: ["attachmentId"],
    erase: (row) => ({
      sealedKey: null,
      removedAt: row.removedAt ?? new Date(),
      removedWhy: row.removedWhy ?? "erased",
    }),
  }),
  hold(t.attachments, {
    by: { attachment: t.attachments.id },
    erase: "delete",
    give: ["id", "kind", "name", "mediaType", "bytes", "createdAt", "reading"],
  }),
  // After the files that are known by it alone.
  hold(t.appealEvidence, {
    by: { appeal: t.appealEvidence.appealId, run: t.appealEvidence.diagnosisId },
    erase: (row) => ({ text: null, attachmentId: null, state: row.state === "given" ? "erased" : row.state }),
    give: ["id", "item", "text", "givenAt"],
  }),
  hold(t.inboundEvents, {
    by: { customer: t.inboundEvents.customerId, order: t.inboundEvents.orderNo },
    evidence: "event",
    erase: (row) => ({ data: withoutPerson(row) }),
    give: (row) => (row.type.startsWith("topup.risk.") ? null : { type: row.type, at: row.occurredAt, data: row.data }),
  }),
  hold(t.customerSessions, {
    by: { customer: t.customerSessions.customerId },
    erase: "delete",
    give: ["id", "createdAt", "expiresAt", "revokedAt"],
  }),
  hold(t.customers, {
    by: { customer: t.customers.id },
    erase: "delete",
    give: ["id", "realNameVerified", "level", "registeredAt", "email", "phone"],
  }),
  hold(t.orders, {
    by: { customer: t.orders.customerId },
    key: ["orderNo"],
    erase: (row) => ({
      ...{ target: ERASED, targetServer: null, clientVersion: null },
      statusReason: tidy(row.statusReason),
    }),
    give: [
      "orderNo",
      "productName",
      "amountFen",
      "target",
      "targetServer",
      "createdAt",
      "status",
      "paidFen",
      "refundedFen",
    ],
  }),
  hold(t.payments, {
    by: { order: t.payments.orderNo },
    key: ["orderNo", "outTradeNo"],
    erase: (row) => ({ errorMessage: tidy(row.errorMessage) }),
    give: ["orderNo", "outTradeNo", "channel", "method", "amountFen", "state", "gatewayTradeNo", "paidAt"],
  }),
  hold(t.callbacks, { by: { order: t.callbacks.orderNo }, erase: (row) => ({ reason: tidy(row.reason) }) }),
  hold(t.fulfilments, {
    by: { order: t.fulfilments.orderNo },
    erase: (row) => ({ errorMessage: tidy(row.errorMessage) }),
    give: ["orderNo", "supplierRef", "state", "creditedFen", "decidedAt"],
  }),
  hold(t.credits, {
    by: { order: t.credits.orderNo },
    erase: "keep",
    why: MONEY,
    give: ["orderNo", "amountFen", "reference", "postedAt"],
  }),
  hold(t.riskFlags, {
    by: { customer: t.riskFlags.customerId, order: t.riskFlags.orderNo },
    erase: "keep",
    why: "which rule held which payment, under the customer's number alone",
  }),
  hold(t.riskSightings, {
    by: { customer: t.riskSightings.customerId, order: t.riskSightings.orderNo },
    key: ["orderNo"],
    erase: "delete",
    give: ["orderNo", "at", "place", "fundsSource"],
  }),
  hold(t.riskCorrections, { by: { customer: t.riskCorrections.customerId }, erase: "delete" }),
  hold(t.diagnosisLog, {
    by: { run: t.diagnosisLog.diagnosisId },
    key: ["diagnosisId", "seq"],
    erase: "delete",
    give: logged,
  }),
  hold(t.diagnosisWaits, {
    by: { run: t.diagnosisWaits.diagnosisId },
    key: ["diagnosisId"],
    erase: () => ({ contact: null, nextCheckAt: null }),
    give: ["diagnosisId", "startedAt", "contact"],
  }),
  hold(t.diagnoses, {
    by: { run: t.diagnoses.id },
    erase: "keep",
    why: "that the checklist was run and what it found, by the numbers of the order and the customer",
    give: ["id", "orderNo", "causeCode", "createdAt"],
  }),
  hold(t.ticketMessages, {
    by: { ticket: t.ticketMessages.ticketId },
    evidence: "message",
    erase: (row) => ({ body: ERASED, ...(row.author === "customer" ? { authorName: ERASED } : {}) }),
    give: ({ visibility, author, body, createdAt }) => (visibility === "public" ? { author, body, createdAt } : null),
  }),
  hold(t.ticketEvents, {
    by: { ticket: t.ticketEvents.ticketId },
    evidence: "step",
    erase: (row) => ({
      ...{ before: scrub(row.before), after: scrub(row.after) },
      ...(row.actorKind === "customer" ? { actorName: ERASED } : {}),
    }),
  }),
  hold(t.bulkRows, {
    by: { ticketNumber: t.bulkRows.number },
    key: ["jobId", "n"],
    erase: (row) => ({ before: scrub(row.before) }),
  }),
  hold(t.ticketDrafts, { by: { ticket: t.ticketDrafts.ticketId }, key: ["ticketId", "personId"], erase: "delete" }),
  hold(t.callbackRequests, {
    by: { ticket: t.callbackRequests.ticketId },
    erase: (row) => ({ phone: null, shownPhone: ERASED, note: gone(row.note) }),
    give: ["number", "shownPhone", "slotFrom", "state", "createdAt"],
  }),
  hold(t.ratings, {
    by: { ticket: t.ratings.ticketId },
    key: ["ticketId", "round"],
    erase: (row) => ({ comment: gone(row.comment) }),
    give: ["good", "comment", "at"],
  }),
  hold(t.tickets, {
    by: { ticket: t.tickets.id },
    erase: ticketWithoutPerson,
    give: [
      ...(["number", "orderNo", "status", "claim", "target", "errorText", "occurredAt"] as const),
      ...(["description", "contact", "openedAt", "resolvedAt"] as const),
    ],
  }),
  // After tickets and messages: what is indexed in between is of words that are gone.
  hold(t.searchDocs, { by: { ticket: t.searchDocs.ticketId }, key: ["doc"], erase: "delete" }),
  hold(t.searchKeys, { by: { ticket: t.searchKeys.ticketId }, key: ["key", "kind", "ticketId"], erase: "delete" }),
  hold(t.appeals, {
    by: { appeal: t.appeals.id },
    erase: (row) => ({
      ...{ contact: null, statement: gone(row.statement), secondLookReason: gone(row.secondLookReason) },
      ...{ proposal: scrub(row.proposal), decided: scrub(row.decided), before: scrub(row.before) },
    }),
    give: ["id", "orderNo", "state", "statement", "contact", "openedAt", "decidedAt", "secondLookReason"],
  }),
  hold(t.inboxMessages, {
    by: { customer: t.inboxMessages.customerId, order: t.inboxMessages.orderNo, run: t.inboxMessages.diagnosisId },
    erase: "delete",
    give: ["kind", "orderNo", "ticketNumber", "params", "createdAt"],
  }),
  hold(t.noticeDeliveries, {
    by: { customer: t.noticeDeliveries.customerId, order: t.noticeDeliveries.orderNo },
    erase: "delete",
    give: ["channel", "kind", "shownAddress", "state", "createdAt", "sentAt"],
  }),
  hold(t.noticePreferences, {
    by: { customer: t.noticePreferences.customerId },
    key: ["customerId"],
    erase: "delete",
    give: ["mailOff", "smsOff", "updatedAt"],
  }),
  hold(t.gatewayCases, {
    by: { order: t.gatewayCases.orderNo },
    erase: (row) => ({ request: gone(row.request), answer: gone(row.answer), closeNote: gone(row.closeNote) }),
  }),
  hold(t.gatewayComplaints, {
    by: { order: t.gatewayComplaints.orderNo, ticketNumber: t.gatewayComplaints.ticketNumber },
    erase: () => ({ text: ERASED, phone: null, raw: {} }),
    give: ["channel", "complaintNo", "text", "phone", "madeAt"],
  }),
  hold(t.cardKeys, {
    by: { customer: t.cardKeys.customerId, order: t.cardKeys.orderNo },
    erase: "delete",
    give: ["orderNo", "deliveredAt", "revealedAt"],
  }),
  hold(t.proofFailures, { by: { subject: t.proofFailures.subject }, erase: "delete" }),
  hold(t.topups, {
    by: { customer: t.topups.customerId, order: t.topups.orderNo },
    erase: (row) => ({
      ...{ note: gone(row.note), decisionNote: gone(row.decisionNote), failure: tidy(row.failure) },
      gate: maskDeep(row.gate),
    }),
    give: ["orderNo", "amountFen", "reasonCode", "state", "requestedAt", "settledAt"],
  }),
  hold(t.refunds, {
    by: { customer: t.refunds.customerId, order: t.refunds.orderNo },
    erase: (row) => ({
      ...{ note: gone(row.note), decisionNote: gone(row.decisionNote), failure: tidy(row.failure) },
      gate: maskDeep(row.gate),
    }),
    give: ["orderNo", "outTradeNo", "amountFen", "reasonCode", "state", "requestedAt", "settledAt"],
  }),
  hold(t.commandAttempts, {
    by: { command: t.commandAttempts.commandId },
    erase: (row) => ({ detail: tidy(row.detail) }),
  }),
  hold(t.commands, {
    by: { command: t.commands.id },
    erase: (row) => ({
      ...{ body: commandBody(row.body, row.kind), proposal: scrub(row.proposal) },
      ...{ lastError: tidy(row.lastError), resultMessage: tidy(row.resultMessage) },
    }),
  }),
  hold(t.moneyItems, {
    by: { order: t.moneyItems.orderNo },
    erase: (row) => ({ note: gone(row.note), detail: maskDeep(row.detail), proposal: scrub(row.proposal) }),
  }),
  hold(t.upstreamAnswers, {
    by: { order: t.upstreamAnswers.orderNo },
    key: ["orderNo"],
    erase: (row) => ({ message: tidy(row.message), lastError: tidy(row.lastError) }),
  }),
  hold(t.ledgerEntries, { by: { order: t.ledgerEntries.orderNo }, erase: "keep", why: MONEY }),
  hold(t.gatewayPayments, {
    by: { order: t.gatewayPayments.orderNo },
    key: ["channel", "outTradeNo"],
    erase: "keep",
    why: MONEY,
  }),
  hold(t.gatewayCallbacks, {
    by: { order: t.gatewayCallbacks.orderNo },
    erase: "keep",
    why: "what the gateway signed about a payment: the proof that it was made, with the gateway's own masked name of the payer",
  }),
];

const LOOKED_UP = "facts" satisfies Entry["kind"];

/** One entry of a run; of what was looked up, only what a proven owner is shown. */
function logged({ diagnosisId, kind, data, at }: typeof t.diagnosisLog.$inferSelect): Record<string, unknown> {
  if (kind !== LOOKED_UP) return { run: diagnosisId, kind, data, at };
  const entry = entrySchema.parse({ ...data, kind });
  const facts = entry.kind === LOOKED_UP ? disclose(entry.facts, true) : [];
  return { run: diagnosisId, kind, data: { facts }, at };
}

function ticketWithoutPerson(row: typeof t.tickets.$inferSelect): Partial<typeof t.tickets.$inferSelect> {
  const told = row.diagnosis as Record<string, { reasons: { why: string[] }[]; answers: unknown[] }> | null;
  const bare = Object.entries(told ?? {}).map(([language, { reasons, ...rest }]) => [
    language,
    { ...rest, reasons: reasons.map((reason) => ({ ...reason, why: [] })), answers: [] },
  ]);
  return {
    ...{ contact: null, target: null, errorText: gone(row.errorText), description: gone(row.description) },
    fields: null,
    ...{ tags: row.tags.map(() => ERASED), diagnosis: Object.fromEntries(bare) },
    // The link that was given out opens nothing any more: no secret has such a hash.
    accessHash: row.accessHash.startsWith(NO_LINK) ? row.accessHash : `${NO_LINK}${randomUUID()}`,
    // Nor does a browser stay in that it once let in.
    accessVersion: row.accessHash.startsWith(NO_LINK) ? row.accessVersion : row.accessVersion + 1,
  };
}

/** Tables that hold nothing of customers: the shop's set-up and staff, counters, and what is known by hashes and numbers alone. */
export const impersonal: readonly string[] = [
  ...["search_state", "desk_deltas", "desk_views", "view_counts", "bulk_jobs", "snooze_waits"],
  ...["sla_policies", "calendars", "holiday_years", "shifts", "skills", "people_states"],
  // The desk's own words, and which of its people are where.
  ...["macros", "macro_versions", "desk_tags", "desk_fields", "presences"],
  ...["ticket_mentions", "ticket_followers", "ticket_links", "read_marks"],
  ...[
    "channels",
    "products",
    "channel_settings",
    "channel_samples",
    "channel_health",
    "channel_history",
    "announcements",
  ],
  // Sums, and who of the staff gets which of them.
  ...["metric_cells", "metric_builds", "report_schedules", "report_mails"],
  ...["sealed_keys"],
  ...["settings", "job_runs", "outbox_cursors", "ticket_sequences", "api_keys", "setup_tokens"],
  // Staff, who are no customers.
  ...["user", "session", "account", "verification", "two_factor", "used_codes", "invitations", "sign_in_attempts"],
  ...["passkeys", "passkey_challenges", "hand_overs"],
  ...["pack_versions", "pack_running", "pack_steps", "pack_traffic", "risk_rule_sets", "risk_prechecks"],
  // Numbers and amounts of payments, by which nobody is known.
  ...["bills", "bill_lines", "claims", "ledger_postings", "money_watch", "relay_deliveries"],
  ...["order_watch", "order_signals", "sla_targets"],
  // Told to the staff and to the shop's own systems: kinds, numbers and states.
  ...["staff_notices", "staff_deliveries", "staff_preferences", "robots", "notice_templates"],
  ...["webhook_endpoints", "webhook_deliveries"],
  ...["route_minutes", "alert_rules", "alerts", "incidents", "incident_events", "incident_notices"],
  // The desk's rules and texts, and what came and went by file: numbers and counts. The files themselves are gone within days.
  ...["articles", "article_versions", "automation_rules", "rule_versions", "rule_runs"],
  ...["transfers", "transfer_problems", "transfer_keys"],
  // Never about a person, by rule; the tests of erasure look for one all the same.
  ...["audit_log", "audit_heads", "outbox", "idempotency_keys", "rate_limits", "reveals", "erasures"],
  ...["evidence_entries", "evidence_nodes", "evidence_checkpoints", "evidence_keys", "evidence_pushes"],
];
