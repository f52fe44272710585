import { asc, gt, inArray } from "drizzle-orm";
import type { Db, Tx } from "#db/client.ts";
import {
  auditLog,
  gatewayCallbacks,
  inboundEvents,
  ledgerEntries,
  ledgerPostings,
  ticketEvents,
  ticketMessages,
} from "#db/schema/index.ts";
import type { EvidenceRecord } from "./leaf.ts";
import { auditRecord, callbackRecord, eventRecord, ledgerRecord, messageRecord, stepRecord } from "./records.ts";
import type { EvidenceKind } from "./schemas.ts";

type Reader = Db | Tx;
type Source = {
  /** Rows after an id, by id. */
  after(reader: Reader, id: string, limit: number): Promise<EvidenceRecord[]>;
  /** The rows of these ids that are there. */
  of(reader: Reader, ids: readonly string[]): Promise<EvidenceRecord[]>;
};

async function withLines(reader: Reader, rows: (typeof ledgerEntries.$inferSelect)[]): Promise<EvidenceRecord[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const lines = await reader.select().from(ledgerPostings).where(inArray(ledgerPostings.entryId, ids));
  const byEntry = Map.groupBy(lines, (line) => line.entryId);
  return rows.map((row) => ledgerRecord({ ...row, lines: byEntry.get(row.id) ?? [] }));
}

/** Where the rows are that the log stands for. */
export const sources: Record<EvidenceKind, Source> = {
  event: {
    after: async (reader, id, limit) => {
      const rows = reader.select().from(inboundEvents).where(gt(inboundEvents.id, id));
      return (await rows.orderBy(asc(inboundEvents.id)).limit(limit)).map(eventRecord);
    },
    of: async (reader, ids) =>
      (await reader.select().from(inboundEvents).where(inArray(inboundEvents.id, ids))).map(eventRecord),
  },
  callback: {
    after: async (reader, id, limit) => {
      const rows = reader.select().from(gatewayCallbacks).where(gt(gatewayCallbacks.id, id));
      return (await rows.orderBy(asc(gatewayCallbacks.id)).limit(limit)).map(callbackRecord);
    },
    of: async (reader, ids) =>
      (await reader.select().from(gatewayCallbacks).where(inArray(gatewayCallbacks.id, ids))).map(callbackRecord),
  },
  step: {
    after: async (reader, id, limit) => {
      const rows = reader.select().from(ticketEvents).where(gt(ticketEvents.id, id));
      return (await rows.orderBy(asc(ticketEvents.id)).limit(limit)).map(stepRecord);
    },
    of: async (reader, ids) =>
      (await reader.select().from(ticketEvents).where(inArray(ticketEvents.id, ids))).map(stepRecord),
  },
  message: {
    after: async (reader, id, limit) => {
      const rows = reader.select().from(ticketMessages).where(gt(ticketMessages.id, id));
      return (await rows.orderBy(asc(ticketMessages.id)).limit(limit)).map(messageRecord);
    },
    of: async (reader, ids) =>
      (await reader.select().from(ticketMessages).where(inArray(ticketMessages.id, ids))).map(messageRecord),
  },
  ledger: {
    after: async (reader, id, limit) => {
      const rows = reader.select().from(ledgerEntries).where(gt(ledgerEntries.id, id));
      return withLines(reader, await rows.orderBy(asc(ledgerEntries.id)).limit(limit));
    },
    of: async (reader, ids) =>
      withLines(reader, await reader.select().from(ledgerEntries).where(inArray(ledgerEntries.id, ids))),
  },
  audit: {
    after: async (reader, id, limit) => {
      const rows = reader.select().from(auditLog).where(gt(auditLog.id, id));
      return (await rows.orderBy(asc(auditLog.id)).limit(limit)).map(auditRecord);
    },
    of: async (reader, ids) => (await reader.select().from(auditLog).where(inArray(auditLog.id, ids))).map(auditRecord),
  },
};
