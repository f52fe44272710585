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
  /** Ids of rows, in their order; from the first one without `after`. */
  ids(reader: Reader, after: string | null, limit: number): Promise<string[]>;
  /** The rows of these ids that are there. */
  of(reader: Reader, ids: readonly string[]): Promise<EvidenceRecord[]>;
};
type Table =
  | typeof inboundEvents
  | typeof gatewayCallbacks
  | typeof ticketEvents
  | typeof ticketMessages
  | typeof ledgerEntries
  | typeof auditLog;

// The tables have nothing in common for the type checker but that each has an id, which is all that is asked for here.
const idsOf = (table: Table): Source["ids"] => {
  const any = table as typeof inboundEvents;
  return async (reader, after, limit) => {
    const rows = reader.select({ id: any.id }).from(any);
    const of = after === null ? undefined : gt(any.id, after);
    return (await rows.where(of).orderBy(asc(any.id)).limit(limit)).map(({ id }) => id);
  };
};

async function withLines(reader: Reader, rows: (typeof ledgerEntries.$inferSelect)[]): Promise<EvidenceRecord[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const lines = await reader.select().from(ledgerPostings).where(inArray(ledgerPostings.entryId, ids));
  const byEntry = Map.groupBy(lines, (line) => line.entryId);
  return rows.map((row) => ledgerRecord({ ...row, lines: byEntry.get(row.id) ?? [] }));
}

/** Where the rows are that the log stands for. */
export const sources: Readonly<Record<EvidenceKind, Source>> = {
  event: {
    ids: idsOf(inboundEvents),
    of: async (reader, ids) =>
      (await reader.select().from(inboundEvents).where(inArray(inboundEvents.id, ids))).map(eventRecord),
  },
  callback: {
    ids: idsOf(gatewayCallbacks),
    of: async (reader, ids) =>
      (await reader.select().from(gatewayCallbacks).where(inArray(gatewayCallbacks.id, ids))).map(callbackRecord),
  },
  step: {
    ids: idsOf(ticketEvents),
    of: async (reader, ids) =>
      (await reader.select().from(ticketEvents).where(inArray(ticketEvents.id, ids))).map(stepRecord),
  },
  message: {
    ids: idsOf(ticketMessages),
    of: async (reader, ids) =>
      (await reader.select().from(ticketMessages).where(inArray(ticketMessages.id, ids))).map(messageRecord),
  },
  ledger: {
    ids: idsOf(ledgerEntries),
    of: async (reader, ids) =>
      withLines(reader, await reader.select().from(ledgerEntries).where(inArray(ledgerEntries.id, ids))),
  },
  audit: {
    ids: idsOf(auditLog),
    of: async (reader, ids) => (await reader.select().from(auditLog).where(inArray(auditLog.id, ids))).map(auditRecord),
  },
};
