import { and, eq, inArray } from "drizzle-orm";
import { db } from "#db/client.ts";
import { evidenceEntries } from "#db/schema/index.ts";
import type { EntryRow } from "./append.ts";
import { newestCheckpoint } from "./checkpoints.ts";
import { allKeys, logKeyOf } from "./keys.ts";
import { closeFields, type EvidenceRecord, leafText } from "./leaf.ts";
import { nodesFrom } from "./nodes.ts";
import { vkeyOf } from "./note.ts";
import { type EvidenceKind, RECEIPT_FORMAT, type Receipt, type ReceiptEntry } from "./schemas.ts";
import { sources } from "./sources.ts";
import { inclusionProof } from "./tree.ts";

/** What a receipt is to stand for: rows by their ids. */
export type ReceiptRefs = Partial<Record<EvidenceKind, readonly string[]>>;

const MAX_ENTRIES = 500;
const CHUNK = 200;

/**
 * What a customer may read of each kind; every other field stays closed, as its hash. Device, address and payer of an event,
 * names of staff, the accounts of other people and the words of internal notes are none of these.
 */
const opened: Record<EvidenceKind, readonly string[]> = {
  event: [
    ...["id", "type", "orderNo", "outTradeNo", "occurredAt", "receivedAt"],
    ...[
      "orderNo",
      "outTradeNo",
      "gatewayTradeNo",
      "amountFen",
      "paidFen",
      "refundFen",
      "creditedFen",
      "state",
      "status",
    ]
      .concat("channel", "productName", "faceValueFen", "reason", "errorMessage", "createdAt", "paidAt", "creditedAt")
      .map((name) => `data.${name}`),
  ],
  callback: ["id", "channel", "kind", "receivedAt"],
  step: ["id", "type", "actorKind", "at"],
  message: ["id", "author", "visibility", "body", "createdAt"],
  ledger: ["id", "kind", "orderNo", "postedAt", "lines"],
  audit: ["id", "action", "actorKind", "at"],
};

/**
 * Makes the receipt of an order over rows that its owner may know of.
 * @param refs the rows; those without a place in a signed log yet are left out, and so is what goes beyond 500
 * @returns undefined while no checkpoint is signed
 */
export async function makeReceipt(orderNo: string, refs: ReceiptRefs, now: Date): Promise<Receipt | undefined> {
  const newest = await newestCheckpoint();
  const [key] = newest ? (await allKeys(db)).filter((row) => row.id === newest.keyId) : [];
  if (!newest || !key) return undefined;
  const entries: ReceiptEntry[] = [];
  for (const [kind, ids] of Object.entries(refs) as [EvidenceKind, readonly string[]][]) {
    for (let at = 0; at < ids.length && entries.length < MAX_ENTRIES; at += CHUNK) {
      entries.push(...(await entriesOf(kind, ids.slice(at, at + CHUNK), newest.size)));
    }
  }
  return {
    format: RECEIPT_FORMAT,
    orderNo,
    issuedAt: now.toISOString(),
    vkey: vkeyOf(logKeyOf(key)),
    checkpoint: newest.note,
    entries: tied(orderNo, entries)
      .toSorted((a, b) => a.index - b.index)
      .slice(0, MAX_ENTRIES),
  };
}

/**
 * Entries that a checker can tie to the order: an event names it, or a payment that an event of the order names; a ledger entry
 * names it. The other kinds name no order in their leaves: that they are of this one is our word.
 */
function tied(orderNo: string, entries: readonly ReceiptEntry[]): ReceiptEntry[] {
  const said = ({ fields }: ReceiptEntry, name: string) => {
    const field = fields[name];
    return field && "json" in field ? field.json : undefined;
  };
  const own = (entry: ReceiptEntry) => said(entry, "orderNo") === JSON.stringify(orderNo);
  const trades = new Set(entries.filter(own).map((entry) => said(entry, "outTradeNo")));
  const none = [undefined, "null"];
  return entries.filter((entry) => {
    if (!("orderNo" in entry.fields) || own(entry)) return true;
    const trade = said(entry, "outTradeNo");
    return said(entry, "orderNo") === "null" && !none.includes(trade) && trades.has(trade);
  });
}

async function entriesOf(kind: EvidenceKind, ids: readonly string[], size: number): Promise<ReceiptEntry[]> {
  const of = and(eq(evidenceEntries.kind, kind), inArray(evidenceEntries.ref, ids));
  const rows = await db.select().from(evidenceEntries).where(of);
  const records = new Map((await sources[kind].of(db, ids)).map((record) => [record.ref, record]));
  const made: ReceiptEntry[] = [];
  for (const row of rows) {
    const record = records.get(row.ref);
    if (record && row.erasedAt === null && row.leafIndex !== null && row.leafIndex < size)
      made.push(await entryOf(row, row.leafIndex, record, size));
  }
  return made;
}

async function entryOf(row: EntryRow, index: number, record: EvidenceRecord, size: number): Promise<ReceiptEntry> {
  const proof = await inclusionProof(index, size, nodesFrom(db));
  const fields = closeFields(row.salt, record.fields).map(({ name, salt, json, hash }) =>
    opened[row.kind].includes(name) ? [name, { salt, json }] : [name, { hash }],
  );
  return {
    index,
    leaf: leafText(row),
    fields: Object.fromEntries(fields),
    proof: proof.map((hash) => Buffer.from(hash).toString("base64")),
  };
}

/** True when every one of these rows has its place in a signed log. */
export async function isSigned(kind: EvidenceKind, refs: readonly string[]): Promise<boolean> {
  const newest = await newestCheckpoint();
  if (!newest || refs.length === 0) return refs.length === 0;
  const of = and(eq(evidenceEntries.kind, kind), inArray(evidenceEntries.ref, [...refs]));
  const rows = await db.select({ index: evidenceEntries.leafIndex }).from(evidenceEntries).where(of);
  return rows.length === refs.length && rows.every(({ index }) => index !== null && index < newest.size);
}
