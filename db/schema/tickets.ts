import { sql } from "drizzle-orm";
import { attachmentKinds, causeCodes, chargeStates, claims } from "#server/diagnosis/schemas.ts";
import { type PictureReading, readStates } from "#server/reading/schemas.ts";
import type { ClockHeard } from "#server/sla/schemas.ts";
import {
  dueStates,
  messageAuthors,
  messageVisibilities,
  slaMetrics,
  slaOutcomes,
  snoozeEvents,
  ticketPriorities,
  ticketStatuses,
} from "#server/tickets/schemas.ts";
import type { Rectangle } from "#server/tickets/work/schemas.ts";
import { bool, fen, index, instant, int, json, oneOf, table, text, uniqueIndex } from "../columns.ts";

const whileOpen = sql`status in ('new', 'open', 'waiting_customer', 'waiting_upstream')`;

export const tickets = table(
  "tickets",
  {
    id: text("id").primaryKey(),
    number: text("number").notNull(),
    /** The order this ticket speaks for; only when whoever opened it proved that the order is theirs. */
    orderNo: text("order_no"),
    /** The order an unproven person named. It gives no right and takes no place (decision 0005). */
    claimedOrderNo: text("claimed_order_no"),
    customerId: text("customer_id"),
    diagnosisId: text("diagnosis_id"),
    status: oneOf("status", ticketStatuses).notNull(),
    priority: oneOf("priority", ticketPriorities).notNull(),
    claim: oneOf("claim", claims).notNull(),
    causeCode: oneOf("cause_code", causeCodes).notNull(),
    /** The cause that the checklist named when the ticket was opened; it stays whatever anybody finds later. */
    predictedCauseCode: oneOf("predicted_cause_code", causeCodes),
    /** The cause that a person found in the end; null until an agent names one at the resolution. */
    finalCauseCode: oneOf("final_cause_code", causeCodes),
    chargeState: oneOf("charge_state", chargeStates).notNull(),
    /** Amount at stake, in fen; null when nobody knows. */
    amountFen: fen("amount_fen"),
    productName: text("product_name"),
    channel: text("channel"),
    paymentNo: text("payment_no"),
    target: text("target"),
    errorText: text("error_text"),
    occurredAt: instant("occurred_at"),
    stuckSince: instant("stuck_since"),
    description: text("description"),
    contact: text("contact"),
    locale: text("locale").notNull(),
    diagnosis: json<unknown>("diagnosis").notNull(),
    assigneeId: text("assignee_id"),
    tags: json<string[]>("tags").notNull(),
    snoozeUntil: instant("snooze_until"),
    /** SHA-256 of the secret in the access link; the secret is derived from the id and `accessVersion`. */
    accessHash: text("access_hash").notNull(),
    /** Counting it up revokes every link given out before. */
    accessVersion: int("access_version").notNull().default(1),
    openedAt: instant("opened_at").notNull(),
    updatedAt: instant("updated_at").notNull(),
    firstReplyAt: instant("first_reply_at"),
    firstResolvedAt: instant("first_resolved_at"),
    resolvedAt: instant("resolved_at"),
    closedAt: instant("closed_at"),
    reopenCount: int("reopen_count").notNull(),
    publicReplyCount: int("public_reply_count").notNull(),
    /**
     * The nearest due time of a running clock, for the queue; kept by every verb that touches a clock. While none runs it
     * is the end of time (`NEVER` in `server/sla`), not null: the two databases sort nulls at opposite ends.
     */
    nextDueAt: instant("next_due_at"),
    nextDueMetric: oneOf("next_due_metric", slaMetrics),
    version: int("version").notNull(),
    /** Which team's work it is; shifts and skills are by queue. */
    queue: text("queue").notNull().default("general"),
    // From here to `asleep`: what lists sort and count by, derived from the row and the time (`derived.ts`), so that no list computes
    // it. Keys instead of nulls, since the two databases sort those at opposite ends.
    rank: int("rank").notNull().default(2),
    amountKey: fen("amount_key").notNull().default(-1),
    dueState: oneOf("due_state", dueStates).notNull().default("none"),
    asleep: bool("asleep").notNull().default(false),
    /** What ends a snooze before its time. */
    snoozeEvent: oneOf("snooze_event", snoozeEvents),
    // How the order's money stands, as its order tells (`order-money.ts`); both false while no order is known or nothing was paid.
    /** Money was taken that is neither credited nor back. */
    moneyStuck: bool("money_stuck").notNull().default(false),
    /** What was taken is credited or back. */
    moneySettled: bool("money_settled").notNull().default(false),
    /** When the customer's copy last changed. `updatedAt` moves with notes and tags, which are not theirs to notice. */
    publicUpdatedAt: instant("public_updated_at"),
    lastCustomerAt: instant("last_customer_at"),
    lastPublicAt: instant("last_public_at"),
    /** Their oldest message that nobody answered. */
    unansweredSince: instant("unanswered_since"),
    resolvedById: text("resolved_by_id"),
    escalatedAt: instant("escalated_at"),
    /** How long they waited for us until it was last resolved, and how long of it nobody else was waited for. Null until it is. */
    requesterWaitMs: fen("requester_wait_ms"),
    agentWorkMs: fen("agent_work_ms"),
    /** What its customer said of how it ended the last time; null while they did not. */
    ratedGood: bool("rated_good"),
    /** Set while this ticket is joined to another, whose conversation is then read as one with its own. */
    mergedInto: text("merged_into"),
    incidentId: text("incident_id"),
    /** Answers to the fields that a desk defines for itself, by their key. */
    fields: json<Record<string, string | number | boolean>>("fields"),
  },
  (t) => [
    uniqueIndex("tickets_number").on(t.number),
    // One index a sort of the queue, of open tickets alone: they stay as small as the work that is open.
    index("tickets_open_pressing").on(t.rank, sql`(0 - amount_key)`, t.openedAt, t.id).where(whileOpen),
    index("tickets_open_amount").on(t.amountKey, t.id).where(whileOpen),
    index("tickets_open_age").on(t.openedAt, t.id).where(whileOpen),
    index("tickets_open_touched").on(t.updatedAt, t.id).where(whileOpen),
    index("tickets_open_unanswered")
      .on(t.unansweredSince, t.id)
      .where(sql`status in ('new', 'open', 'waiting_customer', 'waiting_upstream') and unanswered_since is not null`),
    index("tickets_open_queue").on(t.queue, t.nextDueAt, t.id).where(whileOpen),
    index("tickets_open_assignee").on(t.assigneeId, t.nextDueAt, t.id).where(whileOpen),
    // Those of one kind together. By id within them: a write that changes something else leaves these alone.
    // Not the status itself: without statistics SQLite would take that for every list of open tickets, and sort what it found.
    index("tickets_open_status").on(sql`(status || '')`, t.id).where(whileOpen),
    index("tickets_open_cause").on(t.causeCode, t.id).where(whileOpen),
    index("tickets_open_person")
      .on(sql`(case when assignee_id is null then '' else assignee_id end)`, t.id)
      .where(whileOpen),
    index("tickets_open_channel").on(sql`(case when channel is null then '' else channel end)`, t.id).where(whileOpen),
    // What the clock has to look at: open tickets by the state they are in and when it ends.
    index("tickets_open_state").on(t.dueState, t.nextDueAt, t.id).where(whileOpen),
    // Money that is stuck gets more urgent with time.
    index("tickets_ageing")
      .on(t.stuckSince, t.id)
      .where(sql`status in ('new', 'open', 'waiting_customer', 'waiting_upstream') and money_stuck and rank > 0`),
    index("tickets_asleep").on(t.snoozeUntil, t.id).where(sql`asleep`),
    index("tickets_merged").on(t.mergedInto).where(sql`merged_into is not null`),
    index("tickets_incident").on(t.incidentId, t.id).where(sql`incident_id is not null`),
    index("tickets_customer").on(t.customerId, t.openedAt),
    index("tickets_updated").on(t.updatedAt, t.id),
    // One open ticket an order: an index, not a check, so that two racing submissions cannot both win.
    uniqueIndex("tickets_one_open_per_order")
      .on(t.orderNo)
      .where(sql`status in ('new', 'open', 'waiting_customer', 'waiting_upstream')`),
    // Two submissions of one run of the checklist, by people who proved nothing, are one ticket as well.
    uniqueIndex("tickets_one_open_per_diagnosis")
      .on(t.diagnosisId)
      .where(sql`status in ('new', 'open', 'waiting_customer', 'waiting_upstream')`),
    // The queue by due time: only open tickets are in it, so it stays small however many were ever opened.
    index("tickets_open_due")
      .on(t.nextDueAt, t.id)
      .where(sql`status in ('new', 'open', 'waiting_customer', 'waiting_upstream')`),
    index("tickets_assignee").on(t.assigneeId, t.status, t.nextDueAt),
    index("tickets_cause").on(t.causeCode, t.openedAt),
    index("tickets_opened").on(t.openedAt, t.id),
    index("tickets_amount").on(t.amountKey, t.id),
    index("tickets_resolved").on(t.resolvedAt),
    // What agents found, for the keepers of the checklist.
    index("tickets_final_cause").on(t.resolvedAt, t.id).where(sql`final_cause_code is not null`),
    // The manager's numbers, by when they happened. Most tickets have none of these for most of their life.
    index("tickets_first_reply").on(t.firstReplyAt).where(sql`first_reply_at is not null`),
    index("tickets_first_resolved").on(t.firstResolvedAt).where(sql`first_resolved_at is not null`),
    index("tickets_closed").on(t.closedAt).where(sql`closed_at is not null`),
    index("tickets_order").on(t.orderNo),
    index("tickets_claimed_order").on(t.claimedOrderNo),
    index("tickets_payment").on(t.paymentNo),
    uniqueIndex("tickets_access").on(t.accessHash),
  ],
);

