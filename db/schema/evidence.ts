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
    /** Base64; without it nobody can try values against the digests. */
    salt: text("salt").notNull(),
    /** Base64, SHA-256 over the digests of the fields. */
    digest: text("digest").notNull(),
    /** Base64, HMAC under APP_SECRET: whoever writes rows past the program cannot make one. */
    mac: text("mac").notNull(),
    /** Its place in the log, given once by the sequencer; null until then. */
    leafIndex: fen("leaf_index"),
  },
  (t) => [uniqueIndex("evidence_entries_ref").on(t.kind, t.ref), uniqueIndex("evidence_entries_leaf").on(t.leafIndex)],
);

/** Perfect subtrees of the log's tree, each written once. Level 0 are the leaves' hashes. */
export const evidenceNodes = table(
  "evidence_nodes",
  { level: int("level").notNull(), index: fen("idx").notNull(), hash: text("hash").notNull() },
  (t) => [primaryKey({ columns: [t.level, t.index] })],
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
  createdAt: instant("created_at").notNull(),
  retiredAt: instant("retired_at"),
});
