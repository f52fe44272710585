/** The evidence log: what happened, as leaves of an append-only Merkle tree with signed heads (`docs/decisions/0033-evidence-log.md`). */
export { appendEvidence, writtenWithoutSeal } from "./append.ts";
export { backfillEvidence, EVIDENCE_LOCK } from "./backfill.ts";
export {
  getCheckpoint,
  listCheckpoints,
  listKeys,
  newestCheckpoint,
  proveConsistency,
  proveInclusion,
} from "./checkpoints.ts";
export { type ErasableRef, type Erased, eraseEvidence } from "./erase.ts";
export { evidenceJobs } from "./jobs.ts";
export { addKey, vkeyOfRow } from "./keys.ts";
export { closeField } from "./leaf.ts";
export { notesIn } from "./note.ts";
export { isSigned, makeReceipt, type ReceiptRefs } from "./receipt.ts";
export { auditRecord, callbackRecord, eventRecord, ledgerRecord, messageRecord, stepRecord } from "./records.ts";
export { sequenceEvidence } from "./sequence.ts";
export { type EvidenceFault, type EvidenceReport, type HeldCheckpoints, verifyEvidence } from "./verify.ts";
export { underNewSecret, type Vouched } from "./vouched.ts";
