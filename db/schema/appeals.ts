import { sql } from "drizzle-orm";
import {
  type AppealProposal,
  appealScopes,
  appealStates,
  closeReasons,
  type Decided,
  type EvidenceItem,
  evidenceItems,
  evidenceStates,
  followKinds,
  followStates,
} from "#server/appeals/schemas.ts";
import type { RiskFamily } from "#server/risk/schemas.ts";
import { fen, index, instant, int, json, oneOf, table, text, uniqueIndex } from "../columns.ts";

/** An appeal of an order's owner against a risk hold: on the order, or on their account. */
export const appeals = table(
  "appeals",
  {
    id: text("id").primaryKey(),
    /** What is held: `order:NO` or `customer:ID`. */
    subject: text("subject").notNull(),
    scope: oneOf("scope", appealScopes).notNull(),
    orderNo: text("order_no").notNull(),
    customerId: text("customer_id").notNull(),
    diagnosisId: text("diagnosis_id"),
    ticketNumber: text("ticket_number").notNull(),
    families: json<RiskFamily[]>("families").notNull(),
    state: oneOf("state", appealStates).notNull(),
    /** 2 from the moment at which a second look was asked for. */
    round: int("round").notNull(),
    statement: text("statement"),
    contact: text("contact"),
    locale: text("locale").notNull(),
    /** At stake, and taken, when it was opened. */
    amountFen: fen("amount_fen").notNull(),
    paidFen: fen("paid_fen").notNull(),
    /** The clock of this round, among the ticket's. */
    clockId: text("clock_id"),
    reviewerId: text("reviewer_id"),
    reviewerName: text("reviewer_name"),
    claimedAt: instant("claimed_at"),
    /** What the reviewer asked for, beyond what is always asked. */
    asked: json<EvidenceItem[]>("asked").notNull(),
    askedAt: instant("asked_at"),
    proposal: json<AppealProposal>("proposal"),
    decided: json<Decided>("decided"),
    decidedAt: instant("decided_at"),
    before: json<Decided>("before"),
    secondLookReason: text("second_look_reason"),
    closedBecause: oneOf("closed_because", closeReasons),
    followKind: oneOf("follow_kind", followKinds).notNull(),
    followState: oneOf("follow_state", followStates).notNull(),
    followIds: json<string[]>("follow_ids").notNull(),
    followCodes: json<string[]>("follow_codes").notNull(),
    openedAt: instant("opened_at").notNull(),
    version: int("version").notNull(),
  },
  (t) => [
    // One open appeal an order or account: an index, not a check, so that two submissions at once cannot both win.
    uniqueIndex("appeals_one_open").on(t.subject).where(sql`state in ('open', 'awaiting_second')`),
    index("appeals_state").on(t.state, t.openedAt),
    index("appeals_opened").on(t.openedAt, t.id),
    index("appeals_follow").on(t.followState, t.decidedAt),
    index("appeals_decided").on(t.decidedAt),
    index("appeals_order").on(t.orderNo),
    index("appeals_customer").on(t.customerId, t.openedAt),
    index("appeals_ticket").on(t.ticketNumber),
  ],
);

/** What was given for an appeal; without one, it waits in its run of the checklist until the appeal is sent. */
export const appealEvidence = table(
  "appeal_evidence",
  {
    id: text("id").primaryKey(),
    appealId: text("appeal_id"),
    diagnosisId: text("diagnosis_id"),
    item: oneOf("item", evidenceItems).notNull(),
    text: text("text"),
    attachmentId: text("attachment_id"),
    state: oneOf("state", evidenceStates).notNull(),
    givenAt: instant("given_at").notNull(),
  },
  (t) => [
    index("appeal_evidence_appeal").on(t.appealId, t.id),
    index("appeal_evidence_run").on(t.diagnosisId, t.id),
    uniqueIndex("appeal_evidence_file").on(t.attachmentId),
  ],
);

/** An identity document: the storage has it encrypted, and here is the key to it, itself encrypted. */
export const identityFiles = table(
  "identity_files",
  {
    attachmentId: text("attachment_id").primaryKey(),
    /** The name of the encrypted file in the storage. */
    sha256: text("sha256").notNull(),
    /** Which key of the installation the file's own key is sealed under. */
    keyId: text("key_id").notNull(),
    /** Null once it was removed: then nothing can read the file any more, wherever a copy of it may be. */
    sealedKey: text("sealed_key"),
    storedAt: instant("stored_at").notNull(),
    removedAt: instant("removed_at"),
    removedWhy: text("removed_why"),
    /** When the file itself was gone from the storage. */
    erasedAt: instant("erased_at"),
  },
  (t) => [index("identity_files_removed").on(t.removedAt, t.erasedAt), index("identity_files_stored").on(t.storedAt)],
);