/** The last number given out on each day (Asia/Shanghai). */
export const ticketSequences = table("ticket_sequences", {
  day: text("day").primaryKey(),
  last: int("last").notNull(),
});

export const ticketMessages = table(
  "ticket_messages",
  {
    id: text("id").primaryKey(),
    ticketId: text("ticket_id")
      .notNull()
      .references(() => tickets.id),
    author: oneOf("author", messageAuthors).notNull(),
    authorId: text("author_id").notNull(),
    authorName: text("author_name").notNull(),
    visibility: oneOf("visibility", messageVisibilities).notNull(),
    body: text("body").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [index("ticket_messages_ticket").on(t.ticketId, t.createdAt, t.id)],
);

/** What changed, before and after; append-only. */
export const ticketEvents = table(
  "ticket_events",
  {
    id: text("id").primaryKey(),
    ticketId: text("ticket_id")
      .notNull()
      .references(() => tickets.id),
    type: text("type").notNull(),
    actorKind: text("actor_kind").notNull(),
    actorId: text("actor_id").notNull(),
    actorName: text("actor_name").notNull(),
    before: json<unknown>("before"),
    after: json<unknown>("after"),
    at: instant("at").notNull(),
    /** What the clocks heard at this step, and under which promises: all that the ticket's clocks are derived from. */
    clock: json<ClockHeard>("clock"),
  },
  (t) => [index("ticket_events_ticket").on(t.ticketId, t.at, t.id)],
);

/** One run of one clock of one ticket. */
export const slaTargets = table(
  "sla_targets",
  {
    id: text("id").primaryKey(),
    ticketId: text("ticket_id")
      .notNull()
      .references(() => tickets.id),
    metric: oneOf("metric", slaMetrics).notNull(),
    policyVersion: text("policy_version").notNull(),
    calendarVersion: text("calendar_version").notNull(),
    startedAt: instant("started_at").notNull(),
    dueAt: instant("due_at").notNull(),
    /** Set while the clock stands still; the due time moves on by the pause when it ends. */
    pausedAt: instant("paused_at"),
    decidedAt: instant("decided_at"),
    outcome: oneOf("outcome", slaOutcomes),
    /** The same run as it is asked of the people who do the work: it also stands still while they wait for a supplier. */
    agentDueAt: instant("agent_due_at"),
    agentPausedAt: instant("agent_paused_at"),
    agentOutcome: oneOf("agent_outcome", slaOutcomes),
    targetMs: fen("target_ms"),
    pausedMs: fen("paused_ms").notNull().default(0),
    warnAt: instant("warn_at"),
    warnedAt: instant("warned_at"),
    /** The due time, once the breach was passed on. */
    breachedAt: instant("breached_at"),
    escalateAt: instant("escalate_at"),
    escalatedAt: instant("escalated_at"),
    /** Of several runs of one clock at a time, which: a case's id. */
    subject: text("subject"),
  },
  (t) => [
    // What the clock has to look at, and nothing else. The verdict comes first, or the index of all due times would be taken.
    index("sla_targets_warn")
      .on(t.outcome, t.warnAt, t.id)

      .where(sql`outcome is null and warned_at is null and paused_at is null`),
    index("sla_targets_breach")
      .on(t.outcome, t.dueAt, t.id)

      .where(sql`outcome is null and breached_at is null and paused_at is null`),
    index("sla_targets_escalate")
      .on(t.outcome, t.escalateAt, t.id)
      .where(sql`outcome is null and breached_at is not null and escalated_at is null and paused_at is null`),
    index("sla_targets_ticket").on(t.ticketId),
    index("sla_targets_due").on(t.outcome, t.dueAt),
    // The same for those who do the work: of clocks that run alone, as many as open tickets have.
    index("sla_targets_agent_due").on(t.outcome, t.agentDueAt, t.id).where(sql`outcome is null`),
    index("sla_targets_decided").on(t.decidedAt),
    uniqueIndex("sla_targets_instance").on(t.ticketId, t.metric, t.startedAt),
  ],
);

/** A file that came with a ticket or before it. The bytes are in the storage under their hash. */
export const attachments = table(
  "attachments",
  {
    id: text("id").primaryKey(),
    /** Who may attach it: the diagnosis, ticket or key it was uploaded under. */
    ownerKey: text("owner_key").notNull(),
    ticketId: text("ticket_id"),
    messageId: text("message_id"),
    kind: oneOf("kind", attachmentKinds).notNull(),
    name: text("name").notNull(),
    sha256: text("sha256").notNull(),
    mediaType: text("media_type").notNull(),
    width: int("width"),
    height: int("height"),
    bytes: int("bytes").notNull(),
    createdAt: instant("created_at").notNull(),
    /** Of the bytes as they came: the same file given twice is known by it whatever we made of it. Null for identity documents. */
    originalSha256: text("original_sha256"),
    /** A perceptual hash of the picture: a hint, never more. */
    phash: text("phash"),
    /** What came of reading the picture; null for what is not read (PDFs, identity documents). */
    readState: oneOf("read_state", readStates),
    readAttempts: int("read_attempts").notNull().default(0),
    readAt: instant("read_at"),
    reading: json<PictureReading>("reading"),
    /** The payment number that was read, to find the same one on other tickets. */
    readPaymentNo: text("read_payment_no"),
    /** The picture that this one is a copy of, with parts made black: what the desk is shown instead of it. */
    redactedOf: text("redacted_of"),
    redaction: json<Rectangle[]>("redaction"),
  },
  (t) => [
    index("attachments_owner").on(t.ownerKey),
    index("attachments_ticket").on(t.ticketId),
    // The newest pictures, which another one may be like.
    index("attachments_pictures").on(t.id).where(sql`phash is not null`),
    index("attachments_message").on(t.messageId).where(sql`message_id is not null`),
    index("attachments_sha").on(t.sha256),
    index("attachments_original").on(t.originalSha256),
    index("attachments_read_payment").on(t.readPaymentNo),
    index("attachments_redacted").on(t.redactedOf).where(sql`redacted_of is not null`),
    // Only what waits to be read is in it.
    index("attachments_to_read").on(t.createdAt, t.id).where(sql`read_state in ('pending', 'busy', 'timed_out')`),
  ],
);

/** 站内信: what a customer was told. */
export const inboxMessages = table(
  "inbox_messages",
  {
    id: text("id").primaryKey(),
    customerId: text("customer_id").notNull(),
    kind: text("kind").notNull(),
    orderNo: text("order_no"),
    ticketNumber: text("ticket_number"),
    /** The run of the checklist that it is about. */
    diagnosisId: text("diagnosis_id"),
    params: json<Record<string, string | number>>("params").notNull(),
    /** The outbox event it came from: one event tells once. */
    eventId: text("event_id").notNull(),
    read: bool("read").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [
    uniqueIndex("inbox_messages_event").on(t.eventId),
    index("inbox_messages_customer").on(t.customerId, t.createdAt),
  ],
);
