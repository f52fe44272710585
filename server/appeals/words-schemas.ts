/** The words of appeals against risk holds. */

/** `awaiting_second`: decided by one person, waiting for another. `closed`: the hold went away by itself, or the money did. */
export const appealStates = ["open", "awaiting_second", "passed", "denied", "closed"] as const;
export type AppealState = (typeof appealStates)[number];
export const openAppealStates = ["open", "awaiting_second"] as const satisfies readonly AppealState[];

/** What is held: one order, or the customer's account. */
export const appealScopes = ["order", "account"] as const;
export type AppealScope = (typeof appealScopes)[number];

/** What may be asked for. What each is called and why it is asked stands in `copy.ts`. */
export const evidenceItems = [
  "identity",
  "usual_device",
  "purchase_history",
  "purpose",
  "payment_proof",
  "payer_proof",
  "recipient",
  "funds_proof",
  "own_accounts",
  "offer_use",
] as const;
export type EvidenceItem = (typeof evidenceItems)[number];

/** `identity` is a picture that is kept as a secret; `file` any proof; `text` words. */
export const evidenceForms = ["text", "file", "identity"] as const;
export type EvidenceForm = (typeof evidenceForms)[number];
export const evidenceStates = ["given", "withdrawn", "erased"] as const;
export type EvidenceState = (typeof evidenceStates)[number];

export const passReasons = ["EVIDENCE_ENOUGH", "OWNER_CONFIRMED", "HELD_BY_MISTAKE"] as const;
export const denyReasons = [
  "EVIDENCE_MISSING",
  "EVIDENCE_UNREADABLE",
  "IDENTITY_DIFFERS",
  "PAYER_DIFFERS",
  "PURCHASE_NOT_ALLOWED",
] as const;
export const appealReasons = [...passReasons, ...denyReasons] as const;
export type AppealReason = (typeof appealReasons)[number];
export const appealDecisions = ["pass", "deny"] as const;
export type AppealDecision = (typeof appealDecisions)[number];

/** Why one person is not enough. */
export const secondReasons = ["over_threshold", "account"] as const;
export type SecondReason = (typeof secondReasons)[number];

/** What a decision led to. */
export const followKinds = [
  "none",
  "release",
  "topup",
  "refund",
  "delivered",
  "moving",
  "refunding",
  "blocked",
] as const;
export type FollowKind = (typeof followKinds)[number];
/** `person`: it came to nothing by itself, and somebody has to take it on with one click. */
export const followStates = ["none", "running", "person", "done"] as const;
export type FollowState = (typeof followStates)[number];

export const closeReasons = ["released", "credited", "refunded"] as const;
export type CloseReason = (typeof closeReasons)[number];
