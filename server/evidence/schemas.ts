import { z } from "zod";

/** What the evidence log stands for: platform events, gateway callbacks, ticket steps and messages, ledger entries, audit rows. */
export const evidenceKinds = ["event", "callback", "step", "message", "ledger", "audit"] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

export const RECEIPT_FORMAT = "daozhang-receipt@1";

/** A field of a record: opened (its salt and its value as JSON text), or its hash alone. A salt is 32 hexadecimal digits, a hash base64. */
export const receiptFieldSchema = z.union([
  z.object({ salt: z.string(), json: z.string() }),
  z.object({ hash: z.string() }),
]);
export const receiptEntrySchema = z.object({
  index: z.number().int().min(0),
  /** The leaf's very text. */
  leaf: z.string(),
  fields: z.record(z.string(), receiptFieldSchema),
  proof: z.array(z.string()).max(64),
});
export type ReceiptEntry = z.output<typeof receiptEntrySchema>;

/** What a customer takes home: what happened to an order, and the proof that the log says so. */
export const receiptSchema = z.object({
  format: z.literal(RECEIPT_FORMAT),
  orderNo: z.string(),
  issuedAt: z.string(),
  /** The log's key, to compare with one got elsewhere. */
  vkey: z.string(),
  checkpoint: z.string(),
  entries: z.array(receiptEntrySchema),
});
export type Receipt = z.output<typeof receiptSchema>;

export const checkpointSchema = z.object({
  size: z.number().int(),
  rootHash: z.string(),
  note: z.string(),
  createdAt: z.string(),
});
export type CheckpointView = z.output<typeof checkpointSchema>;

export const keySchema = z.object({ vkey: z.string(), createdAt: z.string(), retiredAt: z.string().nullable() });
export const inclusionSchema = z.object({
  index: z.number().int(),
  size: z.number().int(),
  proof: z.array(z.string()),
});
export const proofSchema = z.object({ proof: z.array(z.string()) });
