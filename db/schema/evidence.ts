import { sql } from "drizzle-orm";
import { evidenceKinds } from "#server/evidence/schemas.ts";
import { fen, index, instant, int, oneOf, primaryKey, table, text, uniqueIndex } from "../columns.ts";

/** One row for each thing that the evidence log stands for, written in the transaction of the thing itself. */
export const evidenceEntries = table(
  "evidence_entries",
  {
    id: text("id").primaryKey(),
    kind: oneOf("kind", evidenceKinds).notNull(),
    /** The id of what it stands for, in its own table. */
    ref: text("ref").notNull(),
    at: instant("at").notNull(),
    /** Base64; without it nobody can try values against the digests. Empty once it was forgotten for a person's sake. */
    salt: text("salt").notNull(),
    /** Base64, SHA-256 over the digests of the fields. */
    digest: text("digest").notNull(),
    /** Base64, HMAC under a key of the program's: whoever writes rows past it cannot make one. */
    mac: text("mac").notNull(),
    /** Its place in the log, given once by the sequencer; null until then. */
    leafIndex: fen("leaf_index"),
    /** When its salt was forgotten; the same instant for all entries of one erasure, and for no others. */
    erasedAt: instant("erased_at"),
  },
  (t) => [
    uniqueIndex("evidence_entries_ref").on(t.kind, t.ref),
    uniqueIndex("evidence_entries_leaf").on(t.leafIndex),
    index("evidence_entries_erased").on(t.erasedAt, t.kind, t.ref).where(sql`erased_at is not null`),
  ],
);

/** Perfect subtrees of the log's tree, each written once. Level 0 are the leaves' hashes. */
export const evidenceNodes = table(
  "evidence_nodes",
  { level: int("level").notNull(), index: fen("idx").notNull(), hash: text("hash").notNull() },
  (t) => [primaryKey({ columns: [t.level, t.index] }), index("evidence_nodes_leaf").on(t.hash).where(sql`level = 0`)],
);

/** Signed heads of the log. */
export const evidenceCheckpoints = table(
  "evidence_checkpoints",
  {
    size: fen("size").primaryKey(),
    rootHash: text("root_hash").notNull(),
    /** The signed note, as it is given out (C2SP tlog-checkpoint). */
    note: text("note").notNull(),
    keyId: text("key_id").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (t) => [index("evidence_checkpoints_created").on(t.createdAt)],
);

/** Keys that sign checkpoints. A retired one stays, without its private half, so that old notes can be checked. */
export const evidenceKeys = table("evidence_keys", {
  id: text("id").primaryKey(),
  origin: text("origin").notNull(),
  /** Base64 of the 32 bytes. */
  publicKey: text("public_key").notNull(),
  sealedPrivate: text("sealed_private"),
  /** How many heads name it as theirs, and the size of the newest: heads that were removed are missed. */
  signed: int("signed").notNull().default(0),
  signedSize: fen("signed_size").notNull().default(0),
  createdAt: instant("created_at").notNull(),
  retiredAt: instant("retired_at"),
});

/** How far each place outside that is sent the log's heads has come: one row for each. */
export const evidencePushes = table("evidence_pushes", {
  /** `webhook` or `file`. */
  sink: text("sink").primaryKey(),
  /** A hash of where it is sent: another place begins anew. */
  target: text("target").notNull(),
  /** The size of the newest head that arrived; 0 before the first. */
  size: fen("size").notNull(),
  deliveredAt: instant("delivered_at"),
  /** Failed attempts since then. */
  attempts: int("attempts").notNull(),
  nextAttemptAt: instant("next_attempt_at").notNull(),
  lastError: text("last_error"),
  /** Set when the receiver said that it wants no more (410). */
  disabledAt: instant("disabled_at"),
});
