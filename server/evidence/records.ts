import type {
  auditLog,
  gatewayCallbacks,
  inboundEvents,
  ledgerEntries,
  ledgerPostings,
  ticketEvents,
  ticketMessages,
} from "#db/schema/index.ts";
import type { EvidenceRecord } from "./leaf.ts";

/**
 * What of each row the log stands for. The lists say every field by name: a column that is added later changes no old leaf,
 * and one that changes after it was written (a callback's verdict) never belongs here. Pure.
 */

type Row<T extends { $inferSelect: unknown }> = T["$inferSelect"];
export type EventRow = Row<typeof inboundEvents>;
export type CallbackRow = Row<typeof gatewayCallbacks>;
export type StepRow = Row<typeof ticketEvents>;
export type MessageRow = Row<typeof ticketMessages>;
export type AuditRow = Row<typeof auditLog>;
export type LedgerRow = Row<typeof ledgerEntries> & {
  lines: readonly Pick<Row<typeof ledgerPostings>, "id" | "account" | "amountFen">[];
};

/** Members of an event's data are fields of their own, so that a receipt can open the amount and keep the device closed. */
export function eventRecord(row: EventRow): EvidenceRecord {
  const { id, source, eventId, type, subject, orderNo, outTradeNo, customerId } = row;
  const data = Object.fromEntries(Object.entries(row.data).map(([name, value]) => [`data.${name}`, value]));
  const times = { occurredAt: row.occurredAt.toISOString(), receivedAt: row.receivedAt.toISOString() };
  const fields = { id, source, eventId, type, subject, orderNo, outTradeNo, customerId, ...times, ...data };
  return { kind: "event", ref: id, at: row.receivedAt, fields };
}

type CallbackSeen = Pick<
  CallbackRow,
  "id" | "channel" | "kind" | "method" | "query" | "headers" | "body" | "remoteAddress" | "receivedAt"
>;

/** A callback as it came in; what was made of it later is not its own. */
export function callbackRecord(row: CallbackSeen): EvidenceRecord {
  const { id, channel, kind, method, query, headers, body, remoteAddress, receivedAt } = row;
  const fields = { id, channel, kind, method, query, headers, body, remoteAddress };
  return { kind: "callback", ref: id, at: receivedAt, fields: { ...fields, receivedAt: receivedAt.toISOString() } };
}

export function stepRecord(row: StepRow): EvidenceRecord {
  const { id, ticketId, type, actorKind, actorId, actorName, before, after, at } = row;
  const fields = { id, ticketId, type, actorKind, actorId, actorName, before: before ?? null, after: after ?? null };
  return { kind: "step", ref: id, at, fields: { ...fields, at: at.toISOString() } };
}

export function messageRecord(row: MessageRow): EvidenceRecord {
  const { id, ticketId, author, authorId, authorName, visibility, body, createdAt } = row;
  const fields = { id, ticketId, author, authorId, authorName, visibility, body };
  return { kind: "message", ref: id, at: createdAt, fields: { ...fields, createdAt: createdAt.toISOString() } };
}

export function ledgerRecord(row: LedgerRow): EvidenceRecord {
  const { id, kind, orderNo, reference, postedAt } = row;
  const lines = row.lines
    .map(({ id: line, account, amountFen }) => ({ id: line, account, amountFen }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const fields = { id, kind, orderNo: orderNo ?? null, reference, postedAt: postedAt.toISOString(), lines };
  return { kind: "ledger", ref: id, at: postedAt, fields };
}

export function auditRecord(row: AuditRow): EvidenceRecord {
  const { at, ...rest } = row;
  const { chain, seq, id, actorKind, actorId, actorName, action, subject, data, prevHash, hash } = rest;
  const who = { actorKind, actorId, actorName };
  const fields = { chain, seq, id, ...who, action, subject, data, prevHash, hash, at: at.toISOString() };
  return { kind: "audit", ref: id, at, fields };
}
